"""The hub's own HTTP client: keep-alive connections, made when the first call to a host is due.

HTTP/1.1 over asyncio, parsed by the parser that also reads our own requests. It sends URLs exactly as they are written,
as the real hub does, and costs a third of what a general client costs for each delivery.
"""

import asyncio
import ssl
import time
from collections.abc import Mapping
from functools import lru_cache
from typing import Final, NamedTuple, cast
from urllib.parse import urlsplit

import httptools
import msgspec

_KEPT_ANSWER_BYTES: Final = 64 * 1024
_IDLE_CONNECTIONS: Final = 32
"""Kept open for each host."""
_USER_AGENT: Final = "ballerina"
_FINAL_STATUS: Final = 200
_SWITCHING: Final = 101


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """What a callback said, or why nothing came."""

    status: int | None = None
    body: bytes = b""
    headers: list[tuple[str, str]] = []
    error: str = ""
    milliseconds: float = 0.0

    @property
    def is_success(self) -> bool:
        """Whether the status is 2xx."""
        return self.status is not None and 200 <= self.status < 300  # noqa: PLR2004 - the class of success


class _Target(NamedTuple):
    host: str
    port: int
    is_secure: bool
    authority: str
    path: str


class _BrokenError(OSError):
    """The connection ended before there was an answer."""


class HubClient:
    """Calls callbacks. Redirects are not followed: to the real hub they are failures."""

    def __init__(self, timeout_seconds: float) -> None:
        self._timeout_seconds = timeout_seconds
        self._idle: dict[tuple[str, int, bool], list[_Connection]] = {}
        self._context: ssl.SSLContext | None = None

    async def get(self, url: str) -> Answer:
        """GET this URL exactly as it is written (nothing is encoded again)."""
        return await self._call("GET", url, None, {})

    async def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        """POST these bytes."""
        return await self._call("POST", url, body, headers)

    async def close(self) -> None:
        """Close the connections."""
        for connections in self._idle.values():
            for connection in connections:
                connection.abort()
        self._idle.clear()

    async def _call(self, method: str, url: str, body: bytes | None, headers: Mapping[str, str]) -> Answer:
        started = time.perf_counter()
        try:
            async with asyncio.timeout(self._timeout_seconds):
                target = _target_of(url)
                message = _message(method, target, body, headers)
                status, found, content = await self._exchange(target, message)
            return Answer(status=status, headers=found, body=content, milliseconds=_since(started))
        except TimeoutError:
            return Answer(error=f"no answer within {self._timeout_seconds:g} s", milliseconds=_since(started))
        except (OSError, ValueError) as error:
            return Answer(error=_reason(error), milliseconds=_since(started))

    async def _exchange(self, target: _Target, message: bytes) -> tuple[int, list[tuple[str, str]], bytes]:
        idle = self._idle.setdefault(target[:3], [])
        while idle:
            connection = idle.pop()
            if connection.is_open:
                try:
                    return await self._over(connection, message, idle)
                except _BrokenError:
                    if connection.has_answered:
                        raise
                    break  # the other side had hung up meanwhile: once more, on a connection of its own
        return await self._over(await self._connect(target), message, idle)

    async def _over(
        self, connection: "_Connection", message: bytes, idle: "list[_Connection]"
    ) -> tuple[int, list[tuple[str, str]], bytes]:
        try:
            answer = await connection.send(message)
        except BaseException:
            connection.abort()
            raise
        if connection.is_open and connection.is_reusable and len(idle) < _IDLE_CONNECTIONS:
            idle.append(connection)
        else:
            connection.abort()
        return answer

    async def _connect(self, target: _Target) -> "_Connection":
        context = None
        if target.is_secure:
            context = self._context = self._context or ssl.create_default_context()
        loop = asyncio.get_running_loop()
        _, connection = await loop.create_connection(_Connection, target.host, target.port, ssl=context)
        return connection


class _Connection(asyncio.Protocol):
    """One connection; its parser calls the `on_` methods."""

    def __init__(self) -> None:
        self.is_open = False
        self.is_reusable = False
        self.has_answered = False
        self._transport: asyncio.Transport | None = None
        self._answer: asyncio.Future[tuple[int, list[tuple[str, str]], bytes]] | None = None
        self._parser = httptools.HttpResponseParser(self)
        self._headers: list[tuple[str, str]] = []
        self._content = b""
        self._in_body = False

    async def send(self, message: bytes) -> tuple[int, list[tuple[str, str]], bytes]:
        """Status, headers and body of the answer. Raises `OSError`."""
        self.is_reusable = self.has_answered = False
        if self._transport is None or not self.is_open:
            raise _BrokenError("the connection is closed")
        self._answer = asyncio.get_running_loop().create_future()
        self._transport.write(message)
        return await self._answer

    def abort(self) -> None:
        """Close at once."""
        self.is_open = False
        if self._transport is not None:
            self._transport.abort()

    # asyncio.Protocol

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)
        self.is_open = True

    def data_received(self, data: bytes) -> None:
        self.has_answered = True
        try:
            self._parser.feed_data(data)
        except httptools.HttpParserError as error:
            self._fail(_BrokenError(f"the answer is no HTTP ({error})"))
            self.abort()

    def connection_lost(self, exc: Exception | None) -> None:
        self.is_open = False
        if self._in_body and exc is None:  # neither a length nor chunks: the end is the end
            self._finish()
        self._fail(exc or _BrokenError("the other side closed the connection without an answer"))

    # httptools

    def on_message_begin(self) -> None:
        self._headers = []
        self._content = b""

    def on_header(self, name: bytes, value: bytes) -> None:
        self._headers.append((name.decode("latin-1"), value.decode("latin-1")))

    def on_headers_complete(self) -> None:
        names = {name.lower() for name, _ in self._headers}
        self._in_body = not names & {"content-length", "transfer-encoding"}

    def on_body(self, body: bytes) -> None:
        self._content += body
        if len(self._content) >= _KEPT_ANSWER_BYTES:
            self._finish()
            self.abort()

    def on_message_complete(self) -> None:
        status = self._parser.get_status_code()
        if status < _FINAL_STATUS and status != _SWITCHING:
            return
        self.is_reusable = self._parser.should_keep_alive()
        self._finish()

    def _finish(self) -> None:
        self._in_body = False
        if self._answer is not None and not self._answer.done():
            self._answer.set_result((self._parser.get_status_code(), self._headers, self._content))

    def _fail(self, error: Exception) -> None:
        if self._answer is not None and not self._answer.done():
            self._answer.set_exception(error)


@lru_cache(maxsize=1024)
def _target_of(url: str) -> _Target:
    """Where a URL leads, its path and query as they are written. Raises `ValueError`."""
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ValueError(f"{url} is no http or https URL")
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    if any(character <= " " or character == "\x7f" for character in path):
        raise ValueError(f"{url} has a space or control character in it")
    is_secure = parts.scheme == "https"
    authority = parts.netloc.rpartition("@")[2]
    return _Target(parts.hostname, parts.port or (443 if is_secure else 80), is_secure, authority, path)


def _message(method: str, target: _Target, body: bytes | None, headers: Mapping[str, str]) -> bytes:
    lines = [f"{method} {target.path} HTTP/1.1", f"Host: {target.authority}", f"User-Agent: {_USER_AGENT}"]
    for name, value in headers.items():
        if "\r" in value or "\n" in value:
            raise ValueError(f"the header {name} would have a line break in it")
        lines.append(f"{name}: {value}")
    if body is not None:
        lines.append(f"Content-Length: {len(body)}")
    return "\r\n".join([*lines, "", ""]).encode() + (body or b"")


def _reason(error: Exception) -> str:
    """What went wrong, for a person: the system's own words for its errors."""
    if isinstance(error, OSError) and error.strerror:
        return f"{error.strerror} ({error})" if error.strerror not in str(error) else str(error)
    return str(error) or type(error).__name__


def _since(started: float) -> float:
    return round((time.perf_counter() - started) * 1000, 3)
