"""What the rest of the suite asks of a database.

The embedded one (TinyDB on an append-only log) is one answer; a server database can be another.

Documents cross this border as JSON bytes: the caller decodes straight into its own frozen struct, and nothing is
decoded that nobody asked for.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Protocol

import msgspec


class TableSpec(msgspec.Struct, frozen=True):
    """A table and the fields it can be searched by.

    A field is a dotted path in the document; where the path meets a list, each element counts (`vids.vid`).
    Only text values are indexed; a missing or null value is not found by anything.
    """

    name: str
    unique: tuple[str, ...] = ()
    indexed: tuple[str, ...] = ()


class Record(msgspec.Struct, frozen=True, gc=False):
    """A stored document and its number."""

    id: int
    raw: bytes


class Snapshot(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """A state that was kept under a name."""

    name: str
    kept_at: datetime
    """In real time."""
    bytes: int


class Records(Protocol):
    """One table."""

    def insert(self, raw: bytes) -> int:
        """Store one document; its number is handed out under the writer's lock.

        Raises `DuplicateKeyError` when a unique field already has this value.
        """
        ...

    def insert_many(self, raws: Iterable[bytes]) -> int:
        """Store a stream of documents in chunks, in order; how many there were.

        Each document is whole or absent; a chunk that meets a duplicate key is not written.
        """
        ...

    def replace(self, record_id: int, raw: bytes) -> None:
        """Put another document in its place. Raises `NoSuchRecordError`."""
        ...

    def insert_or_replace(self, field: str, value: str, raw: bytes) -> None:
        """Store a document in the place of the first whose indexed field has this value, else as a new one."""
        ...

    def remove(self, record_id: int) -> None:
        """Take a document out. Raises `NoSuchRecordError`."""
        ...

    def get(self, record_id: int) -> bytes | None:
        """The document of this number."""
        ...

    def find(self, field: str, value: str) -> list[Record]:
        """The documents whose indexed (or unique) field has this value, by rising number."""
        ...

    def find_one(self, field: str, value: str) -> Record | None:
        """The first of them."""
        ...

    def scan(self) -> Iterator[Record]:
        """All documents by rising number, as they are when the scan reaches them."""
        ...

    def count(self) -> int:
        """How many documents there are."""
        ...


class Store(Protocol):
    """A database that several processes share."""

    def table(self, spec: TableSpec) -> Records:
        """The table of this name, made at its first document."""
        ...

    def transaction(self) -> AbstractContextManager[None]:
        """Shut other writers out, in this process and others, until the block ends.

        What is written inside becomes visible and durable as a whole at the end, or not at all if the block
        raises. Reads inside see the newest state and the block's own writes. May be nested; the outermost counts.
        Never held across an `await`.
        """
        ...

    def version(self) -> tuple[int, ...]:
        """Changes whenever anybody writes: for caches. Costs one `stat`."""
        ...

    def mark_baseline(self) -> None:
        """Make the present state the one that `reset` returns to."""
        ...

    def reset(self, keep: Collection[str] = ()) -> None:
        """Return to the baseline, but for the tables of `keep`; other processes see it whole at their next look-up."""
        ...

    def epoch(self) -> int:
        """Changes when anybody resets or restores: for what a process keeps in memory. Costs what `version` does."""
        ...

    def compact(self) -> None:
        """Rewrite the file without what was overwritten or removed."""
        ...

    def export_plain(self) -> Mapping[str, Mapping[str, object]]:
        """Everything in the shape of stock TinyDB's JSON file: table name, document number as text, document."""
        ...

    def import_plain(self, tables: Mapping[str, Mapping[str, object]]) -> int:
        """Store everything that `export_plain` gave, under the same numbers; how many documents there were."""
        ...

    def snapshot(self, name: str) -> None:
        """Keep the present state under this name, in the place of an older one."""
        ...

    def snapshots(self) -> Sequence[Snapshot]:
        """Those that were kept, by name."""
        ...

    def restore(self, name: str) -> None:
        """Return to the state of this name, its baseline included. Raises `StoreError` if there is none."""
        ...

    def close(self) -> None:
        """Let go of the file."""
        ...


class StoreError(Exception):
    """The database cannot do its work; the text says in one sentence what is wrong and what to do."""


class SnapshotNameError(StoreError):
    """A name that no snapshot can have."""

    def __init__(self, name: str) -> None:
        super().__init__(f"'{name[:60]}' cannot name a snapshot; use letters, digits, dots and dashes, 64 at most")


class NoSuchSnapshotError(StoreError):
    """Nothing was kept under this name."""

    def __init__(self, name: str, kept: Sequence[str]) -> None:
        others = f"there are: {', '.join(kept)}" if kept else "none was kept so far; take one first"
        super().__init__(f"there is no snapshot '{name}'; {others}")


class DuplicateKeyError(StoreError):
    """A unique field already has this value."""

    def __init__(self, table: str, field: str, value: str) -> None:
        super().__init__(f"{table} already holds one whose {field} is {value}")
        self.table, self.field, self.value = table, field, value


class NoSuchRecordError(StoreError):
    """The document was removed, or never was."""


class StoreCorruptError(StoreError):
    """A line of the file is not what the store wrote."""


class StoreVersionError(StoreError):
    """The file was written by a newer release."""
