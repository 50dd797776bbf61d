"""Who may use the control API.

Anybody on this machine when the app is bound to loopback, else the holder of the admin token, else nobody. A page of
another origin never may, nor one whose own name points to loopback, so that a web site cannot reset somebody's mocks.
"""

import base64
import hmac
from ipaddress import ip_address
from typing import Final
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from shared.settings import SuiteSettings
from shared.wire import json_response

_OPEN: Final = "/_mock/health"
_ASK: Final = "send `Authorization: Bearer <MOCKS_ADMIN_TOKEN>`"
_FOREIGN_NAME: Final = (
    "the control API is asked under a name that is not this machine's; use localhost, or name the address in "
    "MOSIP_MOCK_PUBLIC_URL or ESIGNET_MOCK_PUBLIC_URL"
)
_RESERVED: Final = (".localhost", ".local", ".internal", ".test", ".example", ".invalid", ".home.arpa")
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
    if origin and _address_of(origin) != headers.get("host"):
        return f"the control API answers no page of another origin ({origin})"
    if settings.is_loopback:
        return None if _is_of_this_machine(settings, headers.get("host", "")) else _FOREIGN_NAME
    if not settings.admin_token:
        return (
            "the control API is off because the app is bound to an address that others reach; "
            "set MOCKS_ADMIN_TOKEN to switch it on"
        )
    if hmac.compare_digest(_given(headers).encode(), settings.admin_token.encode()):
        return None
    return _ASK


def _is_of_this_machine(settings: SuiteSettings, host: str) -> bool:
    """Whether a browser may have reached loopback under this name honestly.

    A web site can have its own name point to 127.0.0.1 (DNS rebinding) and is then of the same origin. Names that
    nobody can register are fine: without a dot, addresses, those that RFC 6761 and RFC 8375 reserve, Docker's; so are
    the names that the app was told.
    """
    known = {urlsplit(url).hostname for url in settings.addresses.all()}
    try:
        name = (urlsplit(f"//{host}").hostname or "").rstrip(".")
        return "." not in name or name in known or name.endswith(_RESERVED) or bool(ip_address(name))
    except ValueError:
        return False


def _address_of(origin: str) -> str:
    """Host and port of an `Origin` header; nothing for one that is no address, such as `null`."""
    try:
        return urlsplit(origin).netloc
    except ValueError:
        return ""


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
