"""Assembling the e-Signet mock: all wiring, nothing else."""

from starlette.applications import Starlette
from starlette.types import ASGIApp

from esignet_mock.authorization.codes import Codes
from esignet_mock.back_channel import back_channel
from esignet_mock.clients.registry import Clients
from esignet_mock.endpoints import Endpoints
from esignet_mock.oauth_errors import OAuthError, on_oauth_error
from esignet_mock.profiles import PROFILES
from esignet_mock.settings import Settings
from esignet_mock.userinfo.errors import UserinfoError, on_userinfo_error
from shared.control.api import control_mount
from shared.control.journal import JournalMiddleware
from shared.world import World


def create_app(settings: Settings, world: World) -> ASGIApp:
    """The e-Signet mock over one world. Reads no environment."""
    profile = PROFILES[settings.profile]
    endpoints = Endpoints(settings.addresses, profile)
    codes = Codes(world.clock, profile.code_lifetime)
    clients = Clients(world.store, world.data_dir)
    back = back_channel(settings, world, endpoints, codes=codes, clients=clients)
    app = Starlette(
        routes=[*back.routes, control_mount(world, settings)],
        exception_handlers={OAuthError: on_oauth_error, UserinfoError: on_userinfo_error},
    )
    return JournalMiddleware(app, world.journal, max_body_bytes=settings.max_body_bytes)
