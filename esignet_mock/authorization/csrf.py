"""Cross-site request forgery: a token that stands in a cookie and comes back in the request (double submit).

The UI API has the names of Spring's `CookieCsrfTokenRepository`. The pages have a cookie of their own, since cookies
know no ports: another application on localhost may well have an `XSRF-TOKEN` too.
"""

import hmac
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from shared.draws import Draw

API_COOKIE: Final = "XSRF-TOKEN"
API_HEADER: Final = "X-XSRF-TOKEN"
PAGE_COOKIE: Final = "esignet-mock-csrf"
PAGE_FIELD: Final = "_csrf"
_LONGEST: Final = 200


def token_of(request: Request, cookie: str, draw: Draw) -> str:
    """The token that the browser has, else a new one."""
    present = request.cookies.get(cookie, "")
    return present if present.isascii() and 0 < len(present) <= _LONGEST else draw.token(24)


def set_token(response: Response, cookie: str, token: str, *, is_readable: bool) -> Response:
    """Give the browser the token; `is_readable` lets the page's own script see it."""
    response.set_cookie(cookie, token, path="/", httponly=not is_readable, samesite="lax")
    return response


def is_genuine(request: Request, cookie: str, given: str | None) -> bool:
    """Whether the request carries the token of its own browser."""
    expected = request.cookies.get(cookie, "")
    return bool(expected) and hmac.compare_digest(expected.encode(), (given or "").encode("utf-8", "replace"))
