"""Nested JWTs: a signed userinfo answer encrypted to the client (RFC 7516, RFC 7519 section 11.2)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import msgspec

from shared.jwks import crypto
from shared.jwks.public_key import PublicKey

KEY_ALGORITHM: Final = "RSA-OAEP-256"
CONTENT_ALGORITHM: Final = "A256GCM"


def encrypt_jwt(token: str, recipient: PublicKey, *, header: Mapping[str, Any] | None = None) -> str:
    """A compact JWE around a signed JWT.

    `header` is kept in its order, `alg`, `enc` and `cty` follow unless it has them; `zip: DEF` compresses, as ID
    authentication does. Raises `InvalidKeyError` if the recipient's key is not RSA.
    """
    # Only clients that asked for encryption pay for the import.
    from jwcrypto.jwe import JWE  # noqa: PLC0415 - 24 ms off the start

    protected = dict(header or {})
    protected.setdefault("alg", KEY_ALGORITHM)
    protected.setdefault("enc", CONTENT_ALGORITHM)
    protected.setdefault("cty", "JWT")
    if (protected["alg"], protected["enc"]) != (KEY_ALGORITHM, CONTENT_ALGORITHM):
        raise ValueError(f"userinfo is encrypted by {KEY_ALGORITHM} and {CONTENT_ALGORITHM} only")
    jwe = JWE(token.encode("ascii"), protected=msgspec.json.encode(protected).decode())
    jwe.add_recipient(crypto.JWK.from_pyca(recipient.rsa))
    text: str = jwe.serialize(compact=True)
    return text
