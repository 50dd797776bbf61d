"""`/v1/esignet/linked-authorization/...`: the browser's side and the wallet's side of a linked login.

Wallet keys are not bound in the mock, so a consent's signature is checked for its form alone.
Source: mosip/esignet `esignet-service` `controllers/LinkedAuthorizationController`.
"""

from collections.abc import Mapping
from functools import partial
from typing import Any, Final, Literal

import msgspec
from msgspec import Struct
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from esignet_mock.authorization.errors import AuthorizationCode as Code
from esignet_mock.authorization.errors import violation
from esignet_mock.authorization.factors import auth_factors, challenge_violations
from esignet_mock.authorization.linking import Linking
from esignet_mock.authorization.login import ConsentDeniedError, Login
from esignet_mock.authorization.step_answers import code_answer, denied_by_magic, otp_answer
from esignet_mock.authorization.step_requests import (
    LinkedAuthRequest,
    LinkedConsentRequest,
    LinkRequest,
    OtpRequest,
    blank,
    channel_violations,
)
from esignet_mock.authorization.transactions import Stage, Transaction
from esignet_mock.authorization.ui_guard import Handler, UiGuard
from esignet_mock.endpoints import SERVICE
from esignet_mock.envelope import Enveloped, Violation, refuse_violations
from shared.wire import wire_time

BASE: Final = f"{SERVICE}/linked-authorization"
_DETACHED_PARTS: Final = 2
Version = Literal[1, 2]


class LinkedRoutes(Struct, frozen=True):
    """The calls share the login's own steps; only who makes them differs."""

    guard: UiGuard
    enveloped: Enveloped
    login: Login
    linking: Linking
    configs: Mapping[str, Any]

    def routes(self) -> list[BaseRoute]:
        browser: tuple[tuple[str, Handler], ...] = (
            ("/link-code", self.link_code),
            ("/link-status", self.link_status),
            ("/link-auth-code", self.link_auth_code),
        )
        wallet: tuple[tuple[str, Handler], ...] = (
            ("/link-transaction", partial(self.link_transaction, 1)),
            ("/v2/link-transaction", partial(self.link_transaction, 2)),
            ("/send-otp", self.send_otp),
            ("/authenticate", partial(self.authenticate, 1)),
            ("/v2/authenticate", partial(self.authenticate, 2)),
            ("/consent", partial(self.consent, 1)),
            ("/v2/consent", partial(self.consent, 2)),
        )
        return [
            Route(BASE + path, self.guard.guarded(handler, needs_csrf=needs_csrf), methods=["POST"])
            for handlers, needs_csrf in ((browser, True), (wallet, False))
            for path, handler in handlers
        ]

    # The browser

    async def link_code(self, request: Request) -> Response:
        wanted = await self._read(request, LinkRequest, "transaction_id")
        transaction = self.login.transactions.get(Stage.PREAUTH, wanted.transaction_id)
        made = self.linking.new_code(transaction)
        return self._answer(
            {
                "transactionId": transaction.id,
                "linkCode": made.code,
                "expireDateTime": wire_time(made.expires_at),
            }
        )

    async def link_status(self, request: Request) -> Response:
        wanted = await self._read(request, LinkRequest, "transaction_id", "link_code")
        await self.linking.wait_until_linked(wanted.transaction_id or "", wanted.link_code)
        return self._answer({"transactionId": wanted.transaction_id, "linkStatus": "LINKED"})

    async def link_auth_code(self, request: Request) -> Response:
        wanted = await self._read(request, LinkRequest, "transaction_id", "linked_code")
        transaction = await self.linking.wait_until_consented(wanted.transaction_id or "", wanted.linked_code)
        try:
            code = self.login.issue_consented(transaction)
        except ConsentDeniedError as denied:
            raise denied_by_magic(transaction.individual_id) from denied
        return self._answer(code_answer(transaction, code))

    # The wallet

    async def link_transaction(self, version: Version, request: Request) -> Response:
        wanted = await self._read(request, LinkRequest, "link_code")
        linked_id, transaction = self.linking.link(wanted.link_code)
        client, claims = transaction.client, transaction.claims
        answer: dict[str, Any] = {
            "linkTransactionId": linked_id,
            "logoUrl": client.logo_uri,
            "authFactors": auth_factors(transaction.acrs),
            "authorizeScopes": claims.authorize_scopes,
            "essentialClaims": claims.essential,
            "voluntaryClaims": claims.voluntary,
            "configs": self.configs,
            "clientName": client.client_name if version == 1 else client.names,
        }
        return self._answer(answer if version == 1 else {**answer, "credentialScopes": claims.credential_scopes})

    async def send_otp(self, request: Request) -> Response:
        wanted, violations = await self.enveloped.read(request, OtpRequest)
        given = blank(transaction_id=wanted.transaction_id, individual_id=wanted.individual_id)
        refuse_violations([*violations, *given, *channel_violations(wanted.otp_channels)])
        transaction = self.linking.get(Stage.LINKED, wanted.transaction_id, "request.transactionId")
        sent = self.login.send_otp(transaction, wanted.individual_id or "", wanted.otp_channels or ())
        return self._answer(otp_answer(wanted.transaction_id, sent))

    async def authenticate(self, version: Version, request: Request) -> Response:
        wanted, violations = await self.enveloped.read(request, LinkedAuthRequest)
        given = blank(linked_transaction_id=wanted.linked_transaction_id, individual_id=wanted.individual_id)
        refuse_violations([*violations, *given, *challenge_violations(wanted.challenge_list)])
        transaction = self.linking.get(Stage.LINKED, wanted.linked_transaction_id)
        transaction = self.login.authenticate(
            transaction,
            wanted.individual_id or "",
            wanted.challenge_list or (),
            to_stage=Stage.LINKED_AUTHENTICATED,
            looks_for_consent=version > 1,
        )
        if transaction.consent_action == "NOCAPTURE":
            self._consented(transaction, (), ())
        answer = {"linkedTransactionId": wanted.linked_transaction_id}
        return self._answer(answer if version == 1 else {**answer, "consentAction": transaction.consent_action})

    async def consent(self, version: Version, request: Request) -> Response:
        wanted, violations = await self.enveloped.read(request, LinkedConsentRequest)
        violations += blank(linked_transaction_id=wanted.linked_transaction_id)
        if version == 2 and len((wanted.signature or "").split(".")) != _DETACHED_PARTS:  # noqa: PLR2004 - the version
            violations.append(_not_detached(wanted.signature))
        refuse_violations(violations)
        transaction = self.linking.get(Stage.LINKED_AUTHENTICATED, wanted.linked_transaction_id)
        self._consented(transaction, wanted.accepted_claims or (), wanted.permitted_authorize_scopes or ())
        return self._answer({"linkedTransactionId": wanted.linked_transaction_id})

    def _consented(self, transaction: Transaction, accepted: tuple[str, ...], permitted: tuple[str, ...]) -> None:
        claims, scopes = self.login.consented(transaction, accepted, permitted)
        consented = msgspec.structs.replace(transaction, accepted_claims=claims, permitted_scopes=scopes)
        self.login.transactions.put(Stage.CONSENTED, consented)
        self.linking.announce()

    async def _read(self, request: Request, kind: type[LinkRequest], *required: str) -> LinkRequest:
        wanted, violations = await self.enveloped.read(request, kind)
        refuse_violations([*violations, *blank(**{name: getattr(wanted, name) for name in required})])
        return wanted

    def _answer(self, response: dict[str, Any]) -> Response:
        return self.enveloped.answer(response)


def _not_detached(signature: str | None) -> Violation:
    return violation(
        "signature",
        Code.INVALID_SIGNATURE_FORMAT,
        expected="a detached JWS in two parts: header.signature",
        received=f"{len(signature.split('.'))} parts" if signature else None,
        why="the wallet signs the accepted claims and scopes; the payload is not sent twice",
        mend="sign with the wallet's key and leave the payload out",
    )
