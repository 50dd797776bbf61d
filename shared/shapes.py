"""What does not fit a type, in plain words: msgspec says it in Python's."""

import re
from collections.abc import Iterator
from enum import Enum
from types import UnionType
from typing import Any, Final, Literal, NamedTuple, Union, get_args, get_origin

import msgspec

from shared.nearest import nearest

_MISSING: Final = "Object missing required field `"
_UNKNOWN: Final = "Object contains unknown field `"
_OTHER_TYPE: Final = r"Expected `([^`]+)`, got `([^`]+)`"
_OTHER_WORD: Final = r"Invalid enum value '?(.*?)'?"
_OTHER_TEXT: Final = r"Invalid \w+ (?:encoded )?(datetime|date|string|duration)"
_TOO_LOW: Final = r"Expected `([^`]+)` >= (\S+)"
_LIKENESS: Final = 0.75
_STEP: Final = r"[^.\[]+|\[[^\]]*\]"
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
    "duration": "a duration such as PT30S",
    "string": "text in Base64",
}


class Misfit(NamedTuple):
    """The place where a value does not fit its type; four parts of an explanation."""

    expected: str
    received: str
    where: str
    """A path such as `match.uin`; empty for the whole."""
    mend: str

    @property
    def sentence(self) -> str:
        """All of it in one line."""
        place = f"{self.where}: " if self.where else ""
        return f"{place}expected {self.expected}, received {self.received}; {self.mend}"

    def inside(self, whole: str) -> "Misfit":
        """The same, its place seen from what holds the value as `whole`."""
        joint = "." if self.where and not self.where.startswith("[") else ""
        return self._replace(where=f"{whole}{joint}{self.where}")


def misfit(error: msgspec.ValidationError, kind: Any) -> Misfit:  # noqa: ANN401 - any type that msgspec knows
    """What `error` says of a value that should have been a `kind`."""
    text, _, path = str(error).partition(" - at `$")
    where = path.rstrip("`").removeprefix(".")
    if text.startswith(_MISSING):
        name = text.removeprefix(_MISSING).rstrip("`")
        return Misfit(f"the member `{name}`", "an object without it", where, f"add `{name}`")
    if text.startswith(_UNKNOWN):
        name = text.removeprefix(_UNKNOWN).rstrip("`")
        there = f"{where}.{name}" if where else name
        return _another_member(name, _fields(_type_at(kind, where)), there)
    if found := re.fullmatch(_OTHER_WORD, text):
        known = list(_choices(_type_at(kind, where)))
        near = nearest(found[1], known, likeness=_LIKENESS)
        return _another_word(found[1], known, where, next(iter(near), None), "value")
    if found := re.fullmatch(_OTHER_TYPE, text):
        expected, received = _in_words(found[1]), _in_words(found[2])
    elif found := re.fullmatch(_TOO_LOW, text):
        expected, received = f"{_in_words(found[1])} from {float(found[2]):g} up", "a smaller one, or none"
    elif found := re.fullmatch(_OTHER_TEXT, text):
        expected, received = _WORDS[found[1]], "other text"
    else:
        return Misfit("a value of this type", text[:1].lower() + text[1:], where, "send one that fits")
    return Misfit(expected, received, where, f"send {expected}")


def _in_words(types: str) -> str:
    return " or ".join(_WORDS.get(name, name) for name in types.split(" | "))


def _another_member(name: str, fields: tuple[msgspec.structs.FieldInfo, ...], where: str) -> Misfit:
    known = [field.encode_name for field in fields]
    inside = {
        inner.encode_name: f"{field.encode_name}.{inner.encode_name}"
        for field in reversed(fields)  # so that the first one counts
        for inner in _fields(field.type)
    }
    near = nearest(name, known, likeness=_LIKENESS) or [longer for longer in known if longer.startswith(name)]
    nested = [inside[inner] for inner in nearest(name, inside, likeness=_LIKENESS)]
    meant = nested if name in inside else near or nested
    return _another_word(name, known, where, next(iter(meant), None), "member")


def _another_word(word: str, known: list[str], where: str, meant: str | None, what: str) -> Misfit:
    """A name or a value that is none of those that are known."""
    otherwise = f"leave `{word}` out" if what == "member" else "send one of them"
    mend = f"did you mean `{meant}`?" if meant else otherwise
    return Misfit(f"one of {', '.join(known)}" if known else f"a known {what}", f"`{word}`", where, mend)


def _type_at(kind: Any, where: str) -> Any:  # noqa: ANN401 - as above
    """The type of what stands at this place; None if that cannot be told."""
    for step in re.findall(_STEP, where):
        kind = next(_entered(kind, step), None)
    return kind


def _entered(kind: Any, step: str) -> Iterator[Any]:  # noqa: ANN401 - as above
    """The types behind one step of a path: the name of a member, or `[3]` and `[...]` for an element."""
    for option in _options(kind):
        if step.startswith("["):
            yield from [element for element in get_args(option) if element is not Ellipsis][-1:]
        else:
            yield from (field.type for field in _fields(option) if field.encode_name == step)


def _options(kind: Any) -> tuple[Any, ...]:  # noqa: ANN401 - as above
    return get_args(kind) if get_origin(kind) in (Union, UnionType) else (kind,)


def _choices(kind: Any) -> Iterator[str]:  # noqa: ANN401 - as above
    """The words that a literal or an enumeration allows."""
    for option in _options(kind):
        if get_origin(option) is Literal:
            yield from map(str, get_args(option))
        elif isinstance(option, type) and issubclass(option, Enum):
            yield from (str(member.value) for member in option)


def _fields(kind: Any) -> tuple[msgspec.structs.FieldInfo, ...]:  # noqa: ANN401 - as above
    structs = (k for k in _options(kind) if isinstance(k, type) and issubclass(k, msgspec.Struct))
    struct = next(structs, None)
    return msgspec.structs.fields(struct) if struct is not None else ()


def shown(value: object, most: int = 60) -> str:
    """A JSON value as it may stand in a sentence, cut where it gets long."""
    if isinstance(value, str):
        return repr(value) if len(value) <= most else f"{value[: most - 3]!r}... ({len(value)} characters)"
    try:
        text = msgspec.json.encode(value).decode()
    except (TypeError, ValueError):
        text = repr(value)
    return text if len(text) <= most else f"{text[: most - 3]}..."
