"""The signature algorithms of the suite: RS256, PS256 and ES256 (RFC 7518, sections 3.3 to 3.5)."""

from enum import StrEnum
from functools import cache
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa, utils

from shared.jwks.publickey import Key

PrivateKey = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey


class Algorithm(StrEnum):
    """What `alg` may say. `none` and the HMAC family are not members, so nothing can let them in."""

    RS256 = "RS256"
    PS256 = "PS256"
    ES256 = "ES256"


ALL: Final = frozenset(Algorithm)
_SHA256: Final = hashes.SHA256()
_PKCS1: Final = padding.PKCS1v15()
# RFC 7518, section 3.5: the salt is as long as the hash.
_PSS: Final = padding.PSS(mgf=padding.MGF1(_SHA256), salt_length=32)
_ECDSA: Final = ec.ECDSA(_SHA256)
_COORDINATE: Final = 32


@cache
def _is_rsa(kind: type) -> bool:
    """Whether keys of this class are RSA keys; the abstract classes take microseconds to say so, at each token."""
    return issubclass(kind, rsa.RSAPublicKey | rsa.RSAPrivateKey)


def fits(key: Key | PrivateKey, alg: Algorithm) -> bool:
    """Whether a key of this type and curve can be used with the algorithm."""
    if alg is Algorithm.ES256:
        return isinstance(key, ec.EllipticCurvePublicKey | ec.EllipticCurvePrivateKey) and isinstance(
            key.curve, ec.SECP256R1
        )
    return _is_rsa(type(key))


def sign(key: PrivateKey, alg: Algorithm, data: bytes) -> bytes:
    """The signature as JWS carries it. Raises `ValueError` if the key does not fit the algorithm."""
    if isinstance(key, rsa.RSAPrivateKey):
        if alg is Algorithm.RS256:
            return key.sign(data, _PKCS1, _SHA256)
        if alg is Algorithm.PS256:
            return key.sign(data, _PSS, _SHA256)
    elif fits(key, alg):
        r, s = utils.decode_dss_signature(key.sign(data, _ECDSA))
        return r.to_bytes(_COORDINATE, "big") + s.to_bytes(_COORDINATE, "big")
    raise ValueError(f"a key of this type cannot sign with {alg}")


def verifies(key: Key, alg: Algorithm, signature: bytes, data: bytes) -> bool:
    """Whether the signature is this key's over these bytes."""
    try:
        if isinstance(key, rsa.RSAPublicKey):
            if alg is Algorithm.ES256:
                return False
            key.verify(signature, data, _PKCS1 if alg is Algorithm.RS256 else _PSS, _SHA256)
            return True
        if not fits(key, alg) or len(signature) != 2 * _COORDINATE:
            return False
        r = int.from_bytes(signature[:_COORDINATE], "big")
        s = int.from_bytes(signature[_COORDINATE:], "big")
        key.verify(utils.encode_dss_signature(r, s), data, _ECDSA)
    except InvalidSignature:
        return False
    return True
