"""The envelope of the identity and VID services, and its checks.

Source: mosip/id-repository `BaseIdRepoValidator`, `IdRepoExceptionHandler`, `DataValidationUtil`.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any, Final

import msgspec

from mosip_mock.idrepository.errors import IdRepoError, invalid, invalid_request, missing
from mosip_mock.spring import local_time, local_time_explanation, text_of
from shared.control.explanation import Explanation
from shared.wire import WireError, decode_json

WINDOW: Final = timedelta(seconds=60)
_VERSION: Final = re.compile(r"v\d+(\.\d+)?", re.ASCII)


class Envelope(msgspec.Struct, frozen=True, kw_only=True):
    """What the body holds, mapped but not checked."""

    id: str | None
    version: str | None
    requesttime: datetime | None
    """UTC, without a zone."""
    request: Mapping[str, Any] | None


def decode(body: bytes) -> Mapping[str, Any]:
    """The body as a JSON object. Raises `IdRepoError`."""
    try:
        return decode_json(body, dict[str, Any])
    except WireError as error:
        raise invalid_request(error.explanation) from error


def envelope_of(document: Mapping[str, Any]) -> Envelope:
    """The members as Jackson maps them. Raises `IdRepoError` for what it cannot map."""
    time = optional_text(document, "requesttime", "requesttime")
    read = None if time is None else local_time(time)
    if time is not None and read is None:
        raise _unreadable_time(time)
    request = document.get("request")
    if request is not None and not isinstance(request, Mapping):
        raise unmapped("request", "an object", request)
    return Envelope(
        id=optional_text(document, "id", "id"),
        version=optional_text(document, "version", "version"),
        requesttime=read,
        request=request,
    )


def require_id(envelope: Envelope, expected: str) -> None:
    """Raise `IdRepoError` unless the envelope's `id` is that of the endpoint."""
    if envelope.id is None:
        raise missing("id")
    if envelope.id != expected:
        raise invalid("id", f"`{expected}`", envelope.id)


def time_errors(envelope: Envelope, now: datetime) -> Iterator[IdRepoError]:
    """What is wrong with `requesttime`."""
    if envelope.requesttime is None:
        yield missing("requesttime")
    elif abs(envelope.requesttime.replace(tzinfo=now.tzinfo) - now) > WINDOW:
        seconds = int(WINDOW.total_seconds())
        yield invalid(
            "requesttime",
            f"a UTC time within {seconds} s of {now:%Y-%m-%dT%H:%M:%SZ}",
            f"{envelope.requesttime:%Y-%m-%dT%H:%M:%S}",
            "the service refuses requests that are old or early",
            f"requesttime - the timestamp value can be at most {seconds} seconds before and after the current time.",
        )


def version_errors(envelope: Envelope) -> Iterator[IdRepoError]:
    """What is wrong with `version`."""
    if envelope.version is None:
        yield missing("version")
    elif not _VERSION.fullmatch(envelope.version):
        yield invalid("version", "`v1`", envelope.version)


def optional_text(members: Mapping[str, Any], name: str, where: str) -> str | None:
    """A member that Jackson reads as text. Raises `IdRepoError` for objects and arrays."""
    value = members.get(name)
    if isinstance(value, dict | list):
        raise unmapped(where, "text", value)
    return text_of(value)


def unmapped(where: str, expected: str, value: object) -> IdRepoError:
    """A member of another JSON type than the service's own."""
    return invalid_request(
        Explanation(
            expected=expected,
            received=repr(value)[:80],
            where=where,
            why="the service maps the body onto its own types; whatever fails there has this one code",
            mend=f"send {expected}",
        )
    )


def _unreadable_time(text: str) -> IdRepoError:
    explanation = local_time_explanation(text)
    return invalid("requesttime", explanation.expected, text, explanation.why)
