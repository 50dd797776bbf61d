"""The auth manager's error codes, as data.

Source: mosip/mosip-openid-bridge `AuthErrorCode`, `AuthController` and its exception handlers. A handled error is
HTTP 200; what the service does not handle is HTTP 500 with the code `500`. Codes that no request can provoke
(directory and data-store faults of the old LDAP back end) are left out.
"""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from shared.control.explanation import Explanation, Refusal


class AuthCode(StrEnum):
    """The codes a client can meet."""

    NO_USER_DETAIL = "KER-ATH-003"
    VALIDATION = "KER-ATH-004"
    NO_COOKIES = "KER-ATH-006"
    NO_TOKEN_COOKIE = "KER-ATH-007"  # noqa: S105 - an error code
    NOT_IN_STORE = "KER-ATH-008"
    INVALID_REQUEST = "KER-ATH-019"
    NO_SUCH_USER = "KER-ATH-022"
    INVALID_CREDENTIALS = "KER-ATH-023"
    REALM = "KER-ATH-026"
    NO_INDIVIDUAL_ID = "KER-ATH-027"
    UNAUTHENTICATED = "KER-ATH-401"
    TOKEN_EXPIRED = "KER-ATH-402"  # noqa: S105 - an error code
    USER_ID_TYPE = "401"
    INTERNAL = "500"


MESSAGE: Final[Mapping[AuthCode, str]] = MappingProxyType(
    {
        AuthCode.NO_USER_DETAIL: "User Detail doesn't exist",
        AuthCode.VALIDATION: "Error while validating the request",
        AuthCode.NO_COOKIES: "Cookies are empty",
        AuthCode.NO_TOKEN_COOKIE: "Token is not present in cookies",
        AuthCode.NOT_IN_STORE: "Token is not present in datastore,Please try with new token",
        AuthCode.INVALID_REQUEST: "Invalid Request",
        AuthCode.NO_SUCH_USER: "User not found",
        AuthCode.INVALID_CREDENTIALS: "Invalid Credentials",
        AuthCode.REALM: "Realm not found:: %s",
        AuthCode.NO_INDIVIDUAL_ID: "Individual Id not found",
        AuthCode.UNAUTHENTICATED: "Invalid Token",
        AuthCode.TOKEN_EXPIRED: "Token expired",
        AuthCode.USER_ID_TYPE: "Invalid User Id type",
        AuthCode.INTERNAL: "Internal Server Error",
    }
)


class AuthError(Refusal):
    """A refusal of the auth manager. `message` replaces the code's own text."""

    def __init__(self, code: AuthCode, explanation: Explanation, *, message: str = "", status: int = 200) -> None:
        super().__init__(code, explanation)
        self.message = message or MESSAGE[code]
        self.status = status
