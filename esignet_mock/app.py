"""Assembling the e-Signet mock: all wiring, nothing else."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING

from msgspec import Struct
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.routing import BaseRoute
from starlette.types import ASGIApp

from esignet_mock.endpoints import (
    CLIENT_MANAGEMENT,
    MOCK_IDENTITY_SYSTEM,
    PAR,
    SERVICE,
    SHORT_USERINFO,
    USERINFO,
    Endpoints,
)
from esignet_mock.exact_paths import ExactPaths
from esignet_mock.profiles import PROFILES, adjusted
from esignet_mock.settings import Settings
from esignet_mock.spring_errors import SpringErrors
from shared.control.layers import control_of, front_door, layered
from shared.control.services import Service, ServiceParts, ServiceTable
from shared.world import World

if TYPE_CHECKING:
    from esignet_mock.authorization.parts import Authorization
    from esignet_mock.discovery import DiscoveryRoutes
    from esignet_mock.provider import Provider
    from shared.control.faults.naming import AppNames


class Assembly(Struct, frozen=True, kw_only=True):
    """The app, and those of its parts that a test puts something into."""

    app: ASGIApp
    provider: Callable[[], Provider]
    table: ServiceTable


def create_app(settings: Settings, world: World) -> ASGIApp:
    """The e-Signet mock over one world. Reads no environment."""
    return assemble(settings, world).app


def assemble(settings: Settings, world: World) -> Assembly:
    """The e-Signet mock with its parts."""
    profile = adjusted(
        PROFILES[settings.profile],
        settings.server_profile,
        code_lifetime=settings.code_lifetime,
        login_window=settings.login_window,
        consent_window=settings.consent_window,
        block_duration=settings.block_duration,
    )
    endpoints = Endpoints(settings.addresses, profile)
    spring = SpringErrors(profile, world.clock)

    @cache
    def provider() -> Provider:
        from esignet_mock.provider import provider_of  # noqa: PLC0415 - with the first service that needs it

        made = provider_of(settings, world, endpoints)
        world.memory.holds(made.forget)
        return made

    @cache
    def discovery() -> DiscoveryRoutes:
        from esignet_mock.discovery import DiscoveryRoutes  # noqa: PLC0415 - with its first request

        return DiscoveryRoutes(endpoints, world.keys)

    @cache
    def authorization() -> Authorization:
        from esignet_mock.authorization import parts  # noqa: PLC0415 - with its first request

        return parts.authorization(provider())

    def token() -> ServiceParts:
        from esignet_mock.token import parts  # noqa: PLC0415 - with its first request

        return parts.token(provider())

    def userinfo() -> ServiceParts:
        from esignet_mock.userinfo import parts  # noqa: PLC0415 - with its first request

        return parts.userinfo(provider())

    def clients() -> ServiceParts:
        from esignet_mock.clients import parts  # noqa: PLC0415 - with its first request

        return parts.clients(provider())

    def mock_identity() -> ServiceParts:
        from esignet_mock.mockidentity import parts  # noqa: PLC0415 - with its first request

        return parts.mock_identity(provider())

    def login_names() -> AppNames:
        from esignet_mock.naming import LoginNames  # noqa: PLC0415 - few starts have rules

        return LoginNames(authorization().transactions, provider().codes, provider().access_tokens).of

    def control_routes() -> list[BaseRoute]:
        from esignet_mock.key_rotation import KeyRoutes  # noqa: PLC0415 - with the control API

        return [*KeyRoutes(world.keys, discovery().key_set).routes(), *authorization().control_routes]

    well_known = ("/.well-known", f"{SERVICE}/oauth/.well-known", f"{SERVICE}/oidc/.well-known")
    services = [
        Service("token", (f"{SERVICE}/oauth/", "/oauth/"), token),
        Service("userinfo", (USERINFO, SHORT_USERINFO), userinfo),
        Service("discovery", well_known, lambda: ServiceParts(routes=discovery().routes())),
        Service(
            "authorization",
            ("/authorize", "/login", f"{SERVICE}/"),
            lambda: authorization().parts,
            aside={"/login/static/": "", PAR: "token"},
        ),
        Service("clients", (CLIENT_MANAGEMENT,), clients),
        Service("mockidentity", (MOCK_IDENTITY_SYSTEM,), mock_identity),
    ]
    table = ServiceTable(services, login_names)
    control = control_of(world, settings, table, control_routes)
    others = Starlette(routes=[front_door(), control], exception_handlers={HTTPException: spring.on_http_error})
    app = layered(others, world, settings, table, lambda parts: ExactPaths(parts, spring.on_http_error))
    return Assembly(app=app, provider=provider, table=table)
