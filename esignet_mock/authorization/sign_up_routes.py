"""`prepare-signup-redirect` and `complete-signup-redirect`, with the headers of the UI API's other steps.

Source: mosip/esignet `esignet-service` `controllers/AuthorizationController`.
"""

from msgspec import Struct
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from esignet_mock.authorization.header_filter import check_headers
from esignet_mock.authorization.sign_up import ID_TOKEN_LIFETIME, SignUpDetour
from esignet_mock.authorization.step_requests import SignupRequest, blank
from esignet_mock.authorization.transactions import Stage
from esignet_mock.authorization.ui_guard import UiGuard
from esignet_mock.authorization.ui_routes import BASE
from esignet_mock.envelope import Enveloped, refuse_violations
from shared.control.exchange import exchange_of


class SignUpRoutes(Struct, frozen=True):
    """There since claim-details is."""

    guard: UiGuard
    enveloped: Enveloped
    detour: SignUpDetour

    def routes(self) -> list[BaseRoute]:
        steps = (("/prepare-signup-redirect", self.prepare), ("/complete-signup-redirect", self.complete))
        if not self.detour.endpoints.profile.has_claim_details:
            return []
        return [Route(BASE + path, self.guard.guarded(step, needs_csrf=True), methods=["POST"]) for path, step in steps]

    async def prepare(self, request: Request) -> Response:
        check_headers(request, self.detour.login, Stage.AUTHENTICATED, None)
        wanted, violations = await self.enveloped.read(request, SignupRequest)
        given = blank(transaction_id=wanted.transaction_id, path_fragment=wanted.path_fragment)
        refuse_violations([*violations, *given])
        transaction = self.detour.login.transactions.get(Stage.AUTHENTICATED, wanted.transaction_id)
        exchange_of(request.scope).tag(transaction=transaction.id)
        departure = self.detour.prepare(transaction, wanted.path_fragment or "")
        response = self.enveloped.answer({"transactionId": transaction.id, "idToken": departure.id_token})
        response.set_cookie(
            transaction.id, departure.cookie, max_age=ID_TOKEN_LIFETIME, path="/", secure=True, httponly=True
        )
        return response

    async def complete(self, request: Request) -> Response:
        check_headers(request, self.detour.login, Stage.HALTED, None)
        wanted, violations = await self.enveloped.read(request, SignupRequest)
        refuse_violations([*violations, *blank(transaction_id=wanted.transaction_id)])
        transaction = self.detour.login.transactions.get(Stage.HALTED, wanted.transaction_id)
        exchange_of(request.scope).tag(transaction=transaction.id)
        return self.enveloped.answer({"status": self.detour.complete(transaction)})
