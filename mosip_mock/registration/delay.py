"""How long a packet waits before it is processed: `2` (seconds), `1-5` (drawn from), `manual` (the control API)."""

import re
from datetime import timedelta
from random import Random
from typing import Final

import msgspec

_SPELLING: Final = re.compile(r"(\d+(?:\.\d+)?)(?:\s*-\s*(\d+(?:\.\d+)?))?", re.ASCII)
_LONGEST: Final = 86_400.0


class InvalidDelayError(ValueError):
    """A delay that cannot be read."""


class ProcessingDelay(msgspec.Struct, frozen=True):
    """Seconds from `low` to `high`; None waits for the control API."""

    low: float = 0.5
    high: float = 0.5
    is_manual: bool = False

    def draw(self, rng: Random) -> timedelta | None:
        """The wait of one packet; None when it is advanced by hand."""
        return None if self.is_manual else timedelta(seconds=rng.uniform(self.low, self.high))


DEFAULT_DELAY: Final = ProcessingDelay()


def parse_delay(text: str) -> ProcessingDelay:
    """Read the setting. Raises `InvalidDelayError`."""
    if text.strip().lower() == "manual":
        return ProcessingDelay(is_manual=True)
    found = _SPELLING.fullmatch(text.strip())
    if found:
        low = float(found[1])
        high = float(found[2]) if found[2] else low
        if low <= high <= _LONGEST:
            return ProcessingDelay(low, high)
    raise InvalidDelayError(f"'{text}' is no delay; write seconds such as 2, a range such as 1-5, or manual")
