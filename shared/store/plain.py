"""To and from the JSON file of stock TinyDB: `{"table": {"1": {...}, "2": {...}}}`.

The file variants stream: neither builds the whole population in memory while writing.
"""

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from pathlib import Path

import msgspec

from shared.store.log import temporary_beside
from shared.store.protocol import Record, StoreError, TableSpec
from shared.store.records import CHUNK, LogRecords
from shared.store.shared_log import SharedLog


def export_tables(log: SharedLog) -> dict[str, dict[str, object]]:
    """Everything, decoded, by table and number."""
    return {
        name: {str(record.id): msgspec.json.decode(record.raw) for record in records} for name, records in _tables(log)
    }


def import_tables(log: SharedLog, tables: Mapping[str, Mapping[str, object]]) -> int:
    """Store these documents under their numbers; how many there were.

    Raises `StoreError` for anything that is not the shape of a TinyDB file; earlier chunks stay.
    """
    if not isinstance(tables, Mapping):
        raise StoreError("a TinyDB file is a JSON object of tables; this is none")
    total = 0
    for name, documents in tables.items():
        if not isinstance(documents, Mapping):
            raise StoreError(f"table {name} is not an object of documents by number")
        records = LogRecords(log, TableSpec(name=name))
        stream = iter(documents.items())
        while chunk := list(islice(stream, CHUNK)):
            records.put_many(_numbered(name, chunk))
            total += len(chunk)
    log.checkpoint_if_long()
    return total


def export_file(log: SharedLog, path: Path) -> None:
    """Write a file that stock TinyDB opens. Raises `StoreError`."""
    temporary = temporary_beside(path)
    try:
        with temporary.open("wb") as file:
            separator = b"{"
            for name, records in _tables(log):
                file.write(separator + msgspec.json.encode(name) + b": {")
                for position, record in enumerate(records):
                    file.write(b'%b"%d": %b' % (b", " if position else b"", record.id, record.raw))
                file.write(b"}")
                separator = b", "
            file.write(b"{}" if separator == b"{" else b"}")
        temporary.replace(path)
    except OSError as error:
        temporary.unlink(missing_ok=True)
        raise StoreError(f"{path} cannot be written ({error.strerror}); choose another file") from error


def import_file(log: SharedLog, path: Path) -> int:
    """Read a file of stock TinyDB; how many documents it held. Raises `StoreError`."""
    try:
        tables = msgspec.json.decode(path.read_bytes() or b"{}")
    except OSError as error:
        raise StoreError(f"{path} cannot be read ({error.strerror}); check its name") from error
    except msgspec.DecodeError as error:
        raise StoreError(f"{path} is no JSON ({error}); export it from TinyDB again") from error
    return import_tables(log, tables)


def _tables(log: SharedLog) -> Iterator[tuple[str, Iterator[Record]]]:
    for name in sorted(log.refresh().tables):
        records = LogRecords(log, TableSpec(name=name.decode()))
        if records.count():
            yield name.decode(), records.scan()


def _numbered(name: str, documents: Iterable[tuple[str, object]]) -> Iterator[tuple[int, bytes]]:
    for number, document in documents:
        if not str(number).isdecimal() or not isinstance(document, Mapping):
            raise StoreError(f"{name} {number}: a document is an object under a number")
        yield int(number), msgspec.json.encode(document)
