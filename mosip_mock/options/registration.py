"""Options of the registration side: auth manager, packet manager, workflow manager, processing, mail."""

from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

import click

from mosip_mock.authmanager.clients import NO_FURTHER_ACCOUNTS, Accounts
from mosip_mock.options.files import read_json
from mosip_mock.options.words import words
from mosip_mock.registration.delay import InvalidDelayError, ProcessingDelay, parse_delay
from mosip_mock.registration.master_data import DEFAULT_MASTER_DATA, MasterData
from shared.options import setting


def _delay(_: click.Context, option: click.Parameter, value: str) -> ProcessingDelay:
    try:
        return parse_delay(value)
    except InvalidDelayError as error:
        raise click.BadParameter(str(error), param=option) from error


def _accounts(_: click.Context, option: click.Parameter, value: Path | None) -> Accounts:
    return NO_FURTHER_ACCOUNTS if value is None else read_json(value, Accounts, option)


def _master_data(_: click.Context, option: click.Parameter, value: Path | None) -> MasterData:
    return DEFAULT_MASTER_DATA if value is None else read_json(value, MasterData, option)


def _smtp_url(_: click.Context, option: click.Parameter, value: str | None) -> str | None:
    if not value:
        return None
    try:
        parts = urlsplit(value)
        if parts.scheme in {"smtp", "smtps"} and parts.hostname and parts.port != 0:
            return value
    except ValueError:
        pass
    raise click.BadParameter(f"'{value}' is no address such as smtp://localhost:1025", param=option)


REGISTRATION: Final = (
    setting(
        "--preset",
        "MOSIP_MOCK_PRESET",
        default="opencrvs",
        type=click.Choice(["stock", "opencrvs"]),
        help="Processes, sources and partners: as MOSIP publishes them, or as OpenCRVS needs them.",
    ),
    setting(
        "--processing-rules",
        "MOSIP_MOCK_PROCESSING_RULES",
        default="warn",
        type=click.Choice(["off", "warn", "strict"]),
        help="What to do with packets that the real registration processor would fail.",
    ),
    setting(
        "--processing-delay",
        "MOSIP_MOCK_PROCESSING_DELAY",
        default="0.5",
        callback=_delay,
        help="Seconds before a packet is processed: 2, a range such as 1-5, or manual.",
    ),
    setting(
        "--accounts",
        "MOSIP_MOCK_ACCOUNTS",
        type=click.Path(path_type=Path, dir_okay=False, exists=True),
        callback=_accounts,
        help="JSON file of auth manager clients and users, beside the known ones.",
    ),
    setting(
        "--master-data",
        "MOSIP_MOCK_MASTER_DATA",
        type=click.Path(path_type=Path, dir_okay=False, exists=True),
        callback=_master_data,
        help="JSON file of centres, machines and officers, in the place of the known ones.",
    ),
    setting(
        "--packet-audiences",
        "MOSIP_MOCK_PACKET_AUDIENCES",
        default="mosip-regproc-client,mosip-crvs1-client",
        callback=words,
        help="Clients whose tokens the packet manager takes, separated by commas.",
    ),
    setting(
        "--workflow-audiences",
        "MOSIP_MOCK_WORKFLOW_AUDIENCES",
        default="mosip-regproc-client,mosip-crvs1-client,mosip-admin-client,mosip-resident-client,mosip-reg-client",
        callback=words,
        help="Clients whose tokens the workflow manager takes, separated by commas.",
    ),
    setting(
        "--smtp-url",
        "MOCKS_SMTP_URL",
        callback=_smtp_url,
        help="Send the outbox's e-mail there: smtp://[user:password@]host[:port].",
    ),
)
