"""Nonces that were sent, so that none serves two logins."""

from datetime import datetime, timedelta
from typing import Final

from shared.control.clock import Clock

_NONCE_KEPT: Final = timedelta(hours=24)


class UsedNonces:
    """Nonces of the last 24 hours, whoever sent them."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._used: dict[str, datetime] = {}

    def use(self, nonce: str) -> bool:
        """Whether this is the first use in 24 hours; then it counts as used."""
        now = self._clock.now()
        while self._used and now - self._used[oldest := next(iter(self._used))] >= _NONCE_KEPT:
            del self._used[oldest]
        if nonce in self._used:
            return False
        self._used[nonce] = now
        return True

    def clear(self) -> None:
        """Forget everything."""
        self._used.clear()
