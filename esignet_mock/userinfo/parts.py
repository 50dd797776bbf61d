"""Userinfo put together, and as fault rules name it."""

from starlette.requests import Request
from starlette.responses import Response

from esignet_mock.provider import Provider
from esignet_mock.userinfo.access import UserinfoAccess
from esignet_mock.userinfo.errors import UserinfoError, UserinfoErrorCode, on_userinfo_error
from esignet_mock.userinfo.presented_token import PresentedTokens
from esignet_mock.userinfo.routes import UserinfoRoutes
from shared.control.explanation import Explanation
from shared.control.services import ServiceParts


def userinfo(provider: Provider) -> ServiceParts:
    """The service over one world."""
    world, endpoints, access_tokens = provider.world, provider.endpoints, provider.access_tokens
    access = UserinfoAccess(
        endpoints=endpoints,
        presented=PresentedTokens(endpoints=endpoints, proofs=provider.proofs, access_tokens=access_tokens),
        access_tokens=access_tokens,
        clients=provider.clients,
        nonces=provider.nonces,
        faults=world.faults,
        keys=world.keys,
    )
    return ServiceParts(
        routes=UserinfoRoutes(access, world.clock).routes(),
        handlers={UserinfoError: on_userinfo_error},
        codes=tuple(map(str, UserinfoErrorCode)),
        names=("client", "uin"),
        render=_render,
    )


async def _render(request: Request, code: str, explanation: Explanation) -> Response:
    return await on_userinfo_error(request, UserinfoError(UserinfoErrorCode(code), explanation))
