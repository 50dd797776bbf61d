"""The login page: `GET /authorize` and the forms behind it. Works without JavaScript.

Source of the steps: mosip/esignet `oidc-ui/src/pages/*`, `oidc-ui/src/components/*`.
"""

from collections.abc import Awaitable, Callable, Mapping
from typing import Final

from msgspec import Struct
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from esignet_mock.authorization.authorize_request import AuthorizeRequest
from esignet_mock.authorization.claims_schema import parse_claims
from esignet_mock.authorization.csrf import PAGE_COOKIE, PAGE_FIELD, is_genuine
from esignet_mock.authorization.details import OauthDetails
from esignet_mock.authorization.ended_logins import LostError, OverError, check_open, remembered, transaction_of
from esignet_mock.authorization.errors import AuthorizationCode as Code
from esignet_mock.authorization.errors import refused
from esignet_mock.authorization.factors import BY_TYPE, Challenge, challenge_violations
from esignet_mock.authorization.login import Login
from esignet_mock.authorization.pretence import pretended_challenge
from esignet_mock.authorization.pushed_requests import PushedRequests
from esignet_mock.authorization.query import authorize_request_of
from esignet_mock.authorization.returning import Returning
from esignet_mock.authorization.step_requests import CHANNELS
from esignet_mock.authorization.transactions import Api, Stage, Transaction
from esignet_mock.authorization.views import Views
from esignet_mock.envelope import EnvelopeRefusal, refuse_violations
from shared.control.exchange import Exchange, exchange_of
from shared.wire import WireError, query_of, read_form

Page = Callable[[Request], Awaitable[Response]]
_SERVICE: Final = "authorization"


class PageRoutes(Struct, frozen=True):
    """Pages for people; each step is the same domain function that the UI API calls."""

    details: OauthDetails
    login: Login
    pushed: PushedRequests
    views: Views
    returning: Returning
    auto_login: str | None

    def routes(self) -> list[BaseRoute]:
        forms: tuple[tuple[str, Page], ...] = (
            ("/login/quick", self.quick),
            ("/login/identify", self.identify),
            ("/login/send-otp", self.send_otp),
            ("/login/authenticate", self.authenticate),
            ("/login/consent", self.consent),
        )
        return [
            Route("/authorize", _explaining(self, self.authorize), methods=["GET"]),
            Route("/login", _explaining(self, self.choose), methods=["GET"]),
            Route("/login/timeout", _explaining(self, self.timeout), methods=["GET"]),
            *(Route(path, _explaining(self, page), methods=["POST"]) for path, page in forms),
        ]

    # The request

    async def authorize(self, request: Request) -> Response:
        exchange = exchange_of(request.scope)
        query = query_of(request)
        if client_id := query.get("client_id"):
            exchange.tag(client=client_id)
        transaction = self._begin(query, request.cookies, exchange)
        exchange.tag(transaction=transaction.id)
        individual_id = query.get("login_hint") or self.auto_login
        if individual_id:
            try:
                return self.returning.accept_all(transaction, individual_id, exchange)
            except EnvelopeRefusal as refusal:
                return self.views.login(request, transaction, refusal=refusal, typed=individual_id)
        return self.views.login(request, transaction)

    def _begin(self, query: Mapping[str, str], cookies: Mapping[str, str], exchange: Exchange) -> Transaction:
        if "request_uri" in query and self.details.profile.has_par:
            pushed = self.pushed.take(query["request_uri"], query.get("client_id"))
            return self.details.begun_pushed(pushed, cookies)
        return self.details.begun(self._request_of(query, exchange), cookies=cookies)

    @staticmethod
    def _request_of(query: Mapping[str, str], exchange: Exchange) -> AuthorizeRequest:
        parameters = {name: value for name, value in query.items() if name != "dpop_jkt"}  # the page drops it
        return authorize_request_of(parameters, parse_claims(query.get("claims"), exchange))

    # Choosing somebody

    async def choose(self, request: Request) -> Response:
        """The login page of a transaction, with the people that a search found."""
        query = query_of(request)
        transaction = self._transaction(query, Stage.PREAUTH)
        return self.views.login(request, transaction, search=query.get("q", ""), typed=query.get("individualId", ""))

    async def quick(self, request: Request) -> Response:
        """One field, one button, back to the relying party."""
        form = await self._form(request)
        transaction = self._transaction(form, Stage.PREAUTH)
        individual_id = form.get("individualId", "").strip()
        try:
            return self.returning.accept_all(transaction, individual_id, exchange_of(request.scope))
        except EnvelopeRefusal as refusal:
            return self.views.login(request, transaction, refusal=refusal, typed=individual_id)

    async def identify(self, request: Request) -> Response:
        """The first of e-Signet's own steps: who, then which factor."""
        form = await self._form(request)
        transaction = self._transaction(form, Stage.PREAUTH)
        individual_id = form.get("individualId", "").strip()
        if not individual_id:
            return self.views.login(request, transaction, refusal=_nobody(), typed="")
        return self.views.factor(request, transaction, individual_id, form.get("factor", ""))

    # Factors

    async def send_otp(self, request: Request) -> Response:
        form = await self._form(request)
        transaction = self._transaction(form, Stage.PREAUTH)
        individual_id = form.get("individualId", "").strip()
        channels = [channel for channel in CHANNELS if form.get(f"channel-{channel}")]
        try:
            transaction = self.login.count(transaction, Api.SEND_OTP, individual_id)
            sent = self.login.send_otp(transaction, individual_id, channels)
        except EnvelopeRefusal as refusal:
            return self.views.factor(request, transaction, individual_id, "OTP", refusal=refusal)
        shown = [masked for masked in (sent.masked_email, sent.masked_mobile) if masked]
        return self.views.factor(request, transaction, individual_id, "OTP", sent_to=shown)

    async def authenticate(self, request: Request) -> Response:
        form = await self._form(request)
        exchange = exchange_of(request.scope)
        transaction = self._transaction(form, Stage.PREAUTH)
        individual_id, kind = form.get("individualId", "").strip(), form.get("factor", "")
        factor = BY_TYPE.get(kind)
        challenge = Challenge(
            auth_factor_type=kind,
            challenge=pretended_challenge(kind, form),
            format=factor.format if factor else None,
        )
        try:
            transaction = self.login.count(transaction, Api.AUTHENTICATE, individual_id)
            refuse_violations(challenge_violations([challenge]))
            transaction = self.login.authenticate(transaction, individual_id, [challenge])
        except EnvelopeRefusal as refusal:
            return self.views.factor(request, transaction, individual_id, kind, refusal=refusal)
        exchange.tag(uin=str(transaction.uin))
        if transaction.consent_action == "NOCAPTURE":
            return self.returning.consented(transaction, [], [], exchange)
        return self.views.consent(request, transaction)

    # Consent

    async def consent(self, request: Request) -> Response:
        form = await self._form(request)
        exchange = exchange_of(request.scope)
        transaction = self.login.transactions.find(Stage.AUTHENTICATED, form.get("transaction"))
        if transaction is None:
            check_open(self.login.transactions, form)
            return self._too_late(form, "transaction_timeout", exchange)
        if form.get("decision") != "accept":
            return self.returning.denied(transaction, exchange)
        claims = transaction.claims
        accepted = [*claims.essential, *(claim for claim in claims.voluntary if form.get(f"claim-{claim}"))]
        permitted = [scope for scope in claims.authorize_scopes if form.get(f"scope-{scope}")]
        return self.returning.consented(transaction, accepted, permitted, exchange)

    async def timeout(self, request: Request) -> Response:
        """Where the consent page goes by itself when its time is over."""
        return self._too_late(query_of(request), "transaction_timeout", exchange_of(request.scope))

    # Reading forms and showing pages

    async def _form(self, request: Request) -> dict[str, str]:
        """The form's fields. Raises `AuthorizationError` when the form is not from this browser's page."""
        form = await read_form(request)
        if is_genuine(request, PAGE_COOKIE, form.get(PAGE_FIELD)):
            return form
        raise refused(
            Code.INVALID_REQUEST,
            expected="the form of this browser's own login page",
            received="a form whose token is not the one in the cookie",
            where=f"form field {PAGE_FIELD}",
            why="another site must not log somebody in or give consent in their name",
            mend="allow cookies for this address and begin again at the relying party",
        )

    def _transaction(self, form: Mapping[str, str], stage: Stage) -> Transaction:
        """The login of this page. Raises `EndedError`, `AuthorizationError`."""
        return transaction_of(self.login.transactions, form, stage, is_pressed=PAGE_FIELD in form)

    def _too_late(self, form: Mapping[str, str], error: str, exchange: Exchange) -> Response:
        """Back to the relying party with an error, as long as it is known where that is."""
        late = remembered(self.login.transactions, form)
        if late.code:
            late = self.login.transactions.get(Stage.AUTHENTICATED, late.id, "form field transaction")
        return self.returning.with_error(late, error, exchange)


def _explaining(routes: PageRoutes, page: Page) -> Page:
    """Turn refusals into the error page."""

    async def explained(request: Request) -> Response:
        exchange = exchange_of(request.scope)
        exchange.service = _SERVICE
        try:
            return await _once_more(routes, page, request)
        except LostError as lost:
            return routes.returning.with_error(lost.transaction, Code.INVALID_TRANSACTION, exchange)
        except EnvelopeRefusal as refusal:
            return routes.views.error(exchange, refusal.explanations)
        except WireError as error:
            return routes.views.error(exchange, [error.explanation])

    return explained


async def _once_more(routes: PageRoutes, page: Page, request: Request) -> Response:
    """The page, or the way back that its login has taken already."""
    try:
        return await page(request)
    except OverError as over:
        return routes.returning.again(over.transaction, exchange_of(request.scope))


def _nobody() -> EnvelopeRefusal:
    return refused(
        Code.INVALID_IDENTIFIER,
        expected="a UIN or VID",
        received="nothing",
        where="form field individualId",
        why="there is nobody to log in",
        mend="type a number, or pick somebody from the list",
    )
