"""The codes of the authorization services, and refusals made of them.

Source: mosip/esignet `core/constants/ErrorConstants`; IDA's own codes are relayed as they are.
"""

from enum import StrEnum

from esignet_mock.envelope import EnvelopeRefusal, Violation
from shared.control.explanation import Explanation


class AuthorizationCode(StrEnum):
    """What e-Signet itself answers."""

    INVALID_REQUEST = "invalid_request"
    INVALID_CLIENT_ID = "invalid_client_id"
    INVALID_SCOPE = "invalid_scope"
    INVALID_RESPONSE_TYPE = "invalid_response_type"
    INVALID_REDIRECT_URI = "invalid_redirect_uri"
    INVALID_DISPLAY = "invalid_display"
    INVALID_PROMPT = "invalid_prompt"
    INVALID_CLAIM = "invalid_claim"
    INVALID_VERIFIED_CLAIMS = "invalid_verified_claims"
    INVALID_VERIFICATION = "invalid_verification"
    NO_ACR_REGISTERED = "no_acr_registered"
    INVALID_PKCE_CHALLENGE = "invalid_pkce_challenge"
    UNSUPPORTED_PKCE_CHALLENGE_METHOD = "unsupported_pkce_challenge_method"
    USE_PKCE = "use_pkce"
    INVALID_ID_TOKEN_HINT = "invalid_id_token_hint"  # noqa: S105 - an error code
    PARSING_ERROR = "parsing_error_msg"
    """Of the page alone: `claims` is not JSON."""
    INVALID_TRANSACTION = "invalid_transaction"
    INVALID_TRANSACTION_ID = "invalid_transaction_id"
    INVALID_IDENTIFIER = "invalid_identifier"
    INVALID_OTP_CHANNEL = "invalid_otp_channel"
    SEND_OTP_FAILED = "send_otp_failed"
    INVALID_CAPTCHA = "invalid_captcha"
    INVALID_NO_OF_CHALLENGES = "invalid_no_of_challenges"
    INVALID_AUTH_FACTOR_TYPE = "invalid_auth_factor_type"
    INVALID_CHALLENGE_FORMAT = "invalid_challenge_format"
    INVALID_CHALLENGE = "invalid_challenge"
    AUTH_FACTOR_MISMATCH = "auth_factor_mismatch"
    AUTH_FAILED = "auth_failed"
    NO_ATTEMPTS_LEFT = "no_attempts_left"
    INDIVIDUAL_ID_BLOCKED = "individual_id_blocked"
    INVALID_ACCEPTED_CLAIM = "invalid_accepted_claim"
    INVALID_PERMITTED_SCOPE = "invalid_permitted_scope"
    INVALID_LINK_CODE = "invalid_link_code"
    LINK_CODE_LIMIT_REACHED = "link_code_limit_reached"
    RESPONSE_TIMEOUT = "response_timeout"
    INVALID_SIGNATURE_FORMAT = "invalid_signature_format"
    INVALID_PATH_FRAGMENT = "invalid_path_fragment"
    VERIFICATION_INCOMPLETE = "verification_incomplete"
    FAILED_TO_VALIDATE_CAPTCHA = "failed_to_validate_captcha"
    INVALID_INDIVIDUAL_ID = "invalid_individual_id"
    INVALID_PUBLIC_KEY = "invalid_public_key"
    INVALID_AUTH_FACTOR_TYPE_OR_CHALLENGE_FORMAT = "invalid_auth_factor_type_or_challenge_format"
    BINDING_NOT_FOUND = "binding_not_found"
    KEY_BINDING_FAILED = "key_binding_failed"
    UNKNOWN_ERROR = "unknown_error"


class AuthorizationError(EnvelopeRefusal):
    """A request that e-Signet, or the ID system behind it, refuses."""


def refused(
    code: AuthorizationCode | str, *, expected: str, received: str, where: str, why: str, mend: str
) -> AuthorizationError:
    """An error with its explanation."""
    explanation = Explanation(expected=expected, received=received, where=where, why=why, mend=mend)
    return AuthorizationError(str(code), explanation)


def violation(
    field: str, code: AuthorizationCode | str, *, expected: str, received: object, why: str, mend: str
) -> Violation:
    """A field of the `request` that breaks a rule of its own."""
    shown = "nothing" if received is None or received == "" else repr(received)[:120]
    explanation = Explanation(expected=expected, received=shown, where=f"request.{field}", why=why, mend=mend)
    return Violation(f"request.{field}", str(code), explanation)
