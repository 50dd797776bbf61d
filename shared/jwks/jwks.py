"""The public key set as e-Signet publishes it (RFC 7517, section 5; e-Signet `OAuthServiceImpl.getJwks`)."""

from collections.abc import Iterable
from typing import Any

from shared.jwks import certificates
from shared.jwks.signing import SigningKey


def public_jwk(key: SigningKey) -> dict[str, Any]:
    """One key: `kid`, `kty`, its public numbers, `use`, and what its certificate says.

    `exp` is the end of the certificate in seconds since 1970 (e-Signet's OpenAPI promises ISO text, its code does
    not); `alg` is absent as in the original, where one key signs with RS256 and PS256.
    """
    document: dict[str, Any] = {"kid": key.kid, **key.public.members, "use": "sig"}
    if key.has_certificate:
        document |= key.certificate_header
        document["exp"] = certificates.expires_at(key.certificate)
    return document


def public_jwks(keys: Iterable[SigningKey]) -> dict[str, list[dict[str, Any]]]:
    """The key set of these keys, in order: those of `KeyRing.published` of each signer."""
    return {"keys": [public_jwk(key) for key in keys]}
