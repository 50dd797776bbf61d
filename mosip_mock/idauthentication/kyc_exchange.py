"""Exchanging a KYC token for claims, as e-Signet does after consent.

Source: mosip/id-authentication `KycExchangeRequestValidator`, `KycFacadeImpl.processKycExchange`,
`KycServiceImpl.buildKycExchangeResponse` (`respType` JWE).
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Final

from msgspec import Struct

from mosip_mock.idauthentication.block import scalar_text
from mosip_mock.idauthentication.errors import IdaCode
from mosip_mock.idauthentication.individual import IdRules, consume_vid, find_individual, id_findings
from mosip_mock.idauthentication.kyc_tokens import KycTokens
from mosip_mock.idauthentication.refusal import Finding, IdaError, refused
from mosip_mock.idauthentication.request_filter import Admitted
from mosip_mock.idauthentication.timing import TimeWindow, time_finding
from mosip_mock.idauthentication.validation import transaction_findings
from mosip_mock.partners.partner import Policy
from mosip_mock.partners.registry import Partners
from shared.citizens.citizen import Citizen
from shared.citizens.claims import Wish, claims_of
from shared.citizens.identity import full_names
from shared.citizens.languages import three_letters
from shared.control.exchange import Exchange
from shared.jwks.keyring import KeyName, KeyRing
from shared.jwks.nested import encrypt_jwt
from shared.jwks.public_key import PublicKey

_ATTRIBUTES: Final[Mapping[str, tuple[str, ...]]] = {
    "name": ("fullName",),
    "given_name": ("fullName", "givenName"),
    "middle_name": ("fullName", "middleName"),
    "family_name": ("fullName", "familyName"),
    "birthdate": ("dateOfBirth",),
    "gender": ("gender",),
    "phone_number": ("phone",),
    "email": ("email",),
    "address": ("addressLine1", "city", "region", "province", "postalCode"),
    "picture": ("photo", "face"),
}
"""Which entries of a policy's `allowedKycAttributes` let a claim out; others need none."""
_MAGIC: Final[Mapping[str, IdaCode]] = {
    "kyc-token-expired": IdaCode.KYC_TOKEN_EXPIRED,
    "kyc-unavailable": IdaCode.NOT_PROCESSED,
}


class KycExchange(Struct, frozen=True, kw_only=True):
    """What an exchange needs to know."""

    ids: IdRules
    tokens: KycTokens
    keys: KeyRing
    partners: Partners
    window: TimeWindow

    def claims_for(self, admitted: Admitted, client_id: str, now: datetime, exchange: Exchange) -> str:
        """The consented claims as a JWT signed by the KYC key, or that as JWE. Raises `IdaError`."""
        outer = admitted.outer
        if findings := list(self._findings(outer, now)):
            raise IdaError(*findings)
        known = self.tokens.check(
            scalar_text(outer["kycToken"], "kycToken") or "",
            client_id=client_id,
            transaction_id=scalar_text(outer["transactionID"], "transactionID") or "",
            individual_id=scalar_text(outer.get("individualId"), "individualId") or "",
        )
        individual, id_errors = id_findings(outer, self.ids, exchange, is_otp=False)
        if individual is None:
            raise IdaError(*id_errors)
        citizen = find_individual(individual, self.ids.citizens, now)
        exchange.tag(uin=citizen.uin)
        self._check_magic(citizen.magic)
        self.tokens.use(known)
        consume_vid(self.ids.citizens, citizen, individual.value)
        client = admitted.authorised.client
        locales = _texts(outer.get("locales"))
        consented = _texts(outer.get("consentObtained"))
        if client is not None and client.user_claims:
            consented = [claim for claim in consented if claim in client.user_claims]
        wish = Wish(
            _allowed(consented, admitted.authorised.policy),
            _languages(citizen, locales) if locales else ("eng",),
            languages_given=bool(locales),
        )
        claims = {"sub": known.auth_token, **claims_of(citizen, individual.value, wish, "ida")}
        if "picture" in wish.claims:
            from shared.citizens.photo import photo_of  # noqa: PLC0415 - draws with Pillow

            claims["picture"] = photo_of(citizen)
        exchange.decode("encryptedKyc", claims)
        token = self.keys.signing(KeyName.KYC).sign_jwt(claims, alg="RS256")
        return self._encrypted(token, admitted) if str(outer.get("respType")).upper() == "JWE" else token

    def _findings(self, outer: Mapping[str, Any], now: datetime) -> Iterable[Finding]:
        request_time = scalar_text(outer.get("requestTime"), "requestTime")
        if finding := time_finding(request_time, "requestTime", now, self.window):
            return [finding]
        if not (scalar_text(outer.get("kycToken"), "kycToken") or "").strip():
            return [
                refused(
                    IdaCode.MISSING,
                    "kycToken",
                    expected="the `kycToken` that kyc-auth returned",
                    received="nothing",
                    where="kycToken",
                    why="it stands for the authentication",
                    mend="send the token of this login",
                )
            ]
        return transaction_findings(outer.get("transactionID"))

    def _encrypted(self, token: str, admitted: Admitted) -> str:
        certificate = self.partners.certificate_of(admitted.authorised.partner_id)
        if certificate is None:
            raise IdaError(
                refused(
                    IdaCode.NOT_PROCESSED,
                    expected="a partner certificate to encrypt to",
                    received=f"none for {admitted.authorised.partner_id}",
                    where="respType",
                    why="`respType: JWE` asks for encryption to the partner",
                    mend="register a certificate with `mosip-mocks kit import`, or leave `respType` out",
                )
            )
        return encrypt_jwt(token, PublicKey.from_certificate(certificate))

    def _check_magic(self, magic: str | None) -> None:
        code = _MAGIC.get(magic or "")
        if code is not None:
            raise IdaError(
                refused(
                    code,
                    expected="an exchange as usual",
                    received=f"a magic UIN: `{magic}`",
                    where="individualId",
                    why="the exchange always fails for this number",
                    mend="use another person",
                )
            )


def _allowed(claims: Iterable[str], policy: Policy) -> list[str]:
    """The claims whose data the policy gives to this partner."""
    return [
        claim
        for claim in claims
        if claim not in _ATTRIBUTES or any(name in policy.allowed_kyc_attributes for name in _ATTRIBUTES[claim])
    ]


def _languages(citizen: Citizen, locales: Iterable[str]) -> tuple[str, ...]:
    """The languages that are asked for: the original compares two letters, so that `en` means `eng`."""
    spoken = full_names(citizen)
    asked: dict[str, None] = {}
    for locale in filter(None, map(str.strip, locales)):
        asked |= dict.fromkeys(language for language in spoken if language[:2] == locale[:2])
        asked[three_letters(locale)] = None
    return tuple(asked)


def _texts(value: object) -> list[str]:
    return [item for item in value if isinstance(item, str)] if isinstance(value, list) else []
