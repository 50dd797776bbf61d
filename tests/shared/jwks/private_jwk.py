"""A private key as its owner would write it into a file."""

from typing import Any

from cryptography.hazmat.primitives.asymmetric import rsa
from joserfc.jwk import ECKey, RSAKey

from shared.jwks.signing import SigningKey


def private_jwk(key: SigningKey) -> dict[str, Any]:
    """The JWK with its private members."""
    private = key.private
    ours = RSAKey.import_key(private) if isinstance(private, rsa.RSAPrivateKey) else ECKey.import_key(private)
    return {**ours.as_dict(private=True)}
