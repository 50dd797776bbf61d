"""One-time passwords of logins under way: per transaction and person, for a time, used once."""

import hmac
from datetime import datetime, timedelta
from enum import Enum, auto
from typing import Final, NamedTuple

from shared.citizens.numbering import Uin
from shared.control.clock import Clock
from shared.draws import RANDOM, Draw

FIXED_OTP: Final = "111111"
"""What the mock-identity-system always sends."""


class OtpState(Enum):
    """What checking an OTP found."""

    RIGHT = auto()
    WRONG = auto()
    EXPIRED = auto()
    NEVER_SENT = auto()
    OTHER_TRANSACTION = auto()


class _Sent(NamedTuple):
    otp: str
    expires_at: datetime


class Otps:
    """The OTPs that were sent and not used. In memory."""

    def __init__(self, clock: Clock, draw: Draw = RANDOM) -> None:
        self._draw = draw
        self._clock = clock
        self._sent: dict[tuple[str, Uin], _Sent] = {}

    def make(self, transaction_id: str, uin: Uin, *, is_random: bool, lifetime: int) -> str:
        """A new OTP for this person in this transaction; `lifetime` in seconds."""
        now = self._clock.now()
        self._sent = {key: sent for key, sent in self._sent.items() if now < sent.expires_at + timedelta(hours=1)}
        otp = self._draw.digits(6) if is_random else FIXED_OTP
        self._sent[transaction_id, uin] = _Sent(otp, now + timedelta(seconds=lifetime))
        return otp

    def clear(self) -> None:
        """Forget everything."""
        self._sent.clear()

    def find(self, transaction_id: str, uin: Uin) -> str | None:
        """The OTP that is good now: for the mock's own panel."""
        sent = self._sent.get((transaction_id, uin))
        return sent.otp if sent is not None and self._clock.now() < sent.expires_at else None

    def check(self, transaction_id: str, uin: Uin, otp: str) -> OtpState:
        """Compare; the right one is used up."""
        sent = self._sent.get((transaction_id, uin))
        if sent is None:
            elsewhere = any(person == uin for _, person in self._sent)
            return OtpState.OTHER_TRANSACTION if elsewhere else OtpState.NEVER_SENT
        if not hmac.compare_digest(sent.otp.encode(), otp.encode("utf-8", "replace")):
            return OtpState.WRONG
        del self._sent[transaction_id, uin]
        return OtpState.RIGHT if self._clock.now() < sent.expires_at else OtpState.EXPIRED
