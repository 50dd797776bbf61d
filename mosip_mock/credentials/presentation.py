"""How a value of the identity is shown in a credential: masked, in a format, put together from several.

Source: mosip/id-repository `CredentialProvider.filterAndFormat` and `maskData`; the functions that they call are in
mosip/mosip-config `credentialdata.mvel`.
"""

from collections.abc import Collection, Iterator, Mapping
from datetime import date
from types import MappingProxyType
from typing import Any, Final

from msgspec import Struct

from mosip_mock.credentials.date_pattern import PatternError, formatted_date
from mosip_mock.credentials.failures import CannotIssueError
from mosip_mock.credentials.masking import masked
from mosip_mock.partners.partner import Attribute

MASKING: Final = "maskingAttributes"
FORMATTING: Final = "formatingAttributes"
"""Members of a request's `additionalData`, spelt so."""
_UNTOLD_LANGUAGE: Final = "eng"
"""That of a text without a language, such as the postal code, among texts with one."""


class _Whole(Struct, frozen=True):
    """What is put together from several attributes, unless a format names others."""

    parts: tuple[str, ...]
    separator: str = " "


_NAME: Final = _Whole(("fullName",))
_ADDRESS: Final = _Whole(
    ("addressLine1", "addressLine2", "addressLine3", "city", "region", "province", "postalCode"), ", "
)
NAMES: Final = ("fullname", "name")
"""Attributes that are a name (`mosip.credential.name.attribute.names`), in lower case."""
_WHOLES: Final[Mapping[str, _Whole]] = MappingProxyType(
    {**dict.fromkeys(NAMES, _NAME), "fulladdress": _ADDRESS, "address": _ADDRESS}
)


class Presentation(Struct, frozen=True):
    """What a request wants shown otherwise than the policy says, by attributes of the identity."""

    masked: Collection[Any] = ()
    formats: Mapping[str, Any] = {}


def presentation_of(additional: Mapping[str, Any]) -> Presentation:
    """What `additionalData` asks for. Raises `CannotIssueError` for members of another type."""
    names, formats = additional.get(MASKING) or (), additional.get(FORMATTING) or {}
    if not isinstance(names, list | tuple):
        raise _unpresentable(MASKING, "a list of attributes")
    if not isinstance(formats, Mapping) or not all(isinstance(text, str | None) for text in formats.values()):
        raise _unpresentable(FORMATTING, "an object of attributes and formats")
    return Presentation(names, formats)


def presented(attribute: Attribute, identity: Mapping[str, Any], wanted: Presentation) -> Any:  # noqa: ANN401 - JSON
    """The attribute's value; None where the identity has none. Raises `CannotIssueError`."""
    name = attribute.source_name
    value = identity.get(name)
    if value is not None and name in wanted.masked:
        return masked(name, value)
    form = attribute.format if (own := wanted.formats.get(name)) is None else own
    whole = _WHOLES.get(name.lower())
    if whole is not None:
        parts = whole.parts if form is None else tuple(form.split(","))
        return _joined(identity, parts, whole.separator, attribute.filtered("language"))
    if name == "dateOfBirth" and value is not None and form is not None:
        return _date(value, form)
    if isinstance(value, list) and all(_is_told(entry) for entry in value):
        return _joined(identity, (name,), " ", attribute.filtered("language"))
    return value


def _joined(
    identity: Mapping[str, Any], parts: tuple[str, ...], separator: str, languages: Collection[str]
) -> list[dict[str, str]]:
    """The parts that there are, for each of these languages or, where none is named, for all."""
    told: dict[str, dict[str, str]] = {}
    for part in parts:
        for language, text in _texts(identity.get(part)):
            told.setdefault(language, {})[part] = text
    return [
        {"language": language, "value": separator.join(texts[part] for part in parts if part in texts)}
        for language, texts in told.items()
        if not languages or language in languages
    ]


def _texts(value: Any) -> Iterator[tuple[str, str]]:  # noqa: ANN401 - any JSON value
    if isinstance(value, str):
        yield _UNTOLD_LANGUAGE, value
    elif isinstance(value, list):
        yield from ((entry["language"], entry["value"]) for entry in value if _is_told(entry))


def _is_told(entry: Any) -> bool:  # noqa: ANN401 - any JSON value
    return isinstance(entry, dict) and all(isinstance(entry.get(member), str) for member in ("language", "value"))


def _date(stored: str, pattern: str) -> str:
    year, month, day = map(int, stored.split("/"))
    try:
        return formatted_date(date(year, month, day), pattern)
    except PatternError as error:
        raise CannotIssueError(
            f"IDR-CRS-006: {error}",
            expected="a pattern of SimpleDateFormat for a day, such as yyyy-MM-dd",
            mend="correct the format in the policy or the request",
        ) from error


def _unpresentable(member: str, expected: str) -> CannotIssueError:
    return CannotIssueError(
        f"IDR-CRS-006: {member} is not {expected}",
        expected=f"{expected} in additionalData.{member}",
        mend=f"ask again with {expected} there",
    )
