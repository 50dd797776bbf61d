"""Checks of the fields, group by group: the first group with findings ends it.

Source: mosip/id-authentication `AuthRequestValidator.validate` and `BaseAuthRequestValidator`, `OTPRequestValidator`.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any, Final

import msgspec

from mosip_mock.idauthentication.biometrics import bio_count_findings, bio_member_findings, bio_time_findings
from mosip_mock.idauthentication.block import Block, Demographics, Worded, scalar_text
from mosip_mock.idauthentication.errors import Finding, IdaCode, refused
from mosip_mock.idauthentication.profiles import IdaProfile
from mosip_mock.idauthentication.timing import TimeWindow, time_finding
from shared.citizens.languages import three_letters
from shared.control.exchange import Exchange
from shared.control.tolerances import LANGUAGE_TWO_LETTER

ENVIRONMENTS: Final = ("Staging", "Developer", "Pre-Production", "Production")
_TRANSACTION_ID: Final = re.compile(r"[A-Za-z0-9]{10}")
_INTEGER: Final = re.compile(r"[+-]?[0-9]{1,10}")
_DOB_TYPES: Final = ("V", "D", "A")
_MAX_INTEGER: Final = 2**31 - 1
_ADDRESS_PARTS: Final = (
    "addressLine1", "addressLine2", "addressLine3", "location1", "location2", "location3", "postalCode",
)  # fmt: skip


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
            received=repr(outer.get("consentObtained", "nothing")),
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
            received=repr(value)[:80],
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
            received=repr(value)[:40],
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
        yield from _demographics(block.demographics, rules, exchange)


def _demographics(demo: Demographics, rules: FieldRules, exchange: Exchange) -> Iterator[Finding]:
    if "fullAddress" in demo.listed and any(part in demo.listed or part in demo.plain for part in _ADDRESS_PARTS):
        yield _missing_demo("either `fullAddress` or its parts", "both", "request.demographics", "send one of the two")
    for item in demo.listed.get("dobType", ()):
        if item.value is not None and item.value.upper() not in _DOB_TYPES:
            yield refused(
                IdaCode.INVALID,
                "DOBType",
                expected="V (verified), D (declared) or A (approximate)",
                received=repr(item.value)[:20],
                where="request.demographics.dobType",
                why="there are no other kinds of birth dates",
                mend="send V, D or A, or leave `dobType` out",
            )
    if list(demo.listed) == ["dobType"] and not demo.plain and not demo.dynamic:
        yield _missing_demo(
            "an attribute that can be matched", "`dobType` alone", "request.demographics", "send dob, name, ..."
        )
    if "age" in demo.plain:
        yield from _age(demo.plain["age"], rules.profile)
    for name, values in _worded(demo):
        yield from _language_findings(name, values, rules.languages, exchange)


def _worded(demo: Demographics) -> Iterator[tuple[str, list[Worded]]]:
    yield from demo.listed.items()
    for name, values in demo.dynamic.items():
        if isinstance(values, list):
            yield name, values


def _age(text: str, profile: IdaProfile) -> Iterator[Finding]:
    age = int(text) if _INTEGER.fullmatch(text) else None
    if age is not None and abs(age) <= _MAX_INTEGER and (age > 0 or not profile.refuses_age_below_one):
        return
    yield refused(
        IdaCode.INVALID,
        "age",
        expected="a whole number of years above 0",
        received=repr(text)[:20],
        where="request.demographics.age",
        why="the age is compared as a number",
        mend="send e.g. 34",
    )


def _language_findings(
    name: str, values: list[Worded], allowed: tuple[str, ...], exchange: Exchange
) -> Iterator[Finding]:
    seen: set[str] = set()
    for place, item in enumerate(values):
        where = f"request.demographics.{name}[{place}]"
        if item.value is None:
            yield _missing_demo("a value", "null", f"{where}.value", "leave the entry out")
        if not item.language:
            yield refused(
                IdaCode.MISSING,
                "LanguageCode",
                expected=f"`language`: {', '.join(allowed)}",
                received="nothing",
                where=f"{where}.language",
                why="each entry says in which language it is",
                mend="add `language`",
            )
            continue
        if item.language in seen:
            yield refused(
                IdaCode.INVALID,
                "LanguageCode",
                expected="each language once",
                received=f"{item.language} twice",
                where=f"{where}.language",
                why="an attribute has one value for each language",
                mend="send one entry for each language",
            )
        seen.add(item.language)
        if item.language not in allowed:
            yield from _unknown_language(item.language, where, allowed, exchange)


def _unknown_language(language: str, where: str, allowed: tuple[str, ...], exchange: Exchange) -> Iterator[Finding]:
    meant = three_letters(language)
    finding = refused(
        IdaCode.LANGUAGE,
        language,
        expected=f"a three-letter code of this deployment: {', '.join(allowed)}",
        received=language,
        where=f"{where}.language",
        why="languages are ISO 639-3 codes, from the country's list",
        mend=f"send `{meant}`" if meant in allowed else f"send one of {', '.join(allowed)}",
    )
    if meant in allowed and exchange.tolerates(LANGUAGE_TWO_LETTER, finding.explanation):
        return
    yield finding


def _missing_demo(expected: str, received: str, where: str, mend: str) -> Finding:
    return refused(
        IdaCode.MISSING_DEMO,
        expected=expected,
        received=received,
        where=where,
        why="demographic authentication needs usable values",
        mend=mend,
    )
