"""The identity JSON of the mock-identity-system: its fields, and each one's rule.

Source: mosip/esignet-mock-services `mock-identity-schema.json`, `IdentityDataValidator`.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any, Final

from esignet_mock.envelope import Violation
from shared.control.explanation import Explanation

LANGUAGE_LISTS: Final = ("fullName", "givenName", "familyName", "gender", "locality", "region", "country")
OPTIONAL_LISTS: Final = ("middleName", "nickName", "preferredUsername", "streetAddress")
TEXTS: Final = ("pin", "preferredLang", "dateOfBirth", "postalCode", "encodedPhoto", "email", "phone")
OPTIONAL_TEXTS: Final = ("zoneInfo", "locale", "password")
REQUIRED: Final = ("individualId", *LANGUAGE_LISTS, *TEXTS)
FIELDS: Final = (*REQUIRED, *OPTIONAL_LISTS, *OPTIONAL_TEXTS)
_INDIVIDUAL_ID: Final = re.compile(r"[0-9]{5,19}", re.ASCII)
_PIN: Final = re.compile(r"[0-9]{4,6}", re.ASCII)
_LANGUAGE: Final = re.compile(r"[a-z]{3}", re.ASCII)
_EMAIL: Final = re.compile(r"[^@\s]+@[^@\s]+")
_PHONE: Final = re.compile(r"\+?[0-9]{5,15}", re.ASCII)
_PATTERNS: Final = {
    "pin": (_PIN, "4 to 6 digits"),
    "preferredLang": (_LANGUAGE, "a three-letter language code"),
    "email": (_EMAIL, "an e-mail address"),
    "phone": (_PHONE, "digits, with a plus sign in front if wanted"),
}
_MOST_TEXT: Final = 500
_MOST_PHOTO: Final = 5_000_000


def violations_of(identity: Mapping[str, Any], *, required: bool) -> list[Violation]:
    """Each field that is missing (if required), unknown or not as it has to be; codes are `invalid_<field>`."""
    found = []
    for name in FIELDS:
        value = identity.get(name)
        if value is None:
            if required and name in REQUIRED:
                found.append(_violation(name, "a value", "nothing"))
        elif (problem := next(_problems(name, value), None)) is not None:
            found.append(_violation(name, problem, repr(value)[:80]))
    found += [_violation(name, f"no field but {', '.join(FIELDS)}", "one") for name in identity if name not in FIELDS]
    return found


def birth_date_of(text: str) -> date | None:
    """A date as `yyyy/MM/dd`, or with hyphens."""
    try:
        return datetime.strptime(text.replace("-", "/"), "%Y/%m/%d").date()  # noqa: DTZ007 - a date has no zone
    except ValueError:
        return None


def _problems(name: str, value: Any) -> Iterator[str]:  # noqa: ANN401 - any JSON value
    if name == "individualId":
        if not (isinstance(value, str) and _INDIVIDUAL_ID.fullmatch(value)):
            yield "5 to 19 digits"
    elif name in LANGUAGE_LISTS or name in OPTIONAL_LISTS:
        if not (isinstance(value, list) and value and all(map(_is_value, value))):
            yield 'a list such as [{"language": "eng", "value": "..."}]'
    elif not isinstance(value, str) or not value.strip():
        yield "text that is not blank"
    elif len(value) > (_MOST_PHOTO if name == "encodedPhoto" else _MOST_TEXT) or _is_unwritable(value):
        yield "text of a usual length without control characters"
    elif name == "dateOfBirth" and birth_date_of(value) is None:
        yield "a date as yyyy/MM/dd"
    elif name in _PATTERNS and not _PATTERNS[name][0].fullmatch(value):
        yield _PATTERNS[name][1]


def _is_value(entry: Any) -> bool:  # noqa: ANN401 - any JSON value
    if not isinstance(entry, dict):
        return False
    language, value = entry.get("language"), entry.get("value")
    return (
        isinstance(language, str)
        and _LANGUAGE.fullmatch(language) is not None
        and isinstance(value, str)
        and bool(value.strip())
        and len(value) <= _MOST_TEXT
        and not _is_unwritable(value)
    )


def _is_unwritable(text: str) -> bool:
    return any(c < " " or c == "\x7f" or "\ud800" <= c <= "\udfff" for c in text)


def _violation(name: str, expected: str, received: str) -> Violation:
    shown = name[:60]
    code = "invalid_individual_id" if name == "individualId" else f"invalid_{shown.lower()}"
    explanation = Explanation(
        expected=expected,
        received=received,
        where=f"request.{shown}",
        why="identities are checked against the country's schema",
        mend="GET /v1/mock-identity-system/identity/identity-schema lists fields and rules",
    )
    return Violation(f"request.{shown}", code, explanation)
