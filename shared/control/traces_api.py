"""`/_mock/traces`: everything about one child, person or login, of both apps, in one list."""

from collections.abc import Sequence
from typing import Any

import msgspec
from msgspec import Struct
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from shared.control.journal import Journal
from shared.control.listing import whole_number
from shared.control.neighbour import Neighbour
from shared.control.presenting import summary_of
from shared.control.traces import Trace, traces_of
from shared.wire import json_response, query_of


class TracesRoutes(Struct, frozen=True):
    """Listing, and one trace by its id, by an exchange's id, or by a registration id, UIN, event, ..."""

    journal: Journal
    neighbour: Neighbour

    def routes(self) -> list[BaseRoute]:
        return [
            Route("/traces", self.list, methods=["GET"]),
            Route("/traces/{name}", self.show, methods=["GET"]),
        ]

    async def list(self, request: Request) -> Response:
        query = query_of(request)
        traces, apps = await self._traces()
        offset = whole_number(query, "offset", 0)
        page = traces[offset : offset + whole_number(query, "limit", 100)]
        return json_response({"items": [t.summary() for t in page], "total": len(traces), "apps": apps})

    async def show(self, request: Request) -> Response:
        name = request.path_params["name"]
        traces, apps = await self._traces()
        trace = next((t for t in traces if t.is_called(name)), None)
        if trace is None:
            raise HTTPException(404, f"no trace knows {name[:60]!r}, or the journal has forgotten it")
        return json_response({**trace.summary(), "items": trace.exchanges, "journals": apps})

    async def _traces(self) -> tuple[Sequence[Trace], Sequence[str]]:
        """The traces, and the apps whose journals could be read."""
        own: list[dict[str, Any]] = msgspec.to_builtins([summary_of(e) for e in self.journal.newest_first()])
        others = await self.neighbour.exchanges()
        apps: Sequence[str] = [self.journal.app] if others is None else ["esignet", "mosip"]
        return traces_of([*own, *(others or [])]), apps
