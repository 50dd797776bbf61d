"""The control API's own part: log somebody in without a browser, list the relying parties."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

import msgspec
from msgspec import Struct
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from esignet_mock.authorization.authorize_request import AuthorizeRequest
from esignet_mock.authorization.claims_schema import parse_claims
from esignet_mock.authorization.details import OauthDetails
from esignet_mock.authorization.login import ConsentDeniedError, Login
from esignet_mock.authorization.pushed_requests import PushedRequests
from esignet_mock.authorization.query import authorize_request_of
from esignet_mock.authorization.redirects import error_url, success_url
from esignet_mock.authorization.transactions import Stage, Transaction
from esignet_mock.clients.registry import Clients
from esignet_mock.endpoints import Endpoints
from esignet_mock.envelope import EnvelopeRefusal
from shared.control.exchange import Exchange
from shared.control.explanation import Explanation
from shared.control.journal import Journal
from shared.control.listing import listing
from shared.wire import WireError, decode_pairs, json_response, read_json


class _Approval(msgspec.Struct, frozen=True, rename="camel"):
    """A login to approve: the authorize URL or its parameters, and who logs in."""

    individual_id: str
    url: str | None = None
    parameters: dict[str, Any] | None = None
    accepted_claims: list[str] | None = None
    """Voluntary claims to give besides the essential ones; all of them unless this is there."""
    decision: str = "accept"
    """`accept`, or `deny`."""


class ControlRoutes(Struct, frozen=True):
    """`POST /_mock/authorize`, `GET /_mock/clients`."""

    details: OauthDetails
    login: Login
    clients: Clients
    endpoints: Endpoints
    journal: Journal
    pushed: PushedRequests

    def routes(self) -> list[BaseRoute]:
        return [
            Route("/authorize", self.authorize, methods=["POST"]),
            Route("/clients", self.list_clients, methods=["GET"]),
        ]

    async def list_clients(self, request: Request) -> Response:
        return listing(request, self.clients.list())

    async def authorize(self, request: Request) -> Response:
        """What the browser would be sent to. The login stands in the journal as an exchange of its own."""
        approval = await read_json(request, _Approval)
        exchange = self.journal.open("internal", method="POST", path="/_mock/authorize", service="authorization")
        exchange.status = 400
        try:
            answer = self._approved(approval, exchange)
        except EnvelopeRefusal as refusal:
            for explanation in refusal.explanations:
                exchange.explain(explanation)
            return json_response(
                {
                    "error": refusal.code,
                    "message": f"expected {refusal.explanation.expected}, received {refusal.explanation.received}",
                    "explanations": refusal.explanations,
                    "explain": exchange.id,
                },
                400,
            )
        else:
            exchange.status = 200
            return json_response(answer)
        finally:
            self.journal.close(exchange)

    def _approved(self, approval: _Approval, exchange: Exchange) -> dict[str, Any]:
        transaction = self._begin(approval, exchange)
        exchange.tag(transaction=transaction.id, client=transaction.client.client_id)
        if approval.decision != "accept":
            return self._denied(transaction, exchange)
        try:
            code = self.login.accept_all(transaction, approval.individual_id, approval.accepted_claims)
        except ConsentDeniedError:
            return self._denied(transaction, exchange)
        url = success_url(transaction, code, self.endpoints, exchange=exchange)
        return {"redirectUrl": url, "code": code, "state": transaction.request.state}

    def _begin(self, approval: _Approval, exchange: Exchange) -> Transaction:
        parameters = _parameters_of(approval)
        if "request_uri" in parameters and self.endpoints.profile.has_par:
            request = self.pushed.take(str(parameters["request_uri"]), str(parameters.get("client_id")))
            return self.details.begun_pushed(request)
        return self.details.begun(_request_of(parameters, exchange))

    def _denied(self, transaction: Transaction, exchange: Exchange) -> dict[str, Any]:
        error = self.endpoints.profile.cancel_error
        self.login.transactions.put(Stage.FINISHED, transaction)
        url = error_url(transaction, error, exchange=exchange)
        return {"redirectUrl": url, "error": error, "state": transaction.request.state}


def _parameters_of(approval: _Approval) -> Mapping[str, Any]:
    if approval.url is not None:
        return decode_pairs(_query_in(approval.url), "query parameter")
    return approval.parameters or {}


def _request_of(parameters: Mapping[str, Any], exchange: Exchange) -> AuthorizeRequest:
    claims = parameters.get("claims")
    texts = {name: str(value) for name, value in parameters.items() if value is not None and name != "claims"}
    if claims is None or isinstance(claims, str):
        claims = parse_claims(claims, exchange)
    return authorize_request_of(texts, claims)


def _query_in(url: str) -> str:
    try:
        return urlsplit(url).query
    except ValueError as error:
        raise WireError(
            Explanation(
                expected="the whole authorize URL",
                received=repr(url)[:80],
                where="url",
                why="its query holds the request",
                mend="copy the address behind the relying party's login button",
            )
        ) from error
