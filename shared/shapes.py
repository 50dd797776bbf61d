"""What does not fit a type, in plain words: msgspec says it in Python's."""

import re
from collections.abc import Iterator
from typing import Any, Final, NamedTuple, get_args

import msgspec

from shared.nearest import nearest

_MISSING: Final = "Object missing required field `"
_UNKNOWN: Final = "Object contains unknown field `"
_OTHER_TYPE: Final = re.compile(r"Expected `([^`]+)`, got `([^`]+)`")
_WORDS: Final = {
    "str": "text",
    "bytes": "text in Base64",
    "int": "a whole number",
    "float": "a number",
    "bool": "true or false",
    "object": "an object",
    "array": "a list",
    "null": "null",
    "datetime": "an instant such as 2030-01-31T08:00:00Z",
    "date": "a date such as 2030-01-31",
}


class Misfit(NamedTuple):
    """The place where a value does not fit its type; four parts of an explanation."""

    expected: str
    received: str
    where: str
    """A path such as `match.uin`; empty for the whole."""
    mend: str


def misfit(error: msgspec.ValidationError, kind: Any) -> Misfit:  # noqa: ANN401 - any type that msgspec knows
    """What `error` says of a value that should have been a `kind`."""
    text, _, path = str(error).partition(" - at `$")
    where = path.rstrip("`").removeprefix(".")
    if text.startswith(_MISSING):
        name = text.removeprefix(_MISSING).rstrip("`")
        return Misfit(f"the member `{name}`", "an object without it", where, f"add `{name}`")
    if text.startswith(_UNKNOWN):
        name = text.removeprefix(_UNKNOWN).rstrip("`")
        known = list(_members(kind, where))
        near = nearest(name, known, likeness=0.75)
        mend = f"did you mean `{near[0]}`?" if near else f"leave `{name}` out"
        there = f"{where}.{name}" if where else name
        return Misfit(f"one of {', '.join(known)}" if known else "a known member", f"`{name}`", there, mend)
    if found := _OTHER_TYPE.fullmatch(text):
        expected = _in_words(found[1])
        return Misfit(expected, _in_words(found[2]), where, f"send {expected}")
    return Misfit(text[:1].lower() + text[1:], "a value that is not so", where, "send one that fits")


def _in_words(types: str) -> str:
    return " or ".join(_WORDS.get(name, name) for name in types.split(" | "))


def _members(kind: Any, where: str) -> Iterator[str]:  # noqa: ANN401 - as above
    """The names that the struct at this place has in JSON."""
    for step in filter(None, where.split(".")):
        field = next((f for f in _fields(kind) if f.encode_name == step), None)
        kind = field.type if field is not None else None
    for field in _fields(kind):
        yield field.encode_name


def _fields(kind: Any) -> tuple[msgspec.structs.FieldInfo, ...]:  # noqa: ANN401 - as above
    structs = (k for k in (kind, *get_args(kind)) if isinstance(k, type) and issubclass(k, msgspec.Struct))
    struct = next(structs, None)
    return msgspec.structs.fields(struct) if struct is not None else ()
