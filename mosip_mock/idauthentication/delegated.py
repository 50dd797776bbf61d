"""What e-Signet delegates beyond authentication: exchanging a KYC token for claims, binding a wallet's key.

Source: mosip/id-authentication `KycFacadeImpl.processKycExchange`, `IdentityKeyBindingServiceImpl`.
"""

from datetime import datetime
from typing import Any

from mosip_mock.idauthentication.authentication import consume_vid
from mosip_mock.idauthentication.errors import IdaCode, IdaError, refused
from mosip_mock.idauthentication.kyctokens import KycTokens
from mosip_mock.idauthentication.requestfilter import Admitted
from mosip_mock.idauthentication.timing import time_finding
from mosip_mock.idauthentication.validation import transaction_findings
from shared.citizens.citizen import Citizen
from shared.citizens.claims import Wish, claims_of
from shared.citizens.population import Population
from shared.control.exchange import Exchange
from shared.jwks import certificates
from shared.jwks.keyring import KeyName, KeyRing
from shared.jwks.publickey import InvalidKeyError, PublicKey


def exchange_kyc(  # noqa: PLR0917 - the parts of one world
    admitted: Admitted,
    client_id: str,
    citizens: Population,
    tokens: KycTokens,
    keys: KeyRing,
    now: datetime,
    exchange: Exchange,
) -> str:
    """The consented claims as a JWT signed by the KYC key. Raises `IdaError`."""
    outer = admitted.outer
    times = time_finding(outer.get("requestTime"), "requestTime", now)
    findings = [times] if times else list(transaction_findings(outer.get("transactionID")))
    if findings:
        raise IdaError(*findings)
    token = tokens.take(
        outer.get("kycToken"),
        client_id=client_id,
        transaction_id=outer["transactionID"],
        individual_id=outer.get("individualId"),
    )
    citizen = citizens.get(token.uin)
    exchange.tag(uin=citizen.uin)
    consume_vid(citizens, citizen, token.individual_id)
    wanted = outer.get("consentObtained")
    locales = outer.get("locales")
    languages = tuple(locale for locale in locales if isinstance(locale, str)) if isinstance(locales, list) else ()
    wish = Wish(
        [claim for claim in wanted if isinstance(claim, str)] if isinstance(wanted, list) else [],
        languages or ("eng",),
        languages_given=bool(languages),
    )
    claims = {"sub": token.auth_token, **claims_of(citizen, token.individual_id, wish, "ida")}
    if "picture" in wish.claims:
        claims["picture"] = _picture(citizen)
    exchange.decode("encryptedKyc", claims)
    return keys.signing(KeyName.KYC).sign_jwt(claims, alg="RS256")


def _picture(citizen: Citizen) -> str:
    from shared.citizens.photo import photo_of  # noqa: PLC0415 - draws with Pillow

    return photo_of(citizen)


def bind_key(binding: Any, auth_token: str, keys: KeyRing) -> str:  # noqa: ANN401 - wire
    """A certificate (PEM) over the wallet's public key. Raises `IdaError`."""
    jwk = binding.get("publicKeyJWK") if isinstance(binding, dict) else None
    try:
        key = PublicKey.from_jwk({"kty": "RSA", **jwk} if isinstance(jwk, dict) else {}).rsa
    except (InvalidKeyError, TypeError) as error:
        raise IdaError(
            refused(
                IdaCode.KEY_BINDING_MISSING,
                expected="`identityKeyBinding.publicKeyJWK` with `n` and `e` of an RSA key",
                received=str(error),
                where="identityKeyBinding.publicKeyJWK",
                why="the key is bound to the person by a certificate over it",
                mend="send the wallet's public key as JWK",
            )
        ) from error
    name = certificates.subject(auth_token, "IDA_KEY_BINDING")
    return certificates.pem(keys.issue_certificate(name, key)).decode()
