"""Somebody's biometrics as a credential carries them: CBEFF XML, and the two fingers that are best.

Shape: mosip/commons `kernel-biometrics-api` (ISO/IEC 19785-3, as MOSIP writes it); mosip/id-repository
`CredentialProvider.getBestTwoFingers`. The face is the photo; a fake person's fingers have names and qualities, and
no picture.
"""

import hashlib
from base64 import b64decode, b64encode
from collections.abc import Collection, Iterator
from datetime import date
from random import Random
from typing import Final, Literal, NamedTuple

from shared.citizens.citizen import Citizen, completed_years
from shared.jwks import base64url

Kind = Literal["Face", "Finger"]
_NAMESPACE: Final = "http://standards.iso.org/iso-iec/19785/-3/ed-2/"
_FORMATS: Final = {"Face": "8", "Finger": "7"}
_FINGERS: Final = ("Thumb", "IndexFinger", "MiddleFinger", "RingFinger", "LittleFinger")
_HANDS: Final = ("Left", "Right")
_FACE_QUALITY: Final = 90
_LEAST_AGE: Final = 5
"""Years: younger people are not enrolled with biometrics."""


class _Record(NamedTuple):
    kind: Kind
    part: str
    quality: int
    data: bytes


def has_biometrics(citizen: Citizen, today: date) -> bool:
    """Whether anybody took them: civil registration does not, and small children have none."""
    return citizen.origin != "packet" and completed_years(citizen.birth_date, today) >= _LEAST_AGE


def cbeff(citizen: Citizen, kinds: Collection[str]) -> str:
    """CBEFF XML as base64url, of these kinds or, where none is named, of all."""
    from xml.etree import ElementTree as ET  # noqa: PLC0415 - only biometrics need it

    root = ET.Element("BIR", xmlns=_NAMESPACE)
    ET.SubElement(ET.SubElement(root, "BIRInfo"), "Integrity").text = "false"
    for record in _records(citizen):
        if kinds and record.kind not in kinds:
            continue
        bir = ET.SubElement(root, "BIR")
        ET.SubElement(ET.SubElement(bir, "BIRInfo"), "Integrity").text = "false"
        info = ET.SubElement(bir, "BDBInfo")
        form = ET.SubElement(info, "Format")
        ET.SubElement(form, "Organization").text = "Mosip"
        ET.SubElement(form, "Type").text = _FORMATS[record.kind]
        ET.SubElement(info, "Type").text = record.kind
        ET.SubElement(info, "Subtype").text = record.part
        ET.SubElement(info, "Level").text = "Raw"
        ET.SubElement(info, "Purpose").text = "Enroll"
        ET.SubElement(ET.SubElement(info, "Quality"), "Score").text = str(record.quality)
        ET.SubElement(bir, "BDB").text = b64encode(record.data).decode()
    return base64url.encode_text(ET.tostring(root, encoding="UTF-8", xml_declaration=True))


def best_two_fingers(citizen: Citizen) -> list[dict[str, str]]:
    """`subType` and `rank`, the better one first."""
    best = sorted(_fingers(citizen), key=lambda record: record.quality, reverse=True)[:2]
    return [{"subType": record.part, "rank": str(rank)} for rank, record in enumerate(best, 1)]


def _records(citizen: Citizen) -> Iterator[_Record]:
    from shared.citizens.photo import photo_of  # noqa: PLC0415 - draws with Pillow

    picture = b64decode(photo_of(citizen).partition(",")[2])
    yield _Record("Face", "", _FACE_QUALITY, picture)
    yield from _fingers(citizen)


def _fingers(citizen: Citizen) -> Iterator[_Record]:
    """Each finger has another quality, the same whenever one asks."""
    names = [f"{hand} {finger}" for hand in _HANDS for finger in _FINGERS]
    qualities = Random(f"fingers {citizen.uin}").sample(range(40, 100), len(names))
    for name, quality in zip(names, qualities, strict=True):
        yield _Record("Finger", name, quality, hashlib.sha256(f"{citizen.uin} {name}".encode()).digest())
