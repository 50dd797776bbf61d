"""What comes back to the relying party, put together as the login page does it.

The page appends `?` and the query without looking whether there is a `?` already.
Source: mosip/esignet `oidc-ui/src/helpers/redirectOnError.js`, `pages/Consent.js`.
"""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Final
from urllib.parse import quote_plus, urlsplit

from esignet_mock.authorization.transactions import Transaction
from esignet_mock.endpoints import Endpoints
from shared.control.exchange import Exchange
from shared.control.explanation import Explanation
from shared.control.tolerances import REDIRECT_QUERY_MERGED

DESCRIPTIONS: Final[Mapping[str, str]] = {
    "access_denied": "The user denied consent",
    "consent_request_rejected": "Consent request rejected",
    "consent_details_rejected": "Consent details rejected",
    "transaction_timeout": "Transaction timed out",
    "invalid_transaction": "Invalid Transaction",
}
_AS_IT_IS: Final = re.compile(r"[A-Za-z0-9*._-]*", re.ASCII).fullmatch


def success_url(
    transaction: Transaction, code: str, endpoints: Endpoints, *, exchange: Exchange, is_remembered: bool = False
) -> str:
    """With `state` (if there was one), `code`, `iss` (1.7 on), `ui_locales` (if consent was remembered)."""
    state = transaction.request.state
    parameters = {
        **({"state": state} if state else {}),
        "code": code,
        **({"iss": endpoints.issuer} if endpoints.profile.iss_in_redirect else {}),
        **({"ui_locales": transaction.request.ui_locales or "en"} if is_remembered else {}),
    }
    return _appended(transaction.redirect_uri, parameters, exchange)


def error_url(transaction: Transaction, error: str, *, exchange: Exchange) -> str:
    """With `error_description`, `state` and `error`; without a state it says `null`, as JavaScript writes it."""
    state = transaction.request.state
    parameters = {
        "error_description": DESCRIPTIONS.get(error, error),
        "state": "null" if state is None else state,
        "error": error,
    }
    return _appended(transaction.redirect_uri, parameters, exchange)


def _appended(redirect_uri: str, parameters: Mapping[str, str], exchange: Exchange) -> str:
    query = "&".join(f"{name}={_form_encoded(value)}" for name, value in parameters.items())
    parts = urlsplit(redirect_uri)
    if (parts.query or parts.fragment) and exchange.tolerates(REDIRECT_QUERY_MERGED, _malformed(redirect_uri)):
        merged = f"{parts.query}&{query}" if parts.query else query
        return parts._replace(query=merged).geturl()
    return f"{redirect_uri}?{query}"


def _form_encoded(value: str) -> str:
    """As `URLSearchParams` writes it."""
    return value if _AS_IT_IS(value) else _encoded(value)


@lru_cache(maxsize=64)  # the issuer, in each redirect
def _encoded(value: str) -> str:
    return quote_plus(value, safe="*", errors="replace").replace("~", "%7E")


def _malformed(redirect_uri: str) -> Explanation:
    return Explanation(
        expected="a redirect URI without query and fragment",
        received=repr(redirect_uri)[:160],
        where="query parameter redirect_uri",
        why="the login page appends `?state=..&code=..` to whatever it was given, so the address has two `?`",
        mend="send the redirect URI without query; keep what you need in `state`",
    )
