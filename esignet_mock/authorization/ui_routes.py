"""The JSON API behind the real login page, for scripts written for it.

Source: mosip/esignet `esignet-service` `controllers/AuthorizationController`.
"""

from functools import partial
from typing import Final

import msgspec
from msgspec import Struct
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from esignet_mock.authorization.authorize_request import AuthorizeRequest
from esignet_mock.authorization.captcha import Captcha
from esignet_mock.authorization.csrf import API_COOKIE, API_HEADER, set_token, token_of
from esignet_mock.authorization.details import OauthDetails, Version
from esignet_mock.authorization.factors import challenge_violations
from esignet_mock.authorization.header_filter import check_headers
from esignet_mock.authorization.login import ConsentDeniedError, Login
from esignet_mock.authorization.pushed_requests import PushedRequests
from esignet_mock.authorization.step_answers import code_answer, denied_by_magic, otp_answer
from esignet_mock.authorization.step_requests import (
    AuthRequest,
    CodeRequest,
    OtpRequest,
    PushedDetailsRequest,
    blank,
    channel_violations,
)
from esignet_mock.authorization.transactions import Api, Stage
from esignet_mock.authorization.ui_guard import Handler, UiGuard
from esignet_mock.endpoints import SERVICE
from esignet_mock.envelope import Enveloped, refuse_violations
from esignet_mock.profiles import Profile
from shared.control.exchange import exchange_of
from shared.draws import RANDOM, Draw
from shared.wire import json_response

BASE: Final = f"{SERVICE}/authorization"


class UiRoutes(Struct, frozen=True):
    """`/v1/esignet/authorization/...` and the CSRF token."""

    guard: UiGuard
    enveloped: Enveloped
    details: OauthDetails
    login: Login
    pushed: PushedRequests
    captcha: Captcha
    profile: Profile
    draw: Draw = RANDOM

    def routes(self) -> list[BaseRoute]:
        versions: tuple[tuple[str, Version], ...] = (("", 1), ("/v2", 2), ("/v3", 3))
        steps: list[tuple[str, Handler]] = [
            *((f"{BASE}{path}/oauth-details", partial(self.oauth_details, v)) for path, v in versions),
            *((f"{BASE}{path}/authenticate", partial(self.authenticate, v)) for path, v in versions),
            (f"{BASE}/send-otp", self.send_otp),
            (f"{BASE}/auth-code", self.auth_code),
        ]
        if self.profile.has_par:
            steps.append((f"{BASE}/par-oauth-details", self.par_oauth_details))
        routes: list[BaseRoute] = [
            Route(path, self.guard.guarded(handler, needs_csrf=True), methods=["POST"]) for path, handler in steps
        ]
        routes.append(Route(f"{SERVICE}/csrf/token", self.csrf_token, methods=["GET"]))
        if self.profile.has_claim_details:
            claim_details = self.guard.guarded(self.claim_details, needs_csrf=False)
            routes.append(Route(f"{BASE}/claim-details", claim_details, methods=["GET"]))
        return routes

    async def csrf_token(self, request: Request) -> Response:
        exchange_of(request.scope).service = "authorization"
        token = token_of(request, API_COOKIE, self.draw)
        response = json_response({"headerName": API_HEADER, "parameterName": "_csrf", "token": token})
        return set_token(response, API_COOKIE, token, is_readable=True)

    async def oauth_details(self, version: Version, request: Request) -> Response:
        wanted, violations = await self.enveloped.read(request, AuthorizeRequest)
        unknown_to_version = {
            1: {"code_challenge": None, "code_challenge_method": None, "id_token_hint": None},
            2: {"id_token_hint": None},
            3: {},
        }[version]
        wanted = msgspec.structs.replace(wanted, **unknown_to_version)
        exchange_of(request.scope).tag(client=wanted.client_id or "")
        started = self.details.begin(wanted, version=version, violations=tuple(violations), cookies=request.cookies)
        exchange_of(request.scope).tag(transaction=started.transaction.id)
        return self.enveloped.answer(started.response)

    async def par_oauth_details(self, request: Request) -> Response:
        wanted, violations = await self.enveloped.read(request, PushedDetailsRequest)
        refuse_violations([*violations, *blank(client_id=wanted.client_id, request_uri=wanted.request_uri)])
        pushed = self.pushed.take(wanted.request_uri, wanted.client_id)
        started = self.details.described(self.details.begun_pushed(pushed, request.cookies))
        exchange_of(request.scope).tag(client=wanted.client_id or "", transaction=started.transaction.id)
        return self.enveloped.answer(started.response)

    async def send_otp(self, request: Request) -> Response:
        check_headers(request, self.login, Stage.PREAUTH, Api.SEND_OTP)
        wanted, violations = await self.enveloped.read(request, OtpRequest)
        violations += blank(transaction_id=wanted.transaction_id, individual_id=wanted.individual_id)
        violations += channel_violations(wanted.otp_channels)
        refuse_violations(violations)
        self.captcha.check("send-otp", wanted.captcha_token)
        transaction = self.login.transactions.get(Stage.PREAUTH, wanted.transaction_id)
        exchange_of(request.scope).tag(transaction=transaction.id)
        sent = self.login.send_otp(transaction, wanted.individual_id or "", wanted.otp_channels or ())
        return self.enveloped.answer(otp_answer(transaction.id, sent))

    async def authenticate(self, version: Version, request: Request) -> Response:
        check_headers(request, self.login, Stage.PREAUTH, Api.AUTHENTICATE)
        wanted, violations = await self.enveloped.read(request, AuthRequest)
        violations += blank(transaction_id=wanted.transaction_id, individual_id=wanted.individual_id)
        violations += challenge_violations(wanted.challenge_list)
        refuse_violations(violations)
        challenges = wanted.challenge_list or ()
        if version == 3:  # noqa: PLR2004 - the version of the call
            for challenge in challenges:
                self.captcha.check((challenge.auth_factor_type or "").lower(), wanted.captcha_token)
        transaction = self.login.transactions.get(Stage.PREAUTH, wanted.transaction_id)
        exchange_of(request.scope).tag(transaction=transaction.id)
        transaction = self.login.authenticate(
            transaction, wanted.individual_id or "", challenges, looks_for_consent=version > 1
        )
        exchange_of(request.scope).tag(uin=str(transaction.uin))
        answer = {"transactionId": transaction.id}
        return self.enveloped.answer(
            answer if version == 1 else {**answer, "consentAction": transaction.consent_action}
        )

    async def claim_details(self, request: Request) -> Response:
        check_headers(request, self.login, Stage.AUTHENTICATED, Api.CLAIM_DETAILS)
        transaction = self.login.transactions.get(Stage.AUTHENTICATED, request.headers.get("oauth-details-key"))
        return self.enveloped.answer(self.login.claim_details(transaction))

    async def auth_code(self, request: Request) -> Response:
        check_headers(request, self.login, Stage.AUTHENTICATED, None)
        wanted, violations = await self.enveloped.read(request, CodeRequest)
        refuse_violations([*violations, *blank(transaction_id=wanted.transaction_id)])
        transaction = self.login.transactions.get(Stage.AUTHENTICATED, wanted.transaction_id)
        exchange_of(request.scope).tag(transaction=transaction.id)
        try:
            code = self.login.authorize(
                transaction, wanted.accepted_claims or (), wanted.permitted_authorize_scopes or ()
            )
        except ConsentDeniedError as denied:
            raise denied_by_magic(transaction.individual_id) from denied
        return self.enveloped.answer(code_answer(transaction, code))
