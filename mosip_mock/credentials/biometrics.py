"""Somebody's biometrics as a credential carries them: CBEFF XML, and the two fingers that are best.

Shape: mosip/commons `kernel-biometrics-api` (ISO/IEC 19785-3, as MOSIP writes it); mosip/id-repository
`CredentialProvider.filterBiometric` and `getBestTwoFingers`. The face is the photo; a fake person's fingers and irises
have names and qualities, and no picture.
"""

import hashlib
from base64 import b64decode, b64encode
from collections.abc import Collection, Iterable, Iterator
from datetime import date
from random import Random
from typing import Final, Literal, NamedTuple

from mosip_mock.partners.partner import Filter
from shared.citizens.citizen import Citizen, completed_years
from shared.jwks import base64url

Kind = Literal["Face", "Finger", "Iris"]
_NAMESPACE: Final = "http://standards.iso.org/iso-iec/19785/-3/ed-2/"
_FORMATS: Final = {"Face": "8", "Finger": "7", "Iris": "9"}
_FINGERS: Final = ("Thumb", "IndexFinger", "MiddleFinger", "RingFinger", "LittleFinger")
_SIDES: Final = ("Left", "Right")
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


def cbeff(citizen: Citizen, filters: Collection[Filter]) -> str:
    """CBEFF XML as base64url, of what the filters name; of everything where they name nothing that there is."""
    from xml.etree import ElementTree as ET  # noqa: PLC0415 - only biometrics need it

    root = ET.Element("BIR", xmlns=_NAMESPACE)
    ET.SubElement(ET.SubElement(root, "BIRInfo"), "Integrity").text = "false"
    records = [_face(citizen), *_parts(citizen)]
    for record in _named(records, filters) or records:
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


def best_two_fingers(citizen: Citizen, filters: Collection[Filter]) -> list[dict[str, str]]:
    """`subType` and `rank`, the better one first, of the fingers or of what the filters name."""
    named = _named(_parts(citizen), filters or (Filter(type="Finger"),))
    best = sorted(named, key=lambda record: record.quality, reverse=True)[:2]
    return [{"subType": record.part, "rank": str(rank)} for rank, record in enumerate(best, 1)]


def _named(records: Iterable[_Record], filters: Collection[Filter]) -> list[_Record]:
    """Those of the kinds that the filters name and, where they name sub-types, of these."""
    wanted = {one.type: one.sub_type for one in filters}
    return [r for r in records if r.kind in wanted and (not (parts := wanted[r.kind]) or r.part in parts)]


def _face(citizen: Citizen) -> _Record:
    from shared.citizens.photo import photo_of  # noqa: PLC0415 - draws with Pillow

    return _Record("Face", "", _FACE_QUALITY, b64decode(photo_of(citizen).partition(",")[2]))


def _parts(citizen: Citizen) -> Iterator[_Record]:
    """Each finger and iris has another quality, the same whenever one asks."""
    names: list[tuple[Kind, str]] = [("Finger", f"{side} {finger}") for side in _SIDES for finger in _FINGERS]
    names += [("Iris", side) for side in _SIDES]
    qualities = Random(f"fingers {citizen.uin}").sample(range(40, 100), len(names))
    for (kind, part), quality in zip(names, qualities, strict=True):
        yield _Record(kind, part, quality, hashlib.sha256(f"{citizen.uin} {part}".encode()).digest())
