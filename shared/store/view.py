"""One generation of the file as a process sees it: how far it was read, and what it holds."""

import os
from array import array
from collections.abc import Iterable, Iterator
from pathlib import Path

import msgspec

from shared.store.fields import FieldReader, key_hash, texts
from shared.store.index import ID_BITS, FieldIndex, TableState, sorted_numbers
from shared.store.log import (
    HEADER_LENGTH,
    LENGTH_BITS,
    LENGTH_MASK,
    Baseline,
    Entry,
    Next,
    corrupt_line,
    read_entries,
    read_generation,
)
from shared.store.protocol import StoreError

_READ_AHEAD = 1 << 20
_CHECKED = 16 << 20
"""So many new bytes are searched for damaged documents at once; in a longer file the first look-up meets them."""


class EmptyLogError(Exception):
    """The file ends inside its header: nothing was ever stored in it."""


class LogView:
    """An open file of one generation."""

    def __init__(self, path: Path, *, shown_as: Path | None = None) -> None:
        """Raises `EmptyLogError`, `FileNotFoundError` or a `StoreError`, which names the file as `shown_as`."""
        self.path = shown_as or path
        try:
            self.descriptor = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CLOEXEC)
        except FileNotFoundError:
            raise
        except OSError as error:
            raise StoreError(
                f"{path} cannot be opened ({error.strerror}); "
                "give the user who runs the suite read and write access to it"
            ) from error
        try:
            generation = read_generation(self.descriptor, self.path)
        except BaseException:
            os.close(self.descriptor)
            raise
        if generation is None:
            os.close(self.descriptor)
            raise EmptyLogError
        self.generation = generation
        self.inode = os.fstat(self.descriptor).st_ino
        self.consumed = HEADER_LENGTH
        """Complete lines end here; what follows is new or torn."""
        self.baseline_end = HEADER_LENGTH
        self.covered = HEADER_LENGTH
        """The bases of all tables say everything up to here."""
        self.tail_length = 0
        """How many entries were read or written since."""
        self.tables: dict[bytes, TableState] = {}

    def close(self) -> None:
        os.close(self.descriptor)

    def table(self, name: bytes) -> TableState:
        """The table of this name, empty if nothing was stored in it."""
        state = self.tables.get(name)
        if state is None:
            state = self.tables[name] = TableState(name)
        return state

    def catch_up(self, size: int) -> None:
        """Read the complete lines up to this size of the file."""
        is_short = size - self.consumed <= _CHECKED
        for block, start, entries in read_entries(self.descriptor, self.consumed, size, self.path):
            for entry in entries:
                if type(entry) is Entry:
                    self._apply(entry, block, start, is_short)
                elif type(entry) is Baseline:
                    self.baseline_end = entry.end
                elif type(entry) is Next:
                    state = self.table(entry.table)
                    state.top = max(state.top, entry.id)
            self.tail_length += len(entries)
            self.consumed = start + block.rfind(b"\n") + 1

    def _apply(self, entry: Entry, block: bytes, start: int, is_checked: bool) -> None:
        state = self.table(entry.table)
        if entry.place and (is_checked or state.indexes):
            offset = (entry.place >> LENGTH_BITS) - start
            try:
                values = state.reader.values(block[offset : offset + (entry.place & LENGTH_MASK)])
            except msgspec.DecodeError:
                raise corrupt_line(self.descriptor, offset + start, self.path) from None
            state.add_values(entry.id, values)
        state.move(entry.id, entry.place)

    def read(self, place: int) -> bytes:
        """The JSON that stands there."""
        return os.pread(self.descriptor, place & LENGTH_MASK, place >> LENGTH_BITS)

    def stored(self, state: TableState) -> Iterator[tuple[int, int, memoryview | bytes]]:
        """Number, place and JSON of all stored documents by rising number, read in large blocks where they follow."""
        window = memoryview(b"")
        window_start = 0
        for number in state.numbers():
            place = state.place(number)
            offset, length = place >> LENGTH_BITS, place & LENGTH_MASK
            inside = offset - window_start
            if inside >= 0 and inside + length <= len(window):
                yield number, place, window[inside : inside + length]
                continue
            if 0 <= inside <= len(window) + _READ_AHEAD:
                data = os.pread(self.descriptor, max(length, _READ_AHEAD), offset)
            else:
                data = os.pread(self.descriptor, length, offset)
            window, window_start = memoryview(data), offset
            yield number, place, window[:length]

    def build_indexes(self, state: TableState, paths: Iterable[str]) -> None:
        """Index these fields by reading every stored document of the table once."""
        indexes = [FieldIndex(path) for path in paths if path not in state.indexes]
        if not indexes:
            return
        reader = FieldReader([index.path for index in indexes])
        entries = [array("Q") for _ in indexes]
        for number, place, raw in self.stored(state):
            try:
                values = reader.values(raw)
            except msgspec.DecodeError:
                raise corrupt_line(self.descriptor, place >> LENGTH_BITS, self.path) from None
            for found, value in zip(entries, values, strict=True):
                if type(value) is str:
                    found.append(key_hash(value) << ID_BITS | number)
                elif value:
                    found.extend(key_hash(text) << ID_BITS | number for text in texts(value))
        for index, found in zip(indexes, entries, strict=True):
            index.base = sorted_numbers(found)
        state.add_indexes(indexes)

    def freeze(self) -> None:
        """Turn everything known into sorted bases: less memory, and what a checkpoint holds.

        Not while a transaction has staged something.
        """
        for state in self.tables.values():
            state.freeze()
        self.covered = self.consumed
        self.tail_length = 0
