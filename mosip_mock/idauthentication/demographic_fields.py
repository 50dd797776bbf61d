"""The form of demographic attributes: ages, kinds of birth dates, languages, addresses in parts or in full.

Source: mosip/id-authentication `BaseAuthRequestValidator`.
"""

import re
from collections.abc import Iterator
from typing import Final

from mosip_mock.idauthentication.block import Demographics, Worded
from mosip_mock.idauthentication.errors import IdaCode
from mosip_mock.idauthentication.profiles import IdaProfile
from mosip_mock.idauthentication.refusal import Finding, refused
from shared.citizens.languages import three_letters
from shared.control.exchange import Exchange
from shared.control.tolerances import LANGUAGE_TWO_LETTER
from shared.shapes import shown

_INTEGER: Final = re.compile(r"[+-]?[0-9]{1,10}")
_DOB_TYPES: Final = ("V", "D", "A")
_MAX_INTEGER: Final = 2**31 - 1
_ADDRESS_PARTS: Final = (
    "addressLine1", "addressLine2", "addressLine3", "location1", "location2", "location3", "postalCode",
)  # fmt: skip


def demographic_findings(
    demo: Demographics, profile: IdaProfile, languages: tuple[str, ...], exchange: Exchange
) -> Iterator[Finding]:
    """What is wrong with the form of the attributes."""
    if "fullAddress" in demo.listed and any(part in demo.listed or part in demo.plain for part in _ADDRESS_PARTS):
        yield _missing_demo("either `fullAddress` or its parts", "both", "request.demographics", "send one of the two")
    for item in demo.listed.get("dobType", ()):
        if item.value is not None and item.value.upper() not in _DOB_TYPES:
            yield refused(
                IdaCode.INVALID,
                "DOBType",
                expected="V (verified), D (declared) or A (approximate)",
                received=shown(item.value),
                where="request.demographics.dobType",
                why="there are no other kinds of birth dates",
                mend="send V, D or A, or leave `dobType` out",
            )
    if list(demo.listed) == ["dobType"] and not demo.plain and not demo.dynamic:
        yield _missing_demo(
            "an attribute that can be matched", "`dobType` alone", "request.demographics", "send dob, name, ..."
        )
    if "age" in demo.plain:
        yield from _age(demo.plain["age"], profile)
    for name, values in _worded(demo):
        yield from _language_findings(name, values, languages, exchange)


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
        received=shown(text),
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
