"""TinyDB's first seam: a `Storage` over the append-only log.

Stock tables work on it as well: what they read and write as a whole is compared, and only the difference appended.
`IndexedTable` does without both.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
from tinydb.storages import Storage

from shared.store.protocol import StoreError
from shared.store.shared_log import SharedLog
from shared.store.staging import checked_document


class AppendLogStorage(Storage):
    """`TinyDB(path, storage=AppendLogStorage)`; the lock (`.lock`) and the index (`.idx`) stand beside the file."""

    def __init__(self, path: str | Path, *, sync: bool = False) -> None:
        super().__init__()
        self.log = SharedLog(Path(path), sync=sync)
        self._seen: dict[str, dict[str, bytes]] | None = None

    def read(self) -> dict[str, dict[str, Any]] | None:
        self._seen = _documents(self.log)
        decode = msgspec.json.decode
        tables = {
            name: {number: decode(raw) for number, raw in documents.items()} for name, documents in self._seen.items()
        }
        return tables or None

    def write(self, data: dict[str, dict[str, Any]]) -> None:
        """Append what differs from what was last read.

        Raises `StoreError` when another process took a number in between (stock tables choose theirs unlocked).
        """
        with self.log.transaction():
            seen = self._seen if data and self._seen is not None else _documents(self.log)
            self._seen = None
            for name, number, raw in _difference(seen, data):
                state = self.log.state(name.encode())
                stored = self.log.document(state, number)
                if raw is None:
                    if stored is not None:
                        self.log.staged.stage(state, number, None)
                    continue
                if stored is not None and str(number) not in seen.get(name, {}):
                    raise StoreError(
                        f"another process took number {number} of {name} meanwhile; "
                        "use IndexedTable, which hands out numbers under the lock"
                    )
                document = checked_document(raw)
                self.log.staged.stage(state, number, document)
                state.add_values(number, state.reader.values(document))

    def close(self) -> None:
        self.log.close()


def _documents(log: SharedLog) -> dict[str, dict[str, bytes]]:
    tables: dict[str, dict[str, bytes]] = {}
    for name in list(log.refresh().tables):
        state = log.state(name)
        documents = {
            str(number): raw for number in state.all_numbers() if (raw := log.document(state, number)) is not None
        }
        if documents:
            tables[name.decode()] = documents
    return tables


def _difference(
    seen: dict[str, dict[str, bytes]], data: dict[str, dict[str, Any]]
) -> Iterator[tuple[str, int, bytes | None]]:
    for name, documents in data.items():
        known = seen.get(name, {})
        for number, document in documents.items():
            before = known.get(str(number))
            if before is None or msgspec.json.decode(before) != document:
                yield name, int(number), msgspec.json.encode(document)
    for name, known in seen.items():
        kept = {str(number) for number in data.get(name, {})}
        for number in known:
            if number not in kept:
                yield name, int(number), None
