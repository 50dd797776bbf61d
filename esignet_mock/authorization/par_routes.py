"""`POST /v1/esignet/oauth/par`: pushed authorization requests (RFC 9126), since 1.7.

Source: mosip/esignet `PushedAuthorizationServiceImpl`, `core/dto/PushedAuthorizationRequest`.
"""

from collections.abc import Iterator, Mapping

import msgspec
from msgspec import Struct
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from esignet_mock.authorization.authorize_request import AuthorizeRequest, violations_of
from esignet_mock.authorization.details import OauthDetails
from esignet_mock.authorization.errors import AuthorizationCode as Code
from esignet_mock.authorization.pushed_requests import LIFETIME, PushedRequests
from esignet_mock.authorization.query import authorize_request_of
from esignet_mock.clients.client import Client
from esignet_mock.endpoints import PAR, AssertionEndpoint, Endpoints
from esignet_mock.envelope import EnvelopeRefusal
from esignet_mock.oauth_errors import NO_STORE, Condition, OAuthError, oauth_error
from esignet_mock.oauth_form import METHODS, check_post, read_oauth_form
from esignet_mock.profiles import Profile
from esignet_mock.token.client_assertion import ASSERTION_TYPE, ClientAssertions
from esignet_mock.token.dpop import HEADER, DpopProofs, Proof
from shared.control.exchange import Exchange, exchange_of
from shared.control.explanation import Explanation
from shared.wire import json_response


class ParRoutes(Struct, frozen=True):
    """The endpoint; pushed requests are read by the authorize page and by `par-oauth-details`."""

    details: OauthDetails
    pushed: PushedRequests
    endpoints: Endpoints
    assertions: ClientAssertions
    proofs: DpopProofs

    def routes(self) -> list[BaseRoute]:
        return [Route(PAR, self.push, methods=METHODS)] if self._profile.has_par else []

    async def push(self, request: Request) -> Response:
        exchange = exchange_of(request.scope)
        exchange.service = "authorization"
        proof = self._proof(request, exchange)
        check_post(request, self._profile)
        form = await read_oauth_form(request, self._profile)
        try:
            wanted, client = self._checked(form, exchange)
        except EnvelopeRefusal as refusal:
            for explanation in refusal.explanations[1:]:
                exchange.explain(explanation)
            raise self._refused(Condition.REQUEST, refusal.explanations[0], refusal.code) from refusal
        wanted = self._bound(wanted, proof)
        try:
            self.details.check_redirect_uri(wanted, client)
            self.details.check_nonce(wanted)
        except EnvelopeRefusal as refusal:
            raise self._refused(Condition.REQUEST, refusal.explanation, refusal.code) from refusal
        self.assertions.check(form["client_assertion"], client, AssertionEndpoint.PAR, exchange)
        request_uri = self.pushed.push(wanted)
        return json_response({"request_uri": request_uri, "expires_in": LIFETIME}, 201, NO_STORE)

    def _checked(self, form: Mapping[str, str], exchange: Exchange) -> tuple[AuthorizeRequest, Client]:
        """The request, each field checked, and its client. Raises `OAuthError`, `AuthorizationError`."""
        for condition, explanation in _form_violations(form):
            raise oauth_error(self._profile, condition, explanation)
        wanted = authorize_request_of(form, self._claims(form.get("claims")))
        if violations := violations_of(wanted, is_pushed=True):
            raise EnvelopeRefusal(violations[0].code, violations[0].explanation, violations)
        exchange.tag(client=wanted.client_id or "")
        return wanted, self.details.active_client(wanted)

    def _claims(self, text: str | None) -> object:
        if not text:
            return None
        try:
            return msgspec.json.decode(text)
        except (msgspec.DecodeError, RecursionError) as error:
            raise self._refused(
                Condition.REQUEST,
                _explanation("claims", "JSON with a `userinfo` member", repr(text)[:120], "send JSON, encoded once"),
                Code.INVALID_CLAIM,
            ) from error

    def _bound(self, wanted: AuthorizeRequest, proof: Proof | None) -> AuthorizeRequest:
        """The request bound to the key of the proof. Raises `OAuthError` if it names another."""
        if proof is None:
            return wanted
        if wanted.dpop_jkt and wanted.dpop_jkt != proof.thumbprint:
            explanation = _explanation(
                "dpop_jkt",
                f"the thumbprint of the proof's key, {proof.thumbprint}",
                wanted.dpop_jkt[:60],
                "send the thumbprint (RFC 7638) of the key that signs the proof, or leave `dpop_jkt` out",
            )
            raise oauth_error(self._profile, Condition.DPOP_KEY, explanation)
        return msgspec.structs.replace(wanted, dpop_jkt=proof.thumbprint)

    @property
    def _profile(self) -> Profile:
        return self.endpoints.profile

    def _proof(self, request: Request, exchange: Exchange) -> Proof | None:
        proofs = request.headers.getlist(HEADER)
        if not proofs:
            return None
        urls = self.endpoints.literal_urls(PAR)
        return self.proofs.check(",".join(proofs), method=request.method, urls=urls, exchange=exchange)

    def _refused(self, condition: Condition, explanation: Explanation, code: str) -> OAuthError:
        return oauth_error(self._profile, condition, explanation, inner=str(code))


def _form_violations(form: Mapping[str, str]) -> Iterator[tuple[Condition, Explanation]]:
    """What a push has besides the authorize request itself."""
    if "request_uri" in form:
        yield (
            Condition.REQUEST,
            _explanation("request_uri", "none", form["request_uri"][:80], "a pushed request names no other (RFC 9126)"),
        )
    if form.get("client_assertion_type") != ASSERTION_TYPE:
        yield (
            Condition.ASSERTION_TYPE,
            _explanation(
                "client_assertion_type",
                ASSERTION_TYPE,
                repr(form.get("client_assertion_type"))[:80],
                "send this value",
            ),
        )
    if not form.get("client_assertion", "").strip():
        yield (
            Condition.ASSERTION,
            _explanation("client_assertion", "a signed JWT", "nothing", "sign one as for the token endpoint"),
        )


def _explanation(field: str, expected: str, received: str, mend: str) -> Explanation:
    return Explanation(
        expected=expected,
        received=received,
        where=f"form field {field}",
        why="each field is checked before anything is looked up",
        mend=mend,
    )
