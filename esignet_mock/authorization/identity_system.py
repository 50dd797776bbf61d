"""The ID system behind e-Signet, as far as logging in goes: who somebody is, and whether a challenge proves it.

It answers like ID authentication (`IDA-...` codes) or like the mock-identity-system, by setting. Source:
mosip/esignet-plugins `mosip-identity-plugin`, `mock-plugin`; mosip/id-authentication;
mosip/esignet-mock-services `AuthenticationServiceImpl`.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Final, NoReturn

import msgspec
from msgspec import Struct

from esignet_mock.authorization.errors import AuthorizationCode as Code
from esignet_mock.authorization.errors import refused
from esignet_mock.authorization.factors import Challenge
from esignet_mock.authorization.identity_codes import ABOUT_THE_PERSON, CHILD_MAX_AGE, EXPECTED, IDA_CODES, MOCK_CODES
from esignet_mock.authorization.knowledge import is_same, knows
from esignet_mock.authorization.masking import masked_email, masked_phone
from esignet_mock.authorization.otps import Otps, OtpState
from shared.citizens.citizen import Citizen
from shared.citizens.claims import IdentitySystem
from shared.citizens.population import Population
from shared.control.clock import Clock
from shared.control.outbox import Outbox

_OTP_LIFETIME: Final[Mapping[IdentitySystem, int]] = {"ida": 180, "mock": 600}
_LOCKS: Final[Mapping[str, tuple[str, ...]]] = {
    "OTP": ("otp",),
    "PIN": ("pin",),
    "PWD": ("pwd",),
    "BIO": ("bio-Finger", "bio-Iris", "bio-FACE"),
    "KBI": ("demo",),
}


class SentOtp(msgspec.Struct, frozen=True):
    """Where an OTP went, masked for the eyes of whoever asked."""

    masked_email: str | None
    masked_mobile: str | None


class IdentitySystemBackend(Struct, frozen=True):
    """People, their OTPs, and the check of challenges."""

    kind: IdentitySystem
    citizens: Population
    otps: Otps
    outbox: Outbox
    clock: Clock

    def find(self, individual_id: str) -> Citizen | None:
        """The person of this UIN, VID or handle; numbers of the mock-identity-system may have any length."""
        return self.citizens.find_by_individual_id(individual_id) or self.citizens.find_by_uin(individual_id.strip())

    def person(self, individual_id: str) -> Citizen:
        """The person of this UIN, VID or handle, if they may log in. Raises `AuthorizationError`."""
        citizen = self.find(individual_id)
        if citizen is None or citizen.magic == "uin-unknown-to-ida":
            self._refuse(
                "unknown",
                received=f"{individual_id[:40]!r}, which nobody has"
                if citizen is None
                else f"{individual_id[:40]}, which this magic person keeps from the ID system",
                why="the ID system looks people up by UIN or VID",
                mend="`mosip-mocks citizens list` shows who is there; so does the list on the login page",
            )
        self._check_vid(citizen, individual_id.strip())
        if citizen.status != "ACTIVATED":
            died = f", deceased on {citizen.deceased_on}" if citizen.deceased_on else ""
            self._refuse(
                "blocked" if citizen.status == "BLOCKED" else "deactivated",
                received=f"{individual_id}, which is {citizen.status}{died}",
                why="an identity that is not in force is never authenticated",
                mend="use another person, or `mosip-mocks citizens update` this one",
            )
        return citizen

    def send_otp(self, transaction_id: str, individual_id: str, channels: Sequence[str]) -> SentOtp:
        """Make an OTP and put it into the outbox. Raises `AuthorizationError`."""
        citizen = self.person(individual_id)
        self._check_factor(citizen, "OTP")
        if citizen.magic == "otp-send-fails":
            self._refuse(
                "send-fails", received=individual_id, why=citizen.purpose or "", mend="use another person than this one"
            )
        email = citizen.email if "email" in channels else None
        phone = citizen.phone if "phone" in channels else None
        if email is None and phone is None:
            self._refuse(
                "no-contact",
                received=f"a person without {' or '.join(channels)}",
                why="there is nowhere to send the OTP to",
                mend="ask for the channel that the person has, or give them a phone or an e-mail address",
            )
        otp = self.otps.make(
            transaction_id, citizen.uin, is_random=citizen.otp == "random", lifetime=_OTP_LIFETIME[self.kind]
        )
        about = {"otp": otp, "uin": citizen.uin, "transaction": transaction_id}
        text = f"OTP for logging in with e-Signet: {otp}"
        if email is not None:
            self.outbox.send("email", email, kind="otp", subject="Your one-time password", text=text, about=about)
        if phone is not None:
            self.outbox.send("sms", phone, kind="otp", text=text, about=about)
        return SentOtp(masked_email(email), masked_phone(phone))

    def authenticate(self, transaction_id: str, individual_id: str, challenges: Sequence[Challenge]) -> Citizen:
        """The person, if each challenge proves who they are. Raises `AuthorizationError`."""
        citizen = self.person(individual_id)
        for challenge in challenges:
            kind = challenge.auth_factor_type or ""
            self._check_factor(citizen, kind)
            self._check_challenge(transaction_id, citizen, kind, challenge.challenge or "")
        return citizen

    def would_pass(self, individual_id: str, factor_type: str) -> Citizen:
        """The person, if this factor can work for them at all: for logging in without a challenge.

        Age and missing contact data do not count, so that a child whose birth was just registered can be logged in.
        Raises `AuthorizationError` for a locked factor, a magic failure, biometrics that never match.
        """
        citizen = self.person(individual_id)
        self._check_locks(citizen, factor_type)
        match factor_type:
            case "OTP":
                self._check_otp_magic(citizen)
            case "BIO":
                self._check_biometrics(citizen)
        return citizen

    def _check_otp_magic(self, citizen: Citizen) -> None:
        if citizen.magic == "otp-send-fails":
            self._refuse("send-fails", received=citizen.uin, why=citizen.purpose or "", mend="use another person")
        if citizen.magic == "otp-always-expired":
            self._refuse("otp-expired", received=citizen.uin, why=citizen.purpose or "", mend="use another person")

    def _check_factor(self, citizen: Citizen, kind: str) -> None:
        if kind in {"OTP", "BIO"} and self.kind == "ida" and _age(citizen, self.clock.now().date()) < CHILD_MAX_AGE:
            self._refuse(
                "child",
                received=f"a child born {citizen.birth_date}",
                why=f"children under {CHILD_MAX_AGE} may use neither OTP nor biometrics",
                mend="log in as a parent, or by the number alone, which asks for no factor",
            )
        self._check_locks(citizen, kind)

    def _check_locks(self, citizen: Citizen, kind: str) -> None:
        locks = [lock for lock in _LOCKS.get(kind, ()) if lock in citizen.locks]
        if locks:
            self._refuse(
                "locked",
                received=f"a person who has locked {', '.join(locks)}",
                why="people may lock a factor in the resident portal",
                mend="use another factor, or take the lock away with `mosip-mocks citizens update`",
            )
        if kind == "OTP" and citizen.magic == "otp-frozen":
            self._refuse("frozen", received=citizen.uin, why=citizen.purpose or "", mend="use another person")

    def _check_challenge(self, transaction_id: str, citizen: Citizen, kind: str, given: str) -> None:
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
            self._refuse("otp-expired", received=citizen.uin, why=citizen.purpose or "", mend="use another person")
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
            self._refuse(reason, received=received, why="the OTP proves that the person has the phone", mend=mend)

    def _check_biometrics(self, citizen: Citizen) -> None:
        if self.kind == "ida" and citizen.biometrics != "match":
            self._refuse(
                "no-match",
                received="biometrics that do not match"
                if citizen.biometrics == "mismatch"
                else "a person without biometrics",
                why="this person is made so that biometrics fail",
                mend="use another person, or set `biometrics` to `match`",
            )

    def _refuse_challenge(self, reason: str, kind: str, uin: str) -> NoReturn:
        self._refuse(
            reason,
            received=f"another {kind}",
            why="it is compared with what the person has on record",
            mend=f"`mosip-mocks citizens show {uin}` shows pin and password of a fake person",
        )

    def _refuse(self, reason: str, *, received: str, why: str, mend: str) -> NoReturn:
        codes = IDA_CODES if self.kind == "ida" else MOCK_CODES
        raise refused(
            codes.get(reason, Code.AUTH_FAILED),
            expected=EXPECTED.get(reason, "a factor that proves who the person is"),
            received=received,
            where="request.individualId" if reason in ABOUT_THE_PERSON else "request.challengeList",
            why=why,
            mend=mend,
        )

    def _check_vid(self, citizen: Citizen, individual_id: str) -> None:
        vid = next((v for v in citizen.vids if v.vid == individual_id), None)
        if vid is None:
            return
        if vid.vid_status in {"REVOKED", "USED", "INVALIDATED"} or vid.uses_left == 0:
            self._refuse(
                "unknown",
                received=f"the VID {individual_id}, which is {vid.vid_status}",
                why="such a VID is no longer known to the ID system",
                mend="use another VID of this person, or the UIN",
            )
        if vid.vid_status != "ACTIVE" or _is_over(vid.expires_at, self.clock.now()):
            self._refuse(
                "vid-over",
                received=f"the VID {individual_id}, which is {vid.vid_status} and ends {vid.expires_at}",
                why="a VID serves as long as it is in force",
                mend="use another VID of this person, or the UIN",
            )


def _is_over(expires_at: datetime | None, now: datetime) -> bool:
    return expires_at is not None and expires_at <= now


def _age(citizen: Citizen, today: date) -> int:
    born = citizen.birth_date
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))
