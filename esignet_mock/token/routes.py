"""The token endpoints: v1, v2, and v1 again under the short path that OpenCRVS knows."""

from typing import Final

import msgspec
from msgspec import Struct
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from esignet_mock.endpoints import SHORT_TOKEN, TOKEN_V1, TOKEN_V2, AssertionEndpoint, Endpoints
from esignet_mock.oauth_errors import oauth_error
from esignet_mock.oauth_form import METHODS, check_post, read_oauth_form
from esignet_mock.profiles import Profile
from esignet_mock.short_paths import check_short_path
from esignet_mock.token.dpop import HEADER, DpopProofs, Proof
from esignet_mock.token.redemption import Redemption
from esignet_mock.token.token_request import TokenRequest, violations
from esignet_mock.userinfo.magic import SLOWNESS
from shared.control.clock import SuiteClock
from shared.control.exchange import Exchange, exchange_of

_NEVER_CACHED: Final = {
    # What Spring Security adds by default.
    "Cache-Control": "no-cache, no-store, max-age=0, must-revalidate",
    "Pragma": "no-cache",
    "Expires": "0",
}


class TokenRoutes(Struct, frozen=True):
    """`POST .../oauth/token`, `POST .../oauth/v2/token` (RFC 6749, section 4.1.3)."""

    endpoints: Endpoints
    redemption: Redemption
    proofs: DpopProofs
    clock: SuiteClock

    def routes(self) -> list[BaseRoute]:
        return [
            Route(SHORT_TOKEN, self.token_short, methods=METHODS),
            Route(TOKEN_V1, self.token_v1, methods=METHODS),
            Route(TOKEN_V2, self.token_v2, methods=METHODS),
        ]

    async def token_short(self, request: Request) -> Response:
        check_short_path(TOKEN_V1, exchange_of(request.scope))
        return await self._token(request, AssertionEndpoint.TOKEN_V1)

    async def token_v1(self, request: Request) -> Response:
        return await self._token(request, AssertionEndpoint.TOKEN_V1)

    async def token_v2(self, request: Request) -> Response:
        return await self._token(request, AssertionEndpoint.TOKEN_V2)

    async def _token(self, request: Request, endpoint: AssertionEndpoint) -> Response:
        exchange = exchange_of(request.scope)
        exchange.service = "token"
        # The filter stands in front of the service, so a bad proof is refused before method and media type are.
        proof = self._proof(request, exchange) if endpoint is AssertionEndpoint.TOKEN_V2 else None
        check_post(request, self._profile)
        form = await read_oauth_form(request, self._profile)
        self._check_form(form, exchange)
        redeemed = self.redemption.redeem(TokenRequest.of_form(form), endpoint, proof, exchange)
        if redeemed.is_slow:
            await self.clock.sleep_until(self.clock.now() + SLOWNESS)
        return Response(msgspec.json.encode(redeemed.answer), headers=_NEVER_CACHED, media_type="application/json")

    @property
    def _profile(self) -> Profile:
        return self.endpoints.profile

    def _proof(self, request: Request, exchange: Exchange) -> Proof | None:
        if not self._profile.has_par:
            return None
        proofs = request.headers.getlist(HEADER)
        if not proofs:
            return None
        # Several headers joined by commas are no JWS, and are refused as such.
        return self.proofs.check(
            ",".join(proofs), method=request.method, urls=self.endpoints.literal_urls(TOKEN_V2), exchange=exchange
        )

    def _check_form(self, form: dict[str, str], exchange: Exchange) -> None:
        found = list(violations(form))
        if not found:
            return
        for _, explanation in found[1:]:
            exchange.explain(explanation)
        condition, explanation = found[0]
        raise oauth_error(self._profile, condition, explanation)
