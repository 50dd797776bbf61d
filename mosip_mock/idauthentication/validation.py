"""Checks of the fields, group by group: the first group with findings ends it.

Source: mosip/id-authentication `AuthRequestValidator.validate` and `BaseAuthRequestValidator`, `OTPRequestValidator`.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any, Final

import msgspec

from mosip_mock.idauthentication.block import Block, Demographics, Worded
from mosip_mock.idauthentication.errors import Finding, IdaCode, refused
from mosip_mock.idauthentication.profiles import IdaProfile
from mosip_mock.idauthentication.timing import time_finding
from shared.citizens.languages import three_letters
from shared.control.exchange import Exchange
from shared.control.tolerances import LANGUAGE_TWO_LETTER

ENVIRONMENTS: Final = ("Staging", "Developer", "Pre-Production", "Production")
_TRANSACTION_ID: Final = re.compile(r"[A-Za-z0-9]{10}")
_OTP: Final = re.compile(r"\d{6}")
_ADDRESS_PARTS: Final = (
    "addressLine1", "addressLine2", "addressLine3", "location1", "location2", "location3",
)  # fmt: skip


class FieldRules(msgspec.Struct, frozen=True, kw_only=True):
    """What the deployment allows."""

    profile: IdaProfile
    domain_uris: tuple[str, ...]
    languages: tuple[str, ...]
    allows_password: bool
    """Whether `password` and key-bound tokens count (kyc-auth)."""


def field_findings(
    outer: Mapping[str, Any], block: Block, rules: FieldRules, now: datetime, exchange: Exchange
) -> list[Finding]:
    """What is wrong with the fields of an authentication request, by the first group that has findings."""
    groups: tuple[Callable[[], Iterator[Finding]], ...] = (
        lambda: _consent(outer),
        lambda: _times(outer, block, now),
        lambda: _listed(outer.get("domainUri"), "domainUri", rules.domain_uris),
        lambda: _listed(outer.get("env"), "env", ENVIRONMENTS),
        lambda: transaction_findings(outer.get("transactionID")),
        lambda: _factors(block, rules, exchange),
    )
    for group in groups:
        if found := list(group()):
            return found
    return []


def _consent(outer: Mapping[str, Any]) -> Iterator[Finding]:
    if outer.get("consentObtained") is not True:
        yield refused(
            IdaCode.NO_CONSENT,
            expected="`consentObtained: true`",
            received=repr(outer.get("consentObtained", "nothing")),
            where="consentObtained",
            why="nobody is authenticated without consent; an absent member counts as no",
            mend="ask the person, then send true",
        )


def _times(outer: Mapping[str, Any], block: Block, now: datetime) -> Iterator[Finding]:
    for value, name in ((outer.get("requestTime"), "requestTime"), (block.timestamp, "request/timestamp")):
        if finding := time_finding(value, name, now):
            yield finding


def _listed(value: object, name: str, allowed: tuple[str, ...]) -> Iterator[Finding]:
    if value is None:
        return
    if not isinstance(value, str) or value.casefold() not in {a.casefold() for a in allowed}:
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
    elif not isinstance(value, str) or not _TRANSACTION_ID.fullmatch(value):
        yield refused(
            IdaCode.INVALID,
            "transactionID",
            expected="exactly 10 letters or digits",
            received=repr(value)[:40],
            where="transactionID",
            why="the pattern is fixed",
            mend="send e.g. 1234567890",
        )


def _factors(block: Block, rules: FieldRules, exchange: Exchange) -> Iterator[Finding]:
    has_demo = block.demographics is not None and not block.demographics.is_empty()
    extra = rules.allows_password and bool(block.password or block.key_tokens)
    if not (block.otp or block.pin or has_demo or block.biometrics or extra):
        yield refused(
            IdaCode.NO_AUTH_TYPE,
            expected="an OTP, demographics or biometrics in the request block",
            received="a block without any",
            where="request",
            why="the factors are inferred from what the block holds; `requestedAuth` is ignored",
            mend="fill `demographics`, `otp` or `biometrics`",
        )
        return
    if block.pin:
        yield refused(
            IdaCode.UNSUPPORTED_AUTH_TYPE,
            " - pin",
            expected="demo, otp or bio",
            received="staticPin",
            where="request.staticPin",
            why="`auth.types.allowed` does not list pin",
            mend="leave `staticPin` out",
        )
    if block.otp and not _OTP.fullmatch(block.otp):
        yield refused(
            IdaCode.INVALID,
            "OTP",
            expected="6 digits",
            received=f"{len(block.otp)} characters",
            where="request.otp",
            why="an OTP has six digits",
            mend="send the OTP as it was received",
        )
    if block.demographics is not None and has_demo:
        yield from _demographics(block.demographics, rules, exchange)


def _demographics(demo: Demographics, rules: FieldRules, exchange: Exchange) -> Iterator[Finding]:
    if "fullAddress" in demo.listed and any(part in demo.listed for part in _ADDRESS_PARTS):
        yield _missing_demo("either `fullAddress` or its parts", "both", "request.demographics", "send one of the two")
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
    is_number = text.isascii() and text.lstrip("-").isdigit()
    if is_number and (int(text) > 0 or not profile.refuses_age_below_one):
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
