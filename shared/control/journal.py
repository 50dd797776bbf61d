"""The journal: every exchange of one app, in a ring of bounded size, with the explanations beside it.

`recording` writes requests into it; work in the background opens exchanges of its own.
"""

import asyncio
import itertools
from collections import deque
from collections.abc import Callable, Iterator
from time import monotonic
from typing import Any, Final

from starlette.types import Scope

from shared.control.clock import Clock
from shared.control.exchange import Direction, Exchange
from shared.control.tolerances import Tolerances

_LIGHT: Final = 4096
_DIGITS: Final = 18
"""More than the number of any exchange has."""
MOST_BODY_BYTES: Final = 64 * 1024 * 1024
"""Of all large bodies together; beyond it the oldest exchanges are forgotten before the ring is full."""


class Journal:
    """The exchanges of one app, the oldest forgotten first: when there are too many, or their bodies are too large."""

    def __init__(
        self,
        app: str,
        clock: Clock,
        *,
        size: int = 1000,
        tolerances: Tolerances | None = None,
        write: Callable[[Exchange], None] | None = None,
    ) -> None:
        """`write` gets each exchange once it is complete."""
        self.app = app
        self._write = write
        self.tolerances = tolerances or Tolerances()
        self._letter = app[0]
        self._clock = clock
        self._ring: deque[Exchange] = deque(maxlen=size)
        """Their ids count up without a gap, so that one is found by its number."""
        self._heavy: dict[str, int] = {}
        """Bytes of those with large bodies; all others together are small."""
        self._heavy_bytes = 0
        self._numbers = itertools.count(1)
        self._recorded: asyncio.Event | None = None
        """Only while somebody waits."""
        self.revision = 0
        """Grows with each exchange that is complete, and when all are forgotten."""

    def open(self, direction: Direction, **known: Any) -> Exchange:  # noqa: ANN401 - members of Exchange
        """Begin an exchange and keep it; it is filled in as it goes."""
        exchange = Exchange(
            id=f"{self._letter}{next(self._numbers)}",
            app=self.app,
            direction=direction,
            started=self._clock.now(),
            tolerances=self.tolerances,
            **known,
        )
        self._keep(exchange)
        return exchange

    def open_inbound(self, scope: Scope) -> Exchange:
        """The same for a request, as an ASGI server describes it."""
        query = scope["query_string"]
        exchange = Exchange(
            id=f"{self._letter}{next(self._numbers)}",
            app=self.app,
            direction="inbound",
            started=self._clock.now(),
            tolerances=self.tolerances,
            method=scope["method"],
            path=scope["path"],
            query=query.decode("latin-1") if query else "",
            request_headers=scope["headers"],
        )
        self._keep(exchange)
        return exchange

    def _keep(self, exchange: Exchange) -> None:
        if self._heavy and len(self._ring) == self._ring.maxlen:
            self._forget_oldest()
        self._ring.append(exchange)  # a full ring lets go of its oldest

    def _forget_oldest(self) -> None:
        oldest = self._ring.popleft()
        self._heavy_bytes -= self._heavy.pop(oldest.id, 0)

    def _weigh(self, exchange: Exchange, size: int) -> None:
        """Make room for an exchange with large bodies."""
        if self.find(exchange.id) is exchange:
            self._heavy_bytes += size - self._heavy.get(exchange.id, 0)
            self._heavy[exchange.id] = size
            while self._heavy_bytes > MOST_BODY_BYTES:
                self._forget_oldest()

    def close(self, exchange: Exchange) -> None:
        """Say that an exchange is complete: logs its refusals, wakes those who wait for one."""
        if exchange.explanations or exchange.tolerated:
            from shared.control.journal_log import log_deviations  # noqa: PLC0415 - a start sees none

            log_deviations(exchange)
        exchange.is_complete = True
        size = len(exchange.request_body) + len(exchange.response_body)
        if size > _LIGHT:
            self._weigh(exchange, size)
        if self._write is not None:
            self._write(exchange)
        self._announce()

    def find(self, exchange_id: str) -> Exchange | None:
        """The exchange of this id, while the ring still holds it."""
        number = exchange_id.removeprefix(self._letter)
        if not self._ring or not (number.isascii() and number.isdigit()):
            return None
        place = int(number[:_DIGITS]) - int(self._ring[0].id.removeprefix(self._letter))
        found = self._ring[place] if 0 <= place < len(self._ring) else None
        return found if found is not None and found.id == exchange_id else None

    def newest_first(self) -> Iterator[Exchange]:
        """All exchanges that the ring holds."""
        return iter(tuple(reversed(self._ring)))

    def made_in(self, exchange: Exchange) -> Exchange | None:
        """The step of work that made the event which this exchange delivers: it saw what is sealed in it."""
        event = exchange.trace.get("event")
        if exchange.direction != "outbound" or event is None:
            return None
        return next((e for e in self._ring if e.direction == "internal" and e.trace.get("event") == event), None)

    def clear(self) -> None:
        """Forget everything; ids go on counting."""
        self._ring.clear()
        self._heavy.clear()
        self._heavy_bytes = 0
        self._announce()

    def restart(self) -> None:
        """Forget everything and count ids from 1, as after a fresh start."""
        self._numbers = itertools.count(1)
        self.clear()

    async def changed(self, revision: int, *, seconds: float) -> None:
        """Return as soon as the journal is past this revision, or the seconds are over."""
        if self.revision != revision:
            return
        try:
            await asyncio.wait_for(self._next().wait(), seconds)
        except TimeoutError:
            return

    def _announce(self) -> None:
        self.revision += 1
        if self._recorded is not None:
            self._recorded.set()
            self._recorded = None

    def _next(self) -> asyncio.Event:
        """Set when the next exchange is complete."""
        if self._recorded is None:
            self._recorded = asyncio.Event()
        return self._recorded

    async def wait_for(self, matches: Callable[[Exchange], bool], *, times: int, seconds: float) -> list[Exchange]:
        """The completed exchanges that match, as soon as there are `times` of them or the seconds are over."""
        deadline = monotonic() + seconds
        while True:
            recorded = self._next()
            found = [e for e in self._ring if e.is_complete and matches(e)]
            remaining = deadline - monotonic()
            if len(found) >= times or remaining <= 0:
                return found
            try:
                await asyncio.wait_for(recorded.wait(), remaining)
            except TimeoutError:
                continue
