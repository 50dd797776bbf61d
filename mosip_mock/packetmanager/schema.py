"""The identity schema that a packet brings along: its fields, their kinds and categories.

Source: mosip/packet-manager `PacketWriterImpl` and mosip/commons `kernel-idobjectvalidator`.
"""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Final, NoReturn

import msgspec

from mosip_mock.packetmanager.errors import SwallowedError
from mosip_mock.packetmanager.packet import SubPacketName
from shared.control.explanation import Explanation

_CATEGORIES: Final[Mapping[str, tuple[SubPacketName, ...]]] = {
    "pvt": ("id",),
    "kyc": ("id",),
    "evidence": ("evidence",),
    "optional": ("optional",),
    "none": ("id", "evidence", "optional"),
}


class SchemaField(msgspec.Struct, frozen=True):
    """One property of the identity."""

    name: str
    sub_packets: tuple[SubPacketName, ...]
    kind: str
    """The last part of its `$ref` (`simpleType`, `documentType`, `biometricsType`), else its `type`."""


def schema_fields(schema_json: str | None) -> tuple[SchemaField, ...]:
    """The fields of the schema text. Raises `SwallowedError`."""
    if not schema_json:
        _fail("a JSON Schema as text", "nothing", "request.schemaJson")
    return _read(schema_json)


@lru_cache(maxsize=32)
def _read(schema_json: str) -> tuple[SchemaField, ...]:
    """A country sends the same schema with each packet, tens of thousands of characters: the last ones are kept."""
    try:
        schema = msgspec.json.decode(schema_json)
    except (msgspec.DecodeError, UnicodeEncodeError, RecursionError):
        _fail("a JSON Schema as text", f"{len(schema_json)} characters that are no JSON", "request.schemaJson")
    properties = _at(schema, "properties", "identity", "properties")
    if not isinstance(properties, dict):
        _fail("an object at `properties.identity.properties`", "none there", "request.schemaJson")
    return tuple(_field(name, definition) for name, definition in properties.items())


def _field(name: str, definition: Any) -> SchemaField:  # noqa: ANN401 - any JSON value
    where = f"request.schemaJson properties.identity.properties.{name}"
    if not isinstance(definition, dict):
        _fail("an object", type(definition).__name__, where)
    category = definition.get("fieldCategory", "none")
    sub_packets = _CATEGORIES.get(category) if isinstance(category, str) else None
    if sub_packets is None:
        _fail(f"`fieldCategory` {', '.join(_CATEGORIES)}", repr(category)[:60], where)
    reference, kind = definition.get("$ref"), definition.get("type")
    if isinstance(reference, str):
        return SchemaField(name, sub_packets, reference.rpartition("/")[2])
    if kind is None:
        _fail("`type` or `$ref`", "neither", where)
    return SchemaField(name, sub_packets, str(kind))


def _at(value: Any, *path: str) -> Any:  # noqa: ANN401 - any JSON value
    for step in path:
        value = value.get(step) if isinstance(value, dict) else None
    return value


def _fail(expected: str, received: str, where: str) -> NoReturn:
    raise SwallowedError(
        Explanation(
            expected=expected,
            received=received,
            where=where,
            why="the packet is cut into sub-packets by the schema that comes with it; the real service logs the "
            "failure and answers 200 with `response: null`",
            mend="send the identity schema of the deployment as JSON text, every field with a `fieldCategory`",
        )
    )
