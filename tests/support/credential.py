"""What arrives in a `CREDENTIAL_ISSUED` event: opened with the partner's key, checked the way `mosip-api` checks it."""

import json
import re
from typing import Any, Final
from urllib.parse import urlsplit

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from tests.support.ida_styles import from_base64url
from tests.support.kit import Kit
from tests.support.opencrvs_flavours import Flavour

_SPLITTER: Final = b"#KEY_SPLITTER#"
_VERSION: Final = b"VER_R2"
_DATETIME: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z")
_UUID: Final = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_RFC_UUID: Final = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}", re.IGNORECASE)


class MalformedError(ValueError):
    """Not of the shape that the receiver demands; the text names the member."""


def decrypted(credential: str, kit: Kit) -> dict[str, Any]:
    """The credential out of its envelope: version, thumbprint, session key, splitter, AAD with nonce, ciphertext.

    Raises `MalformedError`.
    """
    if re.fullmatch(r"[A-Za-z0-9_-]+", credential) is None:
        raise MalformedError("credential: not base64url without padding")
    data = from_base64url(credential)
    head, splitter, sealed = data.partition(_SPLITTER)
    if not splitter:
        raise MalformedError("credential: no key splitter")
    if head[:6] != _VERSION:
        raise MalformedError(f"credential: begins with {head[:6]!r}")
    certificate = kit.partner_certificate
    if head[6:38] != certificate.fingerprint(hashes.SHA256()):
        raise MalformedError("credential: the thumbprint is not that of the partner's certificate")
    oaep = padding.OAEP(mgf=padding.MGF1(hashes.SHA256()), algorithm=hashes.SHA256(), label=None)
    aad, ciphertext = sealed[:32], sealed[32:]
    try:
        session_key = kit.partner_key.decrypt(head[38:], oaep)
        plaintext = AESGCM(session_key).decrypt(aad[:12], ciphertext, aad)
        content = json.loads(plaintext)
    except (ValueError, InvalidTag) as error:
        raise MalformedError(f"credential: cannot be opened ({type(error).__name__})") from error
    if not isinstance(content, dict):
        raise MalformedError("credential: not a JSON object")
    return content


def check_event(body: object, topic: str, flavour: Flavour) -> dict[str, Any]:
    """The notification's `event`. Raises `MalformedError` where `mosip-api`'s own check would."""
    notification = _object(body, "body")
    _text(notification, "publisher")
    if notification.get("topic") != topic:
        raise MalformedError(f"topic: {notification.get('topic')!r} is not {topic!r}")
    _datetime(notification, "publishedOn")
    event = _object(notification.get("event"), "event")
    _datetime(event, "timestamp")
    for member in ("id", "transactionId"):
        pattern = _RFC_UUID if flavour.strict_uuid else _UUID
        if pattern.fullmatch(_text(event, member)) is None:
            raise MalformedError(f"event.{member}: no UUID")
    kind = _object(event.get("type"), "event.type")
    _text(kind, "namespace")
    _text(kind, "name")
    data = _object(event.get("data"), "event.data")
    for member in ("registrationId", "credential", "protectionKey"):
        _text(data, member)
    if data.get("credentialType") not in flavour.credential_types:
        raise MalformedError(f"event.data.credentialType: {data.get('credentialType')!r}")
    return event


def check_credential(credential: dict[str, Any], flavour: Flavour) -> str:
    """`birth` or `death`, by the subject. Raises `MalformedError` where `mosip-api`'s own check would."""
    for member in ("id", "issuer"):
        _url(credential, member)
    _datetime(credential, "issuanceDate")
    if credential.get("type") != ["VerifiableCredential", "MOSIPVerifiableCredential"]:
        raise MalformedError("credential.type")
    _check_context(credential.get("@context"))
    proof = _object(credential.get("proof"), "proof")
    for member in ("type", "proofPurpose", "jws"):
        _text(proof, member)
    _datetime(proof, "created")
    _url(proof, "verificationMethod")
    subject = _object(credential.get("credentialSubject"), "credentialSubject")
    _url(subject, "id")
    if subject.get("vcVer") != "VC-V1":
        raise MalformedError("credentialSubject.vcVer")
    birth = all(isinstance(subject.get(m), str) for m in ("birthCertificateNumber", flavour.identifier_key))
    return "birth" if birth else "death"


def _check_context(context: object) -> None:
    if not isinstance(context, list) or len(context) != 3:
        raise MalformedError("@context: not three")
    first, second, third = context
    if first != "https://www.w3.org/2018/credentials/v1":
        raise MalformedError("@context[0]")
    if not isinstance(second, str) or not second.endswith("/.well-known/mosip-context.json"):
        raise MalformedError("@context[1]")
    if _object(third, "@context[2]").get("sec") != "https://w3id.org/security#":
        raise MalformedError("@context[2]")


def _object(value: object, where: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise MalformedError(f"{where}: no object")
    return value


def _text(parent: dict[str, Any], member: str) -> str:
    value = parent.get(member)
    if not isinstance(value, str):
        raise MalformedError(f"{member}: no text, but {value!r}")
    return value


def _datetime(parent: dict[str, Any], member: str) -> None:
    if _DATETIME.fullmatch(_text(parent, member)) is None:
        raise MalformedError(f"{member}: {parent[member]!r} is no UTC time with seconds")


def _url(parent: dict[str, Any], member: str) -> None:
    parts = urlsplit(_text(parent, member))
    if not parts.scheme or not (parts.netloc or parts.path):
        raise MalformedError(f"{member}: {parent[member]!r} is no absolute URL")
