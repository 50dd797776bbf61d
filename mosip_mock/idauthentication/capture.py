"""Biometric captures as a device sends them: what the servlet filter looks at before anything else.

Source: mosip/id-authentication `IdAuthFilter.decipherBioData`, `validateHashWithDecryptedBdbInSegments`,
`checkAllowedAuthTypeForBio`; the SBI specification for the members. The captured image is neither decrypted nor
looked at, so of the chain of hashes only its shape can be checked.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final, NoReturn

import msgspec

from mosip_mock.idauthentication.errors import IdaCode
from mosip_mock.idauthentication.refusal import in_filter, refused
from mosip_mock.idauthentication.x5c import certificate_from
from shared.jwks import base64url
from shared.jwks.public_key import InvalidKeyError, PublicKey
from shared.jwks.verifying import InvalidTokenError, parse_jws, verify_jws
from shared.shapes import shown

BIO_TYPES: Final = ("Finger", "Iris", "Face")
_HASH: Final = re.compile(r"[0-9A-F]{64}")


class Capture(msgspec.Struct, frozen=True, kw_only=True):
    """One captured finger, iris or face: the payload of its JWS, and of the `digitalId` inside."""

    data: Mapping[str, Any]
    digital_id: Mapping[str, Any] | None

    @property
    def bio_type(self) -> str:
        """`Finger`, `Iris` or `Face` as the device wrote it."""
        return _text(self.data.get("bioType"))

    @property
    def sub_type(self) -> str:
        """`Left IndexFinger`, `Right`, `UNKNOWN`; empty for a face."""
        return _text(self.data.get("bioSubType"))

    @property
    def kind(self) -> str:
        """The type in the spelling of the specification; as it came if there is no such type."""
        return next((known for known in BIO_TYPES if known.lower() == self.bio_type.lower()), self.bio_type)


def open_captures(entries: Sequence[Mapping[str, Any]]) -> tuple[Capture, ...]:
    """Check the envelope of each segment, then the hashes. Raises `IdaError` as the filter does."""
    captures = tuple(_opened(place, entry) for place, entry in enumerate(entries))
    _check_hashes(entries)
    return captures


def _opened(place: int, entry: Mapping[str, Any]) -> Capture:
    path = f"request/biometrics/{place}"
    data = _required(entry, "data", path)
    payload = _jws_payload(data, f"{path}/data")
    _required(entry, "sessionKey", path)
    for member in ("bioValue", "timestamp"):
        _required(payload, member, f"{path}/data")
    digital_id = payload.get("digitalId")
    if isinstance(digital_id, str) and digital_id:
        digital_id = _jws_payload(digital_id, f"{path}/data/digitalId")
    return Capture(data=payload, digital_id=digital_id if isinstance(digital_id, dict) else None)


def _required(members: Mapping[str, Any], name: str, path: str) -> str:
    value = members.get(name)
    if isinstance(value, str) and value:
        return value
    raise in_filter(
        refused(
            IdaCode.MISSING,
            f"{path}/{name}",
            expected=f"`{name}` as text" + (" (a JWS of three parts)" if name == "data" else ""),
            received="nothing" if value is None or value == "" else shown(value),
            where=f"{path}/{name}".replace("/", "."),
            why="each segment comes signed by the device, with its hash and wrapped key",
            mend="send what the SBI device returned, unchanged",
        )
    )


def _jws_payload(token: str, path: str) -> dict[str, Any]:
    """The JSON object inside; its signature is checked where the header brings the device's certificate."""
    try:
        parsed = parse_jws(token)
        x5c = parsed.header.get("x5c")
        certificate = certificate_from(x5c[0]) if isinstance(x5c, list) and x5c else None
        if certificate is not None:
            key = PublicKey.from_certificate(certificate)
            verify_jws(token, [key], ("RS256", "ES256"), match_kid=False)
        payload = msgspec.json.decode(base64url.decode(parsed.body))
    except InvalidTokenError as error:
        _unsigned(path, error.received)
    except (InvalidKeyError, msgspec.DecodeError, ValueError, RecursionError) as error:
        _unsigned(path, str(error)[:80])
    if not isinstance(payload, dict):
        _unsigned(path, f"the payload {shown(payload)}")
    return payload


def _unsigned(path: str, received: str) -> NoReturn:
    raise in_filter(
        refused(
            IdaCode.SIGNATURE,
            path,
            expected="a JWS signed by the device, whose payload is a JSON object",
            received=received,
            where=path.replace("/", "."),
            why="the device signs each capture",
            mend="send the device's JWS as it is",
        )
    )


def _check_hashes(entries: Sequence[Mapping[str, Any]]) -> None:
    seen: set[str] = set()
    for place, entry in enumerate(entries):
        path = f"request/biometrics/{place}"
        value = _required(entry, "hash", path)
        if _HASH.fullmatch(value) and value not in seen:
            seen.add(value)
            continue
        raise in_filter(
            refused(
                IdaCode.BIO_HASH,
                expected="SHA-256 as 64 upper-case hex digits, chained over the segments",
                received="the hash of an earlier segment" if value in seen else f"{value[:20]!r}, {len(value)} long",
                where=f"{path}/hash".replace("/", "."),
                why="each hash is made of the one before and the segment, so no two are equal",
                mend="send the device's hashes as they are",
            )
        )


def check_types(captures: Sequence[Capture]) -> None:
    """Each capture says what it is, and came from a device of that kind. Raises `IdaError`."""
    for place, capture in enumerate(captures):
        _required(capture.data, "bioType", f"request/biometrics/{place}/data")
    for place, capture in enumerate(captures):
        if capture.digital_id is not None:
            _required(capture.digital_id, "type", f"request/biometrics/{place}/data/digitalId")
    devices = {_text(c.digital_id.get("type")).lower() for c in captures if c.digital_id is not None}
    for place, capture in enumerate(captures):
        if devices and capture.kind.lower() not in devices:
            raise in_filter(
                refused(
                    IdaCode.BIO_DEVICE_TYPE,
                    expected=f"a device of type {capture.kind}",
                    received=", ".join(sorted(devices)),
                    where=f"request.biometrics.{place}.data.digitalId.type",
                    why="a finger scanner captures no iris",
                    mend="send the capture of the right device",
                )
            )
        if capture.kind not in BIO_TYPES:
            raise in_filter(
                refused(
                    IdaCode.INVALID,
                    "bioType",
                    expected=" or ".join(BIO_TYPES),
                    received=capture.bio_type[:40],
                    where=f"request.biometrics.{place}.data.bioType",
                    why="there are no other kinds",
                    mend="send the capture as the device made it",
                )
            )


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
