"""The codes of the client management API. Source: mosip/esignet `core/constants/ErrorConstants`."""

from enum import StrEnum

from esignet_mock.envelope import EnvelopeRefusal, Violation
from shared.control.explanation import Explanation


class ManagementCode(StrEnum):
    """What the API answers."""

    INVALID_CLIENT_ID = "invalid_client_id"
    DUPLICATE_CLIENT_ID = "duplicate_client_id"
    INVALID_CLIENT_NAME = "invalid_client_name"
    INVALID_CLIENT_NAME_VALUE = "invalid_client_name_value"
    INVALID_CLIENT_NAME_LENGTH = "invalid_client_name_length"
    INVALID_LANGUAGE_CODE = "invalid_language_code"
    INVALID_PUBLIC_KEY = "invalid_public_key"
    DUPLICATE_PUBLIC_KEY = "duplicate_public_key"
    INVALID_RP_ID = "invalid_rp_id"
    INVALID_CLAIM = "invalid_claim"
    INVALID_ACR = "invalid_acr"
    INVALID_URI = "invalid_uri"
    INVALID_REDIRECT_URI = "invalid_redirect_uri"
    INVALID_GRANT_TYPE = "invalid_grant_type"
    UNSUPPORTED_GRANT_TYPE = "unsupported_grant_type"
    INVALID_CLIENT_AUTH = "invalid_client_auth"
    INVALID_STATUS = "invalid_status"
    INVALID_ADDITIONAL_CONFIG = "invalid_additional_config"


class ManagementError(EnvelopeRefusal):
    """A registration that is refused."""


def refused(code: ManagementCode, *, expected: str, received: str, where: str, why: str, mend: str) -> ManagementError:
    """An error with its explanation."""
    explanation = Explanation(expected=expected, received=received, where=where, why=why, mend=mend)
    return ManagementError(code, explanation)


def violation(field: str, code: ManagementCode, expected: str, received: object) -> Violation:
    """A field that breaks a rule of its own."""
    shown = "nothing" if received in (None, "") else repr(received)[:120]
    explanation = Explanation(
        expected=expected,
        received=shown,
        where=f"request.{field}",
        why="a registration is checked field by field before it is stored",
        mend=f"send `{field}` as {expected}",
    )
    return Violation(f"request.{field}", code, explanation)
