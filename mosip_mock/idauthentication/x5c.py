"""Certificates as clients put them into `x5c`, and what is known of each, found out once.

RFC 7515 wants standard base64 of the DER. Clients of ID authentication put PEM text there, in base64 or base64url,
with or without line breaks; mosip/keymanager up to 1.2.1.0 takes all of it.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable
from typing import Final

import msgspec

from mosip_mock.partners.registry import parse_certificate
from shared.jwks import certificates, crypto
from shared.jwks.public_key import InvalidKeyError, PublicKey

_REMEMBERED: Final = 256


class Signer(msgspec.Struct, frozen=True):
    """A certificate that came with a request."""

    certificate: crypto.x509.Certificate
    key: PublicKey | None
    """None when the certified key cannot sign."""
    is_issued_here: bool
    """Whether the suite's root signed it."""


class Signers:
    """The certificates that requests bring, each parsed at its first appearance; the last few hundred are kept."""

    def __init__(self, root: Callable[[], crypto.x509.Certificate]) -> None:
        self._root = root
        self._issuer: crypto.x509.Certificate | None = None
        self._known: dict[str, Signer] = {}

    def find(self, text: str) -> Signer | None:
        """What is known of one element of `x5c`; None when it is no certificate."""
        root = self._root()
        if root is not self._issuer:
            self._known.clear()
            self._issuer = root
        known = self._known.get(text)
        if known is not None:
            return known
        certificate = certificate_from(text)
        if certificate is None:
            return None
        while len(self._known) >= _REMEMBERED:
            del self._known[next(iter(self._known))]
        known = Signer(certificate, _key(certificate), certificates.is_issued_by(certificate, root))
        self._known[text] = known
        return known


def certificate_from(text: object) -> crypto.x509.Certificate | None:
    """The certificate behind one element of `x5c`; None when there is none."""
    if not isinstance(text, str):
        return None
    compact = "".join(text.split()).rstrip("=").replace("-", "+").replace("_", "/")
    try:
        data = base64.b64decode(compact + "=" * (-len(compact) % 4), validate=True)
    except (binascii.Error, ValueError):
        return None
    return parse_certificate(data)


def _key(certificate: crypto.x509.Certificate) -> PublicKey | None:
    try:
        return PublicKey.from_certificate(certificate)
    except (InvalidKeyError, ValueError):
        return None
