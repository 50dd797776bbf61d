"""What never shows in a listing or a log: secrets, tokens, private keys. Their place stays visible."""

import re
from typing import Any, Final

from shared.control.exchange import Headers, text_headers

HIDDEN: Final = "(hidden)"
_SECRET_HEADERS: Final = frozenset(
    {"authorization", "cookie", "set-cookie", "dpop", "x-xsrf-token", "x-mocks-admin-token"}
)
_ADDRESS_HEADERS: Final = frozenset({"location", "referer"})
_HIDDEN_MEMBERS: Final = (
    r"secretKey|clientSecret|client_secret|password|hub\.secret|client_assertion|access_token|id_token"
    r"|refresh_token|refreshToken|token|otp|pin|code_verifier|kycToken|challenge"
)
_JSON_MEMBER: Final = re.compile(rf'("(?:{_HIDDEN_MEMBERS})"\s*:\s*)"(?:[^"\\]|\\.)*"')
_FORM_FIELD: Final = re.compile(rf"((?:^|[&?])(?:{_HIDDEN_MEMBERS}|code)=)[^&#]*")
"""`code` is a secret in forms and redirects; as a JSON member it is an error's."""
_PARTNER_PATH: Final = re.compile(r"^(/idauthentication/v1/[^/]+(?:/delegated)?/)([^/]+)(/[^/]+/)([^/]+)")
_PRIVATE_MEMBERS: Final = ("d", "p", "q", "dp", "dq", "qi", "k")
"""Of a JWK (RFC 7518, section 6)."""
_JWK_MEMBER: Final = re.compile(rf'("(?:{"|".join(_PRIVATE_MEMBERS)})"\s*:\s*)"[A-Za-z0-9_-]{{16,}}=*"')
"""Somebody who registers a client may send the private key by mistake."""
_HIDDEN_NAMES: Final = frozenset(_HIDDEN_MEMBERS.replace("\\", "").split("|")) | frozenset(_PRIVATE_MEMBERS)


def redacted_headers(headers: Headers) -> list[tuple[str, str]]:
    """The headers with the values of the secret ones hidden."""
    return [(name, _redacted_header(name.lower(), value)) for name, value in text_headers(headers)]


def _redacted_header(name: str, value: str) -> str:
    if name in _SECRET_HEADERS:
        return HIDDEN
    return redacted_query(value) if name in _ADDRESS_HEADERS else value


def redacted_path(path: str) -> str:
    """A path with the license key and the API key of a partner hidden."""
    return _PARTNER_PATH.sub(rf"\1{HIDDEN}\3{HIDDEN}", path)


def redacted_body(body: bytes) -> str:
    """A text body with secret members and form fields hidden; what is not text is described."""
    try:
        text = body.decode()
    except UnicodeDecodeError:
        return f"({len(body)} bytes, not text)"
    text = _JWK_MEMBER.sub(rf'\1"{HIDDEN}"', _JSON_MEMBER.sub(rf'\1"{HIDDEN}"', text))
    return _FORM_FIELD.sub(rf"\1{HIDDEN}", text)


def redacted_query(query: str) -> str:
    """A query string with secret parameters hidden."""
    return _FORM_FIELD.sub(rf"\1{HIDDEN}", query)


def redacted_view(view: Any) -> Any:  # noqa: ANN401 - any JSON value
    """A decoded view with secret members hidden, at any depth."""
    if isinstance(view, dict):
        return {
            key: HIDDEN if key in _HIDDEN_NAMES and isinstance(value, str) else redacted_view(value)
            for key, value in view.items()
        }
    if isinstance(view, list | tuple):
        return [redacted_view(item) for item in view]
    return view
