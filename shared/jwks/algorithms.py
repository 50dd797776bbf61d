"""The signature algorithms of the suite: RS256, PS256 and ES256 (RFC 7518, sections 3.3 to 3.5)."""

from __future__ import annotations

from enum import StrEnum
from functools import cache
from typing import Final, TypeAlias

from shared.jwks import crypto
from shared.jwks.public_key import Key

PrivateKey: TypeAlias = "crypto.rsa.RSAPrivateKey | crypto.ec.EllipticCurvePrivateKey"


class Algorithm(StrEnum):
    """What `alg` may say. `none` and the HMAC family are not members, so nothing can let them in."""

    RS256 = "RS256"
    PS256 = "PS256"
    ES256 = "ES256"


ALL: Final = frozenset(Algorithm)
UNENCODED: Final = "b64"
"""The header member that leaves the payload as it is (RFC 7797, section 3)."""
_COORDINATE: Final = 32
_SALT: Final = 32  # RFC 7518, section 3.5: as long as the hash


def _padding(alg: Algorithm) -> crypto.padding.AsymmetricPadding:
    if alg is Algorithm.RS256:
        return crypto.padding.PKCS1v15()
    return crypto.padding.PSS(mgf=crypto.padding.MGF1(crypto.hashes.SHA256()), salt_length=_SALT)


@cache
def _is_rsa(kind: type) -> bool:
    """Whether keys of this class are RSA keys; the abstract classes take microseconds to say so, at each token."""
    return issubclass(kind, crypto.rsa.RSAPublicKey | crypto.rsa.RSAPrivateKey)


def fits(key: Key | PrivateKey, alg: Algorithm) -> bool:
    """Whether a key of this type and curve can be used with the algorithm."""
    if alg is Algorithm.ES256:
        return isinstance(key, crypto.ec.EllipticCurvePublicKey | crypto.ec.EllipticCurvePrivateKey) and isinstance(
            key.curve, crypto.ec.SECP256R1
        )
    return _is_rsa(type(key))


def sign(key: PrivateKey, alg: Algorithm, data: bytes) -> bytes:
    """The signature as JWS carries it. Raises `ValueError` if the key does not fit the algorithm."""
    if isinstance(key, crypto.rsa.RSAPrivateKey):
        if alg is not Algorithm.ES256:
            return key.sign(data, _padding(alg), crypto.hashes.SHA256())
    elif fits(key, alg):
        r, s = crypto.utils.decode_dss_signature(key.sign(data, crypto.ec.ECDSA(crypto.hashes.SHA256())))
        return r.to_bytes(_COORDINATE, "big") + s.to_bytes(_COORDINATE, "big")
    raise ValueError(f"a key of this type cannot sign with {alg}")


def verifies(key: Key, alg: Algorithm, signature: bytes, data: bytes) -> bool:
    """Whether the signature is this key's over these bytes."""
    try:
        if isinstance(key, crypto.rsa.RSAPublicKey):
            if alg is Algorithm.ES256:
                return False
            key.verify(signature, data, _padding(alg), crypto.hashes.SHA256())
            return True
        if not fits(key, alg) or len(signature) != 2 * _COORDINATE:
            return False
        r = int.from_bytes(signature[:_COORDINATE], "big")
        s = int.from_bytes(signature[_COORDINATE:], "big")
        key.verify(crypto.utils.encode_dss_signature(r, s), data, crypto.ec.ECDSA(crypto.hashes.SHA256()))
    except crypto.InvalidSignature:
        return False
    return True
