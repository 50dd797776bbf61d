"""Biometrics, pretended: the envelope is checked as far as it says something, the person's flag decides the match.

Nothing is decrypted and no image compared. Source for the members: mosip/id-authentication `BioIdentityInfoDTO`,
`DataDTO`; the SBI specification for `bioType`, `bioSubType`, `digitalId`.
"""

from collections.abc import Mapping
from typing import Any, Final

import msgspec

from mosip_mock.idauthentication.errors import Finding, IdaCode, IdaError, in_filter, refused
from shared.citizens.citizen import Citizen
from shared.jwks.signing import InvalidTokenError, parse_jws

BIO_TYPES: Final = ("Finger", "Iris", "Face")
_HASH_LENGTH: Final = 64


class Segment(msgspec.Struct, frozen=True, kw_only=True):
    """One captured finger, iris or face."""

    bio_type: str
    sub_type: str


def read_segments(biometrics: list[dict[str, Any]], outer: Mapping[str, Any]) -> list[Segment]:
    """The segments of a request. Raises `IdaError` for an envelope that is not as a device makes it."""
    segments = [_segment(place, entry, outer) for place, entry in enumerate(biometrics)]
    seen: set[tuple[str, str]] = set()
    for place, segment in enumerate(segments):
        key = (segment.bio_type, segment.sub_type)
        if key in seen and segment.sub_type != "UNKNOWN":
            raise IdaError(
                refused(
                    IdaCode.BIO_DUPLICATE,
                    expected="each finger, iris or face once",
                    received=f"{segment.bio_type} {segment.sub_type} twice",
                    where=f"request.biometrics[{place}]",
                    why="the same part of the body proves nothing twice",
                    mend="send distinct segments",
                )
            )
        seen.add(key)
    return segments


def _segment(place: int, entry: dict[str, Any], outer: Mapping[str, Any]) -> Segment:
    where = f"request.biometrics[{place}]"
    for member in ("data", "hash", "sessionKey"):
        if not isinstance(entry.get(member), str) or not entry[member]:
            raise in_filter(
                refused(
                    IdaCode.MISSING,
                    f"request/biometrics/{place}/{member}",
                    expected=f"`{member}` as text" + (" (a JWS of three parts)" if member == "data" else ""),
                    received=type(entry.get(member)).__name__,
                    where=f"{where}.{member}",
                    why="each segment comes signed by the device, with its hash and wrapped key",
                    mend="send what the SBI device returned, unchanged",
                )
            )
    try:
        payload = msgspec.json.decode(_payload(entry["data"]))
    except (InvalidTokenError, msgspec.DecodeError, ValueError) as error:
        raise in_filter(
            refused(
                IdaCode.SIGNATURE,
                f"request/biometrics/{place}/data",
                expected="a JWS whose payload is JSON",
                received=str(error)[:80],
                where=f"{where}.data",
                why="the device signs each capture",
                mend="send the device's JWS as it is",
            )
        ) from error
    return _checked(payload if isinstance(payload, dict) else {}, entry, outer, where, place)


def _payload(data: str) -> bytes:
    from shared.jwks import base64url  # noqa: PLC0415 - only for biometrics

    return base64url.decode(parse_jws(data).body)


def _checked(
    payload: dict[str, Any], entry: dict[str, Any], outer: Mapping[str, Any], where: str, place: int
) -> Segment:
    bio_type = payload.get("bioType")
    if bio_type not in BIO_TYPES:
        raise IdaError(_invalid(f"request/biometrics/{place}/data/bioType", " or ".join(BIO_TYPES), bio_type, where))
    if payload.get("transactionId") != outer.get("transactionID"):
        raise IdaError(
            _invalid(
                f"request/biometrics/{place}/data/transactionId",
                str(outer.get("transactionID")),
                payload.get("transactionId"),
                where,
            )
        )
    digital_id = payload.get("digitalId")
    device_type = digital_id.get("type") if isinstance(digital_id, dict) else bio_type
    if device_type != bio_type:
        raise in_filter(
            refused(
                IdaCode.BIO_DEVICE_TYPE,
                expected=f"a device of type {bio_type}",
                received=str(device_type),
                where=f"{where}.data.digitalId.type",
                why="a finger scanner captures no iris",
                mend="send the capture of the right device",
            )
        )
    for member in ("domainUri", "env"):
        inner = payload.get(member)
        if inner is not None and outer.get(member) is not None and inner != outer[member]:
            raise IdaError(
                refused(
                    IdaCode.BIO_OTHER_MEMBER,
                    member,
                    expected=str(outer[member]),
                    received=str(inner),
                    where=f"{where}.data.{member}",
                    why="capture and request must come from the same deployment",
                    mend="send the same value in both",
                )
            )
    if len(entry["hash"]) != _HASH_LENGTH or any(c not in "0123456789abcdefABCDEF" for c in entry["hash"]):
        raise in_filter(
            refused(
                IdaCode.BIO_HASH,
                expected="SHA-256 in hex, chained over the segments",
                received=f"{len(entry['hash'])} characters",
                where=f"{where}.hash",
                why="the hashes of the segments form a chain from the first",
                mend="send the device's hash as it is",
            )
        )
    return Segment(bio_type=bio_type, sub_type=str(payload.get("bioSubType") or "UNKNOWN"))


def match_biometrics(citizen: Citizen, segments: list[Segment]) -> list[Finding]:
    """The mismatches, by the person's flag: `match`, `mismatch`, or `refuse` (nothing stored)."""
    kinds = sorted({segment.bio_type for segment in segments})
    if citizen.biometrics == "match":
        return []
    if citizen.biometrics == "refuse":
        raise IdaError(
            refused(
                IdaCode.BIO_NOT_AVAILABLE,
                kinds[0],
                expected="a person with stored biometrics",
                received="none stored (`biometrics: refuse`)",
                where="request.biometrics",
                why="there is nothing to compare with",
                mend="use another factor",
            )
        )
    return [
        refused(
            IdaCode.BIO_MISMATCH,
            kind,
            expected="a person whose biometrics match (`biometrics: match`)",
            received="one whose biometrics never do (`biometrics: mismatch`)",
            where="request.biometrics",
            why="the mock compares no images: the person's flag decides",
            mend="set the flag with `mosip-mocks citizens update`",
        )
        for kind in kinds
    ]


def _invalid(detail: str, expected: str, received: object, where: str) -> Finding:
    return refused(
        IdaCode.INVALID,
        detail,
        expected=expected,
        received=repr(received)[:40],
        where=f"{where}.data",
        why="the capture must belong to this request",
        mend="send the capture made for this transaction",
    )
