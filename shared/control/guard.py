"""Who may use the control API.

Anybody on this machine when the app is bound to loopback, else the holder of the admin token, else nobody. A page of
another origin never may, so that a web site cannot reset somebody's mocks.
"""

import hmac
from typing import Final
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from shared.settings import SuiteSettings
from shared.wire import json_response

_OPEN: Final = "/_mock/health"


class ControlGuard:
    """Answers 403 to whoever may not use the control API. `GET health` is open to everybody."""

    def __init__(self, app: ASGIApp, settings: SuiteSettings) -> None:
        self._app = app
        self._settings = settings

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and not (scope["method"] == "GET" and scope["path"].endswith(_OPEN)):
            reason = refusal_of(self._settings, Headers(scope=scope))
            if reason:
                response = json_response({"error": "forbidden", "message": reason}, 403)
                await response(scope, receive, send)
                return
        await self._app(scope, receive, send)


def refusal_of(settings: SuiteSettings, headers: Headers) -> str | None:
    """Why a request with these headers may not use the control API; None when it may."""
    origin = headers.get("origin")
    if origin and urlsplit(origin).netloc != headers.get("host"):
        return f"the control API answers no page of another origin ({origin})"
    if settings.is_loopback:
        return None
    if not settings.admin_token:
        return (
            "the control API is off because the app is bound to an address that others reach; "
            "set MOCKS_ADMIN_TOKEN to switch it on"
        )
    scheme, _, token = headers.get("authorization", "").partition(" ")
    given = token if scheme.lower() == "bearer" else headers.get("x-mocks-admin-token", "")
    if hmac.compare_digest(given.encode(), settings.admin_token.encode()):
        return None
    return "send `Authorization: Bearer <MOCKS_ADMIN_TOKEN>`"
