"""What the workflow manager asks of a request: envelope checks, in the real order.

Unknown members are ignored here, unlike in the packet manager. Source: mosip/registration
`WorkflowInstanceRequestValidator`, `WorkflowActionRequestValidator`, `WorkflowSearchRequestValidator`.
"""

import re
from collections.abc import Mapping
from typing import Any, Final

import msgspec

from mosip_mock.registration.errors import NoJsonError, WorkflowCode, WorkflowError
from mosip_mock.spring import local_time, text_of
from shared.control.explanation import Explanation
from shared.wire import WireError, decode_json

_PATTERN: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", re.ASCII)


class Endpoint(msgspec.Struct, frozen=True, kw_only=True):
    """What tells one endpoint's envelope from another's."""

    id: str
    version: str
    missing: WorkflowCode
    invalid: WorkflowCode
    unknown: WorkflowCode
    media_type: str = "application/json"


INSTANCE: Final = Endpoint(
    id="mosip.registration.processor.workflow.instance",
    version="v1",
    missing=WorkflowCode.WIN_MISSING,
    invalid=WorkflowCode.WIN_INVALID,
    unknown=WorkflowCode.WIN_UNKNOWN,
)
ACTION: Final = Endpoint(
    id="mosip.registration.processor.workflow.action",
    version="1.0",
    missing=WorkflowCode.WAA_MISSING,
    invalid=WorkflowCode.WAA_INVALID,
    unknown=WorkflowCode.WAA_UNKNOWN,
    media_type="text/plain",
)
SEARCH: Final = Endpoint(
    id="mosip.registration.processor.workflow.search",
    version="v1",
    missing=WorkflowCode.WAA_MISSING,
    invalid=WorkflowCode.WAA_INVALID,
    unknown=WorkflowCode.WAA_UNKNOWN,
    media_type="text/plain",
)


def decode_envelope(body: bytes) -> Mapping[str, Any]:
    """The body as a JSON object; null counts as an empty one. Raises `NoJsonError`."""
    try:
        return decode_json(b"{}" if body.strip() == b"null" else body, dict[str, Any])
    except WireError as error:
        raise NoJsonError(error.explanation) from error


def request_of(envelope: Mapping[str, Any], endpoint: Endpoint) -> Any:  # noqa: ANN401 - any JSON value
    """`request`, which is looked at before anything else. Raises `WorkflowError`."""
    request = envelope.get("request")
    if request is None:
        raise unreadable(endpoint, "an object", "nothing", "request")
    return request


def check_envelope(envelope: Mapping[str, Any], endpoint: Endpoint) -> None:
    """`id`, `version`, `requesttime`, in this order. Raises `WorkflowError`."""
    for member, expected in (("id", endpoint.id), ("version", endpoint.version)):
        value = _text(envelope, member, endpoint)
        if value.lower() != expected.lower():
            raise invalid(endpoint, member, f"`{expected}`", value)
    time = _text(envelope, "requesttime", endpoint)
    if not _is_time(time):
        raise invalid(
            endpoint,
            "requesttime",
            "`yyyy-MM-dd'T'HH:mm:ss.SSS'Z'` with exactly three fraction digits, or local time without a zone",
            time,
            "the value printed in MOSIP's own API description, 2025-04-08T12:34:56Z, is refused too",
        )


def scalar(value: Any, endpoint: Endpoint, where: str) -> str | None:  # noqa: ANN401 - any JSON value
    """A member that Jackson reads as text. Raises `WorkflowError` for objects and arrays."""
    if isinstance(value, dict | list):
        raise unreadable(endpoint, "text", "an object" if isinstance(value, dict) else "an array", where)
    return text_of(value)


def unreadable(endpoint: Endpoint, expected: str, received: str, where: str) -> WorkflowError:
    """Wrong JSON types and the like: one code for all."""
    return WorkflowError(
        endpoint.unknown,
        Explanation(
            expected=expected,
            received=received,
            where=where,
            why="the service maps the body onto its own types; whatever fails there has this one code",
            mend="compare the member with the service's API description",
        ),
    )


def missing(endpoint: Endpoint, member: str) -> WorkflowError:
    return WorkflowError(
        endpoint.missing,
        Explanation(
            expected="a value",
            received="nothing",
            where=member,
            why="the validator asks for it",
            mend=f"send `{member}`",
        ),
        member.rpartition(".")[2],
    )


def invalid(endpoint: Endpoint, member: str, expected: str, received: object, why: str = "") -> WorkflowError:
    """A member whose value is not one of those allowed."""
    return WorkflowError(
        endpoint.invalid,
        Explanation(
            expected=expected,
            received=repr(received)[:80],
            where=member,
            why=why or "the validator compares it with the configured value",
            mend=f"send {expected}",
        ),
        member.rpartition(".")[2],
    )


def _text(envelope: Mapping[str, Any], member: str, endpoint: Endpoint) -> str:
    value = scalar(envelope.get(member), endpoint, member)
    if value is None:
        raise missing(endpoint, member)
    return value


def _is_time(text: str) -> bool:
    return (bool(_PATTERN.fullmatch(text)) or not text.endswith("Z")) and local_time(text) is not None
