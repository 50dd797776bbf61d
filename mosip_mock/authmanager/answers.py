"""Answers of the auth manager: the kernel's wrapper, with headers for browsers on each.

Source: mosip/mosip-openid-bridge `CorsFilter`, `AuthManagerExceptionHandler`, `ResponseBodyAdviceConfig`.
"""

from typing import Any

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from mosip_mock.authmanager.caller import Caller
from mosip_mock.authmanager.clients import User
from mosip_mock.authmanager.errors import AuthError
from mosip_mock.authmanager.tokens import ACCESS_LIFETIME, REFRESH_LIFETIME, Tokens
from mosip_mock.envelope import ResponseWrapper, ServiceError
from shared.control.clock import Clock
from shared.wire import json_response, wire_time


def cors_headers(request: Request) -> dict[str, str]:
    """What the filter sets on whatever is answered. The original leaves the origin out where the request names none."""
    return {
        "Access-Control-Allow-Origin": request.headers.get("origin") or "*",
        "Access-Control-Allow-Methods": "POST, GET, OPTIONS, DELETE, PUT, PATCH",
        "Access-Control-Allow-Headers": "Date, Content-Type, Accept, X-Requested-With, Authorization, From, "
        "X-Auth-Token, Request-Id",
        "Access-Control-Expose-Headers": "Set-Cookie",
        "Access-Control-Allow-Credentials": "true",
    }


def answer(
    request: Request,
    clock: Clock,
    content: Any,  # noqa: ANN401 - JSON
    id_: str | None = None,
    version: str | None = None,
) -> Response:
    """A success; `id` and `version` are those of the request where it has an envelope."""
    body = ResponseWrapper(id=id_, version=version, responsetime=wire_time(clock.now()), response=content)
    return json_response(body, headers=cors_headers(request))


def session_of(tokens: Tokens, user: User, client_id: str, message: str) -> dict[str, Any]:
    """Access and refresh token of a person, as the internal endpoints give them."""
    return {
        "token": tokens.issue_for_user(user, client_id),
        "message": message,
        "refreshToken": tokens.issue_refresh(user, client_id),
        "expiryTime": int(ACCESS_LIFETIME.total_seconds()),
        "userId": None,
        "status": "success",
        "refreshExpiryTime": int(REFRESH_LIFETIME.total_seconds()),
    }


def no_session(message: str) -> dict[str, Any]:
    """The same for an OTP that is refused."""
    nothing = dict.fromkeys(("token", "refreshToken", "userId"))
    return {**nothing, "message": message, "status": "failure", "expiryTime": 0, "refreshExpiryTime": 0}


def user_view(caller: Caller) -> dict[str, Any]:
    """A token's holder as `MosipUserDto`; the roles as one text that ends with a comma."""
    claims = caller.claims
    return {
        "userId": caller.username,
        "mobile": claims.get("mobile"),
        "mail": claims.get("email"),
        "langCode": None,
        "userPassword": None,
        "name": claims.get("name") or caller.username,
        "role": "".join(f"{role}," for role in sorted(caller.roles)),
        "rId": claims.get("rid"),
        "token": caller.token,
    }


async def refusal(request: Request, clock: Clock, error: AuthError) -> Response:
    """An error. It echoes `id` and `version` of whatever JSON was sent, also of a body that was refused."""
    id_, version = _echoed(await request.body())
    body = ResponseWrapper(
        id=id_,
        version=version,
        responsetime=wire_time(clock.now()),
        errors=[ServiceError(error.code, error.message)],
    )
    return json_response(body, error.status, cors_headers(request))


def _echoed(body: bytes) -> tuple[str | None, str | None]:
    try:
        document = msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None, None
    members = document if isinstance(document, dict) else {}
    return _node_text(members, "id"), _node_text(members, "version")


def _node_text(members: dict[str, Any], name: str) -> str:
    """As Jackson's tree prints a member: nothing for one that is not there or no scalar, `null` for null."""
    value = members.get(name, "")
    if isinstance(value, str):
        return value
    return "" if isinstance(value, dict | list) else msgspec.json.encode(value).decode()
