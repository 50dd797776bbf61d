"""Applying an identity schema that came from a stranger: as JSON Schema draft 7 says, but never for long.

A schema travels with each packet, so its regular expressions and references are input like any other. An expression
that backtracks without end, references that double at each step or a list of a million entries would stop the whole
app. Everything here therefore counts against a `Stopwatch`.
"""

from functools import lru_cache
from typing import Any

import msgspec

from mosip_mock.packetmanager.bounded import Keyword, Stopwatch, bounded_keywords, searched


class Applicable(msgspec.Struct, frozen=True):
    """A schema that can be applied. `watch` is started by whoever begins to use it."""

    schema: dict[str, Any]
    validator: Any
    """`Draft7Validator` with bounded keywords."""
    watch: Stopwatch

    def first_error(self, definition: dict[str, Any], value: Any) -> Any:  # noqa: ANN401 - jsonschema's own class
        """What is wrong with a field's value, if anything. Raises `TooLongError`, and what jsonschema raises."""
        # The schema's own definitions stand beside the field's, so that local references resolve.
        resolvable = {**definition, "definitions": self.schema.get("definitions", {})}
        return next(self.validator.evolve(schema=resolvable).iter_errors(value), None)

    def matches(self, pattern: str, text: str) -> bool:
        """Whether a rule of the schema's own keyword `validators` fits the whole text. Raises `TooLongError`."""
        return searched(pattern, text, self.watch, whole=True)


@lru_cache(maxsize=32)
def applicable(schema_json: str) -> Applicable | None:
    """The schema read; None when it is no identity schema. References to other documents are never fetched."""
    from jsonschema import Draft7Validator  # noqa: PLC0415 - 40 ms that only processing needs
    from jsonschema.validators import extend  # noqa: PLC0415 - the same
    from referencing import Registry  # noqa: PLC0415 - the same

    try:
        schema = msgspec.json.decode(schema_json)
        if not isinstance(schema["properties"]["identity"]["properties"], dict):
            return None
    except (msgspec.DecodeError, LookupError, TypeError, RecursionError):
        return None
    watch = Stopwatch()
    keywords = {**Draft7Validator.VALIDATORS, **bounded_keywords(watch)}
    timed = {name: _timed(keyword, watch) for name, keyword in keywords.items()}
    validator = extend(Draft7Validator, timed)(schema, registry=Registry())  # type: ignore[no-untyped-call]  # stubs
    return Applicable(schema, validator, watch)


def _timed(keyword: Keyword, watch: Stopwatch) -> Keyword:
    def checked(validator: Any, wanted: Any, instance: Any, schema: Any) -> Any:  # noqa: ANN401 - jsonschema's own
        watch.left()
        return keyword(validator, wanted, instance, schema)

    return checked
