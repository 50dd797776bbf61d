"""The auth manager put together, and as fault rules name it."""

from http import HTTPStatus

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from mosip_mock.authmanager.caller import status_of
from mosip_mock.authmanager.errors import MESSAGE, AuthCode, AuthError
from mosip_mock.authmanager.login import Logins
from mosip_mock.authmanager.otps import OtpLogins
from mosip_mock.authmanager.routes import AuthManagerRoutes
from mosip_mock.authmanager.tokens import Tokens
from mosip_mock.settings import Settings
from mosip_mock.spring import SpringError, SpringErrors
from shared.control.explanation import Explanation
from shared.control.services import ServiceParts
from shared.world import World


def auth_manager(settings: Settings, world: World, tokens: Tokens) -> ServiceParts:
    """The service over one world."""
    clock = world.clock
    accounts = settings.accounts.with_subscribers(settings.credential_partners)
    otps = OtpLogins(accounts, world.citizens, world.outbox, clock, world.draws.of("login otps"))
    logins = Logins(accounts, tokens, otps)
    world.memory.holds(logins.forget)
    spring = SpringErrors(clock)
    routes = AuthManagerRoutes(logins, world.keys, world.faults, spring, clock)

    async def render(request: Request, code: str, explanation: Explanation) -> Response:
        status = HTTPStatus.INTERNAL_SERVER_ERROR if code == "500" else status_of(code)
        message = MESSAGE[AuthCode(code)].replace("%s", "admin")
        return await routes.on_error(request, AuthError(AuthCode(code), explanation, message=message, status=status))

    return ServiceParts(
        routes=routes.routes(),
        handlers={AuthError: routes.on_error, SpringError: spring.on_error, HTTPException: routes.on_http_error},
        codes=tuple(AuthCode),
        names=("client",),
        render=render,
    )
