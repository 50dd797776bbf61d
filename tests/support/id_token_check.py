"""What a careful relying party checks of an ID token (OpenID Connect Core, section 3.1.3.7), with joserfc."""

import base64
import binascii
import json
from collections.abc import Sequence
from typing import Any, Final, cast

from joserfc import jws
from joserfc._keys import KeySetSerialization
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

NEEDED: Final = ("iss", "sub", "aud", "exp", "iat")


def problem_of(
    id_token: str,
    keys: dict[str, Any],
    *,
    issuer: str,
    client_id: str,
    nonce: str,
    algorithm: str,
    now: float,
) -> str | None:
    """The first thing that is wrong, in a word; None when nothing is."""
    header = _part(id_token, 0)
    if header.get("alg") != algorithm:
        return "alg"
    if header.get("kid") not in [key["kid"] for key in keys["keys"]]:
        return "kid"
    try:
        known = KeySet.import_key_set(cast(KeySetSerialization, keys))
        signed = jws.deserialize_compact(id_token, known, algorithms=[algorithm])
    except JoseError:
        return "signature"
    return claims_problem(json.loads(signed.payload), issuer=issuer, client_id=client_id, nonce=nonce, now=now)


def claims_problem(claims: dict[str, Any], *, issuer: str, client_id: str, nonce: str, now: float) -> str | None:
    """The first claim that is wrong."""
    audience = claims.get("aud", [])
    audiences: Sequence[str] = [audience] if isinstance(audience, str) else audience
    checks = (
        ("missing", all(name in claims for name in NEEDED)),
        ("iss", claims.get("iss") == issuer),
        ("aud", client_id in audiences),
        ("exp", claims.get("exp", 0) > now),
        ("iat", claims.get("iat", 0) <= now + 5),
        ("nonce", claims.get("nonce") == nonce),
    )
    return next((name for name, holds in checks if not holds), None)


def _part(token: str, place: int) -> dict[str, Any]:
    try:
        text = token.split(".")[place]
        decoded = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    except (ValueError, binascii.Error):
        return {}
    return decoded if isinstance(decoded, dict) else {}
