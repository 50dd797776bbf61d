"""Checks of the fields, group by group: the first group with findings ends it.

Source: mosip/id-authentication `AuthRequestValidator.validate` and `BaseAuthRequestValidator`, `OTPRequestValidator`.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any, Final

import msgspec

from mosip_mock.idauthentication.biometrics import (
    bio_count_findings,
    bio_member_findings,
    bio_sub_type_findings,
    bio_time_findings,
)
from mosip_mock.idauthentication.block import Block, scalar_text
from mosip_mock.idauthentication.demographic_fields import demographic_findings
from mosip_mock.idauthentication.errors import IdaCode
from mosip_mock.idauthentication.profiles import IdaProfile
from mosip_mock.idauthentication.refusal import Finding, refused
from mosip_mock.idauthentication.timing import TimeWindow, time_finding
from shared.control.exchange import Exchange
from shared.shapes import shown

ENVIRONMENTS: Final = ("Staging", "Developer", "Pre-Production", "Production")
_TRANSACTION_ID: Final = re.compile(r"[A-Za-z0-9]{10}")


class FieldRules(msgspec.Struct, frozen=True, kw_only=True):
    """What the deployment allows."""

    profile: IdaProfile
    domain_uris: tuple[str, ...]
    languages: tuple[str, ...]
    auth_types: tuple[str, ...]
    """Factors that the server takes at all (`auth.types.allowed`): `demo`, `otp`, `bio-Finger`, `pwd`, ..."""
    otp_length: int = 6
    window: TimeWindow = TimeWindow()
    child_max_age: int = 5
    """Younger people may use neither OTP nor biometrics (`ida.child-auth-filter.child.max.age`)."""


def field_findings(
    outer: Mapping[str, Any], block: Block, rules: FieldRules, now: datetime, exchange: Exchange, *, is_delegated: bool
) -> list[Finding]:
    """What is wrong with the fields of an authentication request, by the first group that has findings."""
    groups: tuple[Callable[[], Iterator[Finding]], ...] = (
        lambda: _consent(outer),
        lambda: _times(outer, block, now, rules.window),
        lambda: _listed(outer, block, "domainUri", rules.domain_uris),
        lambda: _listed(outer, block, "env", ENVIRONMENTS),
        lambda: transaction_findings(outer.get("transactionID")),
        lambda: _factors(block, rules, is_delegated=is_delegated),
        lambda: _contents(block, rules, exchange),
        lambda: bio_time_findings(block.captures, _text(outer, "transactionID"), rules.window, now),
        lambda: bio_sub_type_findings(block.captures),
        lambda: bio_count_findings(block.captures),
    )
    for group in groups:
        if found := list(group()):
            return found
    return []


def _consent(outer: Mapping[str, Any]) -> Iterator[Finding]:
    consent = outer.get("consentObtained")
    if consent is not True and str(consent).lower() != "true":
        yield refused(
            IdaCode.NO_CONSENT,
            expected="`consentObtained: true`",
            received="nothing" if consent is None else shown(consent),
            where="consentObtained",
            why="nobody is authenticated without consent; an absent member counts as no",
            mend="ask the person, then send true",
        )


def _text(outer: Mapping[str, Any], name: str) -> str | None:
    return scalar_text(outer.get(name), name)


def _times(outer: Mapping[str, Any], block: Block, now: datetime, window: TimeWindow) -> Iterator[Finding]:
    for value, name in ((_text(outer, "requestTime"), "requestTime"), (block.timestamp, "request/timestamp")):
        if finding := time_finding(value, name, now, window):
            yield finding


def _listed(outer: Mapping[str, Any], block: Block, name: str, allowed: tuple[str, ...]) -> Iterator[Finding]:
    value = _text(outer, name)
    yield from bio_member_findings(block.captures, name, value, allowed)
    if value is not None and value.lower() not in {a.lower() for a in allowed}:
        yield refused(
            IdaCode.INVALID,
            f"request/{name}",
            expected=" or ".join(allowed),
            received=shown(value),
            where=name,
            why="it must be one of those that the deployment lists",
            mend=f"send one of them as `{name}`, or leave it out",
        )


def transaction_findings(value: object) -> Iterator[Finding]:
    """What is wrong with a transaction id."""
    if value is None or value == "":
        yield refused(
            IdaCode.MISSING,
            "transactionID",
            expected="10 letters or digits",
            received="nothing",
            where="transactionID",
            why="it joins OTP request and authentication",
            mend="make one for each transaction",
        )
    elif not _TRANSACTION_ID.fullmatch(scalar_text(value, "transactionID") or ""):
        yield refused(
            IdaCode.INVALID,
            "transactionID",
            expected="exactly 10 letters or digits",
            received=shown(value),
            where="transactionID",
            why="the pattern is fixed",
            mend="send e.g. 1234567890",
        )


def _factors(block: Block, rules: FieldRules, *, is_delegated: bool) -> Iterator[Finding]:
    used = list(_used(block, is_delegated=is_delegated))
    if not used:
        yield refused(
            IdaCode.NO_AUTH_TYPE,
            expected="an OTP, demographics or biometrics in the request block",
            received="a block without any",
            where="request",
            why="the factors are inferred from what the block holds; `requestedAuth` is ignored",
            mend="fill `demographics`, `otp` or `biometrics`",
        )
    enabled = {known.lower() for known in rules.auth_types}
    for factor in dict.fromkeys(used):
        if factor.lower() not in enabled:
            yield refused(
                IdaCode.UNSUPPORTED_AUTH_TYPE,
                f"- {factor}",
                expected=", ".join(rules.auth_types),
                received=factor,
                where="request",
                why="`auth.types.allowed` does not list it",
                mend="leave this factor out, or enable it with `MOSIP_MOCK_IDA_AUTH_TYPES`",
            )


def _used(block: Block, *, is_delegated: bool) -> Iterator[str]:
    """The factors of the block in the words of `auth.types.allowed`."""
    if block.has_demographics:
        yield "demo"
    if block.otp:
        yield "otp"
    if block.pin:
        yield "pin"
    for capture in block.captures:
        yield f"bio-{capture.kind}"
    if is_delegated and block.password:
        yield "pwd"
    if is_delegated and block.key_tokens:
        yield "kbt"


def _contents(block: Block, rules: FieldRules, exchange: Exchange) -> Iterator[Finding]:
    if block.otp and not (len(block.otp) == rules.otp_length and block.otp.isascii() and block.otp.isdigit()):
        yield refused(
            IdaCode.INVALID,
            "OTP",
            expected=f"{rules.otp_length} digits",
            received=f"{len(block.otp)} characters",
            where="request.otp",
            why="the length of an OTP is fixed",
            mend="send the OTP as it was received",
        )
    if block.demographics is not None and block.has_demographics:
        yield from demographic_findings(block.demographics, rules.profile, rules.languages, exchange)
