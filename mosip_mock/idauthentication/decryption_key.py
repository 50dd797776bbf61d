"""The key that requests are encrypted to, selected by the thumbprint that they name.

Source: mosip/keymanager `CryptomanagerServiceImpl`, `KeymanagerUtil`.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from datetime import datetime
from typing import Final

from msgspec import Struct

from mosip_mock.idauthentication.errors import IdaCode
from mosip_mock.idauthentication.refusal import CrashError, in_filter, refused
from shared.control.explanation import Explanation
from shared.jwks import base64url, certificates, crypto
from shared.shapes import shown

_HEX: Final = re.compile(r"(?:[0-9A-Fa-f]{2})+")
_SHA1_BYTES: Final = 20


class DecryptionKey(Struct, frozen=True, kw_only=True):
    """The key, with what is asked of its certificate; others to name by mistake, with their thumbprints."""

    private: crypto.rsa.RSAPrivateKey
    thumbprint: bytes
    pem: bytes
    expires_at: datetime
    others: Mapping[str, tuple[crypto.rsa.RSAPrivateKey, bytes]]


def check_thumbprint(value: object, key: DecryptionKey, signer: crypto.x509.Certificate | None) -> None:
    """Refuse a thumbprint that is not the key's. Raises `IdaError`, or `CrashError` when it is none at all."""
    thumbprint = _thumbprint_of(value)
    if thumbprint is None:
        raise CrashError(
            "500",
            Explanation(
                expected="SHA-256 of the encryption certificate, in hex or base64url",
                received="nothing" if value is None else shown(value),
                where="thumbprint",
                why="the real filter does not catch this and fails with HTTP 500",
                mend="compute SHA-256 over the DER of `ida-partner.crt`",
            ),
        )
    if thumbprint == key.thumbprint:
        return
    raise in_filter(
        refused(
            IdaCode.DECRYPT,
            expected=f"the thumbprint {key.thumbprint.hex()} of the IDA partner certificate",
            received=_described(thumbprint, key, signer),
            where="thumbprint",
            why="the thumbprint selects the decryption key; this one selects none",
            mend="encrypt to `ida-partner.crt` of the kit (`mosip-mocks kit export`), and send SHA-256 of its DER",
        )
    )


def _described(thumbprint: bytes, key: DecryptionKey, signer: crypto.x509.Certificate | None) -> str:
    """Whose or what sort of thumbprint it is, as far as that can be told."""
    named = next((name for name, (_, other) in key.others.items() if other == thumbprint), None)
    if named is not None:
        return f"the thumbprint of the {named} certificate"
    if signer is not None and thumbprint == certificates.thumbprint(signer):
        return "the thumbprint of the partner's own certificate, which signed this request"
    if thumbprint in (hashlib.sha256(text).digest() for text in (key.pem, key.pem.rstrip(), _with_crlf(key.pem))):
        return "the SHA-256 of the PEM text of the IDA partner certificate"
    if len(thumbprint) == _SHA1_BYTES:
        return f"{thumbprint.hex()}: {_SHA1_BYTES} bytes, as of SHA-1"
    return thumbprint.hex() or "an empty text"


def _with_crlf(text: bytes) -> bytes:
    return text.replace(b"\n", b"\r\n")


def _thumbprint_of(value: object) -> bytes | None:
    """The bytes behind hex (either case), else behind base64url; None when it is neither."""
    if not isinstance(value, str):
        return None
    if _HEX.fullmatch(value):
        return bytes.fromhex(value)
    try:
        return base64url.decode(value.rstrip("=").encode())
    except (base64url.Base64UrlError, UnicodeEncodeError):
        return None


def check_in_force(key: DecryptionKey, now: datetime) -> None:
    """Refuse everything once the certificate has ended. Raises `IdaError`."""
    if now > key.expires_at:
        raise in_filter(
            refused(
                IdaCode.PUBLIC_KEY_EXPIRED,
                expected=f"a request before {key.expires_at:%Y-%m-%d}, when IDA's certificate ends",
                received=f"one at {now:%Y-%m-%d}",
                where="thumbprint",
                why="the server has no active key any more",
                mend="if the suite's clock was moved, reset it; else get the new certificate",
            )
        )
