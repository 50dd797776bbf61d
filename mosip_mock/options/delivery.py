"""Options of the hub and of the credentials that it delivers."""

import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import click

from mosip_mock.options.files import read_json
from mosip_mock.options.words import words
from mosip_mock.partners.defaults import PARTNER_ID
from shared.options import setting


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


def _partners(context: click.Context, option: click.Parameter, value: str) -> tuple[str, ...]:
    partner_ids = words(context, option, value)
    if not partner_ids:
        raise click.BadParameter("name one at least", param=option)
    return tuple(dict.fromkeys(partner_ids))


def _context_terms(_: click.Context, option: click.Parameter, value: Path | None) -> Mapping[str, Any]:
    if value is None:
        return {}
    from mosip_mock.credentials.context_files import check_terms  # noqa: PLC0415 - few countries have any

    terms: Mapping[str, Any] = read_json(value, dict[str, Any], option)
    try:
        check_terms(terms)
    except ValueError as error:
        raise click.BadParameter(f"{value}: no terms of JSON-LD ({error})", param=option) from error
    return terms


DELIVERY: Final = (
    setting(
        "--delivery-policy",
        "MOSIP_MOCK_DELIVERY_POLICY",
        default="mosip",
        type=click.Choice(["mosip", "patient"]),
        help="Whether a subscriber is switched off as by the real hub, or tried again and again.",
    ),
    setting(
        "--delivery-timeout",
        "MOSIP_MOCK_DELIVERY_TIMEOUT",
        default=60.0,
        type=click.FloatRange(0.01),
        help="Seconds to wait for a subscriber's answer.",
    ),
    setting(
        "--delivery-waits",
        "MOSIP_MOCK_DELIVERY_WAITS",
        callback=_waits,
        help="Seconds before each further attempt, such as 3,6,12; none: a single one. Default: the policy's.",
    ),
    setting(
        "--delivery-wait-scale",
        "MOSIP_MOCK_DELIVERY_WAIT_SCALE",
        default=1.0,
        type=click.FloatRange(0),
        help="Factor on the waits between delivery attempts; 0 tries again at once.",
    ),
    setting(
        "--hub-security/--no-hub-security",
        "MOSIP_MOCK_HUB_SECURITY",
        default=True,
        help="Whether the hub asks for a token and its roles.",
    ),
    setting(
        "--enforce-leases/--no-enforce-leases",
        "MOSIP_MOCK_ENFORCE_LEASES",
        default=False,
        help="Whether a subscription ends with its lease; the real hub never ends one.",
    ),
    setting(
        "--credential-partner",
        "MOSIP_MOCK_CREDENTIAL_PARTNER",
        "credential_partners",
        callback=_partners,
        default=PARTNER_ID,
        help="Partners (and clients) that get a credential after each packet of civil registration; commas between.",
    ),
    setting(
        "--credential-type",
        "MOSIP_MOCK_CREDENTIAL_TYPE",
        default="vercred",
        type=click.Choice(["vercred", "euin"]),
        help="Type of that credential; OpenCRVS 1.8 and 1.9 know only vercred.",
    ),
    setting(
        "--death-credentials/--no-death-credentials",
        "MOSIP_MOCK_DEATH_CREDENTIALS",
        default=True,
        help="Whether a death leads to a credential, which MOSIP's published routes do not do.",
    ),
    setting(
        "--credential-meta-info",
        "MOSIP_MOCK_CREDENTIAL_META_INFO",
        default="opencrvsBRN",
        callback=words,
        help="Labels of a packet's metaData that go into the event, separated by commas.",
    ),
    setting(
        "--proof-style",
        "MOSIP_MOCK_PROOF_STYLE",
        default="mosip",
        type=click.Choice(["mosip", "jcs"]),
        help="What a credential's proof signs: MOSIP's canonical quads, or canonical JSON.",
    ),
    setting(
        "--context-style",
        "MOSIP_MOCK_CONTEXT_STYLE",
        default="extended",
        type=click.Choice(["stock", "extended"]),
        help="Terms of the JSON-LD context: MOSIP's own, or with those of civil registration.",
    ),
    setting(
        "--context-terms",
        "MOSIP_MOCK_CONTEXT_TERMS",
        type=click.Path(path_type=Path, dir_okay=False, exists=True),
        callback=_context_terms,
        help="JSON file of a country's own terms of that context; what has no term is not signed.",
    ),
)
