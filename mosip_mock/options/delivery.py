"""Options of the hub and of the credentials that it delivers."""

import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import click

from mosip_mock.credentials.contextfiles import NO_TERMS, check_terms
from mosip_mock.options.files import read_json
from mosip_mock.options.words import words
from mosip_mock.partners.defaults import PARTNER_ID


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
        return NO_TERMS
    terms: Mapping[str, Any] = read_json(value, dict[str, Any], option)
    try:
        check_terms(terms)
    except ValueError as error:
        raise click.BadParameter(f"{value}: no terms of JSON-LD ({error})", param=option) from error
    return terms


DELIVERY: Final = (
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
        "credential_partners",
        envvar="MOSIP_MOCK_CREDENTIAL_PARTNER",
        callback=_partners,
        default=PARTNER_ID,
        show_default=True,
        show_envvar=True,
        help="Partners (and clients) that get a credential after each packet of civil registration; commas between.",
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
        "--credential-meta-info",
        envvar="MOSIP_MOCK_CREDENTIAL_META_INFO",
        default="opencrvsBRN",
        show_default=True,
        show_envvar=True,
        callback=words,
        help="Labels of a packet's metaData that go into the event, separated by commas.",
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
    click.option(
        "--context-terms",
        envvar="MOSIP_MOCK_CONTEXT_TERMS",
        show_envvar=True,
        type=click.Path(path_type=Path, dir_okay=False, exists=True),
        callback=_context_terms,
        help="JSON file of a country's own terms of that context; what has no term is not signed.",
    ),
)
