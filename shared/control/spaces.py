"""Spaces: worlds of their own inside one running suite, so that parallel tests never see each other.

A space is chosen by the path prefix `/_space/NAME` or the header `X-Mock-Space: NAME` and made at its first request,
with the documented cast in it. Citizens, packets, subscriptions, clients, faults, clock and journal are its own; keys
and the partner kit are the suite's.
"""

import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Final

from msgspec import Struct
from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from shared.control.guard import ControlGuard, refusal_of
from shared.control.lifespans import AppLifespan
from shared.settings import SPACE_PREFIX, SuiteSettings
from shared.wire import json_response

PREFIX: Final = SPACE_PREFIX
HEADER: Final = b"x-mock-space"
_NAME: Final = r"[a-z0-9][a-z0-9_-]{0,39}"
_MOST: Final = 256

MakeSpace = Callable[[str], tuple[ASGIApp, Callable[[], None]]]
"""Name -> the app over the space's own world, and what closes that world."""


class _Space(Struct, frozen=True):
    app: ASGIApp
    lifespan: AppLifespan
    close: Callable[[], None]


class Spaces:
    """The app that is served: the default world, and the spaces beside it."""

    def __init__(self, default: ASGIApp, make: MakeSpace, directory: Path, settings: SuiteSettings) -> None:
        self._default = default
        self._settings = settings
        self._guarded_control = ControlGuard(self._control, settings)
        self._default_lifespan = AppLifespan(default)
        self._make = make
        self._directory = directory
        self._open: dict[str, _Space] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._lifespan(receive, send)
            return
        name, path = _chosen(scope)
        if name is None:
            if scope["path"].startswith("/_mock/spaces"):
                await self._guarded_control(scope, receive, send)
            else:
                await self._default(scope, receive, send)
            return
        if not re.fullmatch(_NAME, name):
            problem = f"'{name[:60]}' is no name of a space: use small letters, digits, '-' and '_', 40 at most"
            await json_response({"error": "bad_space", "message": problem}, 400)(scope, receive, send)
            return
        is_new = name not in self._open and not (self._directory / name).exists()
        if is_new and (refusal := refusal_of(self._settings, Headers(scope=scope))):
            problem = f"a space is made by whoever may use the control API: {refusal}"
            await json_response({"error": "forbidden", "message": problem}, 403)(scope, receive, send)
            return
        space = await self._space(name)
        if space is None:
            problem = f"there are {_MOST} spaces already; remove some with DELETE /_mock/spaces/NAME"
            await json_response({"error": "too_many_spaces", "message": problem}, 409)(scope, receive, send)
            return
        if path == "/_mock":  # the app inside would redirect to an address outside the space
            await Response(status_code=307, headers={"Location": "_mock/"})(scope, receive, send)
            return
        inner = {**scope, "path": path, "raw_path": path.encode()}
        await space.app(inner, receive, send)

    async def _space(self, name: str) -> _Space | None:
        space = self._open.get(name)
        if space is not None and not (self._directory / name).exists():  # removed through the other app
            await self._shut(name)
            space = None
        if space is None:
            if len(self._open) >= _MOST:
                return None
            app, close = self._make(name)
            space = self._open[name] = _Space(app, AppLifespan(app), close)
        await space.lifespan.start()
        return space

    async def _shut(self, name: str) -> None:
        space = self._open.pop(name)
        await space.lifespan.stop()
        space.close()

    async def _control(self, scope: Scope, receive: Receive, send: Send) -> None:
        """`GET /_mock/spaces`, `DELETE /_mock/spaces/NAME`."""
        name = scope["path"].removeprefix("/_mock/spaces").strip("/")
        present = sorted(p.name for p in self._directory.iterdir()) if self._directory.is_dir() else []
        if scope["method"] == "GET" and not name:
            answer = json_response({"items": [{"name": n} for n in present], "total": len(present)})
        elif scope["method"] == "DELETE" and name in present:
            if name in self._open:
                await self._shut(name)
            shutil.rmtree(self._directory / name, ignore_errors=True)
            answer = json_response({"status": "removed", "name": name})
        else:
            answer = json_response({"error": "not_found", "message": f"no space is called '{name[:60]}'"}, 404)
        await answer(scope, receive, send)

    async def _lifespan(self, receive: Receive, send: Send) -> None:
        await receive()
        await self._default_lifespan.start()
        await send({"type": "lifespan.startup.complete"})
        await receive()
        for name in tuple(self._open):
            await self._shut(name)
        await self._default_lifespan.stop()
        await send({"type": "lifespan.shutdown.complete"})


def _chosen(scope: Scope) -> tuple[str | None, str]:
    """The space that a request is for, and its path inside."""
    path: str = scope["path"]
    if path.startswith(PREFIX):
        name, slash, rest = path[len(PREFIX) :].partition("/")
        return name, slash + rest or "/"
    for key, value in scope["headers"]:
        if key == HEADER:
            return value.decode("latin-1"), path
    return None, path
