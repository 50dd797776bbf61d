"""What a request to IDA is made of. Each ingredient can be spoiled, so that a test sends exactly one mistake."""

import hashlib
import json
import os
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.serialization import Encoding

from tests.support.ida_styles import MOSIP_API, Encode, Style, base64url, padded_base64url
from tests.support.kit import Kit


class Removed:
    """Stands for a member that is to be left out."""


REMOVED: Final = Removed()


def uppercase_digest(plaintext: bytes) -> bytes:
    """What the wire calls `requestHMAC`: SHA-256 as upper-case hexadecimal text."""
    return hashlib.sha256(plaintext).hexdigest().upper().encode()


def mosip_time(moment: datetime) -> str:
    """`2026-01-31T10:15:30.123Z`."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03d}Z"


@dataclass(frozen=True, kw_only=True)
class Recipe:
    """The ingredients; the defaults make the right request of an OpenCRVS `mosip-api`."""

    style: Style = MOSIP_API
    now: datetime | None = None
    clock_skew: timedelta = timedelta(0)
    outer: Mapping[str, Any] = field(default_factory=dict)
    """Members of the request to replace, to add, or to leave out (`REMOVED`)."""
    block: Mapping[str, Any] = field(default_factory=dict)
    """The same for the block that is encrypted."""
    plaintext: bytes | None = None
    """Bytes to encrypt instead of the block."""
    encryption_certificate: x509.Certificate | None = None
    oaep_hash: hashes.HashAlgorithm = field(default_factory=hashes.SHA256)
    mgf_hash: hashes.HashAlgorithm = field(default_factory=hashes.SHA256)
    session_key: bytes | None = None
    nonce_length: int = 16
    nonce_in_front: bool = False
    aad: bytes | None = None
    digest: Callable[[bytes], bytes] = uppercase_digest
    encode: Encode | None = None
    """Instead of the style's own encoding of session key and request."""
    thumbprint: str | None = None
    signing_key: RSAPrivateKey | None = None
    signing_certificate: x509.Certificate | None = None
    jws_header: Mapping[str, Any] = field(default_factory=dict)
    jws_payload: str = ""
    """Text between the two dots of the detached signature."""
    alter_after_signing: Callable[[bytes], bytes] = lambda body: body
    headers: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class SignedRequest:
    """Ready to be posted."""

    body: bytes
    headers: dict[str, str]


def build_request(kit: Kit, outer: Mapping[str, Any], block: Mapping[str, Any] | None, recipe: Recipe) -> SignedRequest:
    """Encrypt the block into the outer request, order its members by the style, and sign the bytes.

    Without a block (OTP request) nothing is encrypted and the members stay as they are.
    """
    moment = (recipe.now or datetime.now(UTC)) + recipe.clock_skew
    members = {**outer, "requestTime": mosip_time(moment)}
    if block is not None:
        members |= _encrypted(kit, {**block, "timestamp": mosip_time(moment + timedelta(milliseconds=1))}, recipe)
        members = {name: members[name] for name in recipe.style.outer_order if name in members}
    body = _json(_with_overrides(members, recipe.outer))
    headers = {
        "Authorization": "Authorization",
        "Content-Type": "application/json",
        "Signature": detached_signature(kit, body, recipe),
    }
    return SignedRequest(recipe.alter_after_signing(body), _with_overrides(headers, recipe.headers))


def detached_signature(kit: Kit, body: bytes, recipe: Recipe) -> str:
    """RFC 7515 appendix F over the exact bytes: header, nothing, signature."""
    certificate = recipe.signing_certificate or kit.partner_certificate
    header: dict[str, Any] = {"alg": "RS256", "x5c": [recipe.style.x5c(certificate)]}
    if recipe.style.name == "rfc":
        header["x5t#S256"] = base64url(certificate.fingerprint(hashes.SHA256()))
        header["kid"] = "partner-signing-key"
    header = _with_overrides(header, recipe.jws_header)
    protected = base64url(json.dumps(header, separators=recipe.style.json_separators).encode())
    key = recipe.signing_key or kit.partner_key
    signature = key.sign(f"{protected}.{base64url(body)}".encode(), padding.PKCS1v15(), hashes.SHA256())
    return f"{protected}.{recipe.jws_payload}.{base64url(signature)}"


def _encrypted(kit: Kit, block: dict[str, Any], recipe: Recipe) -> dict[str, str]:
    certificate = recipe.encryption_certificate or kit.ida_certificate
    public_key = certificate.public_key()
    assert isinstance(public_key, RSAPublicKey)
    plaintext = recipe.plaintext
    if plaintext is None:
        plaintext = _json(_with_overrides(block, recipe.block))
    session_key = recipe.session_key or secrets.token_bytes(32)
    oaep = padding.OAEP(mgf=padding.MGF1(recipe.mgf_hash), algorithm=recipe.oaep_hash, label=None)
    encode = recipe.encode or recipe.style.encode
    thumbprint = recipe.thumbprint
    if thumbprint is None:
        thumbprint = padded_base64url(hashlib.sha256(certificate.public_bytes(Encoding.DER)).digest())
    return {
        "thumbprint": thumbprint,
        "request": encode(_sealed(session_key, plaintext, recipe)),
        "requestHMAC": encode(_sealed(session_key, recipe.digest(plaintext), recipe)),
        "requestSessionKey": encode(public_key.encrypt(session_key, oaep)),
    }


def _sealed(session_key: bytes, plaintext: bytes, recipe: Recipe) -> bytes:
    """Ciphertext, tag of 16 bytes, nonce of 16 bytes."""
    nonce = os.urandom(recipe.nonce_length)
    sealed = AESGCM(session_key).encrypt(nonce, plaintext, recipe.aad)
    return nonce + sealed if recipe.nonce_in_front else sealed + nonce


def _with_overrides(members: Mapping[str, Any], overrides: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in {**members, **overrides}.items() if value is not REMOVED}


def _json(members: Mapping[str, Any]) -> bytes:
    return json.dumps(members, separators=(",", ":"), ensure_ascii=False).encode()
