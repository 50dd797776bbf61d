"""The WebSub hub as a service; for fault rules, its codes are the reasons that it gives."""

from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from mosip_mock.websub.errors import DeniedError, HubReason
from mosip_mock.websub.hub import Hub
from mosip_mock.websub.permissions import Permissions
from mosip_mock.websub.routes import HubRoutes, denied
from shared.control.exchange import exchange_of
from shared.control.explanation import Explanation
from shared.control.services import ServiceParts

_PUBLISHERS_ONLY: Final = frozenset(
    {HubReason.TOPIC_REGISTERED, HubReason.TOPIC_UNKNOWN, HubReason.PUBLISHER_UNAUTHORISED}
)


def web_sub(hub: Hub, permissions: Permissions) -> ServiceParts:
    """The hub's one door."""

    async def render(request: Request, code: str, explanation: Explanation) -> Response:
        reason = HubReason(code)
        error = DeniedError(reason, 200 if reason in _PUBLISHERS_ONLY else 500, explanation)
        exchange_of(request.scope).explain(error.explanation)
        return denied(error)

    return ServiceParts(
        routes=HubRoutes(hub, permissions).routes(),
        codes=tuple(map(str, HubReason)),
        names=("client",),
        render=render,
    )
