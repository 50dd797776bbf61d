"""Running one app as a process: bind, open the world, make the kit, serve, with spaces beside the default world."""

import logging
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import click
from msgspec.structs import replace
from starlette.types import ASGIApp

from shared.control.neighbour import announce
from shared.control.spaces import PREFIX, Spaces
from shared.control.tolerances import Tolerances
from shared.jwks.keyring import KeyName
from shared.jwks.kit_environment import write_environment
from shared.jwks.kit_files import kit_is_complete
from shared.jwks.partners import KitError
from shared.kit_addresses import announced_kit_addresses
from shared.options import Decorator, addresses_of, suite_options
from shared.server import address_of, bind, serve
from shared.settings import SuiteSettings
from shared.starting import banner_of, started_or_exit
from shared.world import SPACES, World, open_world

_log = logging.getLogger(__name__)
S = TypeVar("S", bound=SuiteSettings)


def command_of(
    app: str,
    title: str,
    *,
    default_port: int,
    own_options: Decorator,
    make_settings: Callable[..., S],
    create_app: Callable[[S, World], ASGIApp],
) -> click.Command:
    """The command that runs an app until it is told to stop: the options of both apps, and `own_options`.

    What goes wrong at start is one line on standard error and exit code 1.
    """
    prefix = f"{app.upper()}_MOCK"

    @click.command(
        context_settings={"help_option_names": ["-h", "--help"]},
        help=f"Run the {title}. For tests and development only: its people and keys are fake.",
    )
    @suite_options(prefix, default_port)
    @own_options
    def main(
        *,
        host: str,
        port: int,
        public_url: str | None,
        internal_url: str | None,
        tolerate: Tolerances,
        ready_file: Path | None,
        access_log: bool,
        log_level: str,
        **rest: Any,  # noqa: ANN401 - the options that are settings by the same name
    ) -> None:
        with started_or_exit():
            listener = bind(host, port, f"{prefix}_PORT")
            addresses = addresses_of(address_of(listener), public_url, internal_url)
            settings = make_settings(addresses=addresses, host=host, tolerances=tolerate, **rest)
            world = _world(app, settings)
            announce(settings, app)
            world.keys.check()
            _make_kit(world)
            served = _with_spaces(app, settings, world, create_app)
        serve(
            served,
            listener,
            banner=lambda: banner_of(title, settings, world),
            ready_file=ready_file,
            access_log=access_log,
            log_level=log_level,
        )
        world.close()

    return main


def _make_kit(world: World) -> None:
    """What is missing of the partner kit; and its `mosip-api.env` follows the addresses of this start."""
    if not kit_is_complete(world.data_dir, world.keys.certificate_pem(KeyName.IDA_PARTNER)):
        from shared.jwks.partner_kit import ensure_kit  # noqa: PLC0415 - only the first start needs it

        ensure_kit(world.data_dir, world.keys)
    try:
        write_environment(world.data_dir, partial(announced_kit_addresses, world.data_dir))
    except KitError as error:
        _log.warning("%s", error)  # the app itself has no use for the file


def _with_spaces(app: str, settings: S, world: World, create_app: Callable[[S, World], ASGIApp]) -> Spaces:
    """The app over its world, and over one more for each space."""

    def make_space(name: str) -> tuple[ASGIApp, Callable[[], None]]:
        inside = replace(settings, addresses=settings.addresses.inside(PREFIX + name))
        own = _world(app, inside, name)
        return create_app(inside, own), own.close

    return Spaces(create_app(settings, world), make_space, settings.data_dir / SPACES, settings)


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
