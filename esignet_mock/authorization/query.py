"""An authorize request out of a query or a form: names with underscores, everything text."""

from collections.abc import Mapping
from typing import Any, Final

from esignet_mock.authorization.authorize_request import AuthorizeRequest
from esignet_mock.authorization.errors import AuthorizationCode as Code
from esignet_mock.authorization.errors import refused

_TEXTS: Final = (
    "client_id", "scope", "response_type", "redirect_uri", "state", "nonce", "display", "prompt", "acr_values",
    "claims_locales", "ui_locales", "code_challenge", "code_challenge_method", "id_token_hint", "dpop_jkt",
)  # fmt: skip
_LARGEST_AGE: Final = 2**31 - 1


def authorize_request_of(parameters: Mapping[str, str], claims: Any) -> AuthorizeRequest:  # noqa: ANN401 - any JSON
    """The request; `claims` were parsed already. Raises `AuthorizationError` for a `max_age` that is no number."""
    return AuthorizeRequest(
        **{name: parameters[name] for name in _TEXTS if name in parameters},
        max_age=_max_age(parameters.get("max_age")),
        claims=claims,
    )


def _max_age(text: str | None) -> int | None:
    if not text:
        return None
    if text.isascii() and text.isdigit() and len(text) <= len(str(_LARGEST_AGE)) and int(text) <= _LARGEST_AGE:
        return int(text)
    raise refused(
        Code.UNKNOWN_ERROR,
        expected="a whole number of seconds",
        received=repr(text)[:60],
        where="query parameter max_age",
        why="the request body cannot be mapped onto the service's types, and that failure has no code of its own",
        mend="send digits, or leave `max_age` out: it has no effect",
    )
