"""The HTTP server that `mosip-api` runs for the hub: one path, in a thread of its own, on a port the system chooses."""

import contextlib
import socket
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit


@dataclass(frozen=True)
class Reply:
    """Status, media type, body."""

    status: int
    media_type: str
    body: bytes


Verification = Callable[[Mapping[str, str]], Reply]
Notification = Callable[[Mapping[str, str], bytes], Reply]


class CallbackServer:
    """Hands the hub's GETs and POSTs to two functions, which run in the server's threads."""

    def __init__(self, path: str, on_verification: Verification, on_notification: Notification) -> None:
        self._server = _Server(("127.0.0.1", 0), _Handler)
        self._server.path = path
        self._server.on_verification = on_verification
        self._server.on_notification = on_notification
        port = self._server.server_address[1]
        self.url = f"http://127.0.0.1:{port}{path}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Stop listening and hang up on whoever is connected."""
        self._server.shutdown()
        self._thread.join()
        self._server.hang_up()
        self._server.server_close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    path: str
    on_verification: Verification
    on_notification: Notification

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self._connected: set[socket.socket] = set()
        self._lock = threading.Lock()

    def process_request(self, request: Any, client_address: Any) -> None:
        with self._lock:
            self._connected.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        with self._lock:
            self._connected.discard(request)
        super().shutdown_request(request)

    def hang_up(self) -> None:
        with self._lock:
            connected = list(self._connected)
        for connection in connected:
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A hub that hangs up is nothing to report."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server

    def do_GET(self) -> None:
        if self._is_ours():
            query = {name: values[0] for name, values in parse_qs(urlsplit(self.path).query).items()}
            self._answer(self.server.on_verification(query))

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if self._is_ours():
            self._answer(self.server.on_notification({n.lower(): v for n, v in self.headers.items()}, body))

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the signature of the base class
        """Quiet."""

    def _is_ours(self) -> bool:
        if urlsplit(self.path).path.rstrip("/") == self.server.path:
            return True
        self._answer(Reply(404, "text/plain", b"Not Found"))
        return False

    def _answer(self, reply: Reply) -> None:
        self.send_response(reply.status)
        self.send_header("Content-Type", reply.media_type)
        self.send_header("Content-Length", str(len(reply.body)))
        self.end_headers()
        self.wfile.write(reply.body)
