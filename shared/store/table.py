"""TinyDB's second seam: a `Table` that reads, finds and writes single documents instead of the whole table.

TinyDB's own operations run unchanged against `_LiveTable`, which decodes what they touch and appends what they
changed. Numbers are handed out under the writer's lock. An equality on an indexed field, alone or within `&`, is
answered from the index: `where("uin") == "..."`, `where("vids").any(where("vid") == "...")`.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, MutableMapping
from pathlib import Path
from typing import Any, cast

import msgspec
from tinydb import TinyDB
from tinydb.queries import QueryLike
from tinydb.table import Document, Table

from shared.store.protocol import TableSpec
from shared.store.records import LogRecords
from shared.store.storage import AppendLogStorage

Updates = Mapping[str, Any] | Callable[[MutableMapping[str, Any]], None]


class _LiveTable(MutableMapping[int, dict[str, Any]]):
    """A table's documents by number; remembers those that were touched, for they may be changed in place."""

    def __init__(self, records: LogRecords) -> None:
        self._records = records
        self._touched: dict[int, tuple[bytes | None, dict[str, Any] | None]] = {}

    def __getitem__(self, number: int) -> dict[str, Any]:
        if number not in self._touched:
            raw = self._records.get(number)
            self._touched[number] = (raw, None if raw is None else msgspec.json.decode(raw))
        document = self._touched[number][1]
        if document is None:
            raise KeyError(number)
        return document

    def __setitem__(self, number: int, document: dict[str, Any]) -> None:
        before = self._touched[number][0] if number in self._touched else self._records.get(number)
        self._touched[number] = (before, document)

    def __delitem__(self, number: int) -> None:
        self[number]
        self._touched[number] = (self._touched[number][0], None)

    def __iter__(self) -> Iterator[int]:
        added = [number for number in self._touched if self._records.get(number) is None]
        for number in (*self._records.numbers(), *sorted(added)):
            if number not in self._touched or self._touched[number][1] is not None:
                yield number

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def save(self) -> None:
        """Write what was changed: removals first, so that a unique value may move between documents."""
        changes = list(self._touched.items())
        for number, (before, document) in changes:
            if document is None and before is not None:
                self._records.remove(number)
        for number, (before, document) in changes:
            if document is not None and (before is None or msgspec.json.decode(before) != document):
                self._records.put(number, msgspec.json.encode(document))


class _StoredTable(Mapping[str, dict[str, Any]]):
    """A table's documents by number as text, as TinyDB's reading operations expect them; decoded when asked for."""

    def __init__(self, records: LogRecords) -> None:
        self._records = records

    def __getitem__(self, number: str) -> dict[str, Any]:
        raw = self._records.get(int(number))
        if raw is None:
            raise KeyError(number)
        document: dict[str, Any] = msgspec.json.decode(raw)
        return document

    def __iter__(self) -> Iterator[str]:
        return map(str, self._records.numbers())

    def __len__(self) -> int:
        return self._records.count()


class IndexedTable(Table):
    """`db.table("citizens", unique=("uin",), indexed=("phone", "vids.vid"))`."""

    default_query_cache_capacity = 0  # another process may have written since

    def __init__(
        self,
        storage: AppendLogStorage,
        name: str,
        cache_size: int = 0,  # noqa: ARG002 - TinyDB's signature
        persist_empty: bool = False,  # noqa: ARG002 - an empty table leaves no trace in a log
        *,
        unique: tuple[str, ...] = (),
        indexed: tuple[str, ...] = (),
    ) -> None:
        super().__init__(storage, name, cache_size=0)
        self._log = storage.log
        self._next_number = 1
        """Within one operation; between two, the log knows."""
        self._records = LogRecords(storage.log, TableSpec(name=name, unique=unique, indexed=indexed))

    def insert(self, document: Mapping[str, Any]) -> int:
        with self._log.transaction():
            self._next_number = 1
            return super().insert(document)

    def insert_multiple(self, documents: Iterable[Mapping[str, Any]]) -> list[int]:
        """All or none of them, in one write."""
        with self._log.transaction():
            self._next_number = 1
            return super().insert_multiple(documents)

    def update(
        self,
        fields: Updates,
        cond: QueryLike | None = None,
        doc_ids: Iterable[int] | None = None,
    ) -> list[int]:
        with self._log.transaction():
            return super().update(fields, doc_ids=self._chosen(cond, doc_ids))

    def remove(self, cond: QueryLike | None = None, doc_ids: Iterable[int] | None = None) -> list[int]:
        with self._log.transaction():
            if cond is None and doc_ids is None:
                return super().remove()  # refuses
            return super().remove(doc_ids=self._chosen(cond, doc_ids))

    def upsert(self, document: Mapping[str, Any], cond: QueryLike | None = None) -> list[int]:
        with self._log.transaction():
            return super().upsert(document, cond)

    def search(self, cond: QueryLike) -> list[Document]:
        return list(self._matching(cond))

    def get(  # type: ignore[override] # TinyDB's overloads differ only in what None means
        self,
        cond: QueryLike | None = None,
        doc_id: int | None = None,
        doc_ids: list[int] | None = None,
    ) -> Document | list[Document] | None:
        if doc_id is not None:
            return self._document(doc_id)
        if doc_ids is not None:
            return [found for number in doc_ids if (found := self._document(number)) is not None]
        if cond is not None:
            return next(self._matching(cond), None)
        raise RuntimeError("You have to pass either cond or doc_id or doc_ids")

    def truncate(self) -> None:
        """Remove all documents; unlike in stock TinyDB, their numbers are not handed out again."""
        with self._log.transaction():
            for number in self._records.numbers():
                self._records.remove(number)

    def __len__(self) -> int:
        return self._records.count()

    def _matching(self, cond: QueryLike) -> Iterator[Document]:
        for number in self._candidates(cond):
            document = self._document(number)
            if document is not None and cond(document):
                yield document

    def _document(self, number: int) -> Document | None:
        raw = self._records.get(number)
        return None if raw is None else self.document_class(msgspec.json.decode(raw), number)

    def _candidates(self, cond: QueryLike) -> Iterable[int]:
        """The numbers of the documents that can match: a few by index, or all."""
        for path, value in _equalities(getattr(cond, "_hash", None)):
            if path in self._records.spec.unique or path in self._records.spec.indexed:
                return [record.id for record in self._records.find(path, value)]
        return self._records.numbers()

    def _chosen(self, cond: QueryLike | None, doc_ids: Iterable[int] | None) -> list[int]:
        if doc_ids is not None:
            return list(doc_ids)
        if cond is not None:
            return [document.doc_id for document in self._matching(cond)]
        return list(self._records.numbers())

    def _get_next_id(self) -> int:
        number = max(self._next_number, self._records.next_id())
        self._next_number = number + 1
        return number

    def _read_table(self) -> Mapping[str, dict[str, Any]]:  # type: ignore[override] # a mapping is all it needs
        return _StoredTable(self._records)

    def _update_table(self, updater: Callable[[dict[int, Mapping[str, Any]]], None]) -> None:
        with self._log.transaction():
            live = _LiveTable(self._records)
            updater(live)  # type: ignore[arg-type] # a mutable mapping is all it needs
            live.save()


class IndexedTinyDB(TinyDB):
    """TinyDB on the append-only log: several processes, crash-safe, indexed."""

    table_class = IndexedTable  # type: ignore[assignment] # TinyDB's annotation names its own class

    def __init__(self, path: str | Path, *, sync: bool = False) -> None:
        super().__init__(path, storage=AppendLogStorage, sync=sync)

    @property
    def storage(self) -> AppendLogStorage:
        return cast("AppendLogStorage", self._storage)

    def tables(self) -> set[str]:
        log = self.storage.log
        return {name.decode() for name, state in log.refresh().tables.items() if state.count + state.added}

    def drop_table(self, name: str) -> None:
        self.table(name).truncate()

    def drop_tables(self) -> None:
        with self.storage.log.transaction():
            for name in self.tables():
                self.drop_table(name)


def open_tinydb(path: Path, *, sync: bool = False) -> IndexedTinyDB:
    """The same file as `open_store` uses, or any other, as a TinyDB."""
    return IndexedTinyDB(path, sync=sync)


def _equalities(query_hash: object) -> Iterator[tuple[str, str]]:
    """The dotted paths that a query, by TinyDB's description of it, wants equal to a text."""
    match query_hash:
        case ("==", tuple(path), str(value)) if all(isinstance(part, str) for part in path):
            yield ".".join(path), value
        case ("and", frozenset(parts)):
            for part in parts:
                yield from _equalities(part)
        case ("any", tuple(path), inner) if all(isinstance(part, str) for part in path):
            for deeper, value in _equalities(inner):
                yield ".".join((*path, deeper)), value
        case _:
            return
