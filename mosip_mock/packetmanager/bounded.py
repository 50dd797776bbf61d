"""The keywords of JSON Schema whose work has no bound of its own, with one: a limit of processor time for a packet.

Regular expressions that backtrack without end, and elements that are compared each with each.
"""

import time
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any, Final

import msgspec

LIMIT_SECONDS: Final = 0.5
"""Processor time for one packet; an ordinary one takes a hundredth of it."""
_LONGEST_PATTERN: Final = 2_000
"""Characters; reading an expression takes time too, before any limit can stop it."""

Untyped = Any
"""A JSON value, or jsonschema's validator."""
Keyword = Callable[[Untyped, Untyped, Untyped, Untyped], Any]
"""As jsonschema calls it: validator, the keyword's value, the instance, the schema."""


class TooLongError(Exception):
    """The schema takes longer to apply than `LIMIT_SECONDS`."""


class Stopwatch:
    """Processor time of this thread, from `start` on."""

    def __init__(self) -> None:
        self._end = 0.0

    def start(self) -> None:
        self._end = time.thread_time() + LIMIT_SECONDS

    def left(self) -> float:
        """Seconds that are left. Raises `TooLongError` when there are none."""
        seconds = self._end - time.thread_time()
        if seconds <= 0:
            raise TooLongError
        return seconds


def searched(pattern: Untyped, text: str, watch: Stopwatch, *, whole: bool) -> bool:
    """Whether an expression fits. One that cannot be read (Java's differ a little) decides nothing."""
    import regex  # noqa: PLC0415 - 15 ms that only processing needs

    seconds = watch.left()
    if not isinstance(pattern, str) or len(pattern) > _LONGEST_PATTERN:
        return True
    try:
        expression = regex.compile(pattern)
        found = (expression.fullmatch if whole else expression.search)(text, timeout=seconds)
    except (regex.error, RecursionError, OverflowError):
        return True
    except TimeoutError as error:
        raise TooLongError from error
    return found is not None


def bounded_keywords(watch: Stopwatch) -> Mapping[str, Keyword]:
    """What replaces the keywords of the same names."""
    return {
        "pattern": partial(_pattern, watch),
        "patternProperties": partial(_pattern_properties, watch),
        "additionalProperties": partial(_additional_properties, watch),
        "uniqueItems": _unique_items,
    }


def _pattern(watch: Stopwatch, _: Untyped, wanted: Untyped, instance: Untyped, __: Untyped) -> Iterator[Exception]:
    if isinstance(instance, str) and not searched(wanted, instance, watch, whole=False):
        yield _violated(f"{instance[:80]!r} does not match {str(wanted)[:80]!r}")


def _pattern_properties(
    watch: Stopwatch,
    validator: Untyped,
    wanted: Untyped,
    instance: Untyped,
    _: Untyped,
) -> Iterator[Exception]:
    for expression, subschema in wanted.items() if isinstance(instance, dict) else ():
        for name, value in instance.items():
            if searched(expression, name, watch, whole=False):
                yield from validator.descend(value, subschema, path=name, schema_path=expression)


def _additional_properties(
    watch: Stopwatch,
    validator: Untyped,
    wanted: Untyped,
    instance: Untyped,
    schema: Untyped,
) -> Iterator[Exception]:
    expressions = schema.get("patternProperties", {})
    for name in instance if isinstance(instance, dict) else ():
        if name in schema.get("properties", {}) or any(searched(e, name, watch, whole=False) for e in expressions):
            continue
        if isinstance(wanted, dict):
            yield from validator.descend(instance[name], wanted, path=name)
        elif not wanted:
            yield _violated(f"{name[:80]!r} was unexpected")


def _unique_items(_: Untyped, wanted: Untyped, instance: Untyped, __: Untyped) -> Iterator[Exception]:
    if wanted and isinstance(instance, list):
        distinct = {msgspec.json.encode(item, order="deterministic") for item in instance}
        if len(distinct) < len(instance):
            yield _violated("an element stands there twice")


def _violated(message: str) -> Exception:
    from jsonschema import ValidationError  # noqa: PLC0415 - 40 ms that only processing needs

    return ValidationError(message)
