"""ID authentication, the hub and the credential documents as fault rules name them.

The registration side names its own services in `registration_faults`.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from mosip_mock.credentials.shares import PATH as SHARES
from mosip_mock.idauthentication.endpoints import PREFIX as ID_AUTHENTICATION
from mosip_mock.idauthentication.errors import IdaCode
from mosip_mock.idauthentication.refusal import Detail, Finding, IdaError
from mosip_mock.idauthentication.routes import IdAuthenticationRoutes
from mosip_mock.websub.errors import DeniedError, HubReason
from mosip_mock.websub.routes import PATHS as HUB_PATHS
from mosip_mock.websub.routes import denied
from shared.control.exchange import exchange_of
from shared.control.explanation import Explanation
from shared.control.faults.services import Service

_PUBLISHERS_ONLY: Final = frozenset(
    {HubReason.TOPIC_REGISTERED, HubReason.TOPIC_UNKNOWN, HubReason.PUBLISHER_UNAUTHORISED}
)
_DETAILS: Final[Mapping[IdaCode, Detail]] = MappingProxyType(
    {
        IdaCode.TIME_WINDOW: ("30", ""),
        IdaCode.MISSING: "requestTime",
        IdaCode.INVALID: "requestTime",
        IdaCode.UNSUPPORTED_AUTH_TYPE: "OTP",
        IdaCode.ID_TYPE_DISABLED: "UIN",
        IdaCode.NOT_IN_DATABASE: "UIN",
        IdaCode.AUTH_TYPE_LOCKED: "otp-email",
        IdaCode.BLOCKED: "UIN is deactivated/blocked",
        IdaCode.SIGNATURE: "request",
        IdaCode.AUTH_TYPE_NOT_ALLOWED: "OTP",
        IdaCode.AUTH_TYPE_MANDATORY: "OTP",
        IdaCode.AMR_NOT_ALLOWED: "OTP",
        IdaCode.DEMO_MISMATCH: "fullName",
        IdaCode.DEMO_NOT_AVAILABLE: "fullName",
        IdaCode.LANGUAGE: "fra",
        IdaCode.OTP_FROZEN: ("30", "5"),
        IdaCode.BIO_MISMATCH: "face",
    }
)
"""What stands in the gaps of the texts."""


def ida_service(routes: IdAuthenticationRoutes) -> Service:
    """ID authentication with all its codes; those of the filter come as the filter words them."""

    async def render(request: Request, code: str, explanation: Explanation) -> Response:
        ida_code = IdaCode(code)
        finding = Finding(code=ida_code, explanation=explanation, detail=_DETAILS.get(ida_code, ""))
        return await routes.render_fault(request, IdaError(finding, in_filter=code.startswith("IDA-MPA")))

    return Service(
        name="idauthentication",
        prefixes=(ID_AUTHENTICATION, "/mosip-certs"),
        codes=tuple(map(str, IdaCode)),
        names=("partner", "client", "uin"),
        render=render,
    )


def hub_service() -> Service:
    """The WebSub hub; its codes are the reasons that it gives."""

    async def render(request: Request, code: str, explanation: Explanation) -> Response:
        reason = HubReason(code)
        error = DeniedError(reason, 200 if reason in _PUBLISHERS_ONLY else 500, explanation)
        exchange_of(request.scope).explain(error.explanation)
        return denied(error)

    codes = tuple(map(str, HubReason))
    return Service(name="websub", prefixes=HUB_PATHS, codes=codes, names=("client",), render=render)


def credentials_service() -> Service:
    """The documents that credentials point to, and shared data. They have no codes of their own."""

    async def render(_: Request, code: str, explanation: Explanation) -> Response:
        raise ValueError(f"{code}: {explanation.received}")  # no code passes the check of rules

    prefixes = ("/.well-known", SHARES)
    return Service(name="credentials", prefixes=prefixes, codes=(), names=("partner",), render=render)
