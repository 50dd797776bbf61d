"""Assembling the e-Signet mock: all wiring, nothing else."""

from msgspec import Struct
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.routing import Route
from starlette.types import ASGIApp

from esignet_mock.authorization.codes import Codes
from esignet_mock.back_channel import BackChannel, back_channel
from esignet_mock.clients.registry import Clients
from esignet_mock.endpoints import Endpoints
from esignet_mock.exact_paths import ExactPaths, Handler
from esignet_mock.front_channel import front_channel
from esignet_mock.key_rotation import KeyRoutes
from esignet_mock.naming import LoginNames
from esignet_mock.oauth_errors import OAuthError, on_oauth_error
from esignet_mock.profiles import PROFILES, adjusted
from esignet_mock.services import esignet_services
from esignet_mock.settings import Settings
from esignet_mock.spring_errors import SpringErrors
from esignet_mock.userinfo.errors import UserinfoError, on_userinfo_error
from shared.control.faults.services import ServiceTable
from shared.control.layers import control_of, front_door, layered
from shared.world import World


class Assembly(Struct, frozen=True, kw_only=True):
    """The app, and those of its parts that a test puts something into."""

    app: ASGIApp
    codes: Codes
    clients: Clients
    back_channel: BackChannel
    endpoints: tuple[str, ...]
    """The paths of all routes but the control API's."""


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
    codes = Codes(world.clock, profile.code_lifetime, world.draws.of("codes"))
    clients = Clients(world.store, world.data_dir, settings.redirect_uris)
    back = back_channel(settings, world, endpoints, codes=codes, clients=clients)
    front = front_channel(settings, world, endpoints, codes=codes, clients=clients, back=back)
    further = [*KeyRoutes(world.keys, back.key_set).routes(), *front.control_routes]
    routes = [*back.routes, *front.routes]
    names = LoginNames(front.transactions, codes, back.access_tokens)
    table = ServiceTable(esignet_services(profile, world.clock), routes, names.of)
    control = control_of(world, settings, table, further, (codes.clear, back.reset, *front.forgets))
    handlers: dict[type[Exception], Handler] = {
        OAuthError: on_oauth_error,
        UserinfoError: on_userinfo_error,
        HTTPException: SpringErrors(profile, world.clock).on_http_error,
    }
    app = Starlette(routes=[*routes, front_door(), control], exception_handlers=handlers)
    quick = ExactPaths(app, routes, handlers)
    return Assembly(
        app=layered(quick, world, settings, table),
        codes=codes,
        clients=clients,
        back_channel=back,
        endpoints=tuple(route.path for route in routes if isinstance(route, Route)),
    )
