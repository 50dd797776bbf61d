"""Asking the control API from within the process.

A page shows what the JSON API answers and a form does what the JSON API does, so checks and effects stand once.
"""

from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import urlencode

import msgspec
from msgspec import Struct
from starlette.types import ASGIApp, Message

_ERRORS_BEGIN: Final = 400


class Answer(Struct, frozen=True):
    """What the control API says."""

    status: int
    content: Any

    @property
    def is_error(self) -> bool:
        return self.status >= _ERRORS_BEGIN

    @property
    def items(self) -> list[dict[str, Any]]:
        """The entries of a listing; none when it is an error."""
        return [] if self.is_error else list(self.content["items"])


class ControlApi:
    """The JSON API of this app, behind the guard that has let the page's own request through already."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def get(self, path: str, **query: str) -> Answer:
        """Read something."""
        return await self.ask("GET", path, query=query)

    async def ask(
        self, method: str, path: str, body: object = None, *, query: Mapping[str, str] | None = None
    ) -> Answer:
        """Send a request; `path` is below `/_mock`, unquoted, `body` anything that JSON can hold."""
        sent = b"" if body is None else msgspec.json.encode(body)
        chunks: list[bytes] = []
        status = 500

        async def receive() -> Message:
            return {"type": "http.request", "body": sent, "more_body": False}

        async def send(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            else:
                chunks.append(message.get("body", b""))

        await self._app(_scope(method, path, query or {}), receive, send)
        answered = b"".join(chunks)
        return Answer(status, msgspec.json.decode(answered) if answered else None)


def _scope(method: str, path: str, query: Mapping[str, str]) -> dict[str, Any]:
    return {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "root_path": "",
        "query_string": urlencode(query).encode(),
        "headers": [(b"host", b"localhost")],
        "server": ("localhost", 80),
        "client": None,
    }
