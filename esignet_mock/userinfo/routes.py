"""`GET .../oidc/userinfo` (OpenID Connect Core, section 5.3), and the short path that OpenCRVS knows."""

from typing import Final

from msgspec import Struct
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from esignet_mock.endpoints import SHORT_USERINFO, USERINFO
from esignet_mock.short_paths import check_short_path
from esignet_mock.userinfo.access import UserinfoAccess
from esignet_mock.userinfo.magic import SLOWNESS
from shared.control.clock import SuiteClock
from shared.control.exchange import exchange_of

METHODS: Final = ("GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
MEDIA_TYPE: Final = "application/jwt"


class UserinfoRoutes(Struct, frozen=True):
    """The claims that the person consented to, as a JWT."""

    access: UserinfoAccess
    clock: SuiteClock

    def routes(self) -> list[BaseRoute]:
        return [
            Route(SHORT_USERINFO, self.userinfo_short, methods=METHODS),
            Route(USERINFO, self.userinfo, methods=METHODS),
        ]

    async def userinfo_short(self, request: Request) -> Response:
        check_short_path(USERINFO, exchange_of(request.scope))
        return await self.userinfo(request)

    async def userinfo(self, request: Request) -> Response:
        exchange = exchange_of(request.scope)
        exchange.service = "userinfo"
        opened = self.access.open(request.method, request.headers, exchange)
        if opened.is_slow:
            await self.clock.sleep_until(self.clock.now() + SLOWNESS)
        return Response(opened.userinfo, media_type=MEDIA_TYPE)
