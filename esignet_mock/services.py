"""The services of the e-Signet mock as fault rules name them: where each answers, its codes, how it words one."""

from starlette.requests import Request
from starlette.responses import Response

from esignet_mock.authorization.errors import AuthorizationCode
from esignet_mock.authorization.identity_codes import MOCK_CODES
from esignet_mock.clients.errors import ManagementCode
from esignet_mock.envelope import INVALID_REQUEST, UNKNOWN_ERROR, Enveloped
from esignet_mock.mockidentity.errors import IdentityCode
from esignet_mock.never_answered import NEVER_ANSWERED
from esignet_mock.oauth_errors import SINCE_1_7, UNTIL_1_6, oauth_error, on_oauth_error
from esignet_mock.profiles import Profile
from esignet_mock.userinfo.errors import UserinfoError, UserinfoErrorCode, on_userinfo_error
from shared.control.clock import SuiteClock
from shared.control.explanation import Explanation, Refusal
from shared.control.faults.services import RenderCode, Service

_RELAYED = (
    *(f"IDA-MLC-{number:03}" for number in (2, 3, 4, 9, 10, 11, 14, 18, 19, 22, 23)),
    *(f"IDA-OTA-{number:03}" for number in (1, 2, 3, 4, 5, 6, 7, 9, 12, 13)),
    *("IDA-BIA-001", "IDA-PSD-001", "IDA-PSD-002", "IDA-MPA-006", "IDA-MPA-007", "IDA-MPA-009"),
)
"""ID authentication's codes that e-Signet passes on as they are."""
_KYC_FAILURES = (
    *("mock-ida-006", "mock-ida-007", "mock-ida-008"),
    *(f"IDA-KYE-{number:03}" for number in range(1, 8)),
    *("IDA-MLC-018", "IDA-MLC-022", "IDA-MLC-023"),
)


def esignet_services(profile: Profile, clock: SuiteClock) -> tuple[Service, ...]:
    """One entry for each service."""
    conditions = SINCE_1_7 if profile.oauth_error_codes else UNTIL_1_6
    ui_codes = tuple(dict.fromkeys((*map(str, AuthorizationCode), *_RELAYED, *NEVER_ANSWERED)))
    enveloped, mock_identity = _enveloped(Enveloped(clock)), _enveloped(Enveloped(clock, "message"))
    return (
        Service(
            name="token",
            prefixes=("/v1/esignet/oauth/", "/oauth/"),
            codes=tuple(dict.fromkeys((*(wire.inner for wire in conditions.values()), *_KYC_FAILURES))),
            names=("client", "uin"),
            render=_oauth(profile),
        ),
        Service(
            name="userinfo",
            prefixes=("/v1/esignet/oidc/userinfo", "/oidc/userinfo"),
            codes=tuple(map(str, UserinfoErrorCode)),
            names=("client", "uin"),
            render=_userinfo,
        ),
        Service(
            name="discovery",
            prefixes=("/.well-known", "/v1/esignet/oauth/.well-known", "/v1/esignet/oidc/.well-known"),
            codes=(),
            names=(),
            render=enveloped,
        ),
        Service(
            name="authorization",
            prefixes=("/authorize", "/login", "/v1/esignet/"),
            without=("/login/static/",),
            codes=ui_codes,
            names=("client", "uin"),
            render=enveloped,
        ),
        Service(
            name="clients",
            prefixes=("/v1/esignet/client-mgmt",),
            codes=(*map(str, ManagementCode), INVALID_REQUEST, UNKNOWN_ERROR),
            names=("client",),
            render=enveloped,
        ),
        Service(
            name="mockidentity",
            prefixes=("/v1/mock-identity-system",),
            codes=tuple(dict.fromkeys(map(str, (*IdentityCode, *MOCK_CODES.values())))),
            names=("client", "uin"),
            render=mock_identity,
        ),
    )


def _oauth(profile: Profile) -> RenderCode:
    conditions = SINCE_1_7 if profile.oauth_error_codes else UNTIL_1_6
    by_code = {wire.inner: condition for condition, wire in reversed(list(conditions.items()))}
    failed_exchange = by_code["data_exchange_failed"]

    async def render(request: Request, code: str, explanation: Explanation) -> Response:
        condition = by_code.get(code, failed_exchange)
        return await on_oauth_error(request, oauth_error(profile, condition, explanation, inner=code))

    return render


async def _userinfo(request: Request, code: str, explanation: Explanation) -> Response:
    return await on_userinfo_error(request, UserinfoError(UserinfoErrorCode(code), explanation))


def _enveloped(envelope: Enveloped) -> RenderCode:
    async def render(request: Request, code: str, explanation: Explanation) -> Response:
        return envelope.refusal(request, Refusal(code, explanation))

    return render
