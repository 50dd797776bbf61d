"""Putting the service together over one world."""

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa

from mosip_mock.idauthentication.authentication import Authenticator
from mosip_mock.idauthentication.decryption import DecryptionKey
from mosip_mock.idauthentication.kyctokens import KycTokens
from mosip_mock.idauthentication.otp import OtpRules, Otps
from mosip_mock.idauthentication.profiles import IDA_PROFILES
from mosip_mock.idauthentication.requestfilter import RequestFilter
from mosip_mock.idauthentication.service import IdAuthentication
from mosip_mock.idauthentication.signature import IsTrusted
from mosip_mock.idauthentication.validation import FieldRules
from mosip_mock.partners.registry import Partners, der_of
from mosip_mock.settings import Settings
from shared.jwks import certificates
from shared.jwks.keyring import KeyName, KeyRing
from shared.world import World


def id_authentication(settings: Settings, world: World, partners: Partners) -> IdAuthentication:
    """The service with its profile and the deployment's rules."""
    profile = IDA_PROFILES[settings.ida_profile]
    return IdAuthentication(
        checks=RequestFilter(
            partners=partners,
            decryption_key=_decryption_key(world.keys),
            is_trusted=_trust(world.keys, partners),
            profile=profile,
        ),
        authenticator=Authenticator(
            citizens=world.citizens,
            otps=Otps(world.clock, world.outbox, OtpRules(lifetime=settings.otp_lifetime)),
            rules=FieldRules(
                profile=profile,
                domain_uris=(*settings.addresses.all(), *settings.allowed_domain_uris),
                languages=settings.languages,
                allows_password=True,
            ),
        ),
        kyc_tokens=KycTokens(world.clock),
        keys=world.keys,
        clock=world.clock,
        faults=world.faults,
    )


class _decryption_key:  # noqa: N801 - called like the function it stands for
    """The decryption key with its thumbprint, computed at the first request and again when the key changes."""

    def __init__(self, keys: KeyRing) -> None:
        self._keys = keys
        self._known: tuple[x509.Certificate, DecryptionKey] | None = None

    def __call__(self) -> DecryptionKey:
        certificate = self._keys.certificate(KeyName.IDA_PARTNER)
        if self._known is None or self._known[0] is not certificate:
            self._known = (certificate, self._made(certificate))
        return self._known[1]

    def _made(self, certificate: x509.Certificate) -> DecryptionKey:
        others: dict[str, tuple[rsa.RSAPrivateKey, bytes]] = {
            label: (self._keys.decryption(name), certificates.thumbprint(self._keys.certificate(name)))
            for label, name in (("IDA-FIR (biometrics)", KeyName.IDA_FIR), ("IDA signing", KeyName.IDA_SIGN))
        }
        return DecryptionKey(self._keys.decryption(KeyName.IDA_PARTNER), certificates.thumbprint(certificate), others)


def _trust(keys: KeyRing, partners: Partners) -> IsTrusted:
    """Issued by the suite's root, or registered for a partner."""

    def is_trusted(certificate: x509.Certificate) -> bool:
        der = der_of(certificate)
        registered = (partners.certificate_of(p.partner_id) for p in partners.partners.list())
        if any(known is not None and der_of(known) == der for known in registered):
            return True
        return certificates.is_issued_by(certificate, keys.certificate(KeyName.ROOT))

    return is_trusted
