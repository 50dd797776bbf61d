"""The layer in front of an app that writes its requests and answers into the journal.

Pure ASGI around the whole app (Starlette's `BaseHTTPMiddleware` costs three quarters of the throughput), so that an
exchange is there before the first handler and holds whatever the last one sent.
"""

from collections.abc import Awaitable, Callable
from time import perf_counter
from typing import Final

from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shared.control.exchange import SCOPE_KEY, Exchange
from shared.control.journal import Journal

EXPLAIN_HEADER: Final = "X-Mock-Explain"
SERVER_SEND_KEY: Final = "mock.server_send"
"""The server's own `send`: a fault that closes the connection finds the connection there."""
_REFUSED: Final = 400
_KEPT_BODY_BYTES: Final = 256 * 1024


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
        scope[SERVER_SEND_KEY] = send
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
