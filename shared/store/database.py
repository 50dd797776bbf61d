"""The embedded database: `open_store` gives a `Store` over `store.log` in the data directory."""

from contextlib import AbstractContextManager
from pathlib import Path
from typing import Final

from shared.store.protocol import StoreError, TableSpec
from shared.store.records import LogRecords
from shared.store.storage import AppendLogStorage

LOG_NAME: Final = "store.log"


class LogStore:
    """`Store` over the append-only log."""

    def __init__(self, storage: AppendLogStorage) -> None:
        self.storage = storage

    def table(self, spec: TableSpec) -> LogRecords:
        return LogRecords(self.storage, spec)

    def transaction(self) -> AbstractContextManager[None]:
        return self.storage.transaction()

    def version(self) -> tuple[int, ...]:
        return self.storage.version()

    def close(self) -> None:
        self.storage.close()


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
    return LogStore(AppendLogStorage(directory / LOG_NAME, sync=sync))
