"""The filter in front of the UI API's later calls: the transaction's own headers, and the count of attempts.

Source: mosip/esignet `esignet-service` `filter/HeaderValidationFilter`.
"""

import hmac
from typing import Final

from starlette.requests import Request

from esignet_mock.authorization.errors import AuthorizationCode as Code
from esignet_mock.authorization.errors import AuthorizationError, refused
from esignet_mock.authorization.login import Login
from esignet_mock.authorization.transactions import Api, Stage

KEY: Final = "oauth-details-key"
HASH: Final = "oauth-details-hash"


class FilterError(AuthorizationError):
    """Refused by the filter, whose answers carry no media type."""


def check_headers(request: Request, login: Login, stage: Stage, api: Api | None) -> None:
    """Transaction at this stage, then hash, then attempts. Raises `FilterError`."""
    try:
        _check(request, login, stage, api)
    except AuthorizationError as error:
        raise FilterError(error.code, error.explanation) from error


def _check(request: Request, login: Login, stage: Stage, api: Api | None) -> None:
    transaction = login.transactions.get(stage, request.headers.get(KEY), f"header {KEY}")
    given = request.headers.get(HASH, "")
    expected = transaction.details_hash
    if not expected or not hmac.compare_digest(given.encode("latin-1", "replace"), expected.encode()):
        raise refused(
            Code.INVALID_REQUEST,
            expected=f"`{expected}`" if expected else "a login that began with oauth-details",
            received=repr(given)[:80],
            where=f"header {HASH}",
            why="it ties the call to the details that the page was shown",
            mend="base64url(SHA-256) without padding of the compact JSON of the `response` member of oauth-details, "
            "members in the order received, other letters than ASCII as they are",
        )
    if api is not None:
        login.count(transaction, api)
