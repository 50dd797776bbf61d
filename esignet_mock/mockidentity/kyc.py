"""Authentication and data exchange, as e-Signet's mock plugin calls them.

Source: mosip/esignet-mock-services `AuthenticationServiceImpl`, `dto/KycAuthDto`, `dto/KycExchangeDto`.
"""

from datetime import datetime
from typing import Any, Final

import msgspec
from msgspec import Struct, field

from esignet_mock.authorization.factors import Challenge
from esignet_mock.authorization.identity_system import IdentitySystemBackend, SentOtp
from esignet_mock.authorization.logins import AuthorizedLogin
from esignet_mock.authorization.step_requests import CHANNELS
from esignet_mock.clients.client import Client
from esignet_mock.clients.registry import Clients
from esignet_mock.envelope import EnvelopeRefusal
from esignet_mock.mockidentity.errors import IdentityCode as Code
from esignet_mock.mockidentity.errors import IdentityError, refused
from esignet_mock.mockidentity.partner_keys import PartnerKeys
from esignet_mock.userinfo.kyc_exchange import KycExchange, KycRefusedError
from esignet_mock.userinfo.verified_claims import details_of
from shared.citizens.citizen import Citizen
from shared.draws import RANDOM, Draw

_FACTORS: Final = {"otp": "OTP", "pin": "PIN", "password": "PWD", "biometrics": "BIO", "kbi": "KBI"}
_MOST_TOKENS: Final = 10_000


class OtpRequest(msgspec.Struct, frozen=True, rename="camel"):
    """A bare object, without envelope."""

    transaction_id: str | None = None
    individual_id: str | None = None
    otp_channels: tuple[str, ...] = ()


class KycAuthRequest(msgspec.Struct, frozen=True, rename="camel"):
    """A bare object, without envelope."""

    transaction_id: str | None = None
    individual_id: str | None = None
    otp: str | None = None
    pin: str | None = None
    password: str | None = None
    biometrics: str | None = None
    kbi: str | None = None
    tokens: Any = None
    claim_metadata_required: bool | None = None

    def challenges(self) -> list[Challenge]:
        """Each factor that is given."""
        given = ((kind, getattr(self, name)) for name, kind in _FACTORS.items())
        return [Challenge(auth_factor_type=kind, challenge=value) for kind, value in given if value is not None]


class KycExchangeRequest(msgspec.Struct, frozen=True, rename="camel"):
    """A bare object, without envelope."""

    request_date_time: Any = None
    transaction_id: str | None = None
    kyc_token: str | None = None
    individual_id: str | None = None
    accepted_claims: tuple[str, ...] | None = None
    claim_locales: tuple[str, ...] | None = None
    accepted_claim_detail: dict[str, Any] | None = None
    resp_type: str | None = None


class _KycToken(Struct, frozen=True):
    transaction_id: str
    individual_id: str
    citizen: Citizen
    relying_party_id: str
    authenticated_at: datetime


class Kyc(Struct):
    """Tokens that authentication gave and no exchange has used. In memory."""

    backend: IdentitySystemBackend
    exchange: KycExchange
    clients: Clients
    partner_keys: PartnerKeys
    draw: Draw = RANDOM
    _tokens: dict[str, _KycToken] = field(default_factory=dict)

    def clear(self) -> None:
        """Forget tokens and OTPs."""
        self._tokens.clear()
        self.backend.otps.clear()

    def send_otp(self, request: OtpRequest) -> SentOtp:
        """Send an OTP by the channels that were asked for. Raises `EnvelopeRefusal`."""
        individual_id = request.individual_id or ""
        self.backend.person(individual_id)  # whoever is unknown is refused before an unknown channel is
        unknown = [channel for channel in request.otp_channels if channel not in CHANNELS]
        if unknown:
            raise refused(
                Code.INVALID_OTP_CHANNEL,
                expected=f"some of {', '.join(CHANNELS)}",
                received=", ".join(unknown)[:80],
                where="otpChannels",
                why="an OTP is sent by these channels alone",
                mend='send "otpChannels": ["email", "phone"]',
            )
        return self.backend.send_otp(request.transaction_id or "", individual_id, request.otp_channels)

    def authenticate(self, request: KycAuthRequest, relying_party_id: str) -> dict[str, Any]:
        """`authStatus`, `kycToken` and the partner specific token. Raises `EnvelopeRefusal`."""
        challenges = request.challenges()
        individual_id = request.individual_id or ""
        if not challenges:
            raise refused(
                Code.INVALID_REQUEST,
                expected=f"one of {', '.join(_FACTORS)}",
                received="none",
                where="body",
                why="there is nothing to check",
                mend='send "otp": "111111" after send-otp',
            )
        try:
            citizen = self.backend.authenticate(request.transaction_id or "", individual_id, challenges)
        except EnvelopeRefusal as refusal:
            if request.password is not None and refusal.code == Code.AUTH_FAILED:
                # A wrong password is no error there, only a negative answer.
                return {"authStatus": False, "kycToken": None, "partnerSpecificUserToken": None}
            raise
        while len(self._tokens) >= _MOST_TOKENS:
            del self._tokens[next(iter(self._tokens))]
        token = self.draw.token(24)
        self._tokens[token] = _KycToken(
            request.transaction_id or "", individual_id, citizen, relying_party_id, self.backend.clock.now()
        )
        answer = {
            "authStatus": True,
            "kycToken": token,
            "partnerSpecificUserToken": self.exchange.subject(citizen.uin, relying_party_id),
        }
        if not request.claim_metadata_required:
            return answer
        details = details_of(self.backend.citizens.store, citizen)
        return {**answer, "claimMetadata": {claim: [detail] for claim, detail in details.items()}}

    def kyc(self, request: KycExchangeRequest, client_id: str) -> str:
        """The signed claims, for which the token is used up. Raises `IdentityError`."""
        token = self._tokens.get(request.kyc_token or "")
        if (
            token is None
            or token.transaction_id != (request.transaction_id or "")
            or token.individual_id != (request.individual_id or "")
        ):
            raise refused(
                Code.KYC_TOKEN_UNKNOWN,
                expected="the `kycToken` of this transaction and person, used for the first time",
                received="one that is unknown, used, or of another transaction or person",
                where="kycToken",
                why="a token stands for one authentication",
                mend="authenticate again",
            )
        del self._tokens[request.kyc_token or ""]
        client = self.clients.find(client_id) or Client(
            client_id=client_id, client_name=client_id, relying_party_id="", public_key={}
        )
        client = msgspec.structs.replace(
            client, enc_public_key=self.partner_keys.find(client_id) or client.enc_public_key
        )
        login = AuthorizedLogin(
            transaction_id=token.transaction_id,
            client_id=client_id,
            redirect_uri="",
            scopes=("openid",),
            individual_id=token.individual_id,
            uin=token.citizen.uin,
            auth_time=token.authenticated_at,
            acr=(),
            accepted_claims=request.accepted_claims or tuple(request.accepted_claim_detail or ()),
            requested_claims=request.accepted_claim_detail or {},
            claims_locales=request.claim_locales or (),
        )
        towards = msgspec.structs.replace(client, relying_party_id=token.relying_party_id)
        try:
            kyc = self.exchange.signed(
                login,
                towards,
                citizen=self.exchange.find(login),
                subject=self.exchange.subject_of(login, towards),
                now=self.backend.clock.now(),
            )
            return self.exchange.encrypted(kyc, towards) if request.resp_type == "JWE" else kyc
        except KycRefusedError as refusal:
            raise IdentityError(refusal.code, refusal.explanation) from refusal
