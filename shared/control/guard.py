"""Who may use the control API.

Anybody on this machine when the app is bound to loopback, else the holder of the admin token, else nobody. A page of
another origin never may, so that a web site cannot reset somebody's mocks.
"""

import base64
import hmac
from typing import Final
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from shared.settings import SuiteSettings
from shared.wire import json_response

_OPEN: Final = "/_mock/health"
_ASK: Final = "send `Authorization: Bearer <MOCKS_ADMIN_TOKEN>`"
_CHALLENGE: Final = {"WWW-Authenticate": 'Basic realm="MOCKS_ADMIN_TOKEN as the password", charset="UTF-8"'}


class ControlGuard:
    """Answers 403 to whoever may not use the control API. `GET health` is open to everybody."""

    def __init__(self, app: ASGIApp, settings: SuiteSettings) -> None:
        self._app = app
        self._settings = settings

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and not (scope["method"] == "GET" and scope["path"] == _OPEN):
            headers = Headers(scope=scope)
            reason = refusal_of(self._settings, headers)
            if reason:
                answer = {"error": "forbidden", "message": reason}
                asks = self._settings.admin_token and reason == _ASK and "text/html" in headers.get("accept", "")
                response = json_response(answer, 401, _CHALLENGE) if asks else json_response(answer, 403)
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
    if hmac.compare_digest(_given(headers).encode(), settings.admin_token.encode()):
        return None
    return _ASK


def _given(headers: Headers) -> str:
    """The token as a script sends it, or as a browser does after it asked for a password (any user name)."""
    scheme, _, credential = headers.get("authorization", "").partition(" ")
    match scheme.lower():
        case "bearer":
            return credential
        case "basic":
            try:
                return base64.b64decode(credential, validate=True).decode().partition(":")[2]
            except ValueError:
                return ""
        case _:
            return headers.get("x-mocks-admin-token", "")
