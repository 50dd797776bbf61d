"""Assembling the MOSIP mock: all wiring, nothing else."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cache
from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.routing import BaseRoute
from starlette.types import ASGIApp

from mosip_mock import paths
from mosip_mock.background import running
from mosip_mock.credential_side import credential_side
from mosip_mock.partners.partner import Partner
from mosip_mock.partners.registry import Partners
from mosip_mock.registration_side import registration_side
from mosip_mock.settings import Settings
from shared.control.layers import control_of, front_door, layered
from shared.control.services import Service, ServiceParts, ServiceTable
from shared.world import World

if TYPE_CHECKING:
    from mosip_mock.authmanager.tokens import Tokens
    from shared.control.faults.naming import AppNames


def create_app(settings: Settings, world: World) -> ASGIApp:
    """The MOSIP mock over one world. Reads no environment."""
    own = [Partner(partner_id=partner_id) for partner_id in settings.credential_partners]
    partners = Partners(world.store, world.data_dir / "partners", own)

    @cache
    def tokens() -> Tokens:
        from mosip_mock.authmanager.tokens import Tokens  # noqa: PLC0415 - with the first request that needs one

        return Tokens(world.keys, world.clock, settings.addresses, world.draws.of("tokens"))

    def id_authentication() -> ServiceParts:
        from mosip_mock.idauthentication import parts  # noqa: PLC0415 - with its first request

        return parts.id_authentication(settings, world, partners)

    def control_routes() -> list[BaseRoute]:
        from mosip_mock.partners.routes import PartnersRoutes  # noqa: PLC0415 - with the control API

        return [
            *PartnersRoutes(partners).routes(),
            *registration.control_routes(),
            *credentials.control_routes(),
        ]

    credentials = credential_side(settings, world, tokens, partners)
    registration = registration_side(
        settings,
        world,
        tokens,
        issuer=credentials.job,
        requests=credentials.job.requests,
        publisher=credentials.hub,
    )
    ida = Service("idauthentication", (paths.ID_AUTHENTICATION, paths.CERTIFICATE_FILES), id_authentication)
    table = ServiceTable([ida, *registration.services, *credentials.services], _caller_names)
    control = control_of(world, settings, table, control_routes)

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        credentials.hub.start()
        async with running([*registration.workers, *credentials.workers, world.memory.watch]):
            yield
        await credentials.hub.stop()

    return layered(Starlette(routes=[front_door(), control], lifespan=lifespan), world, settings, table)


def _caller_names() -> AppNames:
    from mosip_mock.naming import caller_names  # noqa: PLC0415 - few starts have rules

    return caller_names
