"""What Spring answers where no endpoint of e-Signet does: an unknown path, a wrong method, a forged request.

Source: mosip/esignet `ExceptionHandlerAdvice.handle404And405Exception` (v1.8.0), Spring Boot's error attributes before.
"""

from collections.abc import Mapping
from datetime import datetime
from http import HTTPStatus
from typing import Any

from msgspec import Struct
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from esignet_mock.profiles import Profile
from shared.control.clock import Clock
from shared.wire import json_response, path_of, wire_time


class SpringErrors(Struct, frozen=True):
    """Renders `HTTPException`, as this release does."""

    profile: Profile
    clock: Clock

    async def on_http_error(self, request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)  # noqa: S101 - registered for this class only
        status = HTTPStatus(error.status_code)
        if self.profile.has_problem_details:
            return json_response(_problem(request, status), status, error.headers, "application/problem+json")
        return json_response(boot_error(request, status, self.clock.now()), status, error.headers)


def boot_error(request: Request, status: HTTPStatus, now: datetime) -> Mapping[str, Any]:
    """Spring Boot's error attributes."""
    return {"timestamp": wire_time(now), "status": status, "error": status.phrase, "path": path_of(request)}


def _problem(request: Request, status: HTTPStatus) -> Mapping[str, Any]:
    """RFC 9457, section 3.1."""
    details = {
        HTTPStatus.NOT_FOUND: f"No endpoint {request.method} {path_of(request)}.",
        HTTPStatus.METHOD_NOT_ALLOWED: f"Request method '{request.method}' is not supported",
    }
    detail = details.get(status, status.phrase)
    return {"type": "about:blank", "title": status.phrase, "status": status, "detail": detail, "instance": ""}
