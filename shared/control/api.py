"""The control API at `/_mock/`, on both apps. JSON; every listing is `{"items": [...], "total": n}`."""

from collections.abc import Sequence
from http import HTTPStatus

from msgspec import Struct
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route
from starlette.types import ASGIApp

from shared.citizens.fields import DraftError
from shared.citizens.population import NoSuchCitizenError
from shared.control.cards_api import CardsRoutes
from shared.control.citizens_api import CitizensRoutes
from shared.control.clock_api import ClockRoutes
from shared.control.doorway import Health, Rooms
from shared.control.listing import listing
from shared.control.neighbour import Neighbour, space_of
from shared.control.requests_api import RequestsRoutes
from shared.control.store_trouble import store_unavailable
from shared.control.traces_api import TracesRoutes
from shared.store.protocol import DuplicateKeyError, NoSuchSnapshotError, SnapshotNameError, StoreError
from shared.wire import WireError, json_response, path_of
from shared.world import KEPT_BY_RESET, World


def control_rooms(health: Health, extra: Sequence[BaseRoute] = ()) -> Rooms:
    """The control API of an app, and its dashboard; `extra` are the routes that only this app has."""
    world, settings = health.world, health.settings
    routes = [
        Route("/health", health.show, methods=["GET"]),
        *CommonRoutes(world).routes(),
        *RequestsRoutes(world.journal, settings.addresses.public).routes(),
        *TracesRoutes(world.journal, Neighbour(settings, world.journal.app, space_of(settings))).routes(),
        *CardsRoutes(world).routes(),
        *CitizensRoutes(world).routes(),
        *ClockRoutes(world.clock).routes(),
        *extra,
    ]
    app = Starlette(
        routes=routes,
        exception_handlers={
            WireError: _on_wire_error,
            DraftError: _on_draft_error,
            HTTPException: _on_http_error,
            NoSuchCitizenError: _on_missing,
            NoSuchSnapshotError: _on_missing,
            SnapshotNameError: _on_bad_name,
            DuplicateKeyError: _on_conflict,
            StoreError: _on_store_error,
        },
    )

    def dashboard() -> ASGIApp:
        from shared.control.dashboard.routes import with_dashboard  # noqa: PLC0415 - at the first visit

        return with_dashboard(app, world, routes)

    return Rooms(app, dashboard)


class CommonRoutes(Struct, frozen=True):
    """Reset, snapshots and outbox."""

    world: World

    def routes(self) -> list[BaseRoute]:
        return [
            Route("/reset", self.reset, methods=["POST"]),
            Route("/snapshots", self.snapshots, methods=["GET"]),
            Route("/snapshots/{name}", self.snapshot, methods=["PUT"]),
            Route("/snapshots/{name}/restore", self.restore, methods=["POST"]),
            Route("/outbox", self.outbox, methods=["GET"]),
        ]

    async def reset(self, request: Request) -> Response:
        """The seeded world, real time, no faults, an empty journal; both apps forget what they had in memory.

        Subscriptions to the hub stay, unless `?subscriptions=forget`.
        """
        forgets = request.query_params.get("subscriptions") == "forget"
        self.world.reset(keep=() if forgets else KEPT_BY_RESET)
        return json_response({"status": "reset", "citizens": self.world.citizens.count()})

    async def snapshot(self, request: Request) -> Response:
        """Keep the world as it is now, under this name."""
        name = request.path_params["name"]
        self.world.store.snapshot(name)
        return json_response({"status": "kept", "name": name})

    async def snapshots(self, request: Request) -> Response:
        """Which worlds were kept."""
        return listing(request, self.world.store.snapshots())

    async def restore(self, request: Request) -> Response:
        """Return to a kept world; both apps forget their memory, and subscriptions are those of the snapshot."""
        name = request.path_params["name"]
        self.world.restore(name)
        return json_response({"status": "restored", "name": name, "citizens": self.world.citizens.count()})

    async def outbox(self, request: Request) -> Response:
        return listing(request, self.world.outbox.list(to=request.query_params.get("to")))


async def _on_wire_error(_: Request, error: Exception) -> Response:
    assert isinstance(error, WireError)  # noqa: S101 - registered for this class only
    explanation = error.explanation
    return json_response(
        {
            "error": "bad_request",
            "message": f"{explanation.where}: expected {explanation.expected}, received {explanation.received}"
            f" ({explanation.mend})",
            "explanation": explanation,
        },
        400,
    )


async def _on_draft_error(_: Request, error: Exception) -> Response:
    assert isinstance(error, DraftError)  # noqa: S101 - registered for this class only
    return json_response(
        {
            "error": "bad_request",
            "message": str(error),
            "explanation": error.explanation,
            "problems": error.problems,
        },
        400,
    )


async def _on_http_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101 - registered for this class only
    phrase = HTTPStatus(error.status_code).phrase
    message = error.detail
    if message == phrase:  # the framework's own: no route, or another method
        message = f"nothing answers {request.method} {path_of(request)} here; docs/control-api.md lists what does"
    return json_response(
        {"error": phrase.lower().replace(" ", "_"), "message": message}, error.status_code, error.headers
    )


async def _on_missing(_: Request, error: Exception) -> Response:
    return json_response({"error": "not_found", "message": str(error)}, 404)


async def _on_bad_name(_: Request, error: Exception) -> Response:
    return json_response({"error": "bad_request", "message": str(error)}, 400)


async def _on_conflict(_: Request, error: Exception) -> Response:
    return json_response({"error": "conflict", "message": str(error)}, 409)


async def _on_store_error(_: Request, error: Exception) -> Response:
    return store_unavailable(error)
