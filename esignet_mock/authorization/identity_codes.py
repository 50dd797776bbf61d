"""Why the ID system refuses somebody, and the codes that it says it by.

Sources: mosip/id-authentication `IdAuthenticationErrorConstants`, mosip/esignet-mock-services `ErrorConstants`. Reasons
that a table lacks are `auth_failed`.
"""

from collections.abc import Mapping
from typing import Final, NoReturn

from esignet_mock.authorization.errors import AuthorizationCode as Code
from esignet_mock.authorization.errors import refused
from shared.citizens.citizen import Citizen
from shared.citizens.identity_system import IdentitySystem

CHILD_MAX_AGE: Final = 5
"""`ida.child-auth-filter.child.max.age`."""
IDA_CODES: Final[Mapping[str, str]] = {
    "unknown": "IDA-MLC-018",
    "deactivated": "IDA-MLC-003",
    "blocked": "IDA-MLC-022",
    "vid-over": "IDA-MLC-010",
    "locked": "IDA-MLC-019",
    "child": "IDA-MLC-011",
    "no-contact": "IDA-OTA-002",
    "send-fails": "IDA-OTA-002",
    "frozen": "IDA-OTA-013",
    "otp-never-sent": "IDA-OTA-012",
    "otp-elsewhere": "IDA-OTA-005",
    "otp-expired": "IDA-OTA-003",
    "otp-wrong": "IDA-OTA-004",
    "password-wrong": "IDA-PSD-001",
    "no-match": "IDA-BIA-001",
}
MOCK_CODES: Final[Mapping[str, str]] = {
    "unknown": "invalid_individual_id",
    "deactivated": "invalid_individual_id",
    "blocked": "invalid_individual_id",
    "vid-over": "invalid_individual_id",
    "no-contact": "no_email_mobile_found",
    "send-fails": Code.SEND_OTP_FAILED,
    "otp-never-sent": Code.INVALID_TRANSACTION,
    "otp-elsewhere": Code.INVALID_TRANSACTION,
    "otp-expired": Code.INVALID_TRANSACTION,
}
ABOUT_THE_PERSON: Final = ("unknown", "deactivated", "blocked", "vid-over", "no-contact", "send-fails")
EXPECTED: Final[Mapping[str, str]] = {
    "unknown": "the number of a person whom the ID system knows",
    "deactivated": "a person whose identity is ACTIVATED",
    "blocked": "a person whose identity is ACTIVATED",
    "vid-over": "a VID in force",
    "locked": "a factor that the person has not locked",
    "child": f"a person of {CHILD_MAX_AGE} years or more",
    "no-contact": "a person with a phone or an e-mail address for this",
    "send-fails": "an OTP that can be sent",
    "frozen": "a person who has not given too many wrong OTPs",
    "otp-never-sent": "an OTP that was sent and not used yet",
    "otp-elsewhere": "an OTP of this login",
    "otp-expired": "an OTP in time",
    "otp-wrong": "the OTP that was sent",
}


def refuse(kind: IdentitySystem, reason: str, *, received: str, why: str, mend: str) -> NoReturn:
    """Raises `AuthorizationError` with the code that this identity system has for the reason."""
    codes = IDA_CODES if kind == "ida" else MOCK_CODES
    raise refused(
        codes.get(reason, Code.AUTH_FAILED),
        expected=EXPECTED.get(reason, "a factor that proves who the person is"),
        received=received,
        where="request.individualId" if reason in ABOUT_THE_PERSON else "request.challengeList",
        why=why,
        mend=mend,
    )


def refuse_by_magic(kind: IdentitySystem, reason: str, citizen: Citizen) -> NoReturn:
    """The same for a person who always produces this failure."""
    refuse(kind, reason, received=citizen.uin, why=citizen.purpose or "", mend="use another person")
