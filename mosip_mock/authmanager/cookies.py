"""Finding the token in the `Cookie` header, in the two ways of MOSIP's services; no other header is looked at.

Source: mosip/mosip-openid-bridge `kernel-auth-adapter` `AuthFilter` (Spring) and `VertxAuthHandler` (Vert.x).
"""

from typing import Final

COOKIE: Final = "Authorization"


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
