"""Documents and a table for the tests of the database."""

from pathlib import Path

import msgspec

from shared.store.database import LogStore, open_store
from shared.store.protocol import TableSpec
from shared.store.records import LogRecords

CITIZENS = TableSpec(name="citizens", unique=("uin", "vids.vid"), indexed=("phone",))


def citizen(uin: str, *vids: str, phone: str | None = None, **more: object) -> bytes:
    return msgspec.json.encode({"uin": uin, "vids": [{"vid": vid} for vid in vids], "phone": phone, **more})


def open_citizens(directory: Path) -> tuple[LogStore, LogRecords]:
    store = open_store(directory)
    return store, store.table(CITIZENS)


def everything(records: LogRecords) -> dict[int, bytes]:
    return {record.id: record.raw for record in records.scan()}
