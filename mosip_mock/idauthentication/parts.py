"""ID authentication as fault rules name it: all its codes, those of the filter as the filter words them."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from mosip_mock.idauthentication.errors import IdaCode
from mosip_mock.idauthentication.refusal import Detail, Finding, IdaError
from mosip_mock.idauthentication.routes import IdAuthenticationRoutes
from mosip_mock.idauthentication.wiring import wired
from mosip_mock.partners.registry import Partners
from mosip_mock.settings import Settings
from shared.control.explanation import Explanation
from shared.control.services import ServiceParts
from shared.world import World

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


def id_authentication(settings: Settings, world: World, partners: Partners) -> ServiceParts:
    """The service over one world."""
    service = wired(settings, world, partners)
    world.memory.holds(service.forget)
    routes = IdAuthenticationRoutes(service, world.faults, world.clock)

    async def render(request: Request, code: str, explanation: Explanation) -> Response:
        ida_code = IdaCode(code)
        finding = Finding(code=ida_code, explanation=explanation, detail=_DETAILS.get(ida_code, ""))
        return await routes.render_fault(request, IdaError(finding, in_filter=code.startswith("IDA-MPA")))

    return ServiceParts(
        routes=routes.routes(),
        codes=tuple(map(str, IdaCode)),
        names=("partner", "client", "uin"),
        render=render,
    )
