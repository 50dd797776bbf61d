"""Where rules about requests act: between the journal and the app, before any handler runs."""

from __future__ import annotations

from collections.abc import Awaitable
from functools import cache
from typing import TYPE_CHECKING

from starlette.types import ASGIApp, Receive, Scope, Send

from shared.control.clock import SuiteClock
from shared.control.faults.registry import Faults

if TYPE_CHECKING:
    from shared.control.faults.acting import Acting, ErrorRenderer, NamesOf, ServiceOf


class FaultsMiddleware:
    """The door to an app: requests pass, unless there are rules."""

    def __init__(
        self,
        app: ASGIApp,
        faults: Faults,
        clock: SuiteClock,
        *,
        service_of: ServiceOf,
        names_of: NamesOf,
        render_error: ErrorRenderer,
    ) -> None:
        self._app = app
        self._faults = faults

        @cache
        def acting() -> Acting:
            from shared.control.faults.acting import Acting  # noqa: PLC0415 - few runs have rules

            return Acting(app, faults, clock, service_of, names_of, render_error)

        self._acting = acting

    def __call__(self, scope: Scope, receive: Receive, send: Send) -> Awaitable[None]:
        """Without rules a request passes without a step of its own."""
        if scope["type"] != "http" or scope["path"].startswith("/_mock"):
            return self._app(scope, receive, send)
        every = self._faults.list()
        if not every:
            return self._app(scope, receive, send)
        return self._acting().handle(every, scope, receive, send)
