"""The way into `/_mock/`. Health is answered here; the rest is loaded at the first visit, as few starts have one."""

from collections.abc import Callable
from typing import Final

from msgspec import Struct
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from shared.control.release import suite_version
from shared.settings import SuiteSettings
from shared.wire import json_response
from shared.world import World

_DASHBOARD: Final = frozenset({"", "view", "readiness", "events", "static"})
"""First segments of its paths below `/_mock/`."""


class Health(Struct, frozen=True):
    """`GET /_mock/health`."""

    world: World
    settings: SuiteSettings

    async def show(self, _: Request) -> Response:
        addresses = self.settings.addresses
        return json_response(
            {
                "status": "ok",
                "app": self.world.journal.app,
                "version": suite_version(),
                "citizens": self.world.citizens.count(),
                "publicUrl": addresses.public,
                "internalUrl": addresses.internal,
            }
        )


class Rooms(Struct, frozen=True):
    """What lies behind the doorway: the control API, and what makes the dashboard."""

    api: ASGIApp
    make_dashboard: Callable[[], ASGIApp]


class Doorway:
    """Health at once; the control API when it is first asked for anything else; the dashboard when somebody looks."""

    def __init__(self, health: Health, make: Callable[[], Rooms]) -> None:
        self._health = health
        self._make = make
        self._rooms: Rooms | None = None
        self._dashboard: ASGIApp | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        first = scope["path"].removeprefix(scope.get("root_path", "")).lstrip("/")
        if first == "health" and scope["type"] == "http" and scope["method"] == "GET":
            response = await self._health.show(Request(scope, receive))
            await response(scope, receive, send)
            return
        if self._rooms is None:
            self._rooms = self._make()
        if first.partition("/")[0] not in _DASHBOARD:
            await self._rooms.api(scope, receive, send)
            return
        if self._dashboard is None:
            self._dashboard = self._rooms.make_dashboard()
        await self._dashboard(scope, receive, send)
