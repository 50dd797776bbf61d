"""Log-in by one-time password: sent to the outbox, good for one log-in within three minutes, kept in memory only.

Source: mosip/mosip-openid-bridge `OTPServiceImpl`, `AuthServiceImpl.authenticateUserWithOtp`, `OTPErrorCode`.
"""

from datetime import datetime, timedelta
from typing import Final, NamedTuple

import msgspec
from msgspec import Struct, field

from mosip_mock.authmanager.clients import Accounts, User
from mosip_mock.authmanager.errors import AuthCode, AuthError, WrongOtpError
from mosip_mock.authmanager.realms import require_realm
from mosip_mock.authmanager.tokens import is_same_secret
from shared.citizens.citizen import Citizen
from shared.citizens.population import Population
from shared.control.clock import Clock
from shared.control.explanation import Explanation
from shared.control.outbox import Channel, Outbox
from shared.draws import RANDOM, Draw

OTP_LIFETIME: Final = timedelta(minutes=3)
RIGHT: Final = "VALIDATION_SUCCESSFUL"
WRONG: Final = "VALIDATION_UNSUCCESSFUL"
EXPIRED: Final = "OTP_EXPIRED"
"""What the OTP manager says of an OTP; the auth manager hands it on."""
_FIXED_OTP: Final = "111111"


class _SentOtp(NamedTuple):
    otp: str
    expires_at: datetime


class OtpLogins(Struct, frozen=True):
    """OTPs that were sent, and who logs in with them."""

    accounts: Accounts
    citizens: Population
    outbox: Outbox
    clock: Clock
    draw: Draw = RANDOM
    _otps: dict[str, _SentOtp] = field(default_factory=dict)

    def forget(self) -> None:
        """Forget all of them."""
        self._otps.clear()

    def send(self, user_id: str | None, kind: str | None, channels: tuple[str, ...], app_id: str | None) -> str:
        """Send an OTP to a user or citizen; the success message. Raises `AuthError`."""
        require_realm(app_id)
        if kind not in {"UIN", "USERID"}:
            raise AuthError(
                AuthCode.USER_ID_TYPE,
                Explanation(
                    expected="UIN or USERID",
                    received=repr(kind)[:40],
                    where="request.useridtype",
                    why="it says whether `userId` is a citizen's number or a user name",
                    mend="send one of the two, in capitals",
                ),
            )
        person = self._person(user_id or "", kind)
        phone, mail = (person.phone, person.email) if isinstance(person, Citizen) else (person.mobile, person.mail)
        by_sms, by_mail = (
            "phone" in channels or "mobile" in channels or not channels,
            "email" in channels or not channels,
        )
        reached: dict[Channel, str] = {}
        if by_sms and phone:
            reached["sms"] = phone
        if by_mail and mail:
            reached["email"] = mail
        if not reached:
            raise _unreachable(user_id or "", by_sms=by_sms, by_mail=by_mail)
        otp = _FIXED_OTP if isinstance(person, Citizen) and person.otp == "fixed" else self.draw.digits(6)
        self._otps[user_id or ""] = _SentOtp(otp, self.clock.now() + OTP_LIFETIME)
        for channel, address in reached.items():
            self.outbox.send(
                channel,
                address,
                kind="otp",
                subject="Your OTP",
                text=f"{otp} is your OTP to log in. It is valid for three minutes.",
                about={"otp": otp, "user": user_id or ""},
            )
        return "OTP message sent across all the channels" if len(reached) > 1 else "OTP Sent Successfully"

    def use(self, user_id: str | None, otp: str | None, app_id: str | None) -> User:
        """The person of an OTP log-in; the OTP is spent. Raises `AuthError`, and `WrongOtpError` for the OTP itself."""
        for name, value in (("userId", user_id), ("otp", otp), ("appId", app_id)):
            if not (value or "").strip():
                raise AuthError(
                    AuthCode.INVALID_REQUEST,
                    Explanation(
                        expected="a text",
                        received="nothing",
                        where=f"request.{name}",
                        why="the three members are marked not blank",
                        mend=f"send `{name}`",
                    ),
                    message=f"{name} must not be blank",
                )
        require_realm(app_id)
        kind = "UIN" if self.accounts.user(user_id or "") is None else "USERID"
        person = self._person(user_id or "", kind)
        self._check(otp or "", self._otps.get(user_id or ""))
        del self._otps[user_id or ""]
        if isinstance(person, Citizen):
            return User(
                user_id=person.uin,
                password="",
                name=person.full_name,
                mail=person.email or "",
                mobile=person.phone or "",
                roles=("INDIVIDUAL",),
                rid=person.registration_id,
                individual_id=person.uin,
            )
        return person

    def _check(self, otp: str, sent: _SentOtp | None) -> None:
        explanation = Explanation(
            expected="the OTP sent last, once, within three minutes",
            received="no OTP was sent, or it was used",
            where="request.otp",
            why="an OTP is good for one log-in",
            mend="call sendotp and read the OTP in the outbox (GET /_mock/outbox)",
        )
        if sent is None:
            raise AuthError(AuthCode.OTP_NOT_GENERATED, explanation)
        if not is_same_secret(otp, sent.otp):
            raise WrongOtpError(WRONG, msgspec.structs.replace(explanation, received="another OTP"))
        if sent.expires_at <= self.clock.now():
            raise WrongOtpError(EXPIRED, msgspec.structs.replace(explanation, received="an OTP that has expired"))

    def _person(self, user_id: str, kind: str) -> User | Citizen:
        found: User | Citizen | None = (
            self.accounts.user(user_id) if kind == "USERID" else self.citizens.find_by_individual_id(user_id)
        )
        if found is None:
            raise AuthError(
                AuthCode.NO_USER_DETAIL,
                Explanation(
                    expected="a registered user" if kind == "USERID" else "the UIN or VID of a citizen",
                    received=repr(user_id)[:60],
                    where="request.userId",
                    why="nobody has this name or number",
                    mend="use a documented user or `mosip-mocks citizens list`",
                ),
            )
        return found


def _unreachable(user_id: str, *, by_sms: bool, by_mail: bool) -> AuthError:
    code = AuthCode.OTP_NO_CHANNEL if by_sms and by_mail else AuthCode.OTP_NO_PHONE if by_sms else AuthCode.OTP_NO_EMAIL
    return AuthError(
        code,
        Explanation(
            expected="a person with "
            + " or ".join(n for n, is_asked in (("phone", by_sms), ("e-mail", by_mail)) if is_asked),
            received=f"{user_id[:40]!r}, who has none",
            where="request.otpChannel",
            why="there is nowhere to send the OTP to",
            mend="ask for the other channel, or give the person one with `mosip-mocks citizens update`",
        ),
    )
