"""A schema comes with the packet, so it may be anybody's: applying it never holds the app."""

import json
import time
from typing import Any

import pytest

from mosip_mock.packetmanager.bounded import LIMIT_SECONDS
from mosip_mock.packetmanager.validation import violations_of
from tests.benches.office import PACKETS, Office, envelope, new_id, packet_body

ENDLESS = ("(?:a|aa|aaa)*[bc]", "a" * 60)
MANY_WILDCARDS = ("(.*?,){12}[PQ]", "1," * 60)
TEXT: dict[str, Any] = {"type": "string", "fieldCategory": "pvt"}


def schema_of(definitions: dict[str, Any] | None = None, **properties: Any) -> str:
    identity = {"properties": {"IDSchemaVersion": {"type": "number", "fieldCategory": "none"}, **properties}}
    return json.dumps({"definitions": definitions or {}, "properties": {"identity": identity}})


def doubling(depth: int) -> dict[str, Any]:
    """Definitions each of which refers twice to the next."""
    definitions: dict[str, Any] = {
        f"d{n}": {"allOf": [{"$ref": f"#/definitions/d{n + 1}"}, {"$ref": f"#/definitions/d{n + 1}"}]}
        for n in range(depth)
    }
    return definitions | {f"d{depth}": {"type": "string"}}


HOSTILE: dict[str, tuple[str, Any]] = {
    "validators": (schema_of(a={**TEXT, "validators": [{"type": "regex", "validator": ENDLESS[0]}]}), ENDLESS[1]),
    "pattern": (schema_of(a={**TEXT, "pattern": MANY_WILDCARDS[0]}), MANY_WILDCARDS[1]),
    "pattern-in-a-list": (
        schema_of(a={"type": "array", "fieldCategory": "pvt", "items": {"pattern": ENDLESS[0]}}),
        [ENDLESS[1]] * 50,
    ),
    "patternProperties": (
        schema_of(a={"type": "object", "fieldCategory": "pvt", "patternProperties": {ENDLESS[0]: {"type": "string"}}}),
        {ENDLESS[1]: "x"},
    ),
    "additionalProperties": (
        schema_of(a={"type": "object", "patternProperties": {ENDLESS[0]: True}, "additionalProperties": False}),
        {ENDLESS[1]: "x"},
    ),
    "doubling-references": (schema_of(doubling(40), a={"$ref": "#/definitions/d0", "fieldCategory": "pvt"}), "x"),
}


@pytest.mark.parametrize(("schema", "value"), HOSTILE.values(), ids=HOSTILE)
def test_schema_that_takes_too_long_makes_the_packet_invalid(schema: str, value: Any) -> None:
    began = time.thread_time()

    violations = violations_of({"IDSchemaVersion": 0.1, "a": value}, schema, "CRVS_DEATH")

    assert time.thread_time() - began < 4 * LIMIT_SECONDS
    assert [v.path for v in violations] == ["a"]
    assert "takes longer" in violations[0].received


def test_list_of_many_distinct_elements_is_compared_in_no_time() -> None:
    simple = {"type": "array", "uniqueItems": True, "items": {"type": "object"}}
    schema = schema_of({"simpleType": simple}, a={"$ref": "#/definitions/simpleType", "fieldCategory": "pvt"})
    many = [{"language": "eng", "value": str(n)} for n in range(20_000)]

    assert violations_of({"a": many}, schema, "CRVS_DEATH") == ()
    assert violations_of({"a": [*many[:2], many[0]]}, schema, "CRVS_DEATH")[0].path == "a"


@pytest.mark.parametrize(
    ("definition", "value", "is_valid"),
    [
        ({"pattern": "^a+$"}, "aaa", True),
        ({"pattern": "^a+$"}, "aab", False),
        ({"validators": [{"type": "regex", "validator": r"\p{L}{2,}+"}]}, "Zoë", True),
        ({"validators": [{"type": "regex", "validator": r"\p{L}{2,}+"}]}, "Zoë 2", False),
        ({"validators": [{"type": "regex", "validator": "["}]}, "anything", True),
        ({"validators": [{"type": "regex", "validator": "b" * 2001}]}, "a", True),
    ],
)
def test_expression_decides_if_it_can_be_read(definition: dict[str, Any], value: str, is_valid: bool) -> None:
    found = violations_of({"a": value}, schema_of(a=TEXT | definition), "CRVS_DEATH")

    assert (found == ()) is is_valid


@pytest.mark.parametrize(
    ("value", "is_valid"), [({"x-a": "1"}, True), ({"x-a": 1}, False), ({"y": "1"}, False), ({"known": 1}, True)]
)
def test_members_of_an_object_are_matched_by_name(value: Any, is_valid: bool) -> None:
    definition = {
        "type": "object",
        "properties": {"known": {"type": "number"}},
        "patternProperties": {"^x-": {"type": "string"}},
        "additionalProperties": False,
    }

    assert (violations_of({"a": value}, schema_of(a=definition), "CRVS_DEATH") == ()) is is_valid


def test_hostile_packet_is_answered_and_processed(office: Office) -> None:
    schema, value = HOSTILE["validators"]
    packet_id = new_id()
    office.create_packet(packet_body(id=packet_id, process="CRVS_DEATH", schemaJson=schema, fields={"a": value}))
    place = {"id": packet_id, "source": "OPENCRVS", "process": "CRVS_DEATH"}

    answer = office.post(f"{PACKETS}/validatePacket", envelope(place))

    assert answer.json()["response"] == {"valid": False}
