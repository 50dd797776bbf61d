"""One table as the suite uses it: documents as JSON bytes, found by number or by an indexed field."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Final

import msgspec

from shared.store.fields import key_hash
from shared.store.index import FieldIndex, TableState
from shared.store.protocol import DuplicateKeyError, Record, StoreError, TableSpec
from shared.store.shared_log import SharedLog
from shared.store.staging import checked_document

CHUNK: Final = 1_000
"""Documents per write of `insert_many`."""


class LogRecords:
    """`Records` over the append-only log."""

    def __init__(self, log: SharedLog, spec: TableSpec) -> None:
        """Raises `StoreError` for a name that the file cannot hold."""
        name = spec.name
        if not name or name.startswith("#") or not name.isprintable():
            raise StoreError(f"{name!r} cannot be a table's name; use letters and digits")
        self.spec = spec
        self._log = log
        self._name = name.encode()
        log.declare(self._name, (*spec.unique, *spec.indexed))
        self._unique = frozenset(spec.unique)

    def insert(self, raw: bytes) -> int:
        with self._log.transaction():
            return self._insert(self._log.indexed_state(self._name), raw)

    def insert_many(self, raws: Iterable[bytes]) -> int:
        """The numbers follow one another within a chunk; other processes may write between two chunks."""
        stream = iter(raws)
        total = 0
        while chunk := list(islice(stream, CHUNK)):
            with self._log.transaction(one_line=False):
                state = self._log.indexed_state(self._name)
                for raw in chunk:
                    self._insert(state, raw)
            total += len(chunk)
        self._log.checkpoint_if_long()
        return total

    def put(self, record_id: int, raw: bytes) -> None:
        """Store a document under this number, in the place of any other."""
        with self._log.transaction():
            state = self._log.indexed_state(self._name)
            self._stage(state, record_id, checked_document(raw))

    def put_many(self, documents: Iterable[tuple[int, bytes]]) -> None:
        """The same for several, in one write."""
        with self._log.transaction(one_line=False):
            state = self._log.indexed_state(self._name)
            for number, raw in documents:
                self._stage(state, number, checked_document(raw))

    def replace(self, record_id: int, raw: bytes) -> None:
        with self._log.transaction():
            state = self._log.indexed_state(self._name)
            self._log.check_exists(state, record_id)
            self._stage(state, record_id, checked_document(raw))

    def insert_or_replace(self, field: str, value: str, raw: bytes) -> None:
        with self._log.transaction():
            present = self.find_one(field, value)
            if present is None:
                self.insert(raw)
            else:
                self.replace(present.id, raw)

    def remove(self, record_id: int) -> None:
        with self._log.transaction():
            state = self._log.state(self._name)
            self._log.check_exists(state, record_id)
            self._log.staged.stage(state, record_id, None)

    def get(self, record_id: int) -> bytes | None:
        return self._log.document(self._log.state(self._name), record_id)

    def find(self, field: str, value: str) -> list[Record]:
        return list(self._found(self._log.indexed_state(self._name), field, value))

    def find_one(self, field: str, value: str) -> Record | None:
        return next(self._found(self._log.indexed_state(self._name), field, value), None)

    def scan(self) -> Iterator[Record]:
        for number in self.numbers():
            raw = self.get(number)
            if raw is not None:
                yield Record(number, raw)

    def count(self) -> int:
        state = self._log.state(self._name)
        return state.count + state.added

    def numbers(self) -> Iterable[int]:
        """The numbers of all documents as they are now, rising."""
        return self._log.state(self._name).all_numbers()

    def next_id(self) -> int:
        """The number that the next document gets; certain only inside a transaction."""
        return self._log.state(self._name).top + 1

    def _insert(self, state: TableState, raw: bytes) -> int:
        number = state.top + 1
        self._stage(state, number, checked_document(raw))
        return number

    def _stage(self, state: TableState, number: int, raw: bytes) -> None:
        try:
            values = state.reader.values(raw)
        except msgspec.DecodeError as error:
            raise StoreError(f"a document must be a JSON object ({error})") from error
        entries: list[tuple[FieldIndex, int]] = []
        for index, value in zip(state.indexes.values(), values, strict=True):
            if value is None:
                continue
            is_unique = index.path in self._unique
            for text in (value,) if type(value) is str else value:
                hashed = key_hash(text)
                if is_unique and index.may_hold(hashed):
                    for other in self._holders(state, index, hashed, text):
                        if other.id != number:
                            raise DuplicateKeyError(self.spec.name, index.path, text)
                entries.append((index, hashed))
        self._log.staged.stage(state, number, raw)
        for index, hashed in entries:
            index.add(hashed, number)

    def _found(self, state: TableState, field: str, value: str) -> Iterator[Record]:
        index = state.indexes.get(field)
        if index is None:
            known = ", ".join(state.indexes) or "none"
            raise StoreError(
                f"{self.spec.name} is not indexed by {field} (indexed: {known}); name the field in its TableSpec"
            )
        return self._holders(state, index, key_hash(value), value)

    def _holders(self, state: TableState, index: FieldIndex, hashed: int, value: str) -> Iterator[Record]:
        for number in index.candidates(hashed):
            raw = self._log.document(state, number)
            held = self._log.values(state, number, index.reader, raw) if raw is not None else ()
            if value in held:
                yield Record(number, raw or b"")
            elif number not in state.pending and hashed not in map(key_hash, held):
                index.forget(hashed, number)
