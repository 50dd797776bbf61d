"""Refusals of the token and pushed-authorization endpoints: one table, one exception, one renderer.

From 1.7 on the answer is RFC 6749's (section 5.2), always 400, with the inner code as description; older releases
answer their own codes, partly with 500. Source: mosip/esignet `ExceptionHandlerAdvice`, `OAuthServiceImpl`,
`core/dto/TokenRequest`, `core/constants/ErrorConstants`.
"""

from collections.abc import Mapping
from enum import StrEnum
from http import HTTPStatus
from types import MappingProxyType
from typing import Final

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from esignet_mock.profiles import Profile
from shared.control.exchange import exchange_of
from shared.control.explanation import Explanation, Refusal
from shared.wire import json_response


class Condition(StrEnum):
    """Why a request is refused; what the wire says about it depends on the release."""

    GRANT_TYPE = "grant_type"
    CODE_BLANK = "code_blank"
    CODE_UNUSABLE = "code_unusable"
    REDIRECT_URI = "redirect_uri"
    REDIRECT_URI_NOT_REGISTERED = "redirect_uri_not_registered"
    CLIENT_ID_DIFFERS = "client_id_differs"
    CLIENT_UNUSABLE = "client_unusable"
    ASSERTION_TYPE = "assertion_type"
    ASSERTION = "assertion"
    VERIFIER_MISSING = "verifier_missing"
    VERIFIER_WRONG = "verifier_wrong"
    DPOP_PROOF = "dpop_proof"
    DPOP_KEY = "dpop_key"
    DPOP_MISSING = "dpop_missing"
    DPOP_NONCE = "dpop_nonce"
    KYC_EXCHANGE = "kyc_exchange"
    REQUEST = "request"
    METHOD = "method"
    MEDIA_TYPE = "media_type"
    TOO_LARGE = "too_large"
    SERVER_FAULT = "server_fault"


class Wire(msgspec.Struct, frozen=True):
    """The code that the service throws and its HTTP status, for one family of releases."""

    inner: str
    status: HTTPStatus = HTTPStatus.BAD_REQUEST
    error: str | None = None
    """What stands in `error`, where the code does not decide that."""


_FAULT: Final = HTTPStatus.INTERNAL_SERVER_ERROR

SINCE_1_7: Final[Mapping[Condition, Wire]] = MappingProxyType(
    {
        Condition.GRANT_TYPE: Wire("unsupported_grant_type"),
        Condition.CODE_BLANK: Wire("invalid_grant"),
        Condition.CODE_UNUSABLE: Wire("invalid_grant"),
        Condition.REDIRECT_URI: Wire("invalid_redirect_uri"),
        Condition.REDIRECT_URI_NOT_REGISTERED: Wire("invalid_redirect_uri"),
        Condition.CLIENT_ID_DIFFERS: Wire("invalid_client_id"),
        Condition.CLIENT_UNUSABLE: Wire("invalid_client_id"),
        Condition.ASSERTION_TYPE: Wire("invalid_client"),
        Condition.ASSERTION: Wire("invalid_client"),
        Condition.VERIFIER_MISSING: Wire("invalid_grant"),
        Condition.VERIFIER_WRONG: Wire("invalid_grant"),
        Condition.DPOP_PROOF: Wire("invalid_dpop_proof"),
        # The filter writes its code itself; the service behind it throws the same code, which has no name of its own.
        Condition.DPOP_KEY: Wire("invalid_dpop_proof", error="invalid_request"),
        Condition.DPOP_MISSING: Wire("invalid_request"),
        Condition.DPOP_NONCE: Wire("use_dpop_nonce"),
        Condition.KYC_EXCHANGE: Wire("data_exchange_failed"),
        Condition.REQUEST: Wire("invalid_request"),
        Condition.METHOD: Wire("Method Not Allowed", HTTPStatus.METHOD_NOT_ALLOWED),
        Condition.MEDIA_TYPE: Wire("Unsupported Media Type", HTTPStatus.UNSUPPORTED_MEDIA_TYPE),
        Condition.TOO_LARGE: Wire("payload_too_large", HTTPStatus.REQUEST_ENTITY_TOO_LARGE),
        Condition.SERVER_FAULT: Wire("unknown_error", _FAULT),
    }
)
UNTIL_1_6: Final[Mapping[Condition, Wire]] = MappingProxyType(
    {
        Condition.GRANT_TYPE: Wire("invalid_grant_type"),
        Condition.CODE_BLANK: Wire("invalid_auth_code"),
        Condition.CODE_UNUSABLE: Wire("invalid_transaction"),
        Condition.REDIRECT_URI: Wire("invalid_redirect_uri"),
        Condition.REDIRECT_URI_NOT_REGISTERED: Wire("invalid_redirect_uri", _FAULT),
        Condition.CLIENT_ID_DIFFERS: Wire("invalid_client_id"),
        Condition.CLIENT_UNUSABLE: Wire("invalid_client_id", _FAULT),
        Condition.ASSERTION_TYPE: Wire("invalid_assertion_type"),
        Condition.ASSERTION: Wire("invalid_assertion"),
        Condition.VERIFIER_MISSING: Wire("invalid_pkce_code_verifier", _FAULT),
        Condition.VERIFIER_WRONG: Wire("pkce_failed", _FAULT),
        # No DPoP before 1.7: these four cannot arise there.
        Condition.DPOP_PROOF: Wire("invalid_request"),
        Condition.DPOP_KEY: Wire("invalid_request"),
        Condition.DPOP_MISSING: Wire("invalid_request"),
        Condition.DPOP_NONCE: Wire("invalid_request"),
        Condition.KYC_EXCHANGE: Wire("data_exchange_failed", _FAULT),
        Condition.REQUEST: Wire("invalid_request"),
        Condition.METHOD: Wire("unknown_error", _FAULT),
        Condition.MEDIA_TYPE: Wire("unknown_error", HTTPStatus.UNSUPPORTED_MEDIA_TYPE),
        Condition.TOO_LARGE: Wire("payload_too_large", HTTPStatus.REQUEST_ENTITY_TOO_LARGE),
        Condition.SERVER_FAULT: Wire("unknown_error", _FAULT),
    }
)
_OWN_NAME: Final = frozenset(
    {
        "invalid_client",
        "unsupported_grant_type",
        "invalid_scope",
        "invalid_grant",
        "invalid_dpop_proof",
        "use_dpop_nonce",
        "payload_too_large",
        "unknown_error",
    }
)
"""Codes that stand in `error` themselves; every other one becomes the description of `invalid_request`."""
NO_STORE: Final = MappingProxyType({"Cache-Control": "no-store", "Pragma": "no-cache"})


class OAuthError(Refusal):
    """A refusal as `{"error", "error_description"}`."""

    def __init__(
        self,
        error: str,
        description: str,
        status: HTTPStatus,
        explanation: Explanation,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(error, explanation)
        self.description = description
        self.status = status
        self.headers = {**NO_STORE, **(headers or {})}


def oauth_error(
    profile: Profile,
    condition: Condition,
    explanation: Explanation,
    *,
    inner: str | None = None,
    description: str | None = None,
    headers: Mapping[str, str] | None = None,
) -> OAuthError:
    """The refusal as this release words it. `inner` replaces the table's code, for one that another system gave."""
    wire = (SINCE_1_7 if profile.oauth_error_codes else UNTIL_1_6)[condition]
    code = inner or wire.inner
    error = answered_error(wire, code, is_oauth=profile.oauth_error_codes)
    return OAuthError(error, description or code, wire.status, explanation, headers)


def answered_error(wire: Wire, code: str, *, is_oauth: bool) -> str:
    """What stands in `error`; `is_oauth` from 1.7 on."""
    return wire.error or (code if code in _OWN_NAME or not is_oauth else "invalid_request")


async def on_oauth_error(request: Request, error: Exception) -> Response:
    """The one renderer; the app registers it for `OAuthError`."""
    assert isinstance(error, OAuthError)  # noqa: S101 - registered for this class only
    exchange_of(request.scope).explain(error.explanation)
    body = {"error": error.code, "error_description": error.description}
    return json_response(body, error.status, error.headers)
