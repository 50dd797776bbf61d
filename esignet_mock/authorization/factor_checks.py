"""Whether a factor is open to a person, and whether a challenge of it proves who they are.

Source: mosip/id-authentication, mosip/esignet-mock-services `AuthenticationServiceImpl`.
"""

from collections.abc import Mapping
from typing import Final, NoReturn

from msgspec import Struct

from esignet_mock.authorization.errors import AuthorizationCode as Code
from esignet_mock.authorization.errors import refused
from esignet_mock.authorization.identity_codes import CHILD_MAX_AGE, refuse, refuse_by_magic
from esignet_mock.authorization.knowledge import is_same, knows
from esignet_mock.authorization.otps import Otps, OtpState
from shared.citizens.citizen import Citizen, completed_years
from shared.citizens.identity_system import IdentitySystem
from shared.control.clock import Clock

_LOCKS: Final[Mapping[str, tuple[str, ...]]] = {
    "OTP": ("otp",),
    "PIN": ("pin",),
    "PWD": ("pwd",),
    "BIO": ("bio", "bio-Finger", "bio-Iris", "bio-FACE"),
    "KBI": ("demo",),
}


class FactorChecks(Struct, frozen=True):
    """The checks as this identity system makes them."""

    kind: IdentitySystem
    otps: Otps
    clock: Clock

    def check_workable(self, citizen: Citizen, kind: str) -> None:
        """Whether the factor could work for the person at all, whatever their age. Raises `AuthorizationError`."""
        self._check_locks(citizen, kind)
        match kind:
            case "OTP":
                self._check_otp_magic(citizen)
            case "BIO":
                self._check_biometrics(citizen)

    def _check_otp_magic(self, citizen: Citizen) -> None:
        if citizen.magic == "otp-send-fails":
            refuse_by_magic(self.kind, "send-fails", citizen)
        if citizen.magic == "otp-always-expired":
            refuse_by_magic(self.kind, "otp-expired", citizen)

    def check_allowed(self, citizen: Citizen, kind: str) -> None:
        """Whether the person may use the factor at all. Raises `AuthorizationError`."""
        if kind in {"OTP", "BIO"} and self.kind == "ida" and self._is_child(citizen):
            refuse(
                self.kind,
                "child",
                received=f"a child born {citizen.birth_date}",
                why=f"children under {CHILD_MAX_AGE} may use neither OTP nor biometrics",
                mend="log in as a parent, or by the number alone, which asks for no factor",
            )
        self._check_locks(citizen, kind)

    def _is_child(self, citizen: Citizen) -> bool:
        return completed_years(citizen.birth_date, self.clock.now().date()) < CHILD_MAX_AGE

    def _check_locks(self, citizen: Citizen, kind: str) -> None:
        locks = [lock for lock in _LOCKS.get(kind, ()) if lock in citizen.locks]
        if locks:
            refuse(
                self.kind,
                "locked",
                received=f"a person who has locked {', '.join(locks)}",
                why="people may lock a factor in the resident portal",
                mend="use another factor, or take the lock away with `mosip-mocks citizens update`",
            )
        if kind == "OTP" and citizen.magic == "otp-frozen":
            refuse_by_magic(self.kind, "frozen", citizen)

    def check_challenge(self, transaction_id: str, citizen: Citizen, kind: str, given: str) -> None:
        """Whether the challenge proves who the person is. Raises `AuthorizationError`."""
        match kind:
            case "OTP":
                self._check_otp(transaction_id, citizen, given)
            case "PIN":
                if not is_same(given, citizen.pin):
                    self._refuse_challenge("pin-wrong", kind, citizen.uin)
            case "PWD":
                if not is_same(given, citizen.password):
                    self._refuse_challenge("password-wrong", kind, citizen.uin)
            case "BIO":
                self._check_biometrics(citizen)
            case "KBI":
                if not knows(citizen, given):
                    self._refuse_challenge("knowledge-wrong", kind, citizen.uin)
            case "WLA":
                raise refused(
                    Code.BINDING_NOT_FOUND,
                    expected="a wallet whose key is bound to this person",
                    received="a token of a wallet that nobody has bound",
                    where="request.challengeList",
                    why="the mock has no wallet binding",
                    mend="log in with another factor",
                )
            case _:
                self._refuse_challenge("token-wrong", kind, citizen.uin)

    def _check_otp(self, transaction_id: str, citizen: Citizen, given: str) -> None:
        if citizen.magic == "otp-always-expired":
            refuse_by_magic(self.kind, "otp-expired", citizen)
        state = self.otps.check(transaction_id, citizen.uin, given)
        reasons = {
            OtpState.NEVER_SENT: ("otp-never-sent", "no OTP was sent, or it was used already", "call send-otp first"),
            OtpState.OTHER_TRANSACTION: (
                "otp-elsewhere",
                "the OTP was sent for another transaction",
                "call send-otp with this `transactionId`",
            ),
            OtpState.EXPIRED: ("otp-expired", "the OTP is too old", "send a new one"),
            OtpState.WRONG: (
                "otp-wrong",
                "another OTP",
                "GET /_mock/outbox shows the OTP; it is 111111 for most people",
            ),
        }
        if state is not OtpState.RIGHT:
            reason, received, mend = reasons[state]
            refuse(self.kind, reason, received=received, why="the OTP proves that the person has the phone", mend=mend)

    def _check_biometrics(self, citizen: Citizen) -> None:
        if self.kind == "ida" and citizen.biometrics in {"mismatch", "refuse"}:
            refuse(
                self.kind,
                "no-match",
                received="biometrics that do not match"
                if citizen.biometrics == "mismatch"
                else "a person without biometrics",
                why="this person is made so that biometrics fail",
                mend="use another person, or set `biometrics` to `match`",
            )

    def _refuse_challenge(self, reason: str, kind: str, uin: str) -> NoReturn:
        refuse(
            self.kind,
            reason,
            received=f"another {kind}",
            why="it is compared with what the person has on record",
            mend=f"`mosip-mocks citizens show {uin}` shows pin and password of a fake person",
        )
