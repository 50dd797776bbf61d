"""The layers around each app, from the outside in: guard of the store, journal, faults, the app itself."""

from collections.abc import Callable, Sequence

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.types import ASGIApp

from shared.control.doorway import Doorway, Health, Rooms
from shared.control.faults.middleware import FaultsMiddleware
from shared.control.guard import ControlGuard
from shared.control.recording import JournalMiddleware
from shared.control.services import ByService, ServiceParts, ServiceTable, starlette_of
from shared.control.store_trouble import StoreGuard
from shared.settings import SuiteSettings
from shared.world import World


def control_of(
    world: World,
    settings: SuiteSettings,
    table: ServiceTable,
    extra: Callable[[], Sequence[BaseRoute]],
) -> Mount:
    """The control API of an app: what both have, the fault rules, and by `extra` what only this app has."""
    _start_rules(world, settings, table)

    def faults_and_more() -> list[BaseRoute]:
        from shared.control.faults.routes import FaultsRoutes  # noqa: PLC0415 - with the control API

        return [*FaultsRoutes(world.faults, lambda: table.names, world.journal.app).routes(), *extra()]

    return control_mount(world, settings, faults_and_more)


def front_door() -> Route:
    """The bare address, which each start prints, leads to the dashboard, in a space as well."""

    async def to_dashboard(_: Request) -> Response:
        return Response(status_code=307, headers={"Location": "_mock/"})

    return Route("/", to_dashboard, methods=["GET"])


def control_mount(world: World, settings: SuiteSettings, extra: Callable[[], Sequence[BaseRoute]]) -> Mount:
    """The mount `/_mock` of an app; `extra` makes the routes that not every app has."""
    health = Health(world, settings)

    def rooms() -> Rooms:
        from shared.control.api import control_rooms  # noqa: PLC0415 - a start is asked for its health alone

        return control_rooms(health, extra())

    return Mount("/_mock", app=ControlGuard(StoreGuard(Doorway(health, rooms)), settings))


def _start_rules(world: World, settings: SuiteSettings, table: ServiceTable) -> None:
    """Put the rules of the settings in force, now and after each reset. Raises `FaultRulesError`."""
    app = world.journal.app
    if not settings.faults and not any(rule.is_of_a_start(app) for rule in world.faults.list()):
        return
    from shared.control.faults.starting import put_in_force, start_rules  # noqa: PLC0415 - few starts have rules

    rules = start_rules(settings.faults, table.names, app)
    put_in_force(rules, world.faults, app)
    world.memory.holds(lambda: put_in_force(rules, world.faults, app))


def layered(
    others: ASGIApp,
    world: World,
    settings: SuiteSettings,
    table: ServiceTable,
    app_of: Callable[[ServiceParts], ASGIApp] = starlette_of,
) -> ASGIApp:
    """The app as it is served: its services, and `others` for what is no service's."""
    faulty = FaultsMiddleware(
        ByService(table, others, app_of),
        world.faults,
        world.clock,
        service_of=table.service_of,
        names_of=table.names_of,
        render_error=table.render,
    )
    journalled = JournalMiddleware(
        faulty,
        world.journal,
        max_body_bytes=settings.max_body_bytes,
        service_of=table.service_of,
        before=world.memory.follow_store,
    )
    return StoreGuard(journalled)
