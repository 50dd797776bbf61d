"""From what createPacket is asked for to the container that is stored.

Source: mosip/packet-manager `PacketWriterServiceImpl`, `PacketWriterImpl`, `RegistrationPacket`. Whatever goes wrong
here is swallowed by the real service.
"""

import hashlib
import math
import re
from datetime import datetime
from typing import Any, Final, Literal

import msgspec

from mosip_mock.packetmanager.errors import SwallowedError
from mosip_mock.packetmanager.losses import DROPPED, lost_fields, parsed_value
from mosip_mock.packetmanager.packet import (
    WRITTEN_ORDER,
    Container,
    Draft,
    PacketInfo,
    StoredObject,
    SubPacketName,
    container_key,
)
from mosip_mock.packetmanager.schema import SchemaField, schema_fields
from mosip_mock.packetmanager.sealing import Seals
from mosip_mock.packetmanager.words import asked_for, magic_word_of
from mosip_mock.packetmanager.zipping import sub_packet_files, zipped
from shared.control.explanation import Explanation
from shared.jwks import base64url
from shared.wire import wire_time

_NUMBER: Final = re.compile(r"\s*[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?\s*", re.ASCII)
_REF_ID: Final = re.compile(r"[^_/]+_[^_/]+")
NO_AUDITS: Final = "KER-KPM-008"
NOTHING_TO_WRITE: Final = "KER-KPM-009"


def assemble(draft: Draft, seals: Seals, now: datetime) -> Container:
    """Cut the packet into sub-packets, sign and seal them. Raises `SwallowedError`."""
    fields = schema_fields(draft.schema_json)
    version = _version(draft.schema_version)
    _check_audits(draft)
    ref_id = _checked_ref_id(draft.ref_id)
    packet_id = _packet_id(draft, ref_id, now)
    names = {name for field in fields for name in field.sub_packets}
    if not names:
        raise SwallowedError(_nothing_to_write(), NOTHING_TO_WRITE)
    word = magic_word_of(draft.fields)
    if word == "packet-invalid":
        raise SwallowedError(asked_for(word))
    values = {name: parsed_value(value) for name, value in draft.fields.items()}
    parts = _Parts(
        draft=draft,
        fields=fields,
        values=values,
        meta_info=_meta_info(draft, packet_id, now),
        packet_id=packet_id,
        ref_id=ref_id,
        version=version,
        now=now,
    )
    objects = tuple(_stored(name, parts, seals) for name in WRITTEN_ORDER if name in names)
    return Container(
        key=container_key(packet_id, draft.source, draft.process),
        id=packet_id,
        source=draft.source,
        process=draft.process,
        ref_id=ref_id,
        schema_hash=schema_hash(draft.schema_json or ""),
        created_at=now,
        objects=objects,
        lost=dict(lost_fields(draft.fields, fields)),
        word=word,
    )


def schema_hash(schema_json: str) -> str:
    """Names a schema in the store."""
    return hashlib.sha256(schema_json.encode("utf-8", "surrogatepass")).hexdigest()


class _Parts(msgspec.Struct, frozen=True, kw_only=True):
    """What all sub-packets are made of."""

    draft: Draft
    fields: tuple[SchemaField, ...]
    values: dict[str, Any]
    meta_info: dict[str, Any]
    packet_id: str
    ref_id: str
    version: float
    now: datetime


def _stored(name: SubPacketName, parts: _Parts, seals: Seals) -> StoredObject:
    draft, values = parts.draft, parts.values
    own = [field for field in parts.fields if name in field.sub_packets]
    identity: dict[str, Any] = {"IDSchemaVersion": parts.version}
    attachments: dict[str, bytes] = {}
    for field in own:
        if field.kind == "documentType":
            if document := draft.documents.get(field.name):
                attachments[f"{field.name}.document"] = msgspec.json.encode(document)
                identity[field.name] = {
                    "value": field.name,
                    "type": document.type,
                    "format": document.format,
                    "refNumber": document.ref_number,
                }
        elif field.kind == "biometricsType":
            if record := draft.biometrics.get(field.name):
                attachments[f"{field.name}.cbeff"] = msgspec.json.encode(record)
                identity[field.name] = {"format": "cbeff", "version": 1.0, "value": f"{field.name}_bio_CBEFF"}
        elif field.name in values and values[field.name] is not DROPPED and field.name != "IDSchemaVersion":
            identity[field.name] = values[field.name]
    plain = zipped(sub_packet_files(name, identity, parts.meta_info, list(draft.audits or ()), attachments))
    sealed = seals.seal(plain, parts.ref_id)
    return StoredObject(
        name=name,
        sealed=sealed,
        info=PacketInfo(
            id=parts.packet_id,
            packet_name=f"{parts.packet_id}_{name}",
            source=draft.source,
            process=draft.process,
            ref_id=parts.ref_id,
            schema_version=str(parts.version),
            signature=seals.sign(plain),
            encrypted_hash=base64url.encode_text(hashlib.sha256(sealed).digest()),
            creation_date=_instant(parts.now),
        ),
    )


def _version(text: str | None) -> float:
    if text is not None and _NUMBER.fullmatch(text) and math.isfinite(version := float(text)):
        return version
    raise SwallowedError(
        Explanation(
            expected="a number as text, such as 0.100",
            received="nothing" if text is None else repr(text)[:60],
            where="request.schemaVersion",
            why="it becomes `IDSchemaVersion` of every sub-packet; the real service logs the failure and answers 200 "
            "with `response: null`",
            mend="send the version of the identity schema",
        )
    )


def _check_audits(draft: Draft) -> None:
    if draft.audits:
        return
    raise SwallowedError(
        Explanation(
            expected="at least one element",
            received="an empty list" if draft.audits is not None else "nothing",
            where="request.audits",
            why=f"the packet creator refuses a packet without audits ({NO_AUDITS} `Registration audits is empty`), "
            "which is logged only: 200 with `response: null`",
            mend="send one audit; its content is free",
        ),
        NO_AUDITS,
    )


def _checked_ref_id(ref_id: str | None) -> str:
    if ref_id is not None and _REF_ID.fullmatch(ref_id):
        return ref_id
    raise SwallowedError(
        Explanation(
            expected="<center>_<machine>, such as 10001_10004",
            received="nothing" if ref_id is None else repr(ref_id)[:60],
            where="request.refId",
            why="it names the key that seals the packet, and the machine whose key checks it on reading; the failure "
            "is logged only: 200 with `response: null`",
            mend="send centre and machine as registered in master data",
        )
    )


def _packet_id(draft: Draft, ref_id: str, now: datetime) -> str:
    if draft.offline_mode and (draft.additional_info_req_id or draft.id):
        return f"{draft.additional_info_req_id or draft.id}-{ref_id}-{now:%Y%m%d%H%M%S}"
    if draft.id:
        return draft.id
    raise SwallowedError(
        Explanation(
            expected="the registration id",
            received="nothing",
            where="request.id",
            why="it is the packet's place in the object store; the failure is logged only: 200 with `response: null`",
            mend="send the registration id that workflowinstance will name",
        )
    )


def _meta_info(draft: Draft, packet_id: str, now: datetime) -> dict[str, Any]:
    parsed = {name: parsed_value(text) for name, text in draft.meta_info.items()}
    kept = {name: value for name, value in parsed.items() if value is not DROPPED}
    return kept | {"registrationId": packet_id, "creationDate": wire_time(now)}


def _nothing_to_write() -> Explanation:
    return Explanation(
        expected="a schema with at least one field",
        received="a schema without fields",
        where="request.schemaJson",
        why=f"there is no sub-packet to write ({NOTHING_TO_WRITE}), which is logged only: 200 with `response: null`",
        mend="send the identity schema of the deployment",
    )


def _instant(now: datetime) -> str:
    """As `java.time.Instant` prints: microseconds, or milliseconds when they say all, or none at all."""
    precision: Literal["seconds", "milliseconds", "microseconds"] = "microseconds"
    if now.microsecond % 1000 == 0:
        precision = "milliseconds" if now.microsecond else "seconds"
    return now.replace(tzinfo=None).isoformat(timespec=precision) + "Z"
