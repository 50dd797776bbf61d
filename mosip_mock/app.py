"""Assembling the MOSIP mock: all wiring, nothing else."""

from starlette.applications import Starlette
from starlette.types import ASGIApp

from mosip_mock.idauthentication.routes import IdAuthenticationRoutes
from mosip_mock.idauthentication.wiring import id_authentication
from mosip_mock.partners.registry import Partners
from mosip_mock.partners.routes import PartnersRoutes
from mosip_mock.services import ida_service
from mosip_mock.settings import Settings
from shared.control.faults.services import ServiceTable
from shared.control.layers import control_of, layered
from shared.world import World


def create_app(settings: Settings, world: World) -> ASGIApp:
    """The MOSIP mock over one world. Reads no environment."""
    partners = Partners(world.store, world.data_dir / "partners")
    authentication = id_authentication(settings, world, partners)
    ida = IdAuthenticationRoutes(authentication, world.faults)
    routes = ida.routes()
    table = ServiceTable([ida_service(ida)], routes)
    control = control_of(world, settings, table, PartnersRoutes(partners).routes(), [authentication.forget])
    return layered(Starlette(routes=[*routes, control]), world, settings, table)
