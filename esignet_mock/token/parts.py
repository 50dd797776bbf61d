"""The token endpoint put together, and as fault rules name it."""

from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from esignet_mock.oauth_errors import SINCE_1_7, UNTIL_1_6, OAuthError, oauth_error, on_oauth_error
from esignet_mock.provider import Provider
from esignet_mock.token.minting import Tokens
from esignet_mock.token.redemption import Redemption
from esignet_mock.token.routes import TokenRoutes
from esignet_mock.userinfo.kyc_exchange import exchange_with
from shared.control.explanation import Explanation
from shared.control.services import ServiceParts

_KYC_FAILURES: Final = (
    *("mock-ida-006", "mock-ida-007", "mock-ida-008"),
    *(f"IDA-KYE-{number:03}" for number in range(1, 8)),
    *("IDA-MLC-018", "IDA-MLC-022", "IDA-MLC-023"),
)


def token(provider: Provider) -> ServiceParts:
    """The service over one world."""
    settings, world, endpoints = provider.settings, provider.world, provider.endpoints
    profile = endpoints.profile
    redemption = Redemption(
        profile=profile,
        codes=provider.codes,
        clients=provider.clients,
        assertions=provider.assertions,
        nonces=provider.nonces,
        kyc=exchange_with(settings.identity_system, settings, world),
        tokens=Tokens(endpoints, world.keys, world.draws.of("credential nonces")),
        access_tokens=provider.access_tokens,
        faults=world.faults,
        v1_accepts_code_verifier=settings.v1_accepts_code_verifier,
    )
    world.memory.holds(redemption.used.clear)
    conditions = SINCE_1_7 if profile.oauth_error_codes else UNTIL_1_6
    by_code = {wire.inner: condition for condition, wire in reversed(list(conditions.items()))}
    failed_exchange = by_code["data_exchange_failed"]

    async def render(request: Request, code: str, explanation: Explanation) -> Response:
        condition = by_code.get(code, failed_exchange)
        return await on_oauth_error(request, oauth_error(profile, condition, explanation, inner=code))

    return ServiceParts(
        routes=TokenRoutes(endpoints, redemption, provider.proofs, world.clock).routes(),
        handlers={OAuthError: on_oauth_error},
        codes=tuple(dict.fromkeys((*(wire.inner for wire in conditions.values()), *_KYC_FAILURES))),
        names=("client", "uin"),
        render=render,
    )
