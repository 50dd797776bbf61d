"""`/_mock/clock`: read, set, advance, freeze. One clock for both apps, whichever of them is asked."""

from datetime import datetime, timedelta

import msgspec
from msgspec import Struct
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from shared.control.clock import SuiteClock
from shared.control.explanation import Explanation
from shared.wire import WireError, json_response, read_json

_CENTURY = 100 * 366 * 86400


class ClockChange(msgspec.Struct, frozen=True, rename="camel", forbid_unknown_fields=True):
    """What to do with the clock; applied in the order reset, now, advanceSeconds, frozen.

    `now` with `frozen` stands at that very instant.
    """

    reset: bool = False
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
        _check(change)
        if change.reset:
            self.clock.reset()
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
        return self._answer()

    def _answer(self) -> Response:
        state = self.clock.state()
        return json_response(
            {
                "now": self.clock.now(),
                "offsetSeconds": state.offset_seconds,
                "frozen": state.frozen_at is not None,
            }
        )


def _check(change: ClockChange) -> None:
    if change.now is not None and change.now.tzinfo is None:
        raise WireError(
            Explanation(
                expected="an instant with its zone, such as 2030-01-31T08:00:00Z",
                received=change.now.isoformat(),
                where="now",
                why="without a zone it names no instant",
                mend="add `Z`",
            )
        )
    if change.advance_seconds is not None and abs(change.advance_seconds) > _CENTURY:
        raise WireError(
            Explanation(
                expected="at most a hundred years in seconds",
                received=str(change.advance_seconds),
                where="advanceSeconds",
                why="dates beyond the calendar cannot be shown",
                mend="send a smaller number",
            )
        )
