"""The way past Starlette's layers for paths without parameters: look the path up, call the handler, answer.

A login is three requests; routing by trial and two layers of exception handling would cost a tenth of it.
"""

import logging
from collections.abc import Awaitable, Callable
from typing import Final

from msgspec.structs import replace
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from shared.control.services import Handler, ServiceParts, all_handlers, starlette_of
from shared.wire import json_response

Endpoint = Callable[[Request], Awaitable[Response]]

_log: Final = logging.getLogger("mocks.esignet")


class ExactPaths:
    """Serves those routes of a service that are a plain path; everything else goes on to Starlette."""

    def __init__(self, parts: ServiceParts, on_http_error: Handler) -> None:
        self._handlers: dict[type[Exception], Handler] = {**all_handlers(parts), HTTPException: on_http_error}
        self._app = starlette_of(replace(parts, handlers=self._handlers))
        self._known = tuple(self._handlers)
        self._endpoints: dict[tuple[str, str], Endpoint] = {}
        for route in parts.routes:
            if isinstance(route, Route) and "{" not in route.path:
                for method in route.methods or ():
                    self._endpoints.setdefault((route.path, method), route.endpoint)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        endpoint = self._endpoints.get((scope["path"], scope["method"]))
        if endpoint is None:
            await self._app(scope, receive, send)
            return
        request = Request(scope, receive, send)
        try:
            response = await endpoint(request)
        except self._known as error:
            handler = next(self._handlers[kind] for kind in type(error).__mro__ if kind in self._handlers)
            response = await handler(request, error)
        except Exception:  # noqa: BLE001 - the outermost edge: what e-Signet answers to its own faults
            _log.exception("fault in %s %s", scope["method"], scope["path"])
            response = json_response({"error": "unknown_error", "error_description": "unknown_error"}, 500)
        await response(scope, receive, send)
