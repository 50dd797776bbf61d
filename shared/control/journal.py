"""The journal: every exchange of one app, in a ring of bounded size, with the explanations beside it.

It wraps the whole app as pure ASGI (Starlette's `BaseHTTPMiddleware` costs three quarters of the throughput), so
that an exchange is there before the first handler and holds whatever the last one sent.
"""

import asyncio
import itertools
from collections import deque
from collections.abc import Awaitable, Callable, Iterator, Mapping
from time import monotonic, perf_counter
from typing import Any, Final

from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shared.control.clock import Clock
from shared.control.exchange import SCOPE_KEY, Direction, Exchange
from shared.control.tolerances import Tolerances

EXPLAIN_HEADER: Final = "X-Mock-Explain"
TRANSPORT_KEY: Final = "mock.transport"
"""Where a fault that closes the connection finds it; None when no server is in front (in-process tests)."""
_REFUSED: Final = 400
_KEPT_BODY_BYTES: Final = 256 * 1024
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


class JournalMiddleware:
    """Opens an exchange for each request, limits the body, and adds the `X-Mock-Explain` header to refusals.

    Requests to the control API itself are not journalled. `before` is called before each request of either kind.
    Where no handler said whose service it is, as under a fault rule, `service_of` says it by the path.
    """

    def __init__(
        self,
        app: ASGIApp,
        journal: Journal,
        *,
        max_body_bytes: int,
        service_of: Callable[[str], str] = lambda _: "",
        before: Callable[[], None] = lambda: None,
    ) -> None:
        self._app = app
        self._journal = journal
        self._max_body_bytes = max_body_bytes
        self._service_of = service_of
        self._before = before

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        self._before()
        path: str = scope["path"]
        if path.startswith("/_mock"):
            await self._app(scope, receive, send)
            return
        exchange = self._journal.open_inbound(scope)
        scope[SCOPE_KEY] = exchange
        scope[TRANSPORT_KEY] = getattr(getattr(send, "__self__", None), "transport", None)
        recording = _Recording(exchange, receive, send, self._max_body_bytes)
        started = perf_counter()
        try:
            await self._app(scope, recording.receive, recording.send)
        finally:
            exchange.duration_ms = (perf_counter() - started) * 1000
            if not exchange.service:
                exchange.service = self._service_of(path)
            self._journal.close(exchange)


class _Recording:
    """What passes through, into the exchange; of both bodies the first bytes, as many as the journal keeps.

    Each request pays for what happens here: nothing is decoded, copied or awaited that need not be.
    """

    __slots__ = ("_exchange", "_limit", "_receive", "_send", "_size")

    def __init__(self, exchange: Exchange, receive: Receive, send: Send, limit: int) -> None:
        self._exchange = exchange
        self._receive = receive
        self._send = send
        self._limit = limit
        self._size = 0

    async def receive(self) -> Message:
        message = await self._receive()
        if message["type"] == "http.request":
            chunk = message.get("body", b"")
            self._size += len(chunk)
            if self._size > self._limit:
                raise HTTPException(413)
            exchange = self._exchange
            kept = exchange.request_body
            exchange.request_body = _with(kept, chunk) if kept else chunk[:_KEPT_BODY_BYTES]
        return message

    def send(self, message: Message) -> Awaitable[None]:
        kind = message["type"]
        if kind == "http.response.body":
            exchange, chunk = self._exchange, message.get("body", b"")
            kept = exchange.response_body
            exchange.response_body = _with(kept, chunk) if kept else chunk[:_KEPT_BODY_BYTES]
        elif kind == "http.response.start":
            self._begin(message)
        return self._send(message)

    def _begin(self, message: Message) -> None:
        exchange = self._exchange
        exchange.status = status = message["status"]
        if status >= _REFUSED and not exchange.explanations:
            from shared.control.unserved import unserved  # noqa: PLC0415 - a start refuses nothing

            why = unserved(exchange, self._limit)
            if why is not None:
                exchange.explain(why)
        if exchange.explanations:
            MutableHeaders(raw=message["headers"])[EXPLAIN_HEADER] = exchange.id
        exchange.response_headers = message["headers"]


def _with(kept: bytes, chunk: bytes) -> bytes:
    """What is kept after one more chunk."""
    return kept + chunk[: _KEPT_BODY_BYTES - len(kept)] if chunk and len(kept) < _KEPT_BODY_BYTES else kept


def is_about(exchange: Exchange, trace: Mapping[str, str]) -> bool:
    """Whether the exchange carries each of these trace keys."""
    return all(exchange.trace.get(key) == value for key, value in trace.items())
