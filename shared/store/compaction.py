"""Rewriting the log: without what is dead, back to its baseline, or from a snapshot.

Each makes a new file beside the log, under the writer's lock; whoever asked for it renames it into place
(`SharedLog.adopt`). A kill in between leaves the old log and a stray temporary file.
"""

import os
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Final

from shared.store.log import (
    BASELINE_LINE,
    CHUNK,
    HEADER_LENGTH,
    epoch_of,
    new_header,
    next_line,
    temporary_beside,
    write_all,
)
from shared.store.view import LogView

_BUFFERED: Final = 1 << 20


def write_compacted(view: LogView) -> Path:
    """A file that says the same in the fewest lines: the baseline, its marker, the difference to the present."""
    return _write_new(view.path, _compacted_lines(view), flush=True, epoch=epoch_of(view.generation))


def write_baseline(view: LogView, *, flush: bool) -> Path:
    """A file that ends where the baseline ends. Without a baseline: an empty one."""
    return _write_new(view.path, _blocks(view.descriptor, view.baseline_end), flush=flush)


def write_copy(source: LogView, beside: Path, *, flush: bool) -> Path:
    """A file with everything that another one says, as a generation of its own."""
    return _write_new(beside, _blocks(source.descriptor, source.consumed), flush=flush)


def _compacted_lines(view: LogView) -> Iterator[bytes]:
    if view.baseline_end > HEADER_LENGTH:
        baseline = LogView(view.path)
        try:
            baseline.catch_up(view.baseline_end)
            yield from lines_since(None, baseline)
            yield BASELINE_LINE
            yield from lines_since(baseline, view)
        finally:
            baseline.close()
    else:
        yield from lines_since(None, view)


def lines_since(before: LogView | None, view: LogView, only: Collection[str] | None = None) -> Iterator[bytes]:
    """What makes a file that says `before` (a beginning of `view`'s) say what `view` says, of these tables."""
    for name, state in view.tables.items():
        if only is not None and name.decode() not in only:
            continue
        old = before.table(name) if before else None
        for number, place, raw in view.stored(state):
            if old is None or old.place(number) != place:
                yield b"%b\t%d\t%b\n" % (name, number, bytes(raw))
        if old is not None:
            for number in old.numbers():
                if not state.place(number):
                    yield b"%b\t%d\t\n" % (name, number)
        if old is None or old.top != state.top:
            yield next_line(name, state.top)


def _blocks(descriptor: int, end: int) -> Iterator[bytes]:
    position = HEADER_LENGTH
    while position < end:
        block = os.pread(descriptor, min(CHUNK, end - position), position)
        if not block:
            return
        yield block
        position += len(block)


def _write_new(beside: Path, parts: Iterator[bytes], *, flush: bool, epoch: int | None = None) -> Path:
    _remove_strays(beside)
    path = temporary_beside(beside)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        try:
            buffer = [new_header(epoch)]
            size = 0
            for part in parts:
                buffer.append(part)
                size += len(part)
                if size >= _BUFFERED:
                    write_all(descriptor, b"".join(buffer))
                    buffer, size = [], 0
            write_all(descriptor, b"".join(buffer))
            if flush:
                os.fsync(descriptor)
        finally:
            os.close(descriptor)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return path


def _remove_strays(beside: Path) -> None:
    """Remove what killed processes left. Of files like this one the lock's holder is the only maker."""
    for stray in beside.parent.glob(f".{beside.name}.*"):
        stray.unlink(missing_ok=True)
