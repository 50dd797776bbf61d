"""Access tokens that were handed out, each with the userinfo frozen at that moment.

Source: mosip/esignet cache `userinfo`, keyed by the hash of the access token (3600 s).
"""

import hashlib
from collections import OrderedDict
from datetime import datetime
from typing import Final

from msgspec import Struct

from shared.control.clock import Clock
from shared.jwks import base64url

_MOST_KEPT: Final = 20_000
_MOST_BYTES: Final = 64 * 1024 * 1024


class GrantedAccess(Struct, frozen=True, kw_only=True):
    """What an access token opens."""

    client_id: str
    uin: str
    transaction_id: str
    userinfo: str
    """A compact JWS or JWE; empty where the token is for a credential and opens no userinfo."""
    expires_at: datetime
    is_to_encrypt: bool = False
    """Whether e-Signet wraps the answer into a JWE; the wish is taken when the code is redeemed."""
    magic: str | None = None
    """The failure that this person always produces."""
    jkt: str | None = None
    """Thumbprint of the DPoP key that the token is bound to."""


class AccessTokens:
    """In memory, bounded in number and size; the oldest make room."""

    def __init__(self, clock: Clock, *, size: int = _MOST_KEPT, bytes_kept: int = _MOST_BYTES) -> None:
        self._clock = clock
        self._size = size
        self._room = bytes_kept
        self._granted: OrderedDict[str, GrantedAccess] = OrderedDict()

    def grant(self, at_hash: str, access: GrantedAccess) -> None:
        """Keep what the access token of this hash opens."""
        self._drop(at_hash)
        self._granted[at_hash] = access
        self._room -= len(access.userinfo)
        while len(self._granted) > self._size or (self._room < 0 and len(self._granted) > 1):
            self._drop(next(iter(self._granted)))

    def find(self, access_token: str) -> GrantedAccess | None:
        """What the token opens, expired or not; None for one that was never handed out or is forgotten."""
        return self._granted.get(half_hash(access_token))

    def is_expired(self, access: GrantedAccess) -> bool:
        return self._clock.now() >= access.expires_at

    def clear(self) -> None:
        for key in tuple(self._granted):
            self._drop(key)

    def _drop(self, key: str) -> None:
        dropped = self._granted.pop(key, None)
        if dropped is not None:
            self._room += len(dropped.userinfo)


def half_hash(access_token: str) -> str:
    """`at_hash`: the left half of SHA-256, base64url (OpenID Connect Core, section 3.1.3.6)."""
    return base64url.encode_text(hashlib.sha256(access_token.encode()).digest()[:16])
