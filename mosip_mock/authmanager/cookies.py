"""The cookie of a token: as the auth manager sets it, and as MOSIP's services find it, who look at no other header.

Source: mosip/mosip-openid-bridge `kernel-auth-adapter` `AuthFilter` (Spring) and `VertxAuthHandler` (Vert.x).
"""

from datetime import datetime, timedelta
from email.utils import format_datetime
from typing import Final

COOKIE: Final = "Authorization"
MAX_AGE: Final = 6_000_000
"""Seconds; `auth.jwt.expiry` looks like milliseconds and is used as seconds, so the cookie outlives the token."""


def token_cookie(token: str, now: datetime) -> str:
    """The `Set-Cookie` header, its attributes in Tomcat's order."""
    expires = format_datetime(now + timedelta(seconds=MAX_AGE), usegmt=True)
    return f"{COOKIE}={token}; Max-Age={MAX_AGE}; Expires={expires}; Path=/; HttpOnly"


def servlet_token(cookie_header: str | None) -> str | None:
    """The token as Spring's services find it: the first cookie whose name contains `Authorization`."""
    for pair in (cookie_header or "").split(";"):
        name, equals, value = pair.strip().partition("=")
        if equals and COOKIE in name:
            return value.strip('"')
    return None


def header_token(cookie_header: str | None) -> str | None:
    """The token as the Vert.x services find it: the `Cookie` header less `Authorization=`, whatever else it holds."""
    if not cookie_header or f"{COOKIE}=" not in cookie_header:
        return None
    return cookie_header.replace(f"{COOKIE}=", "").strip().rstrip(";")
