"""The decrypted request block: which factors it holds and what they carry.

Source: mosip/id-authentication `RequestDTO`, `IdentityDTO`. A factor counts as asked for when its member is filled.
"""

from typing import Any, Final

import msgspec

from mosip_mock.idauthentication.capture import Capture, open_captures
from mosip_mock.idauthentication.errors import IdaCode
from mosip_mock.idauthentication.refusal import CrashError, IdaError, refused
from shared.control.explanation import Explanation
from shared.shapes import misfit

PLAIN_ATTRIBUTES: Final = ("age", "dob", "phoneNumber", "emailId", "postalCode")
LISTED_ATTRIBUTES: Final = (
    "name", "gender", "dobType", "addressLine1", "addressLine2", "addressLine3",
    "location1", "location2", "location3", "fullAddress",
)  # fmt: skip


_A_WORDED_LIST: Final = '[{"language": "eng", "value": "..."}], one entry for each language'


class Worded(msgspec.Struct, frozen=True):
    """A value in a language."""

    language: str | None = None
    value: str | None = None


class Demographics(msgspec.Struct, frozen=True, kw_only=True):
    """What the partner claims to know of the person."""

    plain: dict[str, str]
    listed: dict[str, list[Worded]]
    dynamic: dict[str, str | list[Worded]]
    """Attributes of the country's identity schema, by their own name."""

    def is_empty(self) -> bool:
        """Whether no attribute was sent at all."""
        return not (self.plain or self.listed or self.dynamic)


class Block(msgspec.Struct, frozen=True, kw_only=True):
    """The factors of one request."""

    timestamp: str | None
    otp: str | None
    pin: str | None
    demographics: Demographics | None
    captures: tuple[Capture, ...]
    key_tokens: list[dict[str, Any]]
    password: str | None

    @property
    def has_demographics(self) -> bool:
        """Whether demographic authentication is asked for."""
        return self.demographics is not None and not self.demographics.is_empty()


class _Raw(msgspec.Struct, frozen=True, rename="camel"):
    timestamp: Any = None
    otp: Any = None
    static_pin: Any = None
    demographics: dict[str, Any] | None = None
    biometrics: list[dict[str, Any]] | None = None
    key_binded_tokens: list[dict[str, Any]] | None = None
    password: Any = None


def read_block(members: dict[str, Any]) -> Block:
    """The block out of its JSON object. Raises `IdaError` or `CrashError`."""
    raw = _convert(members, _Raw, "request (decrypted)")
    return Block(
        timestamp=scalar_text(raw.timestamp, "request.timestamp"),
        otp=scalar_text(raw.otp, "request.otp") or None,
        pin=scalar_text(raw.static_pin, "request.staticPin") or None,
        demographics=None if raw.demographics is None else _demographics(raw.demographics),
        captures=open_captures(raw.biometrics or ()),
        key_tokens=raw.key_binded_tokens or [],
        password=scalar_text(raw.password, "request.password") or None,
    )


def scalar_text(value: Any, where: str) -> str | None:  # noqa: ANN401 - any JSON value
    """A text member as the real JSON mapper reads it: numbers and booleans become text. Raises `IdaError`."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return str(value).lower()
    return str(value) if isinstance(value, int | float) else _convert(value, str | None, where)


def _demographics(members: dict[str, Any]) -> Demographics:
    plain: dict[str, str] = {}
    listed: dict[str, list[Worded]] = {}
    dynamic: dict[str, str | list[Worded]] = {}
    for name, value in members.items():
        where = f"request.demographics.{name}"
        if name in PLAIN_ATTRIBUTES:
            if value is not None:
                plain[name] = scalar_text(value, where) or ""
        elif name in LISTED_ATTRIBUTES:
            if value is not None:
                listed[name] = _words(value, where)
        elif isinstance(value, list):
            dynamic[name] = _words(value, where)
        elif value is not None:
            dynamic[name] = str(value)
    _check_no_null(members)
    return Demographics(plain=plain, listed=listed, dynamic=dynamic)


def _check_no_null(members: dict[str, Any]) -> None:
    """Once everything is mapped onto types, the real filter stumbles over attributes that are null."""
    for name, value in members.items():
        if value is None and name not in PLAIN_ATTRIBUTES and name not in LISTED_ATTRIBUTES:
            raise CrashError(
                "500",
                Explanation(
                    expected="a text or a list for each attribute that IDA does not know itself",
                    received="null",
                    where=f"request.demographics.{name}",
                    why="the real filter meets a null where it expects a value and fails with HTTP 500",
                    mend="leave the member out",
                ),
            )


class _Words(msgspec.Struct, frozen=True):
    """A list of worded values; as a struct, since the shape of a bare list is worked out anew at each conversion."""

    entries: list[Worded]


def _words(value: object, where: str) -> list[Worded]:
    words: _Words = _convert({"entries": value}, _Words, where)
    return words.entries


def _convert(value: Any, kind: Any, where: str) -> Any:  # noqa: ANN401 - any JSON value as any of the kinds above
    try:
        return msgspec.convert(value, kind, strict=False)
    except msgspec.ValidationError as error:
        found = misfit(error, kind)
        if kind is _Words:
            found = found._replace(where=found.where.removeprefix("entries"), mend=f"send {_A_WORDED_LIST}")
        found = found.inside(where)
        raise IdaError(
            refused(
                IdaCode.NOT_PROCESSED,
                expected=found.expected,
                received=found.received,
                where=found.where,
                why="IDA maps what was sent onto its own types, and this does not fit",
                mend=found.mend,
            )
        ) from error
