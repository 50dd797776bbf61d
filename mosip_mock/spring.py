"""What the Java services of MOSIP share through Spring and Jackson: scalars, `requesttime`, the error page in JSON.

Jackson coerces scalars to text and maps `LocalDateTime`; mosip/commons `RequestWrapper` declares the pattern. Errors
outside a service's own handlers come as Spring Boot's `BasicErrorController` writes them.
"""

import re
from collections.abc import Mapping
from datetime import datetime
from http import HTTPStatus
from typing import Any, Final, Generic, TypeVar

from msgspec import Struct
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from shared.control.clock import Clock
from shared.control.exchange import exchange_of
from shared.control.explanation import Explanation, Refusal
from shared.wire import json_response, path_of

Scalar = str | int | float | bool | None
"""Anything that Jackson turns into a Java `String`: objects and arrays are refused."""

T = TypeVar("T")


class StrictBody(Struct, frozen=True, kw_only=True, rename="camel", forbid_unknown_fields=True):
    """A request's members, as a plain Jackson mapper reads them: unknown ones are refused."""


class RequestWrapper(Struct, Generic[T], frozen=True, kw_only=True, forbid_unknown_fields=True):
    """mosip/commons `RequestWrapper`. Only `requesttime` has a form."""

    id: Scalar = None
    version: Scalar = None
    requesttime: Scalar = None
    metadata: Any = None
    request: T | None = None


_LOCAL: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?Z?", re.ASCII)


def text_of(value: Scalar) -> str | None:
    """The text that Jackson makes of a scalar."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def local_time(text: str) -> datetime | None:
    """`requesttime` read: ISO date and time without an offset, a trailing `Z` let through. None when it is neither."""
    if not _LOCAL.fullmatch(text):
        return None
    whole, point, fraction = text.removesuffix("Z").partition(".")
    try:
        return datetime.fromisoformat(f"{whole}.{fraction[:6]:0<6}" if point else whole)
    except ValueError:
        return None


def local_time_explanation(text: str) -> Explanation:
    """Why such a `requesttime` cannot be read."""
    return Explanation(
        expected="`YYYY-MM-DDTHH:MM:SS[.fraction]` with an optional `Z`",
        received=repr(text)[:80],
        where="requesttime",
        why="the service reads a local date and time; an offset such as +06:00 is none",
        mend="send UTC with `Z`, such as 2026-02-03T08:15:30.120Z",
    )


def media_type_problem(request: Request) -> Explanation | None:
    """Why Spring finds no reader for the body: it goes by the media type, and knows JSON alone."""
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type == "application/json" or media_type.endswith("+json"):
        return None
    return Explanation(
        expected="`Content-Type: application/json`",
        received=media_type[:60] or "no content type",
        where="header Content-Type",
        why="Spring chooses the reader of the body by it",
        mend="send the header",
    )


class SpringError(Refusal):
    """A failure that no handler of the service answers: HTTP status and Spring Boot's JSON, no MOSIP wrapper."""

    def __init__(self, status: HTTPStatus, explanation: Explanation) -> None:
        super().__init__(str(int(status)), explanation)
        self.status = status


def null_pointer(where: str, why: str) -> SpringError:
    """A member whose absence the real code does not handle."""
    return SpringError(
        HTTPStatus.INTERNAL_SERVER_ERROR,
        Explanation(
            expected="a value",
            received="nothing",
            where=where,
            why=f"{why}; the real service ends in a null pointer, which is HTTP 500",
            mend=f"send `{where}`",
        ),
    )


def error_body(status: HTTPStatus, path: str, now: datetime) -> Mapping[str, Any]:
    """Spring Boot's error attributes."""
    return {
        "timestamp": f"{now:%Y-%m-%dT%H:%M:%S}.{now.microsecond // 1000:03d}+00:00",
        "status": int(status),
        "error": status.phrase,
        "message": "",
        "path": path,
    }


class SpringErrors(Struct, frozen=True):
    """Renders `SpringError`."""

    clock: Clock

    async def on_error(self, request: Request, error: Exception) -> Response:
        assert isinstance(error, SpringError)  # noqa: S101 - registered for this class only
        exchange_of(request.scope).explain(error.explanation)
        return self.page(request, error.status)

    async def on_http_error(self, request: Request, error: Exception) -> Response:
        """An unknown path, a wrong method, a body that is too large."""
        assert isinstance(error, HTTPException)  # noqa: S101 - registered for this class only
        return self.page(request, HTTPStatus(error.status_code), error.headers)

    def page(self, request: Request, status: HTTPStatus, headers: Mapping[str, str] | None = None) -> Response:
        """Spring Boot's own page, as JSON."""
        return json_response(error_body(status, path_of(request), self.clock.now()), status, headers)
