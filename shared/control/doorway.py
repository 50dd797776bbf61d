"""What of `/_mock/` is the dashboard's. It is loaded at the first visit: few of the many starts have one."""

from collections.abc import Callable
from typing import Final

from starlette.types import ASGIApp, Receive, Scope, Send

_DASHBOARD: Final = frozenset({"", "view", "readiness", "events", "static"})
"""First segments of its paths below `/_mock/`."""


class Doorway:
    """The control API, and the dashboard that `make` makes when somebody first looks."""

    def __init__(self, api: ASGIApp, make: Callable[[], ASGIApp]) -> None:
        self._api = api
        self._make = make
        self._dashboard: ASGIApp | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request, to the one or the other."""
        below = scope["path"].removeprefix(scope.get("root_path", ""))
        if below.lstrip("/").partition("/")[0] not in _DASHBOARD:
            await self._api(scope, receive, send)
            return
        if self._dashboard is None:
            self._dashboard = self._make()
        await self._dashboard(scope, receive, send)
