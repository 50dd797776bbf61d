"""The on-disk index (`store.idx`): what a view knows of the log up to some offset, as sorted arrays to be mapped.

    8 bytes magic, 8 bytes length of the directory, the directory (JSON, padded with spaces to 8 bytes),
    then per table: numbers, places, and per indexed field its entries; all unsigned 64-bit, sorted.

The log is the truth. A checkpoint of another generation, beyond the log's end, or whose fingerprint is not that of
the bytes before its offset, is ignored and made again when it is worth it. So may it be deleted at any time.
"""

import mmap
import os
import sys
from binascii import crc32
from pathlib import Path
from typing import Final

import msgspec

from shared.store.index import FieldIndex
from shared.store.log import temporary_beside
from shared.store.view import LogView

_MAGIC: Final = b"MOCKIDX\x01"
_FINGERPRINTED: Final = 1 << 16
_START: Final = 16


class _Table(msgspec.Struct):
    name: str
    count: int
    top: int
    live_bytes: int
    fields: dict[str, int]
    """Number of entries by dotted path."""


class _Directory(msgspec.Struct):
    byte_order: str
    generation: int
    covered: int
    fingerprint: int
    baseline_end: int
    tables: list[_Table]


def write_checkpoint(view: LogView, path: Path) -> None:
    """Write the bases of a frozen view; whole or not at all. Raises `OSError`."""
    states = list(view.tables.values())
    directory = msgspec.json.encode(
        _Directory(
            byte_order=sys.byteorder,
            generation=view.generation,
            covered=view.covered,
            fingerprint=_fingerprint(view.descriptor, view.covered),
            baseline_end=view.baseline_end,
            tables=[
                _Table(
                    name=state.name.decode(),
                    count=state.count,
                    top=state.top,
                    live_bytes=state.live_bytes,
                    fields={path: len(index.base) for path, index in state.indexes.items()},
                )
                for state in states
            ],
        )
    )
    directory += b" " * (-len(directory) % 8)
    temporary = temporary_beside(path)
    try:
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(_MAGIC + len(directory).to_bytes(8, sys.byteorder) + directory)
            for state in states:
                file.write(state.base_ids)
                file.write(state.base_places)
                for index in state.indexes.values():
                    file.write(index.base)
            file.flush()
            os.fdatasync(descriptor)
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def load_checkpoint(view: LogView, path: Path) -> bool:
    """Map the checkpoint into a fresh view; False, and nothing changed, if there is none that fits."""
    try:
        with path.open("rb") as file:
            data = memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))
        length = int.from_bytes(data[8:_START], sys.byteorder)
        directory = msgspec.json.decode(data[_START : _START + length], type=_Directory)
    except (OSError, ValueError):
        return False
    words = sum(2 * table.count + sum(table.fields.values()) for table in directory.tables)
    if not (
        bytes(data[:8]) == _MAGIC
        and directory.byte_order == sys.byteorder
        and directory.generation == view.generation
        and directory.covered <= os.fstat(view.descriptor).st_size
        and directory.fingerprint == _fingerprint(view.descriptor, directory.covered)
        and len(data) == _START + length + 8 * words
    ):
        return False
    numbers = data[_START + length :].cast("Q")
    position = 0
    for table in directory.tables:
        state = view.table(table.name.encode())
        state.count, state.top, state.live_bytes = table.count, table.top, table.live_bytes
        state.base_ids = numbers[position : position + table.count]
        state.base_places = numbers[position + table.count : position + 2 * table.count]
        position += 2 * table.count
        indexes: list[FieldIndex] = []
        for field, entries in table.fields.items():
            indexes.append(FieldIndex(field, numbers[position : position + entries]))
            position += entries
        state.add_indexes(indexes)
    view.consumed = view.covered = directory.covered
    view.baseline_end = directory.baseline_end
    return True


def _fingerprint(descriptor: int, covered: int) -> int:
    start = max(0, covered - _FINGERPRINTED)
    return crc32(os.pread(descriptor, covered - start, start))
