"""The envelope of the identity and VID services, and its checks.

Source: mosip/id-repository `BaseIdRepoFilter`, `IdRequestValidator`, `BaseIdRepoValidator`.
"""

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from mosip_mock.idrepository.errors import IdRepoCode, IdRepoError, invalid, missing
from mosip_mock.spring import text_of
from shared.wire import WireError, decode_json

WINDOW: Final = timedelta(seconds=60)
_VERSION: Final = re.compile(r"v\d+(\.\d+)?", re.ASCII)
_TIME: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?Z?", re.ASCII)


def decode(body: bytes) -> Mapping[str, Any]:
    """The body as a JSON object. Raises `IdRepoError`."""
    try:
        return decode_json(body, dict[str, Any])
    except WireError as error:
        raise IdRepoError(IdRepoCode.INVALID_REQUEST, error.explanation) from error


def checked_request(body: bytes, expected_id: str, now: datetime) -> Mapping[str, Any]:
    """`request` of an envelope in order: `id`, `version`, `requesttime`, `request`. Raises `IdRepoError`."""
    envelope = decode(body)
    given = text(envelope, "id", "id")
    if given != expected_id:
        raise invalid("id", f"`{expected_id}`", given)
    version = text(envelope, "version", "version")
    if not _VERSION.fullmatch(version):
        raise invalid("version", "`v1`", version)
    _check_time(text(envelope, "requesttime", "requesttime"), now)
    request = envelope.get("request")
    if request is None:
        raise missing("request")
    if not isinstance(request, Mapping):
        raise invalid("request", "an object", request)
    return request


def text(members: Mapping[str, Any], name: str, where: str) -> str:
    """A member that must be there, as text. Raises `IdRepoError`."""
    value = members.get(name)
    if isinstance(value, dict | list):
        raise invalid(where, "text", value)
    found = text_of(value)
    if not found:
        raise missing(where)
    return found


def _check_time(value: str, now: datetime) -> None:
    expected = f"a UTC time within {int(WINDOW.total_seconds())} s of {now:%Y-%m-%dT%H:%M:%SZ}"
    given = _instant(value, now) if _TIME.fullmatch(value) else None
    if given is None:
        raise invalid("requesttime", expected, value)
    if abs(given - now) > WINDOW:
        raise invalid("requesttime", expected, value, "the service refuses requests that are old or early")


def _instant(value: str, now: datetime) -> datetime | None:
    whole, point, fraction = value.removesuffix("Z").partition(".")
    try:
        return datetime.fromisoformat(f"{whole}.{fraction[:6]:0<6}" if point else whole).replace(tzinfo=now.tzinfo)
    except ValueError:
        return None
