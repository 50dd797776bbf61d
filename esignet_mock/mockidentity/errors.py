"""The codes of the mock-identity-system. Source: mosip/esignet-mock-services `util/ErrorConstants`."""

from enum import StrEnum

from esignet_mock.envelope import EnvelopeRefusal
from shared.control.explanation import Explanation


class IdentityCode(StrEnum):
    """What the API answers besides `invalid_<field>`."""

    INVALID_REQUEST = "invalid_request"
    INVALID_INDIVIDUAL_ID = "invalid_individual_id"
    DUPLICATE_INDIVIDUAL_ID = "duplicate_individual_id"
    INVALID_OTP_CHANNEL = "invalid_otp_channel"
    NO_EMAIL_MOBILE_FOUND = "no_email_mobile_found"
    INVALID_TRANSACTION = "invalid_transaction"
    AUTH_FAILED = "auth_failed"
    KYC_TOKEN_UNKNOWN = "mock-ida-006"  # noqa: S105 - an error code
    KYC_TOKEN_EXPIRED = "mock-ida-007"  # noqa: S105 - an error code
    PARTNER_KEY = "mock-ida-008"


class IdentityError(EnvelopeRefusal):
    """A call that the mock-identity-system refuses."""


def refused(code: str, *, expected: str, received: str, where: str, why: str, mend: str) -> IdentityError:
    """An error with its explanation."""
    explanation = Explanation(expected=expected, received=received, where=where, why=why, mend=mend)
    return IdentityError(code, explanation)
