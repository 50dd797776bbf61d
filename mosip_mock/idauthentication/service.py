"""What each endpoint does with a request: filter, authenticate, answer. Knows no HTTP framework."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from msgspec import Struct

from mosip_mock.idauthentication.authentication import Authenticator, Outcome
from mosip_mock.idauthentication.block import scalar_text
from mosip_mock.idauthentication.endpoints import Endpoint
from mosip_mock.idauthentication.errors import IdaCode
from mosip_mock.idauthentication.individual import Individual, find_individual, id_findings
from mosip_mock.idauthentication.key_binding import binding_findings
from mosip_mock.idauthentication.kyc import encrypted_kyc, kyc_identity
from mosip_mock.idauthentication.kyc_exchange import KycExchange
from mosip_mock.idauthentication.kyc_tokens import KycTokens
from mosip_mock.idauthentication.otp import OtpContext
from mosip_mock.idauthentication.otp_channels import channels_of
from mosip_mock.idauthentication.permitted import check_not_hotlisted
from mosip_mock.idauthentication.refusal import Finding, IdaError, refused
from mosip_mock.idauthentication.request_filter import Admitted, Incoming, RequestFilter, admit
from mosip_mock.idauthentication.response_signature import ResponseSigner
from mosip_mock.idauthentication.timing import time_finding
from mosip_mock.idauthentication.validation import transaction_findings
from shared.citizens.citizen import Citizen
from shared.citizens.token_id import token_id
from shared.control.clock import Clock
from shared.control.exchange import Exchange
from shared.jwks import crypto
from shared.jwks.keyring import KeyName, KeyRing
from shared.shapes import shown


class Answer(Struct, frozen=True, kw_only=True):
    """`response` and the errors beside it (mismatches come with an answer, not instead of one)."""

    response: dict[str, Any]
    mismatches: IdaError | None = None


FaultOf = Callable[[], str | None]


class Asked(Struct, frozen=True, kw_only=True):
    """An admitted request at its moment. `fault` tells the fault that applies to its answer, once it is asked."""

    admitted: Admitted
    now: datetime
    exchange: Exchange
    fault: FaultOf


class IdAuthentication(Struct, frozen=True, kw_only=True):
    """The service over one world."""

    checks: RequestFilter
    authenticator: Authenticator
    kyc_tokens: KycTokens
    kyc_exchange: KycExchange
    keys: KeyRing
    signer: ResponseSigner
    clock: Clock

    def forget(self) -> None:
        """Forget OTPs, tokens and bound keys, as a restart does."""
        self.authenticator.otps.clear()
        self.authenticator.bindings.clear()
        self.kyc_tokens.clear()

    def answer(self, incoming: Incoming, outer: dict[str, Any], exchange: Exchange, fault: FaultOf) -> Answer:
        """Answer a request. Raises `IdaError`, `CrashError`."""
        now = self.clock.now()
        handlers: dict[Endpoint, Callable[[Asked], Answer]] = {
            Endpoint.AUTH: self._auth,
            Endpoint.KYC: self._kyc,
            Endpoint.OTP: self._otp,
            Endpoint.KYC_AUTH: self._kyc_auth,
            Endpoint.KYC_EXCHANGE: self._kyc_exchange,
            Endpoint.KEY_BINDING: self._key_binding,
            Endpoint.VCI_EXCHANGE: self._vci_exchange,
        }
        admitted = admit(incoming, outer, self.checks, now, exchange)
        return handlers[incoming.endpoint](Asked(admitted=admitted, now=now, exchange=exchange, fault=fault))

    def _auth(self, asked: Asked) -> Answer:
        outcome = self.authenticator.authenticate(asked.admitted, asked.now, asked.exchange, consumes_vid=True)
        return _with_mismatches(
            outcome,
            {"authStatus": outcome.has_matched, "authToken": self._shown_token(outcome, asked)},
        )

    def _kyc(self, asked: Asked) -> Answer:
        outcome = self.authenticator.authenticate(asked.admitted, asked.now, asked.exchange, consumes_vid=True)
        encrypted: Mapping[str, str | None] = {"thumbprint": None, "identity": None, "sessionKey": None}
        if outcome.has_matched:
            identity = kyc_identity(outcome.citizen, asked.admitted.authorised.policy)
            certificate = self._kyc_certificate(asked)
            if identity is not None and certificate is not None:
                asked.exchange.decode("identity", identity)
                encrypted = encrypted_kyc(identity, certificate)
        return _with_mismatches(
            outcome,
            {
                "kycStatus": outcome.has_matched,
                "authToken": self._shown_token(outcome, asked),
                "thumbprint": encrypted["thumbprint"],
                "identity": encrypted["identity"],
                "sessionKey": encrypted["sessionKey"],
            },
        )

    def _otp(self, asked: Asked) -> Answer:
        outer = asked.admitted.outer
        findings = list(transaction_findings(outer.get("transactionID")))
        # The form of the time is looked at together with the transaction, the window only if both are in order.
        times = self._time_findings(outer, asked.now)
        findings = [f for f in times if not findings or f.code is not IdaCode.TIME_WINDOW] + findings
        channels, channel_findings = channels_of(outer.get("otpChannel"))
        individual, id_errors = id_findings(outer, self.authenticator.ids, asked.exchange, is_otp=True)
        findings = findings or channel_findings
        if individual is None or findings:
            raise IdaError(*findings, *id_errors)
        transaction_id = scalar_text(outer["transactionID"], "transactionID") or ""
        asked.exchange.tag(**{individual.id_type.lower(): individual.value, "transaction": transaction_id})
        citizen = find_individual(individual, self.authenticator.citizens, asked.now)
        asked.exchange.tag(uin=citizen.uin)
        check_not_hotlisted(citizen, asked.admitted.authorised.partner)
        context = OtpContext(
            individual=individual, partner_id=asked.admitted.authorised.partner_id, transaction_id=transaction_id
        )
        return Answer(response=dict(self.authenticator.otps.request(citizen, context, channels)))

    def _time_findings(self, outer: Mapping[str, Any], now: datetime) -> list[Finding]:
        value = scalar_text(outer.get("requestTime"), "requestTime")
        finding = time_finding(value, "requestTime", now, self.authenticator.rules.window)
        return [finding] if finding else []

    def _kyc_auth(self, asked: Asked) -> Answer:
        outcome = self.authenticator.authenticate(asked.admitted, asked.now, asked.exchange, consumes_vid=False)
        if not outcome.has_matched:
            return _with_mismatches(outcome, {"kycToken": None, "authToken": None, "kycStatus": False})
        token = self.kyc_tokens.issue(
            outcome.citizen.uin,
            outcome.individual.value,
            _client_id(asked.admitted),
            scalar_text(asked.admitted.outer["transactionID"], "transactionID") or "",
            outcome.auth_token,
        )
        return Answer(response={"kycToken": token, "authToken": outcome.auth_token, "kycStatus": True})

    def _kyc_exchange(self, asked: Asked) -> Answer:
        claims = self.kyc_exchange.claims_for(asked.admitted, _client_id(asked.admitted), asked.now, asked.exchange)
        return Answer(response={"encryptedKyc": claims})

    def _key_binding(self, asked: Asked) -> Answer:
        bindings = self.authenticator.bindings
        binding: dict[str, Any] = asked.admitted.outer.get("identityKeyBinding") or {}

        def check_permitted(citizen: Citizen, individual: Individual) -> None:
            bindings.check_permitted(citizen, individual.value, binding)

        outcome = self.authenticator.authenticate(
            asked.admitted,
            asked.now,
            asked.exchange,
            consumes_vid=False,
            further=lambda outer: list(binding_findings(outer)),
            before=check_permitted,
        )
        if not outcome.has_matched:
            token = self._shown_token(outcome, asked)
            return _with_mismatches(
                outcome, {"identityCertificate": None, "authToken": token, "bindingAuthStatus": False}
            )
        certificate = bindings.bind(outcome.citizen, outcome.individual.value, binding)
        return Answer(
            response={
                "identityCertificate": certificate,
                "authToken": outcome.auth_token,
                "bindingAuthStatus": True,
            }
        )

    def _vci_exchange(self, asked: Asked) -> Answer:
        """Not offered: what an IDA answers whose deployment supports no format of credentials."""
        findings = self._time_findings(asked.admitted.outer, asked.now)
        findings = findings or list(transaction_findings(asked.admitted.outer.get("transactionID")))
        raise IdaError(
            *(
                findings
                or [
                    refused(
                        IdaCode.VCI_UNSUPPORTED,
                        expected="a deployment that issues credentials here",
                        received=shown(asked.admitted.outer.get("credSubjectFormat")),
                        where="credSubjectFormat",
                        why="this mock issues no credentials to wallets",
                        mend="credentials for civil registration come over WebSub",
                    )
                ]
            )
        )

    def _shown_token(self, outcome: Outcome, asked: Asked) -> str | None:
        if not outcome.has_matched and not self.checks.profile.token_on_mismatch:
            return None
        partner_id = asked.admitted.authorised.partner_id
        if asked.fault() == "auth-token-changed":
            return token_id(outcome.citizen.uin, f"{partner_id} {self.clock.now().isoformat()}")
        return outcome.auth_token

    def _kyc_certificate(self, asked: Asked) -> crypto.x509.Certificate | None:
        if asked.fault() == "kyc-other-certificate":
            return self.keys.certificate(KeyName.IDA_FIR)
        return self.checks.partners.certificate_of(asked.admitted.authorised.partner_id)


def _with_mismatches(outcome: Outcome, response: dict[str, Any]) -> Answer:
    return Answer(response=response, mismatches=IdaError(*outcome.mismatches) if outcome.mismatches else None)


def _client_id(admitted: Admitted) -> str:
    client = admitted.authorised.client
    return client.client_id if client is not None else ""
