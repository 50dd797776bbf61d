"""The log as several processes share it: lock, catch up, stage, append; notice what others did.

Everything that writes goes through `transaction()`: lock, catch up with what others wrote, stage, append one line.
Reading costs one `stat`, which shows whether the file grew or was replaced.
One handle belongs to one thread of one process; a forked child must open its own.
"""

import asyncio
import errno
import logging
import os
from collections.abc import Collection, Iterable
from pathlib import Path
from types import TracebackType
from typing import Final

import msgspec

from shared.store.compaction import lines_since, write_compacted
from shared.store.fields import FieldReader, texts
from shared.store.index import TableState
from shared.store.lock import WriterLock
from shared.store.log import (
    LARGEST_FILE,
    LENGTH_BITS,
    corrupt_line,
    epoch_of,
    new_log,
    write_all,
)
from shared.store.protocol import NoSuchRecordError, StoreError
from shared.store.staging import Staging
from shared.store.view import EmptyLogError, LogView

LONG_TAIL: Final = 20_000
"""So many changes are worth an on-disk index."""
WASTED_BYTES: Final = 16 << 20
WASTED_RATIO: Final = 4
_running_loop: Final = asyncio._get_running_loop  # noqa: SLF001 - documented, for use by event loops
# None where no loop runs: a tenth of the cost of catching the error of the public function, at each look-up.


class Transaction:
    """Holds the writer's lock; see `Store.transaction`."""

    __slots__ = ("_log", "_mark", "_one_line")

    def __init__(self, log: "SharedLog", *, one_line: bool = True) -> None:
        self._log = log
        self._one_line = one_line
        self._mark = 0

    def __enter__(self) -> None:
        self._mark = self._log.begin()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._log.end(self._mark, failed=kind is not None, one_line=self._one_line)


class SharedLog:
    """The log file at `path`, with its lock (`.lock`) and checkpoint (`.idx`) beside it."""

    def __init__(self, path: str | Path, *, sync: bool = False) -> None:
        """Open the file, or make it. `sync` flushes each commit to the disk before it is acknowledged."""
        self.path = Path(path)
        self.sync = sync
        self.declared: dict[bytes, dict[str, None]] = {}
        """Fields to index, by table."""
        self._name = str(self.path)
        self._pid = os.getpid()
        self._looked_in: asyncio.AbstractEventLoop | None = None
        self._checkpoint = self.path.with_suffix(".idx")
        self.wasted_bytes = WASTED_BYTES
        self._lock = WriterLock(self.path.with_suffix(".lock"))
        self._depth = 0
        self.staged = Staging()
        """What the open transaction has changed."""
        self._closed = False
        try:
            self.view = self._open_view()
        except BaseException:
            self._lock.close()
            raise

    # Reading

    def refresh(self) -> LogView:
        """The newest state: reads what others wrote, opens the file anew when it was replaced.

        Within one turn of an event loop it looks once: what others write meanwhile counts as written afterwards.
        """
        if self._looked_in is not None and self._looked_in is _running_loop():
            return self.view  # asked first and most: neither closed, nor forked (a child has no running loop)
        if self._pid != os.getpid() or self._closed:
            raise self._unusable()
        if self._depth:
            return self.view
        loop = _running_loop()
        if loop is None:
            return self._look()
        self._look()
        self._looked_in = loop
        # Whatever arrives from now on is handled after this: callbacks run in the order they were handed in.
        loop.call_soon(self._forget_turn)
        return self.view

    def _forget_turn(self) -> None:
        self._looked_in = None

    def _look(self) -> LogView:
        """Read what was appended since the last look."""
        try:
            status = os.stat(self._name)  # noqa: PTH116 - a third of the time of Path.stat
        except OSError as error:
            raise self._vanished() from error
        view = self.view
        if status.st_ino != view.inode or status.st_size < view.consumed:
            fresh = self._open_view()
            view.close()
            self.view = fresh
            return fresh
        if status.st_size != view.consumed:
            view.catch_up(status.st_size)
        return view

    def state(self, name: bytes) -> TableState:
        """The newest state of a table."""
        return self.refresh().table(name)

    def indexed_state(self, name: bytes) -> TableState:
        """The same, with the indexes of its declared fields."""
        state = self.refresh().table(name)
        declared = self.declared.get(name)
        if declared and not (declared.keys() <= state.indexes.keys()):
            self.view.build_indexes(state, declared)
            if state.count > LONG_TAIL and not self.staged:
                self._write_checkpoint(self.view)
            for number, raw in state.pending.items():
                if raw is not None:
                    state.add_values(number, state.reader.values(raw))
        return state

    def document(self, state: TableState, number: int) -> bytes | None:
        """The JSON of a document, that of the open transaction first."""
        if state.pending and number in state.pending:
            return state.pending[number]
        place = state.place(number)
        return self.view.read(place) if place else None

    def values(self, state: TableState, number: int, reader: FieldReader, raw: bytes) -> tuple[str, ...]:
        """What a stored document holds in the one field of this reader."""
        try:
            return texts(reader.values(raw)[0])
        except msgspec.DecodeError:
            offset = state.place(number) >> LENGTH_BITS
            raise corrupt_line(self.view.descriptor, offset, self.path) from None

    def version(self) -> tuple[int, ...]:
        """Another one after every change."""
        # The clock and the fault rules ask at every step; most of them in a turn that has looked already.
        looked = self._looked_in is not None and self._looked_in is _running_loop()
        view = self.view if looked else self.refresh()
        return view.generation, view.consumed, self.staged.serial if self.staged else 0

    def epoch(self) -> int:
        """Another one after every reset and restore."""
        return epoch_of(self.refresh().generation)

    def declare(self, name: bytes, paths: Iterable[str]) -> None:
        """Index these fields of a table, from the first time they are needed."""
        self.declared.setdefault(name, {}).update(dict.fromkeys(paths))

    def checkpoint_if_long(self) -> None:
        """Write the on-disk index if much was read or written since the last one."""
        view = self.view
        documents = sum(state.count for state in view.tables.values())
        if not self.staged and view.tail_length > max(LONG_TAIL, documents // 8):
            self._write_checkpoint(view)

    # Writing

    def transaction(self, *, one_line: bool = True) -> Transaction:
        """A block that writes as a whole; `one_line=False` makes each document whole by itself."""
        return Transaction(self, one_line=one_line)

    def begin(self) -> int:
        """Enter a transaction; the mark to hand to `end`."""
        if not self._depth:
            if self._pid != os.getpid() or self._closed:
                raise self._unusable()
            self._lock.acquire()
            try:
                view = self._look()
                if os.fstat(view.descriptor).st_size != view.consumed:
                    os.ftruncate(view.descriptor, view.consumed)
            except BaseException:
                self._lock.release()
                raise
        self._depth += 1
        return len(self.staged)

    def end(self, mark: int, *, failed: bool, one_line: bool) -> None:
        """Leave a transaction: undo to the mark, or write if it was the outermost."""
        try:
            if failed:
                self.staged.undo(mark)
            if self._depth == 1 and self.staged:
                self._commit(one_line=one_line)
                self._compact_if_wasteful()
        finally:
            if self._depth == 1:
                self.staged.undo()
            self._depth -= 1
            if not self._depth:
                self._lock.release()

    def check_exists(self, state: TableState, number: int) -> None:
        """Raises `NoSuchRecordError`."""
        pending = state.pending
        if not (pending[number] is not None if number in pending else state.holds(number)):
            raise NoSuchRecordError(f"{state.name.decode()} holds no document {number}")

    def require_nothing_staged(self) -> None:
        """Raises `StoreError` inside a transaction of the caller: the file cannot be replaced under it."""
        if self._depth > 1:
            raise StoreError("the database cannot be rewritten inside a transaction; end it first")

    def append_mark(self, line: bytes) -> None:
        """Append a line that is no document."""
        self._append(self.view, line)
        self.view.catch_up(self.view.consumed + len(line))

    def _commit(self, *, one_line: bool) -> None:
        view = self.view
        data = self.staged.lines(one_line=one_line)
        if view.consumed + len(data) > LARGEST_FILE:
            raise StoreError(f"{self.path} would pass 64 GB; reset it or compact it first")
        self._append(view, data)
        view.tail_length += len(self.staged)
        view.consumed = self.staged.settle(view.consumed)

    def _compact_if_wasteful(self) -> None:
        """Rewrite the file once what is dead outweighs by far what a rewrite would keep."""
        view = self.view
        kept = view.baseline_end + sum(state.live_bytes for state in view.tables.values())
        if view.consumed - kept <= max(self.wasted_bytes, WASTED_RATIO * kept):
            return
        try:
            self.adopt(write_compacted(view))
        except (OSError, StoreError) as error:
            # The write that brought us here is safe; try again when the file has doubled.
            self.wasted_bytes = 2 * view.consumed
            logging.getLogger(__name__).warning("%s could not be compacted: %s", self.path, error)

    def _append(self, view: LogView, data: bytes) -> None:
        try:
            write_all(view.descriptor, data)
            if self.sync:
                os.fdatasync(view.descriptor)
        except OSError as error:
            # Keep complete lines: a reader may have seen them. The rest goes.
            view.catch_up(os.fstat(view.descriptor).st_size)
            os.ftruncate(view.descriptor, view.consumed)
            mend = "make room" if error.errno == errno.ENOSPC else "check the disk and its rights"
            raise StoreError(f"{self.path} cannot be written ({error.strerror}); {mend}") from error

    def close(self) -> None:
        """Let go of the files; any later use raises `StoreError`."""
        if not self._closed:
            if self._pid == os.getpid():
                self.checkpoint_if_long()
            self._closed = True
            self._looked_in = None
            self.view.close()
            self._lock.close()

    # Rewriting

    def adopt(self, replacement: Path, keep: Collection[str] = ()) -> None:
        """Put a rewritten file in the place of the log, together with its on-disk index.

        Tables of `keep` are carried over as they are; then the file has to be a beginning of the present one.
        Inside a transaction that staged nothing. Others notice at their next look-up.
        """
        try:
            fresh = LogView(replacement, shown_as=self.path)
            fresh.catch_up(os.fstat(fresh.descriptor).st_size)
            if keep and (kept := b"".join(lines_since(fresh, self.view, keep))):
                self._append(fresh, kept)
                fresh.catch_up(fresh.consumed + len(kept))
            for name, paths in self._known_indexes().items():
                if fresh.table(name).count > LONG_TAIL:
                    fresh.build_indexes(fresh.table(name), paths)
            if fresh.tail_length > LONG_TAIL:
                self._write_checkpoint(fresh)
            replacement.replace(self.path)
        except BaseException:
            replacement.unlink(missing_ok=True)
            raise
        self.view.close()
        self.view = fresh

    def _known_indexes(self) -> dict[bytes, dict[str, None]]:
        known = {name: dict.fromkeys(state.indexes) for name, state in self.view.tables.items()}
        for name, paths in self.declared.items():
            known.setdefault(name, {}).update(paths)
        return known

    def _write_checkpoint(self, view: LogView) -> None:
        from shared.store.checkpoint import write_checkpoint  # noqa: PLC0415 - few databases are long enough

        view.freeze()
        try:
            write_checkpoint(view, self._checkpoint)
        except OSError as error:
            # It only saves time at the next start.
            logging.getLogger(__name__).warning("%s: %s", self._checkpoint, error.strerror)

    # Opening

    def _open_view(self) -> LogView:
        try:
            view = LogView(self.path)
        except (FileNotFoundError, EmptyLogError) as error:
            if hasattr(self, "view"):
                raise self._vanished() from error
            self._make_log()
            view = LogView(self.path)
        try:
            if self._checkpoint.exists():
                from shared.store.checkpoint import load_checkpoint  # noqa: PLC0415 - few databases have one

                load_checkpoint(view, self._checkpoint)
            view.catch_up(os.fstat(view.descriptor).st_size)
        except BaseException:
            view.close()
            raise
        return view

    def _make_log(self) -> None:
        """First start: of several processes, one makes the file."""
        self._lock.acquire()
        try:
            try:
                LogView(self.path).close()
            except (FileNotFoundError, EmptyLogError):
                new_log(self.path)
        finally:
            self._lock.release()

    def _unusable(self) -> StoreError:
        if self._closed:
            return StoreError(f"{self.path} was closed; open it again")
        return StoreError(f"{self.path} was opened before this process forked; open it again here")

    def _vanished(self) -> StoreError:
        return StoreError(f"{self.path} was deleted while the suite runs; restart the apps to make a new one")
