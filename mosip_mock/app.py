"""Assembling the MOSIP mock: all wiring, nothing else."""

from starlette.applications import Starlette
from starlette.types import ASGIApp

from mosip_mock.idauthentication.routes import IdAuthenticationRoutes
from mosip_mock.idauthentication.wiring import id_authentication
from mosip_mock.partners.registry import Partners
from mosip_mock.partners.routes import PartnersRoutes
from mosip_mock.settings import Settings
from shared.control.api import control_mount
from shared.control.journal import JournalMiddleware
from shared.world import World


def create_app(settings: Settings, world: World) -> ASGIApp:
    """The MOSIP mock over one world. Reads no environment."""
    partners = Partners(world.store, world.data_dir / "partners")
    app = Starlette(
        routes=[
            *IdAuthenticationRoutes(id_authentication(settings, world, partners), world.faults).routes(),
            control_mount(world, settings, PartnersRoutes(partners).routes()),
        ],
    )
    return JournalMiddleware(app, world.journal, max_body_bytes=settings.max_body_bytes)
