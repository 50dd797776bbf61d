"""Reading the indexed fields out of a document, and nothing else of it.

A path (`uin`, `vids.vid`) is compiled into a msgspec struct that has only the members on the way; the decoder skips
the rest without building it. Where a path meets a list, each element counts. Only text is a key.
"""

from binascii import crc32
from collections.abc import Iterable, Iterator, Sequence
from operator import attrgetter
from typing import Any

import msgspec

_decode_anything = msgspec.json.Decoder().decode
_SCALARS = str | int | float | bool | None


def key_hash(value: str) -> int:
    """A stable 32-bit hash; equal hashes are told apart by looking at the documents."""
    try:
        return crc32(value.encode())
    except UnicodeEncodeError:  # half a surrogate pair: no document can hold it, but somebody may ask
        return crc32(value.encode("utf-8", "surrogatepass"))


class FieldReader:
    """Reads the values of some dotted paths out of a document's JSON."""

    def __init__(self, paths: Sequence[str]) -> None:
        self.paths = tuple(paths)
        self._parts = [tuple(path.split(".")) for path in self.paths]
        names: dict[str, str] = {}
        struct = _struct_for(self._parts, names)
        self._decode = msgspec.json.Decoder(struct).decode
        attributes = [tuple(names[part] for part in parts) for parts in self._parts]
        nodes = {path[0] for path in attributes if path[1:]}
        self._nested = [(n, path[1:]) for n, path in enumerate(attributes) if path[0] in nodes]
        tops = [path[0] for path in attributes]
        # attrgetter gives a tuple for two names or more
        self._get_tops = attrgetter(*tops, *tops[:1]) if tops else None

    def values(self, raw: bytes | memoryview) -> list[str | tuple[str, ...] | None]:
        """Per path: the one text, several texts, or None.

        Raises `msgspec.DecodeError` when the bytes are no JSON object.
        """
        try:
            document = self._decode(raw)
        except msgspec.ValidationError:
            # A shape the struct did not foresee (a number, a list): read the whole document.
            return self._values_of_any(_decode_anything(raw))
        if self._get_tops is None:
            return []
        values = [*self._get_tops(document)]
        values.pop()
        for position, deeper in self._nested:
            values[position] = _collect(values[position], deeper)
        return values

    def _values_of_any(self, document: Any) -> list[str | tuple[str, ...] | None]:  # noqa: ANN401 - any JSON
        if not isinstance(document, dict):
            raise msgspec.ValidationError("Expected `object`")
        return [tuple(_walk(document, parts)) or None for parts in self._parts]


def texts(value: str | tuple[str, ...] | None) -> tuple[str, ...]:
    """The values of one path as a tuple."""
    if value is None:
        return ()
    return (value,) if isinstance(value, str) else value


def _struct_for(paths: Iterable[tuple[str, ...]], names: dict[str, str]) -> type[msgspec.Struct]:
    """A struct with the first members of these paths; `names` collects the attribute of each member."""
    members: dict[str, list[tuple[str, ...]]] = {}
    for path in paths:
        members.setdefault(path[0], []).append(path[1:])
    for member in members:
        names.setdefault(member, f"f{len(names)}")
    fields: list[tuple[str, Any, Any]] = []
    for member, rests in members.items():
        deeper = [rest for rest in rests if rest]
        kind: Any = str | None
        if deeper:
            node = _struct_for(deeper, names)
            kind = node | list[node | _SCALARS] | _SCALARS  # type: ignore[valid-type] # made at run time
        fields.append((names[member], kind, None))
    return msgspec.defstruct("Fields", fields, rename={names[member]: member for member in members}, gc=False)


def _collect(value: Any, attributes: tuple[str, ...]) -> tuple[str, ...] | None:  # noqa: ANN401 - any JSON
    if type(value) is list and len(value) == 1 and len(attributes) == 1:  # most people have one VID
        text = getattr(value[0], attributes[0], None)
        if type(text) is str:
            return (text,)
    found: list[str] = []
    _descend(value, attributes, found)
    return tuple(found) or None


def _descend(value: Any, attributes: tuple[str, ...], found: list[str]) -> None:  # noqa: ANN401 - any JSON
    if isinstance(value, list):
        for element in value:
            _descend(element, attributes, found)
    elif not attributes:
        if isinstance(value, str):
            found.append(value)
    elif isinstance(value, msgspec.Struct):
        _descend(getattr(value, attributes[0]), attributes[1:], found)


def _walk(value: Any, parts: tuple[str, ...]) -> Iterator[str]:  # noqa: ANN401 - any JSON
    if isinstance(value, list):
        for element in value:
            yield from _walk(element, parts)
    elif not parts:
        if isinstance(value, str):
            yield value
    elif isinstance(value, dict):
        yield from _walk(value.get(parts[0]), parts[1:])
