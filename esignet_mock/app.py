"""Assembling the e-Signet mock: all wiring, nothing else."""

from starlette.applications import Starlette
from starlette.types import ASGIApp

from esignet_mock.settings import Settings
from shared.control.api import control_mount
from shared.control.journal import JournalMiddleware
from shared.world import World


def create_app(settings: Settings, world: World) -> ASGIApp:
    """The e-Signet mock over one world. Reads no environment."""
    app = Starlette(routes=[control_mount(world, settings)])
    return JournalMiddleware(app, world.journal, max_body_bytes=settings.max_body_bytes)
