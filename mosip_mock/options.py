"""The options that only the MOSIP mock has."""

import functools
import math
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit

import click
import msgspec

from mosip_mock.authmanager.clients import NO_FURTHER_ACCOUNTS, Accounts
from mosip_mock.partners.defaults import PARTNER_ID
from mosip_mock.registration.delay import InvalidDelayError, ProcessingDelay, parse_delay
from mosip_mock.registration.masterdata import DEFAULT_MASTER_DATA, MasterData

T = TypeVar("T")

Command = Callable[..., Any]


def mosip_options(command: Command) -> Command:
    """Decorate the app's command with the MOSIP mock's own settings."""
    options = [
        click.option(
            "--ida-profile",
            envvar="MOSIP_MOCK_IDA_PROFILE",
            default="1.3.0",
            show_default=True,
            show_envvar=True,
            type=click.Choice(["1.2.0.1", "1.3.0"]),
            help="Which generation of ID authentication to be.",
        ),
        click.option(
            "--ida-id-types",
            envvar="MOSIP_MOCK_IDA_ID_TYPES",
            default="UIN,VID,HANDLE",
            show_default=True,
            show_envvar=True,
            callback=_words,
            help="Kinds of individual ids that are enabled, separated by commas.",
        ),
        click.option(
            "--ida-auth-types",
            envvar="MOSIP_MOCK_IDA_AUTH_TYPES",
            default="demo,otp,bio-Finger,bio-Iris,bio-Face,pwd,kbt",
            show_default=True,
            show_envvar=True,
            callback=_words,
            help="Factors that the server takes, separated by commas.",
        ),
        click.option(
            "--ida-time-allowed",
            envvar="MOSIP_MOCK_IDA_TIME_ALLOWED",
            default=30,
            show_default=True,
            show_envvar=True,
            type=click.IntRange(0),
            callback=_seconds,
            help="Seconds within which a request must arrive.",
        ),
        click.option(
            "--ida-time-adjustment",
            envvar="MOSIP_MOCK_IDA_TIME_ADJUSTMENT",
            default=30,
            show_default=True,
            show_envvar=True,
            type=click.IntRange(0),
            callback=_seconds,
            help="Seconds by which clocks may differ.",
        ),
        click.option(
            "--child-max-age",
            envvar="MOSIP_MOCK_CHILD_MAX_AGE",
            default=5,
            show_default=True,
            show_envvar=True,
            type=click.IntRange(0),
            help="Years below which neither OTP nor biometrics count.",
        ),
        click.option(
            "--kyc-token-lifetime",
            envvar="MOSIP_MOCK_KYC_TOKEN_LIFETIME",
            default=3000,
            show_default=True,
            show_envvar=True,
            type=click.IntRange(1),
            callback=_seconds,
            help="Seconds until a KYC token expires.",
        ),
        click.option(
            "--otp-lifetime",
            envvar="MOSIP_MOCK_OTP_LIFETIME",
            default=180,
            show_default=True,
            show_envvar=True,
            type=click.IntRange(1),
            callback=_seconds,
            help="Seconds until an OTP expires.",
        ),
        click.option(
            "--otp-length",
            envvar="MOSIP_MOCK_OTP_LENGTH",
            default=6,
            show_default=True,
            show_envvar=True,
            type=click.IntRange(4, 10),
            help="Digits of an OTP.",
        ),
        click.option(
            "--otp-freeze",
            envvar="MOSIP_MOCK_OTP_FREEZE",
            default=1800,
            show_default=True,
            show_envvar=True,
            type=click.IntRange(60),
            callback=_seconds,
            help="Seconds for which five wrong OTPs freeze a person.",
        ),
        click.option(
            "--otp-per-minute",
            envvar="MOSIP_MOCK_OTP_PER_MINUTE",
            default=100,
            show_default=True,
            show_envvar=True,
            type=click.IntRange(1),
            help="OTP requests a minute for one person before it is a flood.",
        ),
        click.option(
            "--allowed-domain-uris",
            envvar="MOSIP_MOCK_ALLOWED_DOMAIN_URIS",
            default="",
            show_envvar=True,
            callback=_words,
            help="Further values of `domainUri` to accept, separated by commas.",
        ),
        click.option(
            "--languages",
            envvar="MOSIP_MOCK_LANGUAGES",
            default="eng,ara,fra",
            show_default=True,
            show_envvar=True,
            callback=_words,
            help="Three-letter language codes of the deployment, separated by commas.",
        ),
        click.option(
            "--preset",
            envvar="MOSIP_MOCK_PRESET",
            default="opencrvs",
            show_default=True,
            show_envvar=True,
            type=click.Choice(["stock", "opencrvs"]),
            help="Processes, sources and partners: as MOSIP publishes them, or as OpenCRVS needs them.",
        ),
        click.option(
            "--processing-rules",
            envvar="MOSIP_MOCK_PROCESSING_RULES",
            default="warn",
            show_default=True,
            show_envvar=True,
            type=click.Choice(["off", "warn", "strict"]),
            help="What to do with packets that the real registration processor would fail.",
        ),
        click.option(
            "--processing-delay",
            envvar="MOSIP_MOCK_PROCESSING_DELAY",
            default="0.5",
            show_default=True,
            show_envvar=True,
            callback=_delay,
            help="Seconds before a packet is processed: 2, a range such as 1-5, or manual.",
        ),
        click.option(
            "--accounts",
            envvar="MOSIP_MOCK_ACCOUNTS",
            show_envvar=True,
            type=click.Path(path_type=Path, dir_okay=False, exists=True),
            callback=_accounts,
            help="JSON file of auth manager clients and users, beside the known ones.",
        ),
        click.option(
            "--master-data",
            envvar="MOSIP_MOCK_MASTER_DATA",
            show_envvar=True,
            type=click.Path(path_type=Path, dir_okay=False, exists=True),
            callback=_master_data,
            help="JSON file of centres, machines and officers, in the place of the known ones.",
        ),
        click.option(
            "--packet-audiences",
            envvar="MOSIP_MOCK_PACKET_AUDIENCES",
            default="mosip-regproc-client,mosip-crvs1-client",
            show_default=True,
            show_envvar=True,
            callback=_words,
            help="Clients whose tokens the packet manager takes, separated by commas.",
        ),
        click.option(
            "--workflow-audiences",
            envvar="MOSIP_MOCK_WORKFLOW_AUDIENCES",
            default="mosip-regproc-client,mosip-crvs1-client,mosip-admin-client,mosip-resident-client,mosip-reg-client",
            show_default=True,
            show_envvar=True,
            callback=_words,
            help="Clients whose tokens the workflow manager takes, separated by commas.",
        ),
        click.option(
            "--smtp-url",
            envvar="MOCKS_SMTP_URL",
            show_envvar=True,
            callback=_smtp_url,
            help="Send the outbox's e-mail there: smtp://[user:password@]host[:port].",
        ),
        click.option(
            "--delivery-policy",
            envvar="MOSIP_MOCK_DELIVERY_POLICY",
            default="mosip",
            show_default=True,
            show_envvar=True,
            type=click.Choice(["mosip", "patient"]),
            help="Whether a subscriber is switched off as by the real hub, or tried again and again.",
        ),
        click.option(
            "--delivery-timeout",
            envvar="MOSIP_MOCK_DELIVERY_TIMEOUT",
            default=60.0,
            show_default=True,
            show_envvar=True,
            type=click.FloatRange(0.01),
            help="Seconds to wait for a subscriber's answer.",
        ),
        click.option(
            "--delivery-waits",
            envvar="MOSIP_MOCK_DELIVERY_WAITS",
            show_envvar=True,
            callback=_waits,
            help="Seconds before each further attempt, such as 3,6,12; none: a single one. Default: the policy's.",
        ),
        click.option(
            "--delivery-wait-scale",
            envvar="MOSIP_MOCK_DELIVERY_WAIT_SCALE",
            default=1.0,
            show_default=True,
            show_envvar=True,
            type=click.FloatRange(0),
            help="Factor on the waits between delivery attempts; 0 tries again at once.",
        ),
        click.option(
            "--hub-security/--no-hub-security",
            envvar="MOSIP_MOCK_HUB_SECURITY",
            default=True,
            show_default=True,
            show_envvar=True,
            help="Whether the hub asks for a token and its roles.",
        ),
        click.option(
            "--enforce-leases/--no-enforce-leases",
            envvar="MOSIP_MOCK_ENFORCE_LEASES",
            default=False,
            show_default=True,
            show_envvar=True,
            help="Whether a subscription ends with its lease; the real hub never ends one.",
        ),
        click.option(
            "--credential-partner",
            envvar="MOSIP_MOCK_CREDENTIAL_PARTNER",
            default=PARTNER_ID,
            show_default=True,
            show_envvar=True,
            help="Partner (and client) that gets a credential after each packet of civil registration.",
        ),
        click.option(
            "--credential-type",
            envvar="MOSIP_MOCK_CREDENTIAL_TYPE",
            default="vercred",
            show_default=True,
            show_envvar=True,
            type=click.Choice(["vercred", "euin"]),
            help="Type of that credential; OpenCRVS 1.8 and 1.9 know only vercred.",
        ),
        click.option(
            "--death-credentials/--no-death-credentials",
            envvar="MOSIP_MOCK_DEATH_CREDENTIALS",
            default=True,
            show_default=True,
            show_envvar=True,
            help="Whether a death leads to a credential, which MOSIP's published routes do not do.",
        ),
        click.option(
            "--proof-style",
            envvar="MOSIP_MOCK_PROOF_STYLE",
            default="mosip",
            show_default=True,
            show_envvar=True,
            type=click.Choice(["mosip", "jcs"]),
            help="What a credential's proof signs: MOSIP's canonical quads, or canonical JSON.",
        ),
        click.option(
            "--context-style",
            envvar="MOSIP_MOCK_CONTEXT_STYLE",
            default="extended",
            show_default=True,
            show_envvar=True,
            type=click.Choice(["stock", "extended"]),
            help="Terms of the JSON-LD context: MOSIP's own, or with those of civil registration.",
        ),
    ]
    return functools.reduce(lambda inner, option: option(inner), reversed(options), command)


def _seconds(_: click.Context, __: click.Parameter, value: int) -> timedelta:
    return timedelta(seconds=value)


def _words(_: click.Context, __: click.Parameter, value: str) -> tuple[str, ...]:
    return tuple(word for word in (part.strip() for part in value.split(",")) if word)


def _waits(_: click.Context, option: click.Parameter, value: str | None) -> tuple[float, ...] | None:
    if value is None:
        return None
    try:
        waits = () if value.strip() == "none" else tuple(float(part) for part in value.split(","))
    except ValueError as error:
        raise click.BadParameter(f"'{value}' is not seconds separated by commas, or none", param=option) from error
    if not all(0 <= wait < math.inf for wait in waits):
        raise click.BadParameter("a wait is 0 seconds or more", param=option)
    return waits


def _delay(_: click.Context, option: click.Parameter, value: str) -> ProcessingDelay:
    try:
        return parse_delay(value)
    except InvalidDelayError as error:
        raise click.BadParameter(str(error), param=option) from error


def _accounts(_: click.Context, option: click.Parameter, value: Path | None) -> Accounts:
    return NO_FURTHER_ACCOUNTS if value is None else _read(value, Accounts, option)


def _master_data(_: click.Context, option: click.Parameter, value: Path | None) -> MasterData:
    return DEFAULT_MASTER_DATA if value is None else _read(value, MasterData, option)


def _read(path: Path, kind: type[T], option: click.Parameter) -> T:
    try:
        return msgspec.json.decode(path.read_bytes(), type=kind)
    except (OSError, msgspec.DecodeError, UnicodeDecodeError) as error:
        raise click.BadParameter(f"{path}: {error}", param=option) from error


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
