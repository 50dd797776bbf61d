"""Certificates that the suite did not make."""

import functools
from datetime import UTC, datetime, timedelta
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

FAR: Final = datetime(2999, 1, 1, tzinfo=UTC)
_START: Final = datetime(2020, 1, 1, tzinfo=UTC)


@functools.cache
def other_key() -> rsa.RSAPrivateKey:
    """A key that is not the kit's; made once for a run."""
    return rsa.generate_private_key(65537, 2048)


def certificate_until(
    key: rsa.RSAPrivateKey, end: datetime = FAR, *, name: str = "stranger", start: datetime = _START
) -> x509.Certificate:
    """A certificate over this key that nobody but itself issued."""
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    builder = x509.CertificateBuilder().subject_name(subject).issuer_name(subject).public_key(key.public_key())
    builder = builder.serial_number(1).not_valid_before(min(start, end - timedelta(days=1))).not_valid_after(end)
    return builder.sign(key, hashes.SHA256())


def pem(certificate: x509.Certificate) -> str:
    return certificate.public_bytes(Encoding.PEM).decode()
