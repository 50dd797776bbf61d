"""Encryption in MOSIP's layouts, both directions: ID authentication blocks and credentials.

Keymanager's `CryptoCore` wraps a session key by RSA-OAEP with SHA-256 **and** MGF1 over SHA-256, and encrypts by
AES-256-GCM. How the pieces are put together differs:

- ID authentication (`requestSessionKey`, `request`, `requestHMAC`, KYC `identity`): the wrapped key apart, then
  `ciphertext || tag (16) || nonce (16)` without additional data;
- credentials (`CryptomanagerServiceImpl.encrypt`, `VER_R2`): one piece, see `CredentialEnvelope`;
- single values within a credential: by a PIN, see `encrypt_with_pin`.
"""

from __future__ import annotations

import hashlib
import os
from typing import Final

from msgspec import Struct

from shared.jwks import base64url, certificates, crypto

SESSION_KEY_BYTES: Final = 32
BLOCK_NONCE_BYTES: Final = 16
TAG_BYTES: Final = 16
THUMBPRINT_BYTES: Final = 32
CREDENTIAL_VERSION: Final = b"VER_R2"
KEY_SPLITTER: Final = b"#KEY_SPLITTER#"
CREDENTIAL_AAD_BYTES: Final = 32
CREDENTIAL_NONCE_BYTES: Final = 12
PIN_SALT_BYTES: Final = 32
PIN_ROUNDS: Final = 100_000
"""`mosip.kernel.crypto.hash-iteration`."""


class DecryptionError(Exception):
    """What was encrypted cannot be read; the text says which part failed, and carries no secret."""


def oaep(mgf1: crypto.hashes.HashAlgorithm | None = None) -> crypto.padding.OAEP:
    """RSA-OAEP with SHA-256 and an empty label; MOSIP takes nothing but SHA-256 for MGF1 either."""
    return crypto.padding.OAEP(
        mgf=crypto.padding.MGF1(mgf1 or crypto.hashes.SHA256()), algorithm=crypto.hashes.SHA256(), label=None
    )


def wrap_session_key(
    public: crypto.rsa.RSAPublicKey, session_key: bytes, *, mgf1: crypto.hashes.HashAlgorithm | None = None
) -> bytes:
    """The session key for the holder of the private key; another `mgf1` makes what real clients get wrong."""
    return public.encrypt(session_key, oaep(mgf1))


def unwrap_session_key(private: crypto.rsa.RSAPrivateKey, blob: bytes) -> bytes:
    """The 32-byte session key out of the wrapped key, with or without a certificate thumbprint in front.

    Raises `DecryptionError`; `diagnosis.diagnose_session_key` then finds out why.
    """
    size = private.key_size // 8
    wrapped = blob[THUMBPRINT_BYTES:] if len(blob) == THUMBPRINT_BYTES + size else blob
    try:
        session_key = private.decrypt(wrapped, oaep())
    except ValueError as error:
        raise DecryptionError("the session key does not decrypt with this key") from error
    if len(session_key) != SESSION_KEY_BYTES:
        raise DecryptionError(f"the session key has {len(session_key)} bytes instead of {SESSION_KEY_BYTES}")
    return session_key


def encrypt_block(session_key: bytes, plaintext: bytes, *, nonce: bytes | None = None) -> bytes:
    """`ciphertext || tag (16) || nonce (16)`; a fresh nonce unless one is given."""
    nonce = os.urandom(BLOCK_NONCE_BYTES) if nonce is None else nonce
    return crypto.AESGCM(session_key).encrypt(nonce, plaintext, None) + nonce


def decrypt_block(session_key: bytes, block: bytes) -> bytes:
    """The plain text of such a block. Raises `DecryptionError`."""
    shortest = TAG_BYTES + BLOCK_NONCE_BYTES
    if len(block) < shortest:
        raise DecryptionError(f"the block has {len(block)} bytes; tag and nonce alone take {shortest}")
    sealed, nonce = block[:-BLOCK_NONCE_BYTES], block[-BLOCK_NONCE_BYTES:]
    try:
        return crypto.AESGCM(session_key).decrypt(nonce, sealed, None)
    except crypto.InvalidTag as error:
        raise DecryptionError("the block does not decrypt with the session key") from error


def block_digest(plaintext: bytes) -> bytes:
    """What `requestHMAC` encrypts: SHA-256 of the plain request block as 64 upper-case hex digits."""
    return hashlib.sha256(plaintext).hexdigest().upper().encode("ascii")


class CredentialEnvelope(Struct, frozen=True, kw_only=True):
    """The parts of an encrypted credential in order; `msgspec.structs.replace` makes a faulty one."""

    version: bytes = CREDENTIAL_VERSION
    thumbprint: bytes
    """SHA-256 of the DER of the certificate that was used."""
    wrapped_key: bytes
    splitter: bytes = KEY_SPLITTER
    aad: bytes
    """32 authenticated bytes, of which the first 12 are the nonce too."""
    sealed: bytes
    """Ciphertext and tag."""

    def to_bytes(self) -> bytes:
        return b"".join((self.version, self.thumbprint, self.wrapped_key, self.splitter, self.aad, self.sealed))

    def to_text(self) -> str:
        """Unpadded base64url, the value of `credential` in the event."""
        return base64url.encode_text(self.to_bytes())

    def open(self, private: crypto.rsa.RSAPrivateKey) -> bytes:
        """The plain text. Raises `DecryptionError`."""
        session_key = unwrap_session_key(private, self.wrapped_key)
        try:
            nonce = self.aad[:CREDENTIAL_NONCE_BYTES]
            return crypto.AESGCM(session_key).decrypt(nonce, self.sealed, self.aad)
        except (crypto.InvalidTag, ValueError) as error:
            raise DecryptionError("the credential does not decrypt with its session key") from error


def encrypt_credential(
    certificate: crypto.x509.Certificate,
    plaintext: bytes,
    *,
    session_key: bytes | None = None,
    aad: bytes | None = None,
    mgf1: crypto.hashes.HashAlgorithm | None = None,
) -> CredentialEnvelope:
    """Encrypt for a partner; key and additional data are fresh unless given.

    Raises `ValueError` if the certificate's key is not RSA.
    """
    public = certificate.public_key()
    if not isinstance(public, crypto.rsa.RSAPublicKey):
        raise ValueError("credentials are encrypted to RSA certificates only")  # noqa: TRY004 - a value of a file
    session_key = os.urandom(SESSION_KEY_BYTES) if session_key is None else session_key
    aad = os.urandom(CREDENTIAL_AAD_BYTES) if aad is None else aad
    return CredentialEnvelope(
        thumbprint=certificates.thumbprint(certificate),
        wrapped_key=wrap_session_key(public, session_key, mgf1=mgf1),
        aad=aad,
        sealed=crypto.AESGCM(session_key).encrypt(aad[:CREDENTIAL_NONCE_BYTES], plaintext, aad),
    )


def parse_credential(data: bytes) -> CredentialEnvelope:
    """Take an encrypted credential apart as readers do, by searching the splitter. Raises `DecryptionError`."""
    head = len(CREDENTIAL_VERSION)
    key_start = head + THUMBPRINT_BYTES
    # The thumbprint and the key are random bytes, yet 14 of them never spell the splitter by accident.
    position = data.find(KEY_SPLITTER)
    if not data.startswith(CREDENTIAL_VERSION):
        raise DecryptionError("it does not begin with VER_R2")
    if position < key_start:
        raise DecryptionError("there is no #KEY_SPLITTER# behind a wrapped key")
    aad_start = position + len(KEY_SPLITTER)
    sealed_start = aad_start + CREDENTIAL_AAD_BYTES
    if len(data) < sealed_start + TAG_BYTES:
        raise DecryptionError("it ends before additional data and tag are complete")
    return CredentialEnvelope(
        thumbprint=data[head:key_start],
        wrapped_key=data[key_start:position],
        aad=data[aad_start:sealed_start],
        sealed=data[sealed_start:],
    )


def decrypt_credential(private: crypto.rsa.RSAPrivateKey, text: str) -> bytes:
    """The plain credential out of the event's text. Raises `DecryptionError`."""
    return parse_credential(_decoded(text)).open(private)


def thumbprint_of(text: str) -> bytes:
    """SHA-256 of the certificate that the event's text was encrypted to. Raises `DecryptionError`."""
    return parse_credential(_decoded(text)).thumbprint


def encrypt_with_pin(pin: str, text: str) -> str:
    """A value that a PIN opens, as unpadded base64url (`CryptomanagerServiceImpl.encryptWithPin`).

    Salt (32), nonce (12), ciphertext and tag; the salt is authenticated, too. The key is PBKDF2 of the PIN.
    """
    salt, nonce = os.urandom(PIN_SALT_BYTES), os.urandom(CREDENTIAL_NONCE_BYTES)
    key = hashlib.pbkdf2_hmac("sha512", pin.encode(), salt, PIN_ROUNDS, SESSION_KEY_BYTES)
    return base64url.encode_text(salt + nonce + crypto.AESGCM(key).encrypt(nonce, text.encode(), salt))


def _decoded(text: str) -> bytes:
    try:
        return base64url.decode(text.encode())
    except base64url.Base64UrlError as error:
        raise DecryptionError(f"the credential cannot be read: {error}") from error
