"""Which `jti` were seen in the last 24 hours: one memory for client assertions and DPoP proofs of all clients.

Source: mosip/esignet `CacheUtilService.checkAndMarkJti`, cache `jtiReplay` (86400 s).
"""

from collections import OrderedDict
from datetime import datetime, timedelta
from typing import Final

from shared.control.clock import Clock

LIFETIME: Final = timedelta(hours=24)
_MOST_REMEMBERED: Final = 200_000


class ReplayCache:
    """Bounded: when full, the oldest `jti` is forgotten before its time."""

    def __init__(self, clock: Clock, *, size: int = _MOST_REMEMBERED) -> None:
        self._clock = clock
        self._size = size
        self._until: OrderedDict[str, datetime] = OrderedDict()

    def first_use(self, jti: str) -> bool:
        """Remember the `jti`; False if it was seen already."""
        now = self._clock.now()
        self._forget_old(now)
        seen_until = self._until.get(jti)
        if seen_until is not None and now < seen_until:
            return False
        self._until[jti] = now + LIFETIME
        self._until.move_to_end(jti)
        return True

    def clear(self) -> None:
        self._until.clear()

    def _forget_old(self, now: datetime) -> None:
        while self._until:
            oldest = next(iter(self._until))
            if self._until[oldest] > now and len(self._until) < self._size:
                return
            del self._until[oldest]
