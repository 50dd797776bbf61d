"""Why something encrypted does not decrypt: the usual mistakes of clients, tried one after the other.

Real MOSIP says `IDA-MPA-003` to all of them. Nothing here accepts anything; it runs after a refusal.
"""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from shared.jwks import encryption

_SHA1: Final = hashes.SHA1()  # noqa: S303 - recognised to be refused, never used to protect
_SHA256: Final = hashes.SHA256()
_NOTHING: Final[Mapping[str, rsa.RSAPrivateKey]] = MappingProxyType({})
_GCM_USUAL_NONCE: Final = 12


class Mistake(StrEnum):
    """What a client did instead."""

    NONE = "none"
    LENGTH = "length"
    MGF1_SHA1 = "mgf1-sha1"
    OAEP_SHA1 = "oaep-sha1"
    PKCS1 = "pkcs1-v1.5"
    OTHER_KEY = "other-key"
    KEY_LENGTH = "session-key-length"
    NONCE_LENGTH = "nonce-length"
    NONCE_IN_FRONT = "nonce-in-front"
    TAG_MISSING = "tag-missing"
    UNKNOWN = "unknown"


class Diagnosis(msgspec.Struct, frozen=True):
    """A mistake in words for an explanation."""

    mistake: Mistake
    received: str
    mend: str


def diagnose_session_key(
    private: rsa.RSAPrivateKey,
    blob: bytes,
    others: Mapping[str, rsa.RSAPrivateKey] = _NOTHING,
) -> Diagnosis:
    """Why `unwrap_session_key` refuses the blob; `others` are keys it may have been meant for, by name."""
    size = private.key_size // 8
    if len(blob) not in {size, size + encryption.THUMBPRINT_BYTES}:
        return Diagnosis(
            Mistake.LENGTH,
            f"{len(blob)} bytes where an RSA-{private.key_size} ciphertext has {size}",
            "encrypt the session key with the key of the IDA certificate, then encode it as base64url once",
        )
    wrapped = blob[-size:]
    for mistake, scheme, received in _SCHEMES:
        plain = _try(private, wrapped, scheme)
        if plain is not None:
            return _of_plain(plain, mistake, received)
    plain = _pkcs1(private, wrapped)
    if plain is not None:
        return _of_plain(plain, Mistake.PKCS1, "a session key padded by PKCS#1 v1.5 (Java `RSA`)")
    for name, other in others.items():
        if other.key_size == private.key_size and _try(other, wrapped, encryption.oaep()):
            return Diagnosis(
                Mistake.OTHER_KEY,
                f"a session key encrypted to the {name} certificate",
                "encrypt to the IDA partner certificate (`ida-partner.crt` of the partner kit)",
            )
    return Diagnosis(
        Mistake.UNKNOWN,
        "a session key that no key and no padding known here opens",
        "check that the encryption certificate is the one of this server (`mosip-mocks kit export`)",
    )


def diagnose_block(session_key: bytes, block: bytes) -> Diagnosis:
    """Why `decrypt_block` refuses a block although its session key was unwrapped."""
    usual, expected, tag = _GCM_USUAL_NONCE, encryption.BLOCK_NONCE_BYTES, encryption.TAG_BYTES
    if len(block) < tag + expected:
        return Diagnosis(
            Mistake.LENGTH,
            f"{len(block)} bytes where tag and nonce alone take {tag + expected}",
            "append the 16-byte tag and the 16-byte nonce to the ciphertext",
        )
    if _opens(session_key, block[-expected:], block[:-expected]):
        return Diagnosis(Mistake.NONE, "a block in order", "nothing")
    if _opens(session_key, block[-usual:], block[:-usual]):
        return Diagnosis(Mistake.NONCE_LENGTH, "a nonce of 12 bytes at the end", "use a nonce of 16 bytes")
    for length in (expected, usual):
        if _opens(session_key, block[:length], block[length:]):
            return Diagnosis(
                Mistake.NONCE_IN_FRONT,
                f"a nonce of {length} bytes in front of the ciphertext",
                "put a nonce of 16 bytes behind ciphertext and tag",
            )
    for length in (expected, usual):
        if _is_text(_untagged(session_key, block[-length:], block[:-length])) or _is_text(
            _untagged(session_key, block[:length], block[length:])
        ):
            return Diagnosis(
                Mistake.TAG_MISSING,
                "a block without the authentication tag",
                "put the 16-byte tag between the ciphertext and the 16-byte nonce",
            )
    return Diagnosis(
        Mistake.UNKNOWN,
        "a block that was encrypted with another session key, or altered since",
        "encrypt `request` and `requestHMAC` with the key that `requestSessionKey` carries",
    )


_SCHEMES: Final = (
    (Mistake.NONE, encryption.oaep(), "a session key in order"),
    (
        Mistake.MGF1_SHA1,
        encryption.oaep(_SHA1),
        "RSA-OAEP with SHA-256 but MGF1 over SHA-1 (the default of Java)",
    ),
    (
        Mistake.OAEP_SHA1,
        padding.OAEP(mgf=padding.MGF1(_SHA1), algorithm=_SHA1, label=None),
        "RSA-OAEP with SHA-1 (the default of many libraries)",
    ),
    (
        Mistake.OAEP_SHA1,
        padding.OAEP(mgf=padding.MGF1(_SHA256), algorithm=_SHA1, label=None),
        "RSA-OAEP with SHA-1 and MGF1 over SHA-256",
    ),
)


def _of_plain(plain: bytes, mistake: Mistake, received: str) -> Diagnosis:
    if mistake is not Mistake.NONE:
        return Diagnosis(mistake, received, "use RSA-OAEP with SHA-256 and MGF1 over SHA-256")
    if len(plain) == encryption.SESSION_KEY_BYTES:
        return Diagnosis(Mistake.NONE, received, "nothing")
    return Diagnosis(
        Mistake.KEY_LENGTH,
        f"a session key of {len(plain)} bytes",
        "use a random AES-256 key: 32 raw bytes, not their hex or base64 text",
    )


def _try(private: rsa.RSAPrivateKey, wrapped: bytes, scheme: padding.OAEP) -> bytes | None:
    try:
        return private.decrypt(wrapped, scheme)
    except ValueError:
        return None


def _pkcs1(private: rsa.RSAPrivateKey, wrapped: bytes) -> bytes | None:
    """The key behind PKCS#1 v1.5 padding, looked for by hand.

    OpenSSL 3.2 answers a wrong padding with random bytes (against Bleichenbacher), which would look like a find.
    """
    numbers = private.private_numbers()
    size = private.key_size // 8
    opened = pow(int.from_bytes(wrapped, "big"), numbers.d, numbers.public_numbers.n)
    padded = opened.to_bytes(size, "big")
    filler, separator, key = padded[2:].partition(b"\0")
    if padded[:2] != b"\0\2" or not separator or len(filler) < 8:  # noqa: PLR2004 - RFC 8017, 7.2.1
        return None
    return key


def _opens(session_key: bytes, nonce: bytes, sealed: bytes) -> bool:
    try:
        AESGCM(session_key).decrypt(nonce, sealed, None)
    except (InvalidTag, ValueError):
        return False
    return True


def _untagged(session_key: bytes, nonce: bytes, ciphertext: bytes) -> bytes:
    """What the ciphertext says if nobody asks for its tag: GCM adds a key stream, which zeros make visible."""
    try:
        stream = AESGCM(session_key).encrypt(nonce, bytes(len(ciphertext)), None)
    except ValueError:
        return b""
    return bytes(a ^ b for a, b in zip(ciphertext, stream, strict=False))


def _is_text(plain: bytes) -> bool:
    """Whether this is text and no noise; a few bytes could be either."""
    try:
        return len(plain) >= 16 and plain.decode().isprintable()  # noqa: PLR2004 - noise of this length is never text
    except UnicodeDecodeError:
        return False
