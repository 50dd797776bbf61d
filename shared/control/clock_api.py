"""`/_mock/clock`: read, set, advance, freeze. One clock for both apps, whichever of them is asked."""

from datetime import datetime, timedelta

import msgspec
from msgspec import Struct
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from shared.control.clock import EARLIEST, LATEST, ClockRangeError, SuiteClock
from shared.control.explanation import Explanation
from shared.wire import WireError, json_response, read_json


class ClockChange(msgspec.Struct, frozen=True, rename="camel", forbid_unknown_fields=True):
    """What to do with the clock; applied in the order reset, offsetSeconds, now, advanceSeconds, frozen.

    `now` with `frozen` stands at that very instant. What GET says may be sent back as it is.
    """

    reset: bool = False
    offset_seconds: float | None = None
    """Ahead of real time."""
    now: datetime | None = None
    advance_seconds: float | None = None
    frozen: bool | None = None


class ClockRoutes(Struct, frozen=True):
    """The suite's clock."""

    clock: SuiteClock

    def routes(self) -> list[BaseRoute]:
        return [
            Route("/clock", self.show, methods=["GET"]),
            Route("/clock", self.change, methods=["PUT"]),
        ]

    async def show(self, _: Request) -> Response:
        return self._answer()

    async def change(self, request: Request) -> Response:
        change = await read_json(request, ClockChange)
        if change.now is not None and change.now.tzinfo is None:
            raise _refused("now", "an instant with its zone, such as 2030-01-31T08:00:00Z", change.now, "add `Z`")
        try:
            self._apply(change)
        except (ClockRangeError, OverflowError) as error:
            sent = {"now": change.now, "advanceSeconds": change.advance_seconds, "offsetSeconds": change.offset_seconds}
            where, received = next((item for item in sent.items() if item[1] is not None), ("now", "nothing"))
            years = f"a time between {EARLIEST.year} and {LATEST.year}"
            raise _refused(where, years, received, "send a smaller step, or an instant in between") from error
        return self._answer()

    def _apply(self, change: ClockChange) -> None:
        if change.reset:
            self.clock.reset()
        if change.offset_seconds is not None:
            self.clock.set_offset(change.offset_seconds)
        if change.now is not None and change.frozen:
            self.clock.freeze(change.now)
        elif change.now is not None:
            self.clock.set(change.now)
        if change.advance_seconds is not None:
            self.clock.advance(timedelta(seconds=change.advance_seconds))
        if change.frozen is not None:
            if change.frozen:
                self.clock.freeze()
            else:
                self.clock.resume()

    def _answer(self) -> Response:
        state = self.clock.state()
        return json_response(
            {
                "now": self.clock.now(),
                "offsetSeconds": state.offset_seconds,
                "frozen": state.frozen_at is not None,
            }
        )


def _refused(where: str, expected: str, received: object, mend: str) -> WireError:
    why = "this names no time that the mocks can live in"
    return WireError(Explanation(expected=expected, received=str(received), where=where, why=why, mend=mend))
