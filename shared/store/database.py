"""The embedded database: `open_store` gives a `Store` over `store.log` in the data directory."""

from collections.abc import Collection, Mapping
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Final

from shared.store import plain, snapshots
from shared.store.protocol import Snapshot, StoreError, TableSpec
from shared.store.records import LogRecords
from shared.store.shared_log import SharedLog

LOG_NAME: Final = "store.log"


class LogStore:
    """`Store` over the append-only log."""

    def __init__(self, log: SharedLog) -> None:
        self.log = log

    def table(self, spec: TableSpec) -> LogRecords:
        return LogRecords(self.log, spec)

    def transaction(self) -> AbstractContextManager[None]:
        return self.log.transaction()

    def version(self) -> tuple[int, ...]:
        return self.log.version()

    def mark_baseline(self) -> None:
        snapshots.mark_baseline(self.log)

    def epoch(self) -> int:
        return self.log.epoch()

    def reset(self, keep: Collection[str] = ()) -> None:
        snapshots.reset(self.log, keep)

    def compact(self) -> None:
        snapshots.compact(self.log)

    def snapshot(self, name: str) -> None:
        """Keep the present state under this name, in the place of an older one."""
        snapshots.take_snapshot(self.log, name)

    def snapshots(self) -> list[Snapshot]:
        return snapshots.list_snapshots(self.log)

    def restore(self, name: str) -> None:
        """Return to the state of this name, its baseline included. Raises `StoreError` if there is none."""
        snapshots.restore_snapshot(self.log, name)

    def export_plain(self) -> dict[str, dict[str, object]]:
        return plain.export_tables(self.log)

    def import_plain(self, tables: Mapping[str, Mapping[str, object]]) -> int:
        """Store everything that `export_plain` gave; same numbers, in the place of documents that have them."""
        return plain.import_tables(self.log, tables)

    def close(self) -> None:
        self.log.close()


def open_store(directory: Path, *, sync: bool = False) -> LogStore:
    """Open the database of a data directory, or make both.

    `sync` flushes each commit to the disk before it is acknowledged (against power loss; `kill -9` needs none).
    Raises `StoreError`, `StoreCorruptError`, `StoreVersionError`.
    """
    try:
        directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(
            f"the data directory {directory} cannot be made ({error.strerror}); choose another one"
        ) from error
    return LogStore(SharedLog(directory / LOG_NAME, sync=sync))
