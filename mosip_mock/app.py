"""Assembling the MOSIP mock: all wiring, nothing else."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.applications import Starlette
from starlette.types import ASGIApp

from mosip_mock.authmanager.tokens import Tokens
from mosip_mock.background import running
from mosip_mock.credential_side import credential_side
from mosip_mock.idauthentication.routes import IdAuthenticationRoutes
from mosip_mock.idauthentication.wiring import id_authentication
from mosip_mock.naming import caller_names
from mosip_mock.partners.partner import Partner
from mosip_mock.partners.registry import Partners
from mosip_mock.partners.routes import PartnersRoutes
from mosip_mock.registration_side import registration_side
from mosip_mock.services import ida_service
from mosip_mock.settings import Settings
from shared.control.faults.services import ServiceTable
from shared.control.layers import control_of, front_door, layered
from shared.world import World


def create_app(settings: Settings, world: World) -> ASGIApp:
    """The MOSIP mock over one world. Reads no environment."""
    own = [Partner(partner_id=partner_id) for partner_id in settings.credential_partners]
    partners = Partners(world.store, world.data_dir / "partners", own)
    tokens = Tokens(world.keys, world.clock, settings.addresses, world.draws.of("tokens"))
    authentication = id_authentication(settings, world, partners)
    ida = IdAuthenticationRoutes(authentication, world.faults, world.clock)
    credentials = credential_side(settings, world, tokens, partners)
    registration = registration_side(
        settings,
        world,
        tokens,
        issuer=credentials.job,
        requests=credentials.job.requests,
        publisher=credentials.hub,
    )
    routes = [*ida.routes(), *registration.routes, *credentials.routes]
    table = ServiceTable([ida_service(ida), *registration.services, *credentials.services], routes, caller_names)
    control = control_of(
        world,
        settings,
        table,
        [*PartnersRoutes(partners).routes(), *registration.control_routes, *credentials.control_routes],
        [authentication.forget, *registration.forgets, credentials.reload],
    )

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        credentials.hub.start()
        async with running([*registration.workers, *credentials.workers, world.memory.watch]):
            yield
        await credentials.hub.stop()

    app = Starlette(
        routes=[*routes, front_door(), control],
        exception_handlers=dict(registration.exception_handlers),
        lifespan=lifespan,
    )
    return layered(app, world, settings, table)
