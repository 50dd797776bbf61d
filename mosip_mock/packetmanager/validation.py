"""Whether a packet's fields fit its identity schema, as `IdObjectSchemaValidator` decides.

An absence counts only if the name is in the schema's `required` and in the process's configured list; whatever is
present is checked. Source: mosip/commons `kernel-idobjectvalidator`, mosip/mosip-config
`mosip.kernel.idobjectvalidator.mandatory-attributes.*`.
"""

import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any, Final

import msgspec

from mosip_mock.packetmanager.applying import Applicable, applicable
from mosip_mock.packetmanager.bounded import LIMIT_SECONDS, TooLongError

INVALID: Final = "KER-IOV-004"
MISSING: Final = "KER-IOV-005"
_DATE_WITH_HYPHENS: Final = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)

MANDATORY: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "CRVS_NEW": (
            *("IDSchemaVersion", "UIN", "fullName", "dateOfBirth|age", "gender", "addressLine1", "region"),
            *("province", "city", "zone"),
        ),
        "CRVS_DEATH": ("IDSchemaVersion", "UIN"),
        "NEW": ("IDSchemaVersion", "UIN", "fullName", "dateOfBirth|age", "gender"),
        "OPENCRVS_NEW": ("IDSchemaVersion", "UIN", "fullName", "dateOfBirth|age", "gender"),
        "UPDATE": ("IDSchemaVersion", "UIN"),
        "RES_UPDATE": ("IDSchemaVersion", "UIN"),
        "LOST": ("IDSchemaVersion", "UIN"),
        "ACTIVATED": ("IDSchemaVersion", "UIN"),
        "DEACTIVATED": ("IDSchemaVersion", "UIN"),
    }
)


class FieldViolation(msgspec.Struct, frozen=True):
    """One field that the schema does not accept."""

    code: str
    path: str
    expected: str
    received: str
    is_plain_text: bool = False
    """Whether it is text where a list by language or `YYYY/MM/DD` belongs, as OpenCRVS' own configurations send it."""

    @property
    def message(self) -> str:
        """As the validator's log has it."""
        what = "Invalid" if self.code == INVALID else "Missing"
        return f"{what} input parameter - identity/{self.path}"


def violations_of(identity: Mapping[str, Any], schema_json: str, process: str) -> tuple[FieldViolation, ...]:
    """What is wrong with these fields; empty when the packet is valid."""
    schema = applicable(schema_json)
    if schema is None:
        return (FieldViolation(INVALID, "", "an identity schema that can be applied", "another document"),)
    schema.watch.start()
    return tuple(_found(schema, identity, process))


def _found(schema: Applicable, identity: Mapping[str, Any], process: str) -> Iterator[FieldViolation]:
    described = schema.schema["properties"]["identity"]
    required = described.get("required")
    mandatory = MANDATORY.get(process)
    if mandatory is None:
        yield FieldViolation(
            MISSING, "", f"a process with a list of mandatory fields ({', '.join(MANDATORY)})", repr(process)[:40]
        )
    for entry in mandatory or ():
        names = entry.split("|")
        if any(name in (required if isinstance(required, list) else ()) for name in names) and not any(
            name in identity for name in names
        ):
            yield FieldViolation(MISSING, names[0], "a value", "nothing")
    properties = described["properties"]
    for name, value in identity.items():
        definition = properties.get(name)
        if not isinstance(definition, dict):
            continue
        try:
            yield from _of_field(schema, name, value, definition)
        except TooLongError:
            expected = f"a schema that is applied to a packet within {LIMIT_SECONDS} s"
            yield FieldViolation(INVALID, name, expected, "one that takes longer, here or in the fields before")
            return


def _of_field(schema: Applicable, name: str, value: Any, definition: dict[str, Any]) -> Iterator[FieldViolation]:  # noqa: ANN401 - JSON
    from jsonschema.exceptions import SchemaError  # noqa: PLC0415 - only processing needs it
    from referencing.exceptions import Unresolvable  # noqa: PLC0415 - only processing needs it

    try:
        error = schema.first_error(definition, value)
    except (SchemaError, Unresolvable, RecursionError, TypeError, ValueError, AttributeError) as broken:
        yield FieldViolation(INVALID, name, "a definition that can be applied", f"{type(broken).__name__}")
        return
    by_language = str(definition.get("$ref", "")).endswith("simpleType")
    if error is not None:
        yield FieldViolation(
            INVALID,
            name,
            'a list of {"language", "value"}' if by_language else _told(error, definition),
            repr(value)[:80],
            is_plain_text=by_language and isinstance(value, str),
        )
        return
    for pattern in _patterns(definition):
        texts = [entry.get("value") for entry in value] if by_language else [value]
        for text in texts:
            if isinstance(text, str) and not schema.matches(pattern, text):
                yield FieldViolation(
                    INVALID,
                    name,
                    f"text that matches {pattern[:80]}",
                    repr(text)[:80],
                    is_plain_text=bool(_DATE_WITH_HYPHENS.fullmatch(text)),
                )
                return


def _told(error: Any, definition: dict[str, Any]) -> str:  # noqa: ANN401 - jsonschema's own class
    return f"{error.validator} {str(error.validator_value)[:80]}" if definition else "another value"


def _patterns(definition: dict[str, Any]) -> Iterator[str]:
    """The regular expressions of `validators`, which is the schema's own keyword."""
    validators = definition.get("validators")
    for entry in validators if isinstance(validators, list) else ():
        if isinstance(entry, dict) and entry.get("type") == "regex" and isinstance(entry.get("validator"), str):
            yield entry["validator"]
