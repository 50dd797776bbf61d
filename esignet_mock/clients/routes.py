"""`/v1/esignet/client-mgmt/...`: registering relying parties.

Without authentication, as with e-Signet's mock plugin or its `local` profile; there is neither GET nor DELETE.
Source: mosip/esignet `esignet-service` `controllers/ClientManagementController`.
"""

from collections.abc import Awaitable, Callable
from functools import partial

from msgspec import Struct
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from esignet_mock.clients.client import Client
from esignet_mock.clients.management import ClientManagement, Kind
from esignet_mock.clients.registration import Registration
from esignet_mock.endpoints import CLIENT_MANAGEMENT
from esignet_mock.envelope import Enveloped, EnvelopeRefusal
from shared.control.exchange import exchange_of

Handler = Callable[[Request], Awaitable[Response]]


class ClientRoutes(Struct, frozen=True):
    """Three generations of the same call."""

    management: ClientManagement
    enveloped: Enveloped

    def routes(self) -> list[BaseRoute]:
        profile = self.management.profile
        kinds: tuple[Kind, ...] = ("oidc-client", "oauth-client", "client")
        routes: list[BaseRoute] = []
        for kind in kinds:
            if kind == "client" and not profile.has_client_endpoint:
                continue
            path = f"{CLIENT_MANAGEMENT}/{kind}"
            routes.append(Route(path, self._enveloped(partial(self.create, kind)), methods=["POST"]))
            routes.append(Route(f"{path}/{{client_id}}", self._enveloped(partial(self.replace, kind)), methods=["PUT"]))
        if profile.has_client_patch:
            routes.append(
                Route(f"{CLIENT_MANAGEMENT}/client/{{client_id}}", self._enveloped(self.patch), methods=["PATCH"])
            )
        return routes

    def _enveloped(self, handler: Handler) -> Handler:
        async def enveloped(request: Request) -> Response:
            exchange_of(request.scope).service = "clients"
            try:
                return await handler(request)
            except EnvelopeRefusal as refusal:
                return self.enveloped.refusal(request, refusal)

        return enveloped

    async def create(self, kind: Kind, request: Request) -> Response:
        registration, violations = await self.enveloped.read(request, Registration)
        return self._answer(request, self.management.create(kind, registration, violations))

    async def replace(self, kind: Kind, request: Request) -> Response:
        registration, violations = await self.enveloped.read(request, Registration)
        client_id = request.path_params["client_id"]
        return self._answer(request, self.management.replace(kind, client_id, registration, violations))

    async def patch(self, request: Request) -> Response:
        registration, violations = await self.enveloped.read(request, Registration)
        client_id = request.path_params["client_id"]
        return self._answer(request, self.management.patch(client_id, registration, violations))

    def _answer(self, request: Request, client: Client) -> Response:
        exchange_of(request.scope).tag(client=client.client_id)
        return self.enveloped.answer({"clientId": client.client_id, "status": client.status})
