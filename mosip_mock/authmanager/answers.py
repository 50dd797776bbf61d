"""Answers of the auth manager: the kernel's wrapper, with headers for browsers on each."""

from collections.abc import Mapping
from typing import Any, Final

from starlette.responses import Response

from mosip_mock.authmanager.errors import AuthError
from mosip_mock.envelope import ResponseWrapper, ServiceError, wire_time
from shared.control.clock import Clock
from shared.wire import json_response

CORS: Final[Mapping[str, str]] = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Allow-Credentials": "true",
    "Access-Control-Allow-Methods": "GET, POST, PUT, DELETE, OPTIONS",
    "Access-Control-Allow-Headers": "Content-Type, Authorization",
    "Access-Control-Expose-Headers": "Set-Cookie",
}


def answer(clock: Clock, content: Any, id_: str | None = None, version: str | None = None) -> Response:  # noqa: ANN401 - JSON
    """A success; `id` and `version` are those of the request where it has an envelope."""
    body = ResponseWrapper(id=id_, version=version, responsetime=wire_time(clock.now()), response=content)
    return json_response(body, headers=CORS)


def refusal(clock: Clock, error: AuthError) -> Response:
    body = ResponseWrapper(responsetime=wire_time(clock.now()), errors=[ServiceError(error.code, error.message)])
    return json_response(body, error.status, CORS)
