"""The zip of a sub-packet: what stands in it, and reading it back.

Source: mosip/packet-manager `PacketWriterImpl`: `ID.json`, `packet_meta_info.json`, `packet_data_hash.txt`, and in the
id packet `audit.json` and `packet_operations_hash.txt`. Hash files hold upper-case hex of SHA-256.
"""

import hashlib
import io
from typing import Any, Final

import msgspec

from mosip_mock.packetmanager.packet import Contents, Document, StoredObject, SubPacketName
from mosip_mock.packetmanager.sealing import BrokenSealError, Seals

_SINCE: Final = (1980, 1, 1, 0, 0, 0)


def zipped(files: dict[str, bytes]) -> bytes:
    """A zip of these files; the same files give the same bytes."""
    import zipfile  # noqa: PLC0415 - the first packet needs it, the start does not

    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name, _SINCE)
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, content)
    return buffer.getvalue()


def sub_packet_files(
    name: SubPacketName,
    identity: dict[str, Any],
    meta_info: dict[str, Any],
    audits: list[Any],
    attachments: dict[str, bytes],
) -> dict[str, bytes]:
    """The files of one sub-packet, hash files included."""
    id_json = msgspec.json.encode({"identity": identity})
    files = {"ID.json": id_json, **attachments}
    sequence: list[dict[str, Any]] = [{"label": "demographicSequence", "value": ["ID", *map(_stem, attachments)]}]
    meta = {**meta_info, "hashSequence1": sequence}
    files["packet_data_hash.txt"] = _hash_text(b"".join((id_json, *attachments.values())))
    if name == "id":
        files["audit.json"] = msgspec.json.encode(audits)
        files["packet_operations_hash.txt"] = _hash_text(files["audit.json"])
        meta["hashSequence2"] = [{"label": "otherFiles", "value": ["audit"]}]
    files["packet_meta_info.json"] = msgspec.json.encode({"identity": meta})
    return files


def opened(objects: tuple[StoredObject, ...], seals: Seals) -> Contents:
    """Everything in a container. Raises `BrokenSealError` when a seal, a signature or a hash does not fit."""
    identity: dict[SubPacketName, dict[str, Any]] = {}
    meta_info: dict[str, Any] = {}
    audits: list[Any] = []
    documents: dict[str, Document] = {}
    biometrics: dict[str, dict[str, Any]] = {}
    for stored in sorted(objects, key=lambda o: o.name != "id"):
        files = _unzipped(seals.open(stored.sealed, stored.info.ref_id, stored.info.signature))
        _check_hashes(stored.name, files)
        identity[stored.name] = msgspec.json.decode(files["ID.json"])["identity"]
        for member, value in msgspec.json.decode(files["packet_meta_info.json"])["identity"].items():
            meta_info.setdefault(member, value)
        if stored.name == "id":
            audits = msgspec.json.decode(files["audit.json"])
        for file, content in files.items():
            field, _, kind = file.partition(".")
            if kind == "document":
                documents.setdefault(field, msgspec.json.decode(content, type=Document))
            elif kind == "cbeff":
                biometrics.setdefault(field, msgspec.json.decode(content))
    return Contents(identity=identity, meta_info=meta_info, audits=audits, documents=documents, biometrics=biometrics)


def _check_hashes(name: SubPacketName, files: dict[str, bytes]) -> None:
    attachments = (content for file, content in files.items() if _is_attachment(file))
    listed = b"".join((files["ID.json"], *attachments))
    if files["packet_data_hash.txt"] != _hash_text(listed) or (
        name == "id" and files["packet_operations_hash.txt"] != _hash_text(files["audit.json"])
    ):
        raise BrokenSealError("a hash file does not fit its files")


def _is_attachment(file: str) -> bool:
    return file.endswith((".document", ".cbeff"))


def _unzipped(plain: bytes) -> dict[str, bytes]:
    import zipfile  # noqa: PLC0415 - as above

    with zipfile.ZipFile(io.BytesIO(plain)) as archive:
        return {entry.filename: archive.read(entry) for entry in archive.infolist()}


def _hash_text(content: bytes) -> bytes:
    return hashlib.sha256(content).hexdigest().upper().encode()


def _stem(file: str) -> str:
    return file.partition(".")[0]
