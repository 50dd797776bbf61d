"""Signing, sealing and opening of sub-packets.

The signature is RSA PKCS#1 v1.5 with SHA-256 over the plain zip, as keymanager makes it. The seal is AES-256-GCM under
a key per centre and machine that is derived from the packet key; the real session-key layout never leaves MOSIP.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from typing import Final

from shared.jwks import base64url, crypto
from shared.jwks.keyring import KeyName, KeyRing

_NONCE: Final = 12


class BrokenSealError(Exception):
    """What is stored is not what was written."""


class Seals:
    """The packet key at work."""

    def __init__(self, keys: KeyRing) -> None:
        self._keys = keys
        self._by_ref: dict[tuple[str, str], crypto.AESGCM] = {}

    def sign(self, plain: bytes) -> str:
        """342 characters of base64url."""
        signature = self._private().sign(plain, crypto.padding.PKCS1v15(), crypto.hashes.SHA256())
        return base64url.encode_text(signature)

    def seal(self, plain: bytes, ref_id: str) -> bytes:
        """Nonce, then cipher text and tag."""
        nonce = secrets.token_bytes(_NONCE)
        return nonce + self._cipher(ref_id).encrypt(nonce, plain, ref_id.encode())

    def open(self, sealed: bytes, ref_id: str, signature: str) -> bytes:
        """The plain bytes, the signature checked. Raises `BrokenSealError`."""
        try:
            plain = self._cipher(ref_id).decrypt(sealed[:_NONCE], sealed[_NONCE:], ref_id.encode())
            self._private().public_key().verify(
                base64url.decode(signature.encode()), plain, crypto.padding.PKCS1v15(), crypto.hashes.SHA256()
            )
        except (crypto.InvalidTag, crypto.InvalidSignature, ValueError) as error:
            raise BrokenSealError(type(error).__name__) from error
        return plain

    def _private(self) -> crypto.rsa.RSAPrivateKey:
        return self._keys.decryption(KeyName.PACKET)

    def _cipher(self, ref_id: str) -> crypto.AESGCM:
        kid = self._keys.signing(KeyName.PACKET).kid
        cipher = self._by_ref.get((kid, ref_id))
        if cipher is None:
            exponent = self._private().private_numbers().d
            master = exponent.to_bytes((exponent.bit_length() + 7) // 8, "big")
            cipher = crypto.AESGCM(hmac.digest(master, b"packet:" + ref_id.encode(), hashlib.sha256))
            if len(self._by_ref) < 1000:  # noqa: PLR2004 - machines come from clients: bounded
                self._by_ref[kid, ref_id] = cipher
        return cipher
