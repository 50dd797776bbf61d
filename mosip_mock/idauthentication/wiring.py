"""Putting the service together over one world."""

from __future__ import annotations

from mosip_mock.idauthentication.authentication import Authenticator
from mosip_mock.idauthentication.decryption_key import DecryptionKey
from mosip_mock.idauthentication.individual import IdRules
from mosip_mock.idauthentication.key_binding import KeyBindings
from mosip_mock.idauthentication.kyc_exchange import KycExchange
from mosip_mock.idauthentication.kyc_tokens import KycTokens
from mosip_mock.idauthentication.otp import OtpRules, Otps
from mosip_mock.idauthentication.profiles import IDA_PROFILES, IdaProfile
from mosip_mock.idauthentication.request_filter import RequestFilter
from mosip_mock.idauthentication.response_signature import ResponseSigner
from mosip_mock.idauthentication.service import IdAuthentication
from mosip_mock.idauthentication.signature import SignatureRules
from mosip_mock.idauthentication.timing import TimeWindow
from mosip_mock.idauthentication.validation import FieldRules
from mosip_mock.idauthentication.x5c import Signers
from mosip_mock.partners.registry import Partners
from mosip_mock.settings import Settings
from shared.jwks import certificates, crypto
from shared.jwks.keyring import KeyName, KeyRing
from shared.world import World


def wired(settings: Settings, world: World, partners: Partners) -> IdAuthentication:
    """The service with its profile and the deployment's rules."""
    profile = IDA_PROFILES[settings.ida_profile]
    window = TimeWindow(allowed=settings.ida_time_allowed, adjustment=settings.ida_time_adjustment)
    known = ("UIN", "VID", "HANDLE") if profile.accepts_handles else ("UIN", "VID")
    ids = IdRules(
        citizens=world.citizens,
        known=known,
        enabled=tuple(kind for kind in known if kind in settings.ida_id_types),
    )
    kyc_tokens = KycTokens(world.clock, settings.kyc_token_lifetime, world.draws.of("kyc tokens"))
    return IdAuthentication(
        checks=RequestFilter(
            partners=partners,
            decryption_key=_DecryptionKeys(world.keys),
            signatures=_signature_rules(world.keys, partners, profile),
            profile=profile,
        ),
        authenticator=Authenticator(
            ids=ids,
            otps=Otps(
                world.clock,
                world.outbox,
                OtpRules(
                    lifetime=settings.otp_lifetime,
                    length=settings.otp_length,
                    frozen_for=settings.otp_freeze,
                    per_minute=settings.otp_per_minute,
                ),
                world.draws.of("otps"),
            ),
            draw=world.draws.of("auth tokens"),
            bindings=KeyBindings(world.keys),
            rules=FieldRules(
                profile=profile,
                domain_uris=(*settings.addresses.all(), *settings.allowed_domain_uris),
                languages=settings.languages,
                auth_types=settings.ida_auth_types,
                otp_length=settings.otp_length,
                window=window,
                child_max_age=settings.child_max_age,
            ),
        ),
        kyc_tokens=kyc_tokens,
        kyc_exchange=KycExchange(ids=ids, tokens=kyc_tokens, keys=world.keys, partners=partners, window=window),
        keys=world.keys,
        signer=ResponseSigner(world.keys),
        clock=world.clock,
    )


class _DecryptionKeys:
    """The decryption key with its thumbprint, computed at the first request and again when the key changes."""

    def __init__(self, keys: KeyRing) -> None:
        self._keys = keys
        self._known: tuple[crypto.x509.Certificate, DecryptionKey] | None = None

    def __call__(self) -> DecryptionKey:
        certificate = self._keys.certificate(KeyName.IDA_PARTNER)
        if self._known is None or self._known[0] is not certificate:
            self._known = (certificate, self._made(certificate))
        return self._known[1]

    def _made(self, certificate: crypto.x509.Certificate) -> DecryptionKey:
        others: dict[str, tuple[crypto.rsa.RSAPrivateKey, bytes]] = {
            label: (self._keys.decryption(name), certificates.thumbprint(self._keys.certificate(name)))
            for label, name in (("IDA-FIR (biometrics)", KeyName.IDA_FIR), ("IDA signing", KeyName.IDA_SIGN))
        }
        return DecryptionKey(
            private=self._keys.decryption(KeyName.IDA_PARTNER),
            thumbprint=certificates.thumbprint(certificate),
            pem=certificates.pem(certificate),
            expires_at=certificate.not_valid_after_utc,
            others=others,
        )


def _signature_rules(keys: KeyRing, partners: Partners, profile: IdaProfile) -> SignatureRules:
    return SignatureRules(
        signers=Signers(lambda: keys.certificate(KeyName.ROOT)),
        is_registered=partners.is_registered,
        own_key=lambda: keys.signing(KeyName.IDA_SIGN).public,
        strict_x5c=profile.strict_x5c,
    )
