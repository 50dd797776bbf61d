"""Readable views of the tokens in an exchange, made when somebody looks: header and claims, never the signature.

Without its signature a token opens nothing, so that a view may stand in a listing where the token may not.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final
from urllib.parse import unquote_plus

import msgspec

from shared.control.exchange import Exchange, text_headers
from shared.jwks import base64url

_JWT: Final = re.compile(r"(?<![A-Za-z0-9_-])eyJ[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*")
"""From the beginning of a word only: trying each `eyJ` inside a long one takes minutes."""
_NAMED: Final = re.compile(r'(?:"(\w+)"\s*:\s*"|(?:^|[&?\s;"])([\w.]+)=)$')
_MOST: Final = 20
_LONGEST: Final = 256 * 1024


def token_views(exchange: Exchange) -> dict[str, Any]:
    """Each JWT of the request and of the answer under its name there."""
    views: dict[str, Any] = {}
    places = (
        ("request", exchange.request_body, text_headers(exchange.request_headers)),
        ("response", exchange.response_body, text_headers(exchange.response_headers)),
    )
    for where, body, headers in places:
        for name, token in _tokens(body, headers):
            view = _view(token)
            if view is not None and len(views) < _MOST:
                views.setdefault(f"{where}.{name}", view)
    return views


def claims_in(token: str) -> Mapping[str, Any]:
    """What a JWT says, not to be believed; nothing for what is no JWT."""
    view = _view(token) if _JWT.fullmatch(token) else None
    claims = view["claims"] if view is not None else None
    return claims if isinstance(claims, dict) else {}


def _tokens(body: bytes, headers: list[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    text = body[:_LONGEST].decode("utf-8", "replace")
    for found in _JWT.finditer(text):
        name = _NAMED.search(text, max(0, found.start() - 80), found.start())
        yield (unquote_plus(name[1] or name[2]) if name else "body"), found[0]
    for header, value in headers:
        for found in _JWT.finditer(value):
            yield f"header {header}", found[0]


def _view(token: str) -> dict[str, Any] | None:
    head, body, _ = token.split(".")
    try:
        header = msgspec.json.decode(base64url.decode(head.encode()))
        claims = msgspec.json.decode(base64url.decode(body.encode()))
    except (ValueError, msgspec.DecodeError):
        return None
    return {"header": header, "claims": claims}
