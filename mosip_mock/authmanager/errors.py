"""The auth manager's error codes, as data.

Source: mosip/mosip-openid-bridge `AuthErrorCode`, `OTPErrorCode`, `AuthController` and its exception handlers; codes
of the OTP manager are handed on. A handled error is HTTP 200; what the service does not handle is HTTP 500 with the
code `500`.
"""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from shared.control.explanation import Explanation, Refusal


class AuthCode(StrEnum):
    """Every code of the service."""

    RESPONSE_PARSE = "KER-ATH-001"
    CONNECT = "KER-ATH-002"
    NO_USER_DETAIL = "KER-ATH-003"
    VALIDATION = "KER-ATH-004"
    PASSWORD = "KER-ATH-005"  # noqa: S105 - an error code
    NO_COOKIES = "KER-ATH-006"
    NO_TOKEN_COOKIE = "KER-ATH-007"  # noqa: S105 - an error code
    NOT_IN_STORE = "KER-ATH-008"
    NAMING = "KER-ATH-009"
    CLOSE_CONTEXT = "KER-ATH-010"
    PASSWORD_POLICY = "KER-ATH-011"  # noqa: S105 - an error code
    OLD_PASSWORD = "KER-ATH-012"  # noqa: S105 - an error code
    USER_EXISTS = "KER-ATH-013"
    ROLE_NOT_FOUND = "KER-ATH-014"
    USER_CREATION = "KER-ATH-015"
    USER_PASSWORD = "KER-ATH-016"  # noqa: S105 - an error code
    USER_ROLLBACK = "KER-ATH-017"
    DISTINGUISHED_NAME = "KER-ATH-018"
    INVALID_REQUEST = "KER-ATH-019"
    PAGING = "KER-ATH-020"
    RUNTIME = "KER-ATH-021"
    NO_SUCH_USER = "KER-ATH-022"
    INVALID_CREDENTIALS = "KER-ATH-023"
    MOBILE = "KER-ATH-024"
    KEYCLOAK = "KER-ATH-025"
    REALM = "KER-ATH-026"
    NO_INDIVIDUAL_ID = "KER-ATH-027"
    DOMAIN = "KER-ATH-028"
    UNAUTHENTICATED = "KER-ATH-401"
    TOKEN_EXPIRED = "KER-ATH-402"  # noqa: S105 - an error code
    FORBIDDEN = "KER-ATH-403"
    TEMPLATE = "KER-ATH-436"
    SERVER = "KER-ATH-500"
    CLIENT = "KER-ATH-501"
    OTP_NO_PHONE = "KER-SOT-001"
    OTP_NO_EMAIL = "KER-SOT-002"
    OTP_NO_CHANNEL = "KER-SOT-003"
    OTP_SMS_NOT_CONFIGURED = "KER-SOT-004"
    OTP_EMAIL_NOT_CONFIGURED = "KER-SOT-005"
    OTP_NOTHING_CONFIGURED = "KER-SOT-006"
    OTP_NOT_SENT = "KER-SOT-007"
    OTP_FROZEN = "KER-SOT-008"
    OTP_LANGUAGE = "KER-SOT-009"
    OTP_NOT_GENERATED = "KER-OTV-005"
    USER_ID_TYPE = "401"
    INTERNAL = "500"


_NOT_CONFIGURED: Final = "could not be triggered as it is not a configured channel for notification"

MESSAGE: Final[Mapping[AuthCode, str]] = MappingProxyType(
    {
        AuthCode.RESPONSE_PARSE: "Error occur while parsing error from response",
        AuthCode.CONNECT: "Fail to connect to auth service",
        AuthCode.NO_USER_DETAIL: "User Detail doesn't exist",
        AuthCode.VALIDATION: "Error while validating the request",
        AuthCode.PASSWORD: "Incorrect Password",
        AuthCode.NO_COOKIES: "Cookies are empty",
        AuthCode.NO_TOKEN_COOKIE: "Token is not present in cookies",
        AuthCode.NOT_IN_STORE: "Token is not present in datastore,Please try with new token",
        AuthCode.NAMING: "Naming Exception occured",
        AuthCode.CLOSE_CONTEXT: "Exception occured while closing the context",
        AuthCode.PASSWORD_POLICY: "Password that is entered does not meet the password policy",
        AuthCode.OLD_PASSWORD: "Old password entered is incorrect",
        AuthCode.USER_EXISTS: "Username already exist in datastore",
        AuthCode.ROLE_NOT_FOUND: "Exception occured while creating a user ",
        AuthCode.USER_CREATION: "Exception occured while creating a user ",
        AuthCode.USER_PASSWORD: "Exception occured while inserting a password for user ",
        AuthCode.USER_ROLLBACK: "Exception occured while rolling back user",
        AuthCode.DISTINGUISHED_NAME: "Exception occured while creating DN",
        AuthCode.INVALID_REQUEST: "should not be null or empty",
        AuthCode.PAGING: "IO Exception occured while passing paging request",
        AuthCode.RUNTIME: "Runtime exception",
        AuthCode.NO_SUCH_USER: "User not found",
        AuthCode.INVALID_CREDENTIALS: "Invalid Credentials",
        AuthCode.MOBILE: "Mobile is registered/not present",
        AuthCode.KEYCLOAK: "Exception occured while consuming service",
        AuthCode.REALM: "Realm not found:: %s",
        AuthCode.NO_INDIVIDUAL_ID: "Individual Id not found for user",
        AuthCode.DOMAIN: "uri's domain name not found in allowed domains",
        AuthCode.UNAUTHENTICATED: "Invalid Token",
        AuthCode.TOKEN_EXPIRED: "Token expired",
        AuthCode.FORBIDDEN: "Forbidden",
        AuthCode.TEMPLATE: " Template is missing for language ",
        AuthCode.SERVER: "KER-ATH-500",
        AuthCode.CLIENT: "responsebody is null",
        AuthCode.OTP_NO_PHONE: "Phone No not registered",
        AuthCode.OTP_NO_EMAIL: "Email not registered",
        AuthCode.OTP_NO_CHANNEL: "Both Phone No and E-mail not registered",
        AuthCode.OTP_SMS_NOT_CONFIGURED: f"SMS {_NOT_CONFIGURED}",
        AuthCode.OTP_EMAIL_NOT_CONFIGURED: f"Email {_NOT_CONFIGURED}",
        AuthCode.OTP_NOTHING_CONFIGURED: f"Email and SMS {_NOT_CONFIGURED}",
        AuthCode.OTP_NOT_SENT: "Could not generate/send OTP",
        AuthCode.OTP_FROZEN: "Not able to Generate OTP for a frozen Account/locked UIN",
        AuthCode.OTP_LANGUAGE: "Unable to find a primary and/or secondary language configured",
        AuthCode.OTP_NOT_GENERATED: "Validation can't be performed against this key. Generate OTP first.",
        AuthCode.USER_ID_TYPE: "Invalid User Id type",
        AuthCode.INTERNAL: "Internal Server Error",
    }
)

_LDAP: Final = "only the LDAP and database back ends of before Keycloak raise it"
_UNREACHABLE: Final = "Keycloak or a service behind the auth manager does not answer as it should"
_NOTIFIER: Final = "the notification service behind `sendotp` says so"

BY_FAULT_ONLY: Final[Mapping[AuthCode, str]] = MappingProxyType(
    {
        **dict.fromkeys(
            (
                *(AuthCode.PASSWORD, AuthCode.NAMING, AuthCode.CLOSE_CONTEXT, AuthCode.PASSWORD_POLICY),
                *(AuthCode.OLD_PASSWORD, AuthCode.USER_EXISTS, AuthCode.ROLE_NOT_FOUND, AuthCode.USER_CREATION),
                *(AuthCode.USER_PASSWORD, AuthCode.USER_ROLLBACK, AuthCode.DISTINGUISHED_NAME, AuthCode.PAGING),
                AuthCode.MOBILE,
            ),
            _LDAP,
        ),
        **dict.fromkeys(
            (
                *(AuthCode.RESPONSE_PARSE, AuthCode.CONNECT, AuthCode.RUNTIME, AuthCode.FORBIDDEN, AuthCode.SERVER),
                AuthCode.CLIENT,
            ),
            _UNREACHABLE,
        ),
        **dict.fromkeys(
            (
                *(AuthCode.OTP_SMS_NOT_CONFIGURED, AuthCode.OTP_EMAIL_NOT_CONFIGURED, AuthCode.OTP_NOTHING_CONFIGURED),
                *(AuthCode.OTP_NOT_SENT, AuthCode.OTP_FROZEN, AuthCode.OTP_LANGUAGE, AuthCode.TEMPLATE),
            ),
            _NOTIFIER,
        ),
        AuthCode.DOMAIN: "it belongs to the browser log-in with a redirect, which is Keycloak's and absent here",
    }
)
"""Codes that no request provokes, each with the reason; a fault rule does."""


class WrongOtpError(Refusal):
    """An OTP that is not the one sent, or too old: no error of the service, but `failure` as status of the answer."""

    def __init__(self, message: str, explanation: Explanation) -> None:
        super().__init__(message, explanation)
        self.message = message
        """As the OTP manager words it."""


class AuthError(Refusal):
    """A refusal of the auth manager. `message` replaces the code's own text."""

    def __init__(self, code: AuthCode, explanation: Explanation, *, message: str = "", status: int = 200) -> None:
        super().__init__(code, explanation)
        self.message = message or MESSAGE[code]
        self.status = status
