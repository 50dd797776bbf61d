"""Reading a person out of packet fields: values by language or plain text, dates in both spellings.

Multi-language values are lists of `{language, value}`; OpenCRVS' own country configurations send plain text.
"""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any, Final

import msgspec

from shared.citizens.citizen import Address, Gender, Name
from shared.citizens.identity import GENDER_LABELS

_LANGUAGE: Final = re.compile(r"[a-z]{3}")
_DATE: Final = re.compile(r"(\d{4})[/-](\d\d)[/-](\d\d)", re.ASCII)
_GENDERS: Final[Mapping[str, Gender]] = {
    **{label.lower(): gender for labels in GENDER_LABELS.values() for gender, label in labels.items()},
    "male": "male",
    "m": "male",
    "female": "female",
    "f": "female",
    "other": "other",
}
_ADDRESS: Final = {
    "addressLine1": "line1",
    "addressLine2": "line2",
    "addressLine3": "line3",
    "city": "city",
    "region": "region",
    "province": "province",
    "postalCode": "postal_code",
}
_TAKEN: Final = frozenset(
    {
        *("IDSchemaVersion", "UIN", "VID", "vid", "fullName", "dateOfBirth", "gender", "phone", "email"),
        *("birthCertificateNumber", "preferredLang", "dateOfDeath"),
    }
)
DEFAULT_LANGUAGE: Final = "eng"


class Person(msgspec.Struct, frozen=True, kw_only=True):
    """What a packet says of a person; None where it says nothing that can be read."""

    names: dict[str, str]
    """The full name by three-letter language."""
    birth_date: date | None
    gender: Gender | None
    phone: str | None
    email: str | None
    address: dict[str, str]
    birth_certificate_number: str | None
    died_on: date | None
    attributes: dict[str, Any]

    @property
    def language(self) -> str:
        return next(iter(self.names), DEFAULT_LANGUAGE)

    def name_parts(self) -> dict[str, Any]:
        """The name fields of a citizen, from the full name in the first language."""
        full = self.names[self.language]
        words = full.split()
        return {
            "full_name": full,
            "given_name": words[0],
            "middle_name": " ".join(words[1:-1]),
            "family_name": words[-1] if len(words) > 1 else "",
        }

    def further_names(self) -> dict[str, Name]:
        """The full name in the other languages."""
        return {code: Name(full=full) for code, full in self.names.items() if code != self.language}

    def merged_address(self, present: Address | None) -> Address | None:
        """The address with the given lines in it."""
        if not self.address:
            return present
        return msgspec.structs.replace(present or Address(), **self.address)


def person_of(fields: Mapping[str, Any]) -> Person:
    """Read what can be read."""
    names = {code: " ".join(text.split()) for code, text in by_language(fields.get("fullName")).items()}
    return Person(
        names={code: text for code, text in names.items() if text},
        birth_date=read_date(fields.get("dateOfBirth")),
        gender=_gender(fields.get("gender")),
        phone=_text(fields.get("phone")),
        email=_text(fields.get("email")),
        address={member: text for field, member in _ADDRESS.items() if (text := _text(fields.get(field))) is not None},
        birth_certificate_number=_text(fields.get("birthCertificateNumber")),
        died_on=read_date(fields.get("dateOfDeath")),
        attributes={name: value for name, value in fields.items() if name not in _TAKEN and name not in _ADDRESS},
    )


def by_language(value: Any) -> dict[str, str]:  # noqa: ANN401 - any JSON value
    """A field's texts by language; plain text counts as English."""
    if isinstance(value, str):
        return {DEFAULT_LANGUAGE: value} if value.strip() else {}
    texts: dict[str, str] = {}
    for entry in value if isinstance(value, list) else ():
        if isinstance(entry, Mapping) and isinstance(text := entry.get("value"), str) and text.strip():
            language = entry.get("language")
            known = isinstance(language, str) and _LANGUAGE.fullmatch(language)
            texts.setdefault(str(language) if known else DEFAULT_LANGUAGE, text)
    return texts


def read_date(value: Any) -> date | None:  # noqa: ANN401 - any JSON value
    """`YYYY/MM/DD`, or `YYYY-MM-DD` as OpenCRVS' configurations send it."""
    found = _DATE.fullmatch(value.strip()) if isinstance(value, str) else None
    try:
        return date(int(found[1]), int(found[2]), int(found[3])) if found else None
    except ValueError:
        return None


def _gender(value: Any) -> Gender | None:  # noqa: ANN401 - any JSON value
    texts = by_language(value)
    if not texts:
        return None
    return next((_GENDERS[t.strip().lower()] for t in texts.values() if t.strip().lower() in _GENDERS), "other")


def _text(value: Any) -> str | None:  # noqa: ANN401 - any JSON value
    return next((text.strip() for text in by_language(value).values()), None)
