"""Opening the request block: session key, block, and what is called its HMAC.

Source: mosip/keymanager `CryptomanagerServiceImpl`, mosip/id-authentication `BaseAuthFilter.processDecodedKycRequest`
and `IdAuthSecurityManager`. The order of steps decides which error shows.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import msgspec

from mosip_mock.idauthentication.decryption_key import DecryptionKey, check_in_force, check_thumbprint
from mosip_mock.idauthentication.errors import IdaCode
from mosip_mock.idauthentication.refusal import CrashError, Finding, IdaError, in_filter, refused
from shared.control.explanation import Explanation
from shared.jwks import base64url, crypto
from shared.jwks.encryption import DecryptionError, block_digest, decrypt_block, unwrap_session_key


def open_request(
    outer: Mapping[str, Any], key: DecryptionKey, signer: crypto.x509.Certificate | None, now: datetime
) -> bytes:
    """The plain text of `request`. Raises `IdaError`, or `CrashError` where the real filter has no answer.

    The parts are decoded in the real order: `request`, `requestHMAC`, `requestSessionKey`; then keys are looked for.
    `signer` is the partner's certificate, by which a thumbprint of the partner's own is known.
    """
    sealed = _decoded(outer["request"], "request")
    sealed_digest = _decoded(_hmac_of(outer), "requestHMAC")
    wrapped = outer.get("requestSessionKey")
    if wrapped is None:
        raise CrashError(
            "500",
            Explanation(
                expected="`requestSessionKey`: the AES key, wrapped, in base64url",
                received="nothing",
                where="requestSessionKey",
                why="the real filter does not check for it and fails with HTTP 500",
                mend="send the session key that `request` is encrypted with",
            ),
        )
    wrapped_key = _decoded(wrapped, "requestSessionKey")
    check_thumbprint(outer.get("thumbprint"), key, signer)
    check_in_force(key, now)
    session_key = _session_key(wrapped_key, key)
    digest = _opened(session_key, sealed_digest, "requestHMAC")
    plain = _opened(session_key, sealed, "request")
    _check_digest(digest, plain)
    return plain


def _hmac_of(outer: Mapping[str, Any]) -> object:
    value = outer.get("requestHMAC")
    if value is None or value == "":
        raise in_filter(
            refused(
                IdaCode.MISSING,
                "requestHMAC",
                expected="the encrypted digest of the plain request",
                received="nothing",
                where="requestHMAC",
                why="IDA compares it with what it decrypted",
                mend="encrypt the upper-case hex SHA-256 of the plain block with the same session key",
            )
        )
    return value


def _session_key(blob: bytes, key: DecryptionKey) -> bytes:
    try:
        return unwrap_session_key(key.private, blob)
    except DecryptionError as error:
        from shared.jwks.diagnosis import diagnose_session_key  # noqa: PLC0415 - only after a refusal

        found = diagnose_session_key(key.private, blob, {name: private for name, (private, _) in key.others.items()})
        raise in_filter(
            _undecryptable(
                "a 32-byte AES key under RSA-OAEP with SHA-256 and MGF1-SHA-256",
                found.received,
                "requestSessionKey",
                found.mend,
            )
        ) from error


def _opened(session_key: bytes, block: bytes, where: str) -> bytes:
    try:
        return decrypt_block(session_key, block)
    except DecryptionError as error:
        from shared.jwks.diagnosis import diagnose_block  # noqa: PLC0415 - only after a refusal

        found = diagnose_block(session_key, block)
        raise in_filter(
            _undecryptable("AES-256-GCM as ciphertext, 16-byte tag, 16-byte nonce", found.received, where, found.mend)
        ) from error


def _undecryptable(expected: str, received: str, where: str, mend: str) -> Finding:
    return refused(
        IdaCode.DECRYPT,
        expected=expected,
        received=received,
        where=where,
        why="IDA cannot read the request without it, and says no more than that",
        mend=mend,
    )


def _decoded(value: object, where: str) -> bytes:
    """base64url, padded or not. Anything else is a single `IDA-MLC-007`."""
    text = value if isinstance(value, str) else ""
    try:
        if text and not (text.endswith("=") and len(text) % 4):
            return base64url.decode(text.rstrip("=").encode())
        received = "wrong padding" if text else "nothing"
    except UnicodeEncodeError:
        received = "characters outside ASCII"
    except base64url.Base64UrlError as error:
        standard = any(c in text for c in "+/")
        received = "standard base64 (`+` and `/`)" if standard else str(error)
    raise IdaError(
        refused(
            IdaCode.NOT_PROCESSED,
            expected="base64url (`-` and `_`), with or without padding, without line breaks",
            received=received,
            where=where,
            why="the server decodes it with a strict base64url decoder",
            mend="use the URL-safe alphabet",
        )
    )


def _check_digest(digest: bytes, plain: bytes) -> None:
    expected = block_digest(plain)
    if digest == expected:
        return
    raise in_filter(
        refused(
            IdaCode.HMAC,
            expected="64 upper-case hex digits: SHA-256 of the plain request block",
            received=_digest_mistake(digest, plain, expected),
            where="requestHMAC",
            why="IDA compares the texts exactly; it is a plain SHA-256, no HMAC",
            mend="hash the exact bytes encrypted as `request`, write the hash in upper-case hex, encrypt that text",
        )
    )


def _digest_mistake(digest: bytes, plain: bytes, expected: bytes) -> str:
    if digest.upper() == expected:
        return "the right hash in lower-case hex"
    raw = hashlib.sha256(plain).digest()
    if digest == raw:
        return "the raw 32 bytes of the hash"
    if digest.strip() == expected:
        return "the right hash with white space around it"
    if len(digest) == len(expected):
        return "the hash of other bytes (was the block serialised twice?)"
    return f"{len(digest)} bytes that are no SHA-256 in hex"


def parse_block(plain: bytes) -> dict[str, Any]:
    """The decrypted text as a JSON object. Raises `IdaError` (a single `IDA-MLC-007`)."""
    try:
        block = msgspec.json.decode(plain)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        block = None
    if isinstance(block, dict):
        return block
    raise IdaError(
        refused(
            IdaCode.NOT_PROCESSED,
            expected="a JSON object in UTF-8 inside `request`",
            received=f"{len(plain)} bytes beginning {plain[:30]!r}",
            where="request (decrypted)",
            why="the decrypted text is read as JSON",
            mend="encrypt the JSON text itself, not a base64 or quoted form of it",
        )
    )
