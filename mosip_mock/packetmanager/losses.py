"""What does not reach a packet although it was sent, about which the real service says nothing.

Source: mosip/packet-manager `PacketWriterImpl`, `RegistrationPacket`.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

import msgspec

from mosip_mock.packetmanager.packet import Container, Draft
from mosip_mock.packetmanager.schema import SchemaField, schema_fields
from shared.control.explanation import Explanation

DROPPED: Final = object()
"""The value of a text that cannot be read."""
_DOCUMENT: Final = "documentType"
_BIOMETRICS: Final = "biometricsType"


def parsed_value(text: str | None) -> Any:  # noqa: ANN401 - any JSON value
    """A field's text as it is stored: objects and arrays as structure, the rest as it is; `DROPPED` if lost.

    As org.json's tokener reads it: empty text, and text that begins like JSON or a quotation and is none, is dropped.
    """
    stripped = (text or "").strip()
    if not stripped:
        return DROPPED
    if stripped[0] in "{[":
        try:
            return msgspec.json.decode(stripped)
        except (msgspec.DecodeError, UnicodeEncodeError, RecursionError):
            return DROPPED
    if stripped[0] in "\"'" and stripped.find(stripped[0], 1) < 0:
        return DROPPED
    return text


def lost_fields(sent: Mapping[str, str | None], fields: Iterable[SchemaField]) -> Iterator[tuple[str, str]]:
    """Fields that the schema does not name or takes from elsewhere, and texts that cannot be read."""
    kinds = _kinds(fields)
    for name, text in sent.items():
        if text is not None and (
            kinds.get(name, _DOCUMENT) in {_DOCUMENT, _BIOMETRICS} or parsed_value(text) is DROPPED
        ):
            yield name, text


def loss_explanations(draft: Draft, container: Container) -> Iterator[Explanation]:
    """What the caller should know of that is not in the packet."""
    for name, text in container.lost.items():
        yield Explanation(
            expected="a field of the schema that comes with the packet, its value as text or JSON text",
            received=f"{text[:60]!r}",
            where=f"request.fields.{name}",
            why="only fields named by `schemaJson` are written; documents come from `documents` alone; empty texts and "
            "broken JSON are dropped. The real service says nothing",
            mend=f"name `{name}` in the schema and send a value that can be read, or leave it out",
        )
    kinds = _kinds(schema_fields(draft.schema_json))
    for member, kind, sent in (
        ("documents", _DOCUMENT, draft.documents),
        ("biometrics", _BIOMETRICS, draft.biometrics),
    ):
        for name in (name for name in sent if kinds.get(name) != kind):
            yield Explanation(
                expected=f"a field whose definition in the schema refers to `{kind}`",
                received=f"{name[:60]!r}, which is {kinds.get(name, 'no field of the schema')}",
                where=f"request.{member}.{name[:60]}",
                why=f"`{member}` fill such fields only, and the rest is dropped. The real service says nothing",
                mend=f"give `{name[:60]}` a `$ref` to `#/definitions/{kind}` in the schema, or leave it out",
            )


def _kinds(fields: Iterable[SchemaField]) -> dict[str, str]:
    return {field.name: field.kind for field in fields}
