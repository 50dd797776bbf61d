"""A subscriber of the hub that keeps everything as it came over the wire and answers as it is told."""

import hashlib
import hmac
import json
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Final, Self
from urllib.parse import parse_qs

SECRET: Final = "a secret of the test"
_SECONDS: Final = 20.0

Echo = Callable[[str], tuple[int, bytes]]


@dataclass(frozen=True)
class Received:
    """One request, undecoded."""

    method: str
    path: str
    query: str
    headers: dict[str, str]
    body: bytes = b""

    def parameters(self) -> dict[str, str]:
        return {name: values[0] for name, values in parse_qs(self.query, keep_blank_values=True).items()}

    def content(self) -> Any:
        return json.loads(self.body)

    def is_signed(self, secret: str = SECRET) -> bool:
        expected = "sha256=" + hmac.new(secret.encode(), self.body, hashlib.sha256).hexdigest()
        return self.headers.get("x-hub-signature") == expected


@dataclass
class Receiver:
    """Use as a context manager. `statuses` are the next answers to deliveries, then 200 for ever."""

    statuses: list[int] = field(default_factory=list)
    echo: Echo = lambda challenge: (200, challenge.encode())
    answer: bytes = b""
    path: str = "/callback"
    asked: list[Received] = field(default_factory=list)
    got: list[Received] = field(default_factory=list)
    is_open: threading.Event = field(default_factory=threading.Event)
    """Deliveries hang while it is not set."""
    seconds_for_each: float = 0.0
    """How long an answer takes."""
    arrived: int = 0
    """Deliveries that came in, those that hang included."""

    def __post_init__(self) -> None:
        self.is_open.set()
        self._changed = threading.Condition()
        self._port = 0
        self._server: ThreadingHTTPServer | None = None
        self.listen()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.is_open.set()
        self.hang_up()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._port}{self.path}"

    def listen(self) -> None:
        """Begin to listen, again on the same port after `hang_up`."""
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                self._say(*receiver._on_get(self._received()))

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                self._say(*receiver._on_post(self._received(body)))

            def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the signature of the base class
                """Quiet."""

            def _received(self, body: bytes = b"") -> Received:
                path, _, query = self.path.partition("?")
                headers = {name.lower(): value for name, value in self.headers.items()}
                return Received(self.command, path, query, headers, body)

            def _say(self, status: int, content: bytes) -> None:
                self.send_response(status)
                if status == 302:
                    self.send_header("Location", "/elsewhere")
                self.send_header("Content-Length", str(len(content)))
                # Kept-alive connections would outlive a receiver that hangs up.
                self.send_header("Connection", "close")
                self.end_headers()
                self.wfile.write(content)
                self.close_connection = True

        self._server = _QuietServer(("127.0.0.1", self._port), Handler)
        self._port = self._server.server_address[1]
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True)
        self._thread.start()

    def hang_up(self) -> None:
        """Stop listening."""
        if self._server is not None:
            self._server.shutdown()
            self._thread.join()
            self._server.server_close()
            self._server = None

    def wait(self, met: Callable[[], bool]) -> None:
        """Until it is so."""
        with self._changed:
            assert self._changed.wait_for(met, _SECONDS), f"{len(self.asked)} questions, {self.arrived} deliveries"

    def wait_for(self, deliveries: int) -> list[Received]:
        self.wait(lambda: len(self.got) >= deliveries)
        return list(self.got)

    def numbers(self) -> list[int]:
        return [one.content()["number"] for one in self.got]

    def _on_get(self, received: Received) -> tuple[int, bytes]:
        with self._changed:
            self.asked.append(received)
            self._changed.notify_all()
        return self.echo(received.parameters().get("hub.challenge", ""))

    def _on_post(self, received: Received) -> tuple[int, bytes]:
        with self._changed:
            self.arrived += 1
            self._changed.notify_all()
        self.is_open.wait(_SECONDS)
        if self.seconds_for_each:
            threading.Event().wait(self.seconds_for_each)
        with self._changed:
            self.got.append(received)
            self._changed.notify_all()
            return (self.statuses.pop(0) if self.statuses else 200), self.answer


class _QuietServer(ThreadingHTTPServer):
    daemon_threads = True
    allow_reuse_address = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A hub that hangs up is nothing to report."""
