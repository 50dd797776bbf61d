"""Running one app as a process: bind, open the world, make the kit, serve, with spaces beside the default world."""

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from msgspec.structs import replace
from starlette.types import ASGIApp

from shared.control.neighbour import announce
from shared.control.spaces import PREFIX, Spaces
from shared.jwks.partnerkit import ensure_kit
from shared.options import addresses_of
from shared.server import address_of, bind, serve
from shared.settings import Addresses, SuiteSettings
from shared.starting import banner_of, started_or_exit
from shared.world import SPACES, World, open_world

S = TypeVar("S", bound=SuiteSettings)


def run(
    app: str,
    title: str,
    make_settings: Callable[[Addresses], S],
    create_app: Callable[[S, World], ASGIApp],
    *,
    host: str,
    port: int,
    public_url: str | None,
    internal_url: str | None,
    ready_file: Path | None,
    access_log: bool,
    log_level: str,
) -> None:
    """Serve until told to stop. What goes wrong at start is one line on standard error and exit code 1."""
    with started_or_exit():
        listener = bind(host, port, f"{app.upper()}_MOCK_PORT")
        settings = make_settings(addresses_of(address_of(listener), public_url, internal_url))
        world = _world(app, settings)
        announce(settings, app)
        ensure_kit(settings.data_dir, world.keys)

        def make_space(name: str) -> tuple[ASGIApp, Callable[[], None]]:
            inside = replace(settings, addresses=settings.addresses.inside(PREFIX + name))
            own = _world(app, inside, name)
            return create_app(inside, own), own.close

        served = Spaces(create_app(settings, world), make_space, settings.data_dir / SPACES, settings)
    serve(
        served,
        listener,
        banner=lambda: banner_of(title, settings, world),
        ready_file=ready_file,
        access_log=access_log,
        log_level=log_level,
    )
    world.close()


def _world(app: str, settings: SuiteSettings, space: str = "") -> World:
    return open_world(
        settings.data_dir,
        app=app,
        sync=settings.sync,
        journal_size=settings.journal_size,
        tolerances=settings.tolerances,
        space=space,
        seed=settings.seed,
        journal_file=None if space else settings.journal_file,
    )
