"""Demographic matching: every supplied attribute is compared, and all mismatches are reported in a fixed order.

Source: mosip/id-authentication `DemoMatchType` (order and names), `DemoAuthServiceImpl`; mosip/mosip-config
`id-authentication-mapping.json` (request name to identity attribute).
"""

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any, Final

from mosip_mock.idauthentication.block import Demographics, Worded
from mosip_mock.idauthentication.errors import IdaCode
from mosip_mock.idauthentication.normalising import normalised, normalised_address, normalised_name, same_words
from mosip_mock.idauthentication.refusal import Finding, IdaError, refused
from shared.citizens.citizen import Citizen, completed_years
from shared.citizens.identity import identity_of
from shared.citizens.languages import three_letters

_ADDRESS_PARTS: Final = ("addressLine1", "addressLine2", "addressLine3", "city", "region", "province", "postalCode")
_SOURCES: Final[Mapping[str, str]] = {
    "name": "fullName",
    "phoneNumber": "phone",
    "emailId": "email",
    "location1": "city",
    "location2": "region",
    "location3": "province",
}
_ORDER: Final = (
    "name", "dob", "dobType", "age", "gender", "phoneNumber", "emailId", "addressLine1", "addressLine2",
    "addressLine3", "location1", "location2", "location3", "postalCode", "fullAddress",
)  # fmt: skip
_SHOWN: Final[Mapping[str, str]] = dict.fromkeys(
    ("addressLine1", "addressLine2", "addressLine3", "postalCode"), "address line item(s)"
)
_DATE: Final = re.compile(r"(\d{1,9})/(\d{1,9})/(\d{1,9})(?!\d)")

Normaliser = Callable[[str], str]
_NORMALISERS: Final[Mapping[str, Normaliser]] = {
    "name": normalised_name,
    "gender": str,
    "phoneNumber": str,
    "emailId": str,
    "postalCode": normalised,
}


def match_demographics(demo: Demographics, citizen: Citizen, today: date) -> list[Finding]:
    """The mismatches, none if everything matches. Raises `IdaError` where the real one stops at once."""
    identity = identity_of(citizen)
    findings: list[Finding] = []
    for name in _ORDER:
        if name in demo.listed or name in demo.plain:
            findings.extend(_attribute(name, demo, citizen, identity, today))
    for name, value in demo.dynamic.items():
        findings.extend(_dynamic(name, value, identity))
    return findings


def _attribute(
    name: str, demo: Demographics, citizen: Citizen, identity: Mapping[str, Any], today: date
) -> Iterator[Finding]:
    if name == "dobType":  # the default mapping does not enable it
        return
    if name in demo.listed:
        yield from _worded(name, demo.listed[name], _stored_words(name, identity), _NORMALISERS.get(name))
    elif text := demo.plain[name]:
        if name == "dob":
            yield from _birth_date(text, citizen)
        elif name == "age":
            yield from _age(text, citizen, today)
        else:
            yield from _plain(name, text, identity.get(_SOURCES.get(name, name)))


def _stored_words(name: str, identity: Mapping[str, Any]) -> dict[str, str]:
    """The stored value by language."""
    if name == "fullAddress":
        return _full_addresses(identity)
    return _by_language(identity.get(_SOURCES.get(name, name)))


def _by_language(stored: object) -> dict[str, str]:
    """Texts by language out of an identity attribute; nothing of an attribute of another shape."""
    entries = stored if isinstance(stored, list) else []
    return {
        entry["language"]: entry["value"]
        for entry in entries
        if isinstance(entry, dict) and isinstance(entry.get("language"), str) and isinstance(entry.get("value"), str)
    }


def _full_addresses(identity: Mapping[str, Any]) -> dict[str, str]:
    parts: dict[str, list[str]] = {}
    for name in _ADDRESS_PARTS:
        stored = identity.get(name)
        if isinstance(stored, str):
            for words in parts.values():
                words.append(stored)
        for language, value in _by_language(stored).items():
            parts.setdefault(language, []).append(value)
    return {language: " ".join(words) for language, words in parts.items()}


def _worded(
    name: str, wanted: list[Worded], stored: Mapping[str, str], normaliser: Normaliser | None
) -> Iterator[Finding]:
    normalise = normaliser or normalised_address
    for item in wanted:
        if not item.value:
            continue
        language = three_letters(item.language or "")
        known = stored.get(language)
        if known is None:
            raise IdaError(_not_available(f"{_shown(name)} in {language}", name, sorted(stored)))
        if not same_words(normalise(item.value), normalise(known)):
            yield _mismatch(f"{_shown(name)} in {language}", name, known, item.value)


def _plain(name: str, text: str, stored: object) -> Iterator[Finding]:
    if not isinstance(stored, str):
        raise IdaError(_not_available(_shown(name), name, []))
    normalise = _NORMALISERS.get(name, normalised)
    if not same_words(normalise(text), normalise(stored)):
        yield _mismatch(_shown(name), name, stored, text)


def _birth_date(text: str, citizen: Citizen) -> Iterator[Finding]:
    found = _DATE.match(text)
    try:
        wanted = date(*(int(part) for part in found.groups())) if found else None
    except ValueError:
        wanted = None
    if wanted is None:
        raise IdaError(
            refused(
                IdaCode.INVALID,
                "request/demographics/dob",
                expected="yyyy/MM/dd, a date of the calendar",
                received=text[:40],
                where="request.demographics.dob",
                why="the format is MOSIP's own; with another one the date is not even compared",
                mend=f"send e.g. {citizen.birth_date:%Y/%m/%d}",
            )
        )
    if wanted != citizen.birth_date:
        yield _mismatch(
            "dob", "dob", f"{citizen.birth_date:%Y/%m/%d}", f"{wanted:%Y/%m/%d}", _day_hint(wanted, citizen)
        )


def _day_hint(wanted: date, citizen: Citizen) -> str:
    if abs((wanted - citizen.birth_date).days) == 1:
        return "one day off: was the date shifted by a time zone on its way?"
    swapped = (wanted.day, wanted.month) == (citizen.birth_date.month, citizen.birth_date.day)
    return "day and month are exchanged" if swapped else ""


def _age(text: str, citizen: Citizen, today: date) -> Iterator[Finding]:
    age = completed_years(citizen.birth_date, today)
    if int(text) > age:
        yield _mismatch("age", "age", f"at most {age} (born {citizen.birth_date})", text)


def _dynamic(name: str, value: str | list[Worded], identity: Mapping[str, Any]) -> Iterator[Finding]:
    stored = identity.get(name)
    if isinstance(value, list):
        yield from _worded(name, value, _by_language(stored), normalised)
    elif not value:
        return
    elif stored is None or isinstance(stored, list | dict):
        raise IdaError(_not_available(name, name, []))
    elif not same_words(normalised(value), normalised(str(stored))):
        yield _mismatch(name, name, str(stored), value)


def _mismatch(detail: str, name: str, stored: str, requested: str, hint: str = "") -> Finding:
    return refused(
        IdaCode.DEMO_MISMATCH,
        detail,
        expected=stored,
        received=requested,
        where=f"request.demographics.{name}",
        why="all supplied attributes must match; case, word order and punctuation do not count",
        mend=hint or "compare the two values; leave an attribute out if it is not known for sure",
    )


def _not_available(detail: str, name: str, languages: list[str]) -> Finding:
    return refused(
        IdaCode.DEMO_NOT_AVAILABLE,
        detail,
        expected=f"an attribute that is stored{' in ' + ', '.join(languages) if languages else ''}",
        received=detail,
        where=f"request.demographics.{name}",
        why="there is nothing to compare with, which ends the matching",
        mend="leave it out, or use a person who has it",
    )


def _shown(name: str) -> str:
    return _SHOWN.get(name, name)
