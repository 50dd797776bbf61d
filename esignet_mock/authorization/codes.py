"""Authorization codes: each stands for one login, for a short time, and is taken exactly once."""

from datetime import datetime, timedelta
from typing import Final, NamedTuple

from esignet_mock.authorization.logins import AuthorizedLogin
from shared.control.clock import Clock
from shared.draws import RANDOM, Draw

_CODE_BYTES: Final = 32
"""43 characters of base64url, as e-Signet's codes have."""
_MOST_CODES: Final = 100_000


class _Issued(NamedTuple):
    expires_at: datetime
    login: AuthorizedLogin


class Codes:
    """The codes that were issued and neither redeemed nor expired. In memory: a restart forgets them."""

    def __init__(self, clock: Clock, lifetime: int, draw: Draw = RANDOM) -> None:
        """`lifetime` in seconds of the suite's time."""
        self._clock = clock
        self._draw = draw
        self._lifetime = timedelta(seconds=lifetime)
        self._issued: dict[str, _Issued] = {}

    def issue(self, login: AuthorizedLogin) -> str:
        """A new code for this login."""
        now = self._clock.now()
        self._forget_expired(now)
        code = self._draw.token(_CODE_BYTES)
        self._issued[code] = _Issued(now + self._lifetime, login)
        return code

    def find(self, code: str) -> AuthorizedLogin | None:
        """What the code stands for; it stays redeemable."""
        issued = self._issued.get(code)
        if issued is None or self._clock.now() >= issued.expires_at:
            return None
        return issued.login

    def take(self, code: str) -> AuthorizedLogin | None:
        """What the code stands for; nobody gets it a second time."""
        issued = self._issued.pop(code, None)
        return issued.login if issued is not None and self._clock.now() < issued.expires_at else None

    def clear(self) -> None:
        """Forget all codes."""
        self._issued.clear()

    def _forget_expired(self, now: datetime) -> None:
        """Codes stand in the order of their issue, so the expired ones come first."""
        while self._issued:
            oldest = next(iter(self._issued))
            if now < self._issued[oldest].expires_at and len(self._issued) < _MOST_CODES:
                return
            del self._issued[oldest]
