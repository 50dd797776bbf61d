"""What each endpoint does with a request: filter, authenticate, answer. Knows no HTTP framework."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from cryptography import x509

from mosip_mock.idauthentication.authentication import Authenticator, Outcome
from mosip_mock.idauthentication.delegated import bind_key, exchange_kyc
from mosip_mock.idauthentication.endpoints import Endpoint
from mosip_mock.idauthentication.errors import IdaError
from mosip_mock.idauthentication.individual import find_individual, id_findings
from mosip_mock.idauthentication.kyc import encrypted_kyc, kyc_identity
from mosip_mock.idauthentication.kyctokens import KycTokens
from mosip_mock.idauthentication.otp import OtpContext
from mosip_mock.idauthentication.requestfilter import Admitted, Incoming, RequestFilter, admit
from mosip_mock.idauthentication.timing import time_finding
from mosip_mock.idauthentication.validation import transaction_findings
from shared.citizens.tokenid import token_id
from shared.control.clock import Clock
from shared.control.exchange import Exchange
from shared.control.faults.registry import Faults
from shared.jwks.keyring import KeyName, KeyRing

_SERVICE: Final = "idauthentication"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """`response` and the errors beside it (mismatches come with an answer, not instead of one)."""

    response: dict[str, Any]
    mismatches: IdaError | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class IdAuthentication:
    """The service over one world."""

    checks: RequestFilter
    authenticator: Authenticator
    kyc_tokens: KycTokens
    keys: KeyRing
    clock: Clock
    faults: Faults

    def answer(self, incoming: Incoming, outer: dict[str, Any], exchange: Exchange) -> Answer:
        """Answer a request. Raises `IdaError`, `CrashError`."""
        now = self.clock.now()
        admitted = admit(incoming, outer, self.checks, now, exchange)
        match incoming.endpoint:
            case Endpoint.AUTH:
                return self._auth(admitted, now, exchange)
            case Endpoint.KYC:
                return self._kyc(admitted, now, exchange)
            case Endpoint.OTP:
                return self._otp(admitted, now, exchange)
            case Endpoint.KYC_AUTH:
                return self._kyc_auth(admitted, now, exchange)
            case Endpoint.KYC_EXCHANGE:
                return self._kyc_exchange(admitted, now, exchange)
            case Endpoint.KEY_BINDING:
                return self._key_binding(admitted, now, exchange)

    def _auth(self, admitted: Admitted, now: datetime, exchange: Exchange) -> Answer:
        outcome = self.authenticator.authenticate(admitted, now, exchange, consumes_vid=True)
        return _with_mismatches(
            outcome,
            {"authStatus": outcome.has_matched, "authToken": self._shown_token(outcome, admitted)},
        )

    def _kyc(self, admitted: Admitted, now: datetime, exchange: Exchange) -> Answer:
        outcome = self.authenticator.authenticate(admitted, now, exchange, consumes_vid=True)
        encrypted: Mapping[str, str | None] = {"thumbprint": None, "identity": None, "sessionKey": None}
        if outcome.has_matched:
            identity = kyc_identity(outcome.citizen, admitted.authorised.policy)
            certificate = self._kyc_certificate(admitted.authorised.partner_id)
            if identity is not None and certificate is not None:
                exchange.decode("identity", identity)
                encrypted = encrypted_kyc(identity, certificate)
        return _with_mismatches(
            outcome,
            {
                "kycStatus": outcome.has_matched,
                "authToken": self._shown_token(outcome, admitted),
                "thumbprint": encrypted["thumbprint"],
                "identity": encrypted["identity"],
                "sessionKey": encrypted["sessionKey"],
            },
        )

    def _otp(self, admitted: Admitted, now: datetime, exchange: Exchange) -> Answer:
        outer = admitted.outer
        times = time_finding(outer.get("requestTime"), "requestTime", now)
        findings = [times] if times else list(transaction_findings(outer.get("transactionID")))
        individual, id_errors = id_findings(
            outer,
            self.authenticator.citizens,
            accepts_handles=self.checks.profile.accepts_handles,
            exchange=exchange,
            is_otp=True,
        )
        if individual is None or findings:
            raise IdaError(*findings, *id_errors)
        exchange.tag(**{individual.id_type.lower(): individual.value, "transaction": outer["transactionID"]})
        citizen = find_individual(individual, self.authenticator.citizens, now)
        exchange.tag(uin=citizen.uin)
        context = OtpContext(
            individual=individual,
            partner_id=admitted.authorised.partner_id,
            transaction_id=outer["transactionID"],
        )
        masked = self.authenticator.otps.request(citizen, context, outer.get("otpChannel"))
        return Answer(response=dict(masked))

    def _kyc_auth(self, admitted: Admitted, now: datetime, exchange: Exchange) -> Answer:
        outcome = self.authenticator.authenticate(admitted, now, exchange, consumes_vid=False)
        if not outcome.has_matched:
            return _with_mismatches(outcome, {"kycToken": None, "authToken": None, "kycStatus": False})
        token = self.kyc_tokens.issue(
            outcome.citizen.uin,
            outcome.individual.value,
            _client_id(admitted),
            admitted.outer["transactionID"],
            outcome.auth_token,
        )
        return Answer(response={"kycToken": token, "authToken": outcome.auth_token, "kycStatus": True})

    def _kyc_exchange(self, admitted: Admitted, now: datetime, exchange: Exchange) -> Answer:
        encrypted = exchange_kyc(
            admitted, _client_id(admitted), self.authenticator.citizens, self.kyc_tokens, self.keys, now, exchange
        )
        return Answer(response={"encryptedKyc": encrypted})

    def _key_binding(self, admitted: Admitted, now: datetime, exchange: Exchange) -> Answer:
        outcome = self.authenticator.authenticate(admitted, now, exchange, consumes_vid=False)
        if not outcome.has_matched:
            return _with_mismatches(
                outcome, {"identityCertificate": None, "authToken": None, "bindingAuthStatus": False}
            )
        certificate = bind_key(admitted.outer.get("identityKeyBinding"), outcome.auth_token, self.keys)
        return Answer(
            response={
                "identityCertificate": certificate,
                "authToken": outcome.auth_token,
                "bindingAuthStatus": True,
            }
        )

    def _shown_token(self, outcome: Outcome, admitted: Admitted) -> str | None:
        if not outcome.has_matched and not self.checks.profile.token_on_mismatch:
            return None
        partner_id = admitted.authorised.partner_id
        if self.faults.named(_SERVICE, partner=partner_id, uin=outcome.citizen.uin) == "auth-token-changed":
            return token_id(outcome.citizen.uin, f"{partner_id} {self.clock.now().isoformat()}")
        return outcome.auth_token

    def _kyc_certificate(self, partner_id: str) -> x509.Certificate | None:
        if self.faults.named(_SERVICE, partner=partner_id) == "kyc-other-certificate":
            return self.keys.certificate(KeyName.IDA_FIR)
        return self.checks.partners.certificate_of(partner_id)


def _with_mismatches(outcome: Outcome, response: dict[str, Any]) -> Answer:
    return Answer(response=response, mismatches=IdaError(*outcome.mismatches) if outcome.mismatches else None)


def _client_id(admitted: Admitted) -> str:
    client = admitted.authorised.client
    return client.client_id if client is not None else ""
