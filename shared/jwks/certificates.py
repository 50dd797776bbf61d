"""X.509 certificates: issued by the suite's own root, read from PEM or DER, named by thumbprint.

Subjects follow the pattern of MOSIP's keymanager (`OU=... (<application>)`), with an organisation that says what
they are: test certificates of a mock. The validity is fixed and wide, so that a shifted clock breaks nothing.
"""

from __future__ import annotations

import hashlib
from base64 import b64encode, urlsafe_b64encode
from datetime import UTC, datetime
from typing import Final

from shared.jwks import crypto

VALID_FROM: Final = datetime(2020, 1, 1, tzinfo=UTC)
VALID_UNTIL: Final = datetime(2049, 12, 31, 23, 59, 59, tzinfo=UTC)
ORGANISATION: Final = "MOSIP MOCK (TEST KEYS)"


class CertificateError(ValueError):
    """The bytes are no certificate; the message says so in one sentence."""


def subject(common_name: str, unit: str) -> crypto.x509.Name:
    """A distinguished name as keymanager's defaults have it, for the given module."""
    return crypto.x509.Name(
        [
            crypto.x509.NameAttribute(crypto.x509.NameOID.COUNTRY_NAME, "IN"),
            crypto.x509.NameAttribute(crypto.x509.NameOID.STATE_OR_PROVINCE_NAME, "KA"),
            crypto.x509.NameAttribute(crypto.x509.NameOID.LOCALITY_NAME, "BANGALORE"),
            crypto.x509.NameAttribute(crypto.x509.NameOID.ORGANIZATION_NAME, ORGANISATION),
            crypto.x509.NameAttribute(crypto.x509.NameOID.ORGANIZATIONAL_UNIT_NAME, unit),
            crypto.x509.NameAttribute(crypto.x509.NameOID.COMMON_NAME, common_name),
        ]
    )


def issue_root(key: crypto.rsa.RSAPrivateKey, name: crypto.x509.Name) -> crypto.x509.Certificate:
    """A self-signed certificate that may issue others."""
    usage = _key_usage(key_cert_sign=True, crl_sign=True)
    return (
        _builder(name, name, key.public_key(), key.public_key())
        .add_extension(crypto.x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .add_extension(usage, critical=True)
        .sign(key, crypto.hashes.SHA256())
    )


def issue(
    issuer_key: crypto.rsa.RSAPrivateKey,
    issuer: crypto.x509.Certificate,
    name: crypto.x509.Name,
    public_key: crypto.rsa.RSAPublicKey,
) -> crypto.x509.Certificate:
    """A certificate for signing and for encrypting, as keymanager issues them to its modules and partners."""
    usage = _key_usage(digital_signature=True, key_encipherment=True, data_encipherment=True)
    return (
        _builder(name, issuer.subject, public_key, issuer_key.public_key())
        .add_extension(crypto.x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(usage, critical=True)
        .sign(issuer_key, crypto.hashes.SHA256())
    )


def _builder(
    name: crypto.x509.Name, issuer: crypto.x509.Name, key: crypto.rsa.RSAPublicKey, issuer_key: crypto.rsa.RSAPublicKey
) -> crypto.x509.CertificateBuilder:
    authority = crypto.x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key)
    return (
        crypto.x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(crypto.x509.random_serial_number())
        .not_valid_before(VALID_FROM)
        .not_valid_after(VALID_UNTIL)
        .add_extension(crypto.x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
        .add_extension(authority, critical=False)
    )


def _key_usage(
    *,
    digital_signature: bool = False,
    key_encipherment: bool = False,
    data_encipherment: bool = False,
    key_cert_sign: bool = False,
    crl_sign: bool = False,
) -> crypto.x509.KeyUsage:
    return crypto.x509.KeyUsage(
        digital_signature=digital_signature,
        content_commitment=False,
        key_encipherment=key_encipherment,
        data_encipherment=data_encipherment,
        key_agreement=False,
        key_cert_sign=key_cert_sign,
        crl_sign=crl_sign,
        encipher_only=False,
        decipher_only=False,
    )


def parse_certificate(data: bytes) -> crypto.x509.Certificate:
    """Read a PEM or DER certificate. Raises `CertificateError`."""
    try:
        if b"-----BEGIN" in data:
            return crypto.x509.load_pem_x509_certificate(data)
        return crypto.x509.load_der_x509_certificate(data)
    except ValueError as error:
        raise CertificateError("it is neither a PEM nor a DER certificate") from error


def is_issued_by(certificate: crypto.x509.Certificate, issuer: crypto.x509.Certificate) -> bool:
    """Whether the issuer's key signed this certificate; validity dates are not looked at."""
    try:
        certificate.verify_directly_issued_by(issuer)
    except (ValueError, TypeError, crypto.InvalidSignature):
        return False
    return True


def expires_at(certificate: crypto.x509.Certificate) -> int:
    """The end of its validity in seconds since 1970."""
    return int(certificate.not_valid_after_utc.timestamp())


def pem(certificate: crypto.x509.Certificate) -> bytes:
    return certificate.public_bytes(crypto.serialization.Encoding.PEM)


def der(certificate: crypto.x509.Certificate) -> bytes:
    return certificate.public_bytes(crypto.serialization.Encoding.DER)


def der_base64(certificate: crypto.x509.Certificate) -> str:
    """The element of an `x5c` list: standard base64 of the DER (RFC 7515, section 4.1.6)."""
    return b64encode(der(certificate)).decode("ascii")


def public_key_pem(certificate: crypto.x509.Certificate) -> bytes:
    """The certified public key as SPKI PEM, line ends LF."""
    return certificate.public_key().public_bytes(
        crypto.serialization.Encoding.PEM, crypto.serialization.PublicFormat.SubjectPublicKeyInfo
    )


def thumbprint(certificate: crypto.x509.Certificate) -> bytes:
    """SHA-256 of the DER, 32 bytes."""
    return hashlib.sha256(der(certificate)).digest()


def thumbprint_hex(certificate: crypto.x509.Certificate) -> str:
    """In upper-case hex, as the KYC response of ID authentication has it."""
    return thumbprint(certificate).hex().upper()


def thumbprint_base64url(certificate: crypto.x509.Certificate, *, padded: bool = False) -> str:
    """In base64url: unpadded for `x5t#S256`, padded as clients of ID authentication send it."""
    text = urlsafe_b64encode(thumbprint(certificate)).decode("ascii")
    return text if padded else text.rstrip("=")
