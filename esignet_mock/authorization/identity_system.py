"""The ID system behind e-Signet, as far as logging in goes: who somebody is, and whether a challenge proves it.

It answers like ID authentication (`IDA-...` codes) or like the mock-identity-system, by setting. Source:
mosip/esignet-plugins `mosip-identity-plugin`, `mock-plugin`; mosip/id-authentication;
mosip/esignet-mock-services `AuthenticationServiceImpl`.
"""

from collections.abc import Mapping, Sequence
from typing import Final

import msgspec
from msgspec import Struct

from esignet_mock.authorization.factor_checks import FactorChecks
from esignet_mock.authorization.factors import Challenge
from esignet_mock.authorization.identity_codes import refuse
from esignet_mock.authorization.otps import Otps
from shared.citizens.citizen import Citizen
from shared.citizens.identity_system import IdentitySystem
from shared.citizens.masking import masked_email, masked_phone
from shared.citizens.population import Population
from shared.control.clock import Clock
from shared.control.outbox import Outbox

_OTP_LIFETIME: Final[Mapping[IdentitySystem, int]] = {"ida": 180, "mock": 600}


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
            refuse(
                self.kind,
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
            refuse(
                self.kind,
                "blocked" if citizen.status == "BLOCKED" else "deactivated",
                received=f"{individual_id}, which is {citizen.status}{died}",
                why="an identity that is not in force is never authenticated",
                mend="use another person, or `mosip-mocks citizens update` this one",
            )
        return citizen

    def send_otp(self, transaction_id: str, individual_id: str, channels: Sequence[str]) -> SentOtp:
        """Make an OTP and put it into the outbox. Raises `AuthorizationError`."""
        citizen = self.person(individual_id)
        self._checks.check_allowed(citizen, "OTP")
        if citizen.magic == "otp-send-fails":
            refuse(
                self.kind,
                "send-fails",
                received=individual_id,
                why=citizen.purpose or "",
                mend="use another person than this one",
            )
        email = citizen.email if "email" in channels else None
        phone = citizen.phone if "phone" in channels else None
        if email is None and phone is None:
            refuse(
                self.kind,
                "no-contact",
                received=f"a person without {' or '.join(channels)}" if channels else "no channel",
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
            self._checks.check_allowed(citizen, kind)
            self._checks.check_challenge(transaction_id, citizen, kind, challenge.challenge or "")
        return citizen

    def would_pass(self, individual_id: str, factor_type: str) -> Citizen:
        """The person, if this factor can work for them at all: for logging in without a challenge.

        Age and missing contact data do not count, so that a child whose birth was just registered can be logged in.
        Raises `AuthorizationError` for a locked factor, a magic failure, biometrics that never match.
        """
        citizen = self.person(individual_id)
        self._checks.check_workable(citizen, factor_type)
        return citizen

    @property
    def _checks(self) -> FactorChecks:
        return FactorChecks(self.kind, self.otps, self.clock)

    def _check_vid(self, citizen: Citizen, individual_id: str) -> None:
        vid = next((v for v in citizen.vids if v.vid == individual_id), None)
        if vid is None:
            return
        if vid.is_gone:
            refuse(
                self.kind,
                "unknown",
                received=f"the VID {individual_id}, which is {vid.vid_status}",
                why="such a VID is no longer known to the ID system",
                mend="use another VID of this person, or the UIN",
            )
        if not vid.is_in_force(self.clock.now()):
            refuse(
                self.kind,
                "vid-over",
                received=f"the VID {individual_id}, which is {vid.vid_status} and ends {vid.expires_at}",
                why="a VID serves as long as it is in force",
                mend="use another VID of this person, or the UIN",
            )
