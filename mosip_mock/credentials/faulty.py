"""Making a credential wrong on demand: each fault of the catalogue at the one place where it belongs."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final

import msgspec
from msgspec.structs import replace

from shared.jwks import crypto
from shared.jwks.encryption import CredentialEnvelope, encrypt_credential

_OVERSIZE: Final = 1_200_000
_CUT: Final = 40


def _flipped(data: bytes, place: int) -> bytes:
    changed = bytearray(data)
    changed[place] ^= 1
    return bytes(changed)


_ENVELOPE_FAULTS: Final[Mapping[str, Callable[[CredentialEnvelope], CredentialEnvelope]]] = MappingProxyType(
    {
        "credential-tag-flipped": lambda e: replace(e, sealed=_flipped(e.sealed, -1)),
        "credential-ciphertext-flipped": lambda e: replace(e, sealed=_flipped(e.sealed, 0)),
        "credential-aad-flipped": lambda e: replace(e, aad=_flipped(e.aad, -1)),
        "credential-key-flipped": lambda e: replace(e, wrapped_key=_flipped(e.wrapped_key, -1)),
        "credential-without-splitter": lambda e: replace(e, splitter=b""),
        "credential-truncated": lambda e: replace(e, sealed=e.sealed[:-_CUT]),
        "credential-other-version": lambda e: replace(e, version=b"VER_R1"),
    }
)


def spoilt_subject(subject: dict[str, Any], fault: str | None) -> dict[str, Any]:
    """The subject before it is signed."""
    match fault:
        case "credential-without-identifier":
            return {name: value for name, value in subject.items() if name not in {"VID", "UIN"}}
        case "credential-unknown-transaction":
            return {**subject, "id": f"{subject['id']}0"}
        case _:
            return subject


def spoilt_credential(credential: dict[str, Any], fault: str | None) -> dict[str, Any]:
    """The credential after it was signed."""
    subject, proof = credential["credentialSubject"], credential["proof"]
    match fault:
        case "proof-subject-changed":
            name = next((n for n in ("VID", "UIN") if n in subject), "vcVer")
            changed = str(subject[name])
            return {**credential, "credentialSubject": {**subject, name: _other_digit(changed)}}
        case "proof-brn-changed":
            number = str(subject.get("birthCertificateNumber", ""))
            return {**credential, "credentialSubject": {**subject, "birthCertificateNumber": f"{number}X"}}
        case "proof-created-changed":
            return {**credential, "proof": {**proof, "created": "2020-01-01T00:00:00Z"}}
        case _:
            return credential


def encrypted(certificate: crypto.x509.Certificate, plaintext: bytes, fault: str | None) -> str:
    """The text of `credential` in the event."""
    if fault == "credential-not-json":
        plaintext = plaintext[:-1]
    elif fault == "credential-oversized":
        plaintext += b" " * _OVERSIZE
    if fault == "credential-sha1-mgf":
        mistaken = crypto.hashes.SHA1()  # the mistake to rehearse
        return encrypt_credential(certificate, plaintext, mgf1=mistaken).to_text()
    envelope = encrypt_credential(certificate, plaintext)
    if fault is not None and fault in _ENVELOPE_FAULTS:
        envelope = _ENVELOPE_FAULTS[fault](envelope)
    if fault == "credential-padded-base64":
        return b64encode(envelope.to_bytes()).decode()
    return envelope.to_text()


def spoilt_event(event: dict[str, Any], fault: str | None) -> dict[str, Any]:
    """The event before it is published."""
    inner = event["event"]
    match fault:
        case "event-time-without-fraction":
            instant = event["publishedOn"].partition(".")[0] + "Z"
        case "event-time-without-seconds":
            instant = event["publishedOn"][:16] + "Z"
        case "event-other-topic":
            return {**event, "topic": "another-partner/CREDENTIAL_ISSUED"}
        case "event-other-type":
            return {**event, "event": {**inner, "data": {**inner["data"], "credentialType": "pdfcard"}}}
        case _:
            return event
    return {**event, "publishedOn": instant, "event": {**inner, "timestamp": instant}}


def _other_digit(text: str) -> str:
    """The same text with its last character changed."""
    return text[:-1] + ("0" if text[-1:] != "0" else "1")


def encode(value: Any) -> bytes:  # noqa: ANN401 - any JSON value
    """Compact JSON."""
    return msgspec.json.encode(value)
