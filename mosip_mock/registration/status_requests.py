"""What the registration status service asks of a request, which it maps strictly before it looks at anything.

Source: mosip/registration `RegistrationExternalStatusRequestValidator`, `RegistrationStatusRequestValidator`.
"""

import re
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

import msgspec

from mosip_mock.registration.errors import StatusError, WorkflowCode
from mosip_mock.spring import Scalar, local_time, text_of
from shared.control.explanation import Explanation
from shared.wire import WireError, decode_json

WINDOW: Final = timedelta(seconds=10_800)
VERSION: Final = "1.0"
_TIME: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", re.ASCII)


class _Asked(msgspec.Struct, frozen=True, rename="camel"):
    registration_id: Scalar = None


class StatusRequest(msgspec.Struct, frozen=True):
    """The envelope; further members are ignored."""

    id: Scalar = None
    version: Scalar = None
    requesttime: Scalar = None
    request: list[_Asked] | None = None


def read_status_request(body: bytes) -> StatusRequest:
    """The body. Raises `StatusError`."""
    try:
        return decode_json(body, StatusRequest)
    except WireError as error:
        code = WorkflowCode.RGS_UNREADABLE if error.syntax else WorkflowCode.RGS_MAPPING
        raise StatusError(code, error.explanation) from error


def registration_ids(request: StatusRequest, endpoint_id: str, now: datetime) -> tuple[str, ...]:
    """The ids that are asked about, once `id`, `version` and `requesttime` are checked. Raises `StatusError`."""
    _check(request.id, "id", (endpoint_id,), WorkflowCode.RGS_NO_ID, WorkflowCode.RGS_ID)
    _check(request.version, "version", (VERSION,), WorkflowCode.RGS_NO_VERSION, WorkflowCode.RGS_VERSION)
    _check_time(text_of(request.requesttime), now)
    if request.request is None:
        raise _refused(WorkflowCode.RGS_UNKNOWN, "request", "a list", "nothing")
    return tuple(dict.fromkeys(text_of(asked.registration_id) or "" for asked in request.request))


def _check(value: Scalar, where: str, allowed: Iterable[str], missing: WorkflowCode, invalid: WorkflowCode) -> None:
    text = text_of(value)
    if text is None:
        raise _refused(missing, where, f"`{' or '.join(allowed)}`", "nothing")
    if text not in allowed:
        raise _refused(invalid, where, f"`{' or '.join(allowed)}`", text)


def _check_time(text: str | None, now: datetime) -> None:
    where, expected = "requesttime", "`yyyy-MM-dd'T'HH:mm:ss.SSS'Z'` with exactly three fraction digits"
    if text is None:
        raise _refused(WorkflowCode.RGS_NO_TIME, where, expected, "nothing")
    time = local_time(text) if _TIME.fullmatch(text) else None
    if time is None:
        raise _refused(WorkflowCode.RGS_UNKNOWN, where, expected, text)
    if abs(time.replace(tzinfo=now.tzinfo) - now) >= WINDOW:
        within = f"a time within {int(WINDOW.total_seconds())} s of {now:%Y-%m-%dT%H:%M:%SZ}"
        raise _refused(WorkflowCode.RGS_TIME, where, within, text)


def _refused(code: WorkflowCode, where: str, expected: str, received: str) -> StatusError:
    return StatusError(
        code,
        Explanation(
            expected=expected,
            received=repr(received)[:80] if received != "nothing" else received,
            where=where,
            why="the validator compares it with the configured value; what it does not handle is an unknown exception",
            mend=f"send {expected}",
        ),
    )
