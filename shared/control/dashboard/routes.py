"""The dashboard in front of the control API: pages below `/_mock/view/`, their files, their events."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from msgspec import Struct
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.types import ASGIApp

from shared.citizens.population import NoSuchCitizenError
from shared.control.dashboard.actions import Actions
from shared.control.dashboard.context import Desk
from shared.control.dashboard.inside import Answer, ControlApi
from shared.control.dashboard.people import People
from shared.control.dashboard.views import Views
from shared.pages.files import ICON, PALETTE, StaticFiles
from shared.wire import WireError, json_response
from shared.world import World

_STATIC: Final = Path(__file__).parent / "static"
_FILES: Final = {
    "dashboard.css": (PALETTE, _STATIC / "dashboard.css"),
    "dashboard.js": (_STATIC / "dashboard.js",),
    "icon.svg": (ICON,),
}


def with_dashboard(api: ASGIApp, world: World, routes: Sequence[BaseRoute]) -> ASGIApp:
    """The control API with the dashboard in front; `routes` are the API's, by which the views are chosen."""
    desk = Desk(ControlApi(api), world, {route.path for route in routes if isinstance(route, Route)})
    views = Views(desk, People(desk))
    errors = Errors(desk)
    return Starlette(
        routes=[
            Route("/", Entrance(views).index, methods=["GET"]),
            Route("/readiness", views.readiness_items, methods=["GET"]),
            Route("/events", desk.live.stream, methods=["GET"]),
            Route("/static/{name}", StaticFiles(_FILES).file, methods=["GET"]),
            Mount("/view", app=_pages(views, Actions(desk, views), errors)),
            Mount("", app=api),
        ],
        exception_handlers={HTTPException: errors.on_http_error, WireError: errors.on_wire_error},
    )


def _pages(views: Views, actions: Actions, errors: "Errors") -> Starlette:
    return Starlette(
        routes=[*views.routes(), *actions.routes()],
        exception_handlers={
            HTTPException: errors.on_http_error,
            WireError: errors.on_wire_error,
            NoSuchCitizenError: errors.on_missing,
        },
    )


class Entrance(Struct, frozen=True):
    """`GET /_mock/`: the timeline for a browser, a word for everybody else."""

    views: Views

    async def index(self, request: Request) -> Response:
        if "text/html" in request.headers.get("accept", ""):
            return self.views.desk.kept(request) or await self.views.exchanges(request)
        message = "the dashboard is for browsers (Accept: text/html); the control API stands below, such as requests"
        return json_response({"error": "not_found", "message": message}, 404)


class Errors(Struct, frozen=True):
    """What cannot be shown, as a page."""

    desk: Desk

    async def on_http_error(self, request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)  # noqa: S101 - registered for this class only
        return await self._shown(request, error.status_code, {"message": error.detail})

    async def on_wire_error(self, request: Request, error: Exception) -> Response:
        assert isinstance(error, WireError)  # noqa: S101 - registered for this class only
        content = {"message": str(error), "explanation": {n: getattr(error.explanation, n) for n in _EXPLAINED}}
        return await self._shown(request, 400, content)

    async def on_missing(self, request: Request, error: Exception) -> Response:
        return await self._shown(request, 404, {"message": str(error)})

    async def _shown(self, request: Request, status: int, content: Mapping[str, object]) -> Response:
        return await self.desk.refused(request, Answer(status, content))


_EXPLAINED: Final = ("expected", "received", "where", "why", "mend", "code")
