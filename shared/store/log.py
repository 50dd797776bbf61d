"""The file: one header line, then one line per transaction, only ever appended to.

    #mosip-mocks-store <TAB> format version <TAB> generation
    table <TAB> number <TAB> JSON [<TAB> table <TAB> number <TAB> JSON ...]
    #baseline
    #next <TAB> table <TAB> number

An empty JSON takes the document out. JSON text holds no raw tab or newline, so a line is parsed by looking for tabs.
A last line without a newline was left by a killed writer: readers leave it unread, the next writer cuts it off.
The generation is a random number, new whenever the file is rewritten. Its upper half is the epoch: a compaction keeps
it, a reset or restore changes it.
"""

import os
import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from msgspec import Struct

from shared.store.protocol import StoreCorruptError, StoreError, StoreVersionError

FORMAT: Final = 1
_MAGIC: Final = b"#mosip-mocks-store\t"
HEADER_LENGTH: Final = len(_MAGIC) + len(b"%d\t%016x\n" % (FORMAT, 0))
BASELINE_LINE: Final = b"#baseline\n"
_BASELINE: Final = BASELINE_LINE[:-1]
_NEXT: Final = b"#next\t"
_MARK, _OPEN, _CLOSE = b"#{}"
LARGEST: Final = (1 << 32) - 1
"""Of the numbers of documents."""
CHUNK: Final = 8 << 20

LENGTH_BITS: Final = 28
LENGTH_MASK: Final = (1 << LENGTH_BITS) - 1
"""A place is `offset << 28 | length`: files up to 64 GB, documents up to 256 MB."""
LARGEST_FILE: Final = 1 << (64 - LENGTH_BITS)
_HALF: Final = 32


class Entry(Struct, frozen=True, gc=False):
    """One document put (`place` says where its JSON stands) or taken out (`place` is 0)."""

    table: bytes
    id: int
    place: int


class Baseline(Struct, frozen=True, gc=False):
    """The state that `reset` returns to ends here."""

    end: int


class Next(Struct, frozen=True, gc=False):
    """Numbers up to this one were handed out, though a compaction dropped the documents."""

    table: bytes
    id: int


def new_header(epoch: int | None = None) -> bytes:
    """The first line of a new generation, of a new epoch unless one is given."""
    half = secrets.randbits(_HALF) if epoch is None else epoch
    return b"%b%d\t%016x\n" % (_MAGIC, FORMAT, half << _HALF | secrets.randbits(_HALF))


def epoch_of(generation: int) -> int:
    """What changes with each reset or restore, and with nothing else."""
    return generation >> _HALF


def next_line(table: bytes, number: int) -> bytes:
    """The line that keeps numbers from being handed out twice."""
    return b"%b%b\t%d\n" % (_NEXT, table, number)


def read_generation(descriptor: int, path: Path) -> int | None:
    """The generation in the header; None when the file ends inside its header, so holds nothing yet."""
    first = os.pread(descriptor, 256, 0)
    line, newline, _ = first.partition(b"\n")
    if not newline and (first.startswith(_MAGIC) or _MAGIC.startswith(first)):
        return None
    parts = line.split(b"\t")
    if not line.startswith(_MAGIC) or len(parts) < 3 or not parts[1].isdigit():  # noqa: PLR2004 - three words
        raise StoreCorruptError(
            f"{path} is not a database of this suite: its first line says something else; "
            "move the file away or choose another data directory"
        )
    if int(parts[1]) != FORMAT:
        raise StoreVersionError(
            f"{path} has format {int(parts[1])}, this release reads format {FORMAT}; "
            "update the suite or choose another data directory"
        )
    try:
        generation = int(parts[2], 16)
    except ValueError:
        generation = -1
    if len(line) + 1 != HEADER_LENGTH or generation < 0:
        raise StoreCorruptError(f"{path} has a damaged first line; move the file away")
    return generation


def read_entries(
    descriptor: int, start: int, end: int, path: Path
) -> Iterator[tuple[bytes, int, list[Entry | Baseline | Next]]]:
    """The complete lines between two offsets, by blocks: the block, its offset, what its lines say.

    Raises `StoreCorruptError` with the number of the first line that says nothing known.
    """
    size = CHUNK
    while start < end:
        block = os.pread(descriptor, min(size, end - start), start)
        cut = block.rfind(b"\n") + 1
        if not cut:
            if len(block) < min(size, end - start) or start + len(block) >= end:
                return
            size *= 4  # one line longer than the block
            continue
        yield block, start, _parse(block, cut, start, descriptor, path)
        start += cut
        size = CHUNK


def _parse(block: bytes, cut: int, start: int, descriptor: int, path: Path) -> list[Entry | Baseline | Next]:
    entries: list[Entry | Baseline | Next] = []
    find = block.find
    position = 0
    try:
        while position < cut:
            end = find(b"\n", position, cut)
            if block[position] == _MARK:
                entries.append(_parse_mark(block[position:end], start + end + 1))
                position = end + 1
                continue
            while position < end:
                first = find(b"\t", position, end)
                second = find(b"\t", first + 1, end)
                third = find(b"\t", second + 1, end)
                if third < 0:
                    third = end
                length = third - second - 1
                number = int(block[first + 1 : second])
                braced = block[second + 1] == _OPEN and block[third - 1] == _CLOSE
                if not (position < first < second and (braced or not length) and 0 <= number <= LARGEST):
                    raise corrupt_line(descriptor, start + position, path)
                place = (start + second + 1) << LENGTH_BITS | length if length else 0
                entries.append(Entry(block[position:first], number, place))
                position = third + 1
            position = end + 1
    except (ValueError, IndexError):
        raise corrupt_line(descriptor, start + position, path) from None
    return entries


def _parse_mark(line: bytes, end: int) -> Baseline | Next:
    if line == _BASELINE:
        return Baseline(end)
    if line.startswith(_NEXT):
        _, table, number = line.split(b"\t")
        return Next(table, int(number))
    raise ValueError


def corrupt_line(descriptor: int, offset: int, path: Path) -> StoreCorruptError:
    """The error for the line at this offset, with its number and the way out."""
    number = 1
    position = 0
    while position < offset:
        block = os.pread(descriptor, min(CHUNK, offset - position), position)
        if not block:
            break
        number += block.count(b"\n")
        position += len(block)
    return StoreCorruptError(
        f"line {number} of {path} is damaged; stop the apps and take the line out "
        f"(`sed -i {number}d {path}`), or move the file away to start anew"
    )


def write_all(descriptor: int, data: bytes) -> None:
    """Append in one `write`; the loop is for a kernel that takes less at once."""
    view = memoryview(data)
    while view:
        view = view[os.write(descriptor, view) :]


def new_log(path: Path, body: bytes = b"") -> None:
    """Put a file with a fresh header in place, whole or not at all."""
    temporary = temporary_beside(path)
    try:
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            write_all(descriptor, new_header() + body)
        finally:
            os.close(descriptor)
        temporary.replace(path)
    except OSError as error:
        temporary.unlink(missing_ok=True)
        raise StoreError(f"{path} cannot be written ({error.strerror}); check its directory") from error


def temporary_beside(path: Path) -> Path:
    """A name that no other process uses, in the same directory."""
    return path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
