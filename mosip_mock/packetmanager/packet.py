"""A packet: what is asked to be written, what is stored, what is read back.

Source: mosip/packet-manager `RegistrationPacket`, `PacketInfo`, `PacketWriterImpl`.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal

import msgspec

SubPacketName = Literal["evidence", "optional", "id"]
WRITTEN_ORDER: tuple[SubPacketName, ...] = ("evidence", "optional", "id")
"""The order of createPacket's answer: Java's hash order of the three names."""
READ_ORDER: tuple[SubPacketName, ...] = ("id", "evidence", "optional")
"""The order in which reading merges; the first to have a field wins."""


class Document(msgspec.Struct, frozen=True, kw_only=True, rename="camel", forbid_unknown_fields=True):
    """A scanned document; `document` is base64."""

    document: str | None = None
    value: str | None = None
    type: str | None = None
    format: str | None = None
    ref_number: str | None = None


class Draft(msgspec.Struct, frozen=True, kw_only=True):
    """What createPacket is asked to write."""

    id: str | None
    additional_info_req_id: str | None
    ref_id: str | None
    offline_mode: bool
    process: str
    source: str
    schema_version: str | None
    schema_json: str | None
    fields: Mapping[str, str | None]
    meta_info: Mapping[str, str | None]
    documents: Mapping[str, Document]
    audits: tuple[Mapping[str, str | None] | None, ...] | None
    biometrics: Mapping[str, dict[str, Any]]


class PacketInfo(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """One element of createPacket's answer; also the object's metadata."""

    id: str
    packet_name: str
    source: str
    process: str
    ref_id: str
    schema_version: str
    signature: str
    encrypted_hash: str
    provider_name: str = "PacketWriterImpl"
    provider_version: str = "v1.0"
    creation_date: str


class StoredObject(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """One sub-packet in the object store: its encrypted zip and its metadata."""

    name: SubPacketName
    info: PacketInfo
    sealed: bytes


class Container(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """All that was written for one id, source and process."""

    key: str
    id: str
    source: str
    process: str
    ref_id: str
    schema_hash: str
    created_at: datetime
    objects: tuple[StoredObject, ...]
    lost: dict[str, str] = {}
    """Fields that the packet does not hold: unknown to the schema, empty, or documents sent as text."""
    word: str = ""
    """The failure that a magic word in a name asks for."""


class Contents(msgspec.Struct, frozen=True, kw_only=True):
    """An opened packet."""

    identity: dict[SubPacketName, dict[str, Any]]
    meta_info: dict[str, Any]
    audits: list[Any]
    documents: dict[str, Document]
    biometrics: dict[str, dict[str, Any]]

    def fields(self) -> dict[str, Any]:
        """All fields, merged in reading order."""
        merged: dict[str, Any] = {}
        for name in READ_ORDER:
            for field, value in self.identity.get(name, {}).items():
                merged.setdefault(field, value)
        return merged


def container_key(packet_id: str, source: str, process: str) -> str:
    """The place of a container in the object store."""
    return f"{packet_id}/{source}/{process}"
