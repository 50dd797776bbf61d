"""A trace as a sequence diagram: rows of arrows between three lanes."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from msgspec import Struct

LANES: Final = ("OpenCRVS", "MOSIP", "e-Signet")
_CLIENT: Final = 0
_LANE_OF: Final = {"mosip": 1, "esignet": 2}


class Arrow(Struct, frozen=True, kw_only=True):
    """One exchange on its way from lane to lane; from a lane to itself when it is work inside."""

    start: int
    end: int
    exchange: Mapping[str, Any]
    is_own: bool
    """Whether this app's journal has it, so that it can be opened."""

    @property
    def shape(self) -> str:
        """A name for the style sheet, which draws it."""
        return f"from-{self.start} to-{self.end}"

    @property
    def in_words(self) -> str:
        """For those who do not see the drawing."""
        if self.start == self.end:
            return f"inside {LANES[self.start]}"
        return f"{LANES[self.start]} to {LANES[self.end]}"


def arrows_of(exchanges: Iterable[Mapping[str, Any]], app: str) -> list[Arrow]:
    """The arrows of a trace, oldest first."""
    return [_arrow(exchange, app) for exchange in exchanges]


def _arrow(exchange: Mapping[str, Any], app: str) -> Arrow:
    lane = _LANE_OF[exchange["app"]]
    start, end = {"inbound": (_CLIENT, lane), "outbound": (lane, _CLIENT)}.get(exchange["direction"], (lane, lane))
    return Arrow(start=start, end=end, exchange=exchange, is_own=exchange["app"] == app)
