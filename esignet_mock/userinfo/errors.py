"""Refusals of userinfo: an empty body and `WWW-Authenticate`.

The value has no scheme in front, except for DPoP. Source: mosip/esignet
`ExceptionHandlerAdvice.handleExceptionWithHeader`, `DpopValidationFilter`.
"""

from collections.abc import Mapping
from enum import StrEnum
from http import HTTPStatus
from types import MappingProxyType
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from shared.control.exchange import exchange_of
from shared.control.explanation import Explanation, Refusal


class UserinfoErrorCode(StrEnum):
    """The word in `error="..."`."""

    INVALID_TOKEN = "invalid_token"  # noqa: S105 - an error code
    MISSING_HEADER = "missing_header"
    INVALID_REQUEST = "invalid_request"
    UNKNOWN_ERROR = "unknown_error"
    NOT_ACCEPTABLE = "Not Acceptable"
    METHOD_NOT_ALLOWED = "Method Not Allowed"
    INVALID_DPOP_PROOF = "invalid_dpop_proof"
    USE_DPOP_NONCE = "use_dpop_nonce"


STATUS: Final[Mapping[UserinfoErrorCode, HTTPStatus]] = MappingProxyType(
    {
        UserinfoErrorCode.INVALID_TOKEN: HTTPStatus.UNAUTHORIZED,
        UserinfoErrorCode.MISSING_HEADER: HTTPStatus.UNAUTHORIZED,
        UserinfoErrorCode.INVALID_REQUEST: HTTPStatus.BAD_REQUEST,
        UserinfoErrorCode.UNKNOWN_ERROR: HTTPStatus.UNAUTHORIZED,
        UserinfoErrorCode.NOT_ACCEPTABLE: HTTPStatus.NOT_ACCEPTABLE,
        UserinfoErrorCode.METHOD_NOT_ALLOWED: HTTPStatus.METHOD_NOT_ALLOWED,
        UserinfoErrorCode.INVALID_DPOP_PROOF: HTTPStatus.BAD_REQUEST,
        UserinfoErrorCode.USE_DPOP_NONCE: HTTPStatus.UNAUTHORIZED,
    }
)


class UserinfoError(Refusal):
    """A refusal; `challenge` replaces the usual `error="<code>"`."""

    def __init__(
        self,
        code: UserinfoErrorCode,
        explanation: Explanation,
        *,
        challenge: str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(code, explanation)
        self.status = STATUS[code]
        self.headers = {"WWW-Authenticate": challenge or f'error="{code}"', **(headers or {})}


def userinfo_refused(
    code: UserinfoErrorCode, expected: str, received: str, where: str, mend: str, *, challenge: str | None = None
) -> UserinfoError:
    """An error with its explanation."""
    why = "the access token alone says whose data this is and who may read it"
    explanation = Explanation(expected=expected, received=received, where=where, why=why, mend=mend)
    return UserinfoError(code, explanation, challenge=challenge)


async def on_userinfo_error(request: Request, error: Exception) -> Response:
    """The one renderer; the app registers it for `UserinfoError`."""
    assert isinstance(error, UserinfoError)  # noqa: S101 - registered for this class only
    exchange_of(request.scope).explain(error.explanation)
    return Response(status_code=error.status, headers=error.headers)
