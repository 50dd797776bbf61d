"""TinyDB's own interface: the same operations on stock TinyDB and on ours give the same."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from tinydb import TinyDB, where
from tinydb.operations import delete, increment
from tinydb.storages import MemoryStorage
from tinydb.table import Document, Table

from shared.store.database import open_store
from shared.store.protocol import DuplicateKeyError, StoreError
from shared.store.storage import AppendLogStorage
from shared.store.table import IndexedTable, IndexedTinyDB, open_tinydb
from tests.shared.store.documents import CITIZENS, citizen

PEOPLE = [
    {"uin": "1", "name": "Ada", "age": 36, "vids": [{"vid": "a"}, {"vid": "b"}]},
    {"uin": "2", "name": "Ben", "age": 17, "vids": []},
    {"uin": "3", "name": "Ada", "age": 80},
]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "store.log"


@pytest.fixture
def database(path: Path) -> Iterator[IndexedTinyDB]:
    with open_tinydb(path) as database:
        yield database


def indexed(database: TinyDB) -> Table:
    return database.table("citizens", unique=("uin",), indexed=("name", "vids.vid"))


def is_old(age: Any) -> bool:
    return bool(age > 40)


def comes_before_b(name: Any) -> bool:
    return bool(name < "B")


OPERATIONS: dict[str, Callable[[Table], object]] = {
    "all": lambda t: t.all(),
    "len": len,
    "search by index": lambda t: t.search(where("name") == "Ada"),
    "search by index, none": lambda t: t.search(where("uin") == "9"),
    "search by number": lambda t: t.search(where("age") == 17),
    "search by and": lambda t: t.search((where("name") == "Ada") & where("age").test(is_old)),
    "search by or": lambda t: t.search((where("name") == "Ben") | where("age").test(is_old)),
    "search by not": lambda t: t.search(~(where("name") == "Ada")),
    "search in list": lambda t: t.search(where("vids").any(where("vid") == "b")),
    "search by test": lambda t: t.search(where("name").test(comes_before_b)),
    "get": lambda t: t.get(where("uin") == "2"),
    "get none": lambda t: t.get(where("uin") == "9"),
    "get by number": lambda t: [t.get(doc_id=2), t.get(doc_id=9)],
    "get several": lambda t: t.get(doc_ids=[1, 3, 9]),
    "contains": lambda t: [t.contains(where("name") == "Ada"), t.contains(doc_id=7)],
    "count": lambda t: t.count(where("name") == "Ada"),
    "insert": lambda t: t.insert({"uin": "4"}),
    "insert document": lambda t: t.insert(Document({"uin": "4"}, doc_id=12)),
    "insert several": lambda t: t.insert_multiple([{"uin": "4"}, {"uin": "5"}]),
    "update all": lambda t: t.update({"age": 1}),
    "update by index": lambda t: t.update({"age": 1}, where("name") == "Ada"),
    "update by number": lambda t: t.update({"age": 1}, doc_ids=[2, 9]),
    "update by operation": lambda t: t.update(increment("age"), where("uin") == "1"),
    "update by deletion": lambda t: t.update(delete("age"), where("age").test(is_old)),
    "update nested": lambda t: t.update(lambda d: d["vids"].append({"vid": "c"}), where("uin") == "2"),
    "update several": lambda t: t.update_multiple(
        [({"age": 1}, where("uin") == "1"), ({"age": 2}, where("uin") == "2")]
    ),
    "upsert new": lambda t: t.upsert({"uin": "7"}, where("uin") == "7"),
    "upsert known": lambda t: t.upsert({"uin": "2", "age": 3}, where("uin") == "2"),
    "upsert by number": lambda t: t.upsert(Document({"age": 3}, doc_id=2)),
    "remove": lambda t: t.remove(where("name") == "Ada"),
    "remove by number": lambda t: t.remove(doc_ids=[1, 9]),
    "truncate": lambda t: t.truncate(),
    "iterate": lambda t: [(document.doc_id, document) for document in t],
}


@pytest.mark.parametrize("name", OPERATIONS)
def test_table_does_what_stock_tinydb_does(database: IndexedTinyDB, path: Path, name: str) -> None:
    stock = TinyDB(storage=MemoryStorage).table("citizens")
    ours = indexed(database)
    for table in (stock, ours):
        table.insert_multiple(PEOPLE)
    assert plain(OPERATIONS[name](ours)) == plain(OPERATIONS[name](stock))
    with open_tinydb(path) as again:
        assert plain(again.table("citizens").all()) == plain(stock.all())


def plain(value: object) -> object:
    """With the numbers of documents, which equality ignores."""
    if isinstance(value, Document):
        return value.doc_id, dict(value)
    return [plain(element) for element in value] if isinstance(value, list) else value


@pytest.mark.parametrize(
    "refused",
    [
        lambda t: t.insert("text"),
        lambda t: t.insert_multiple([{"uin": "8"}, "text"]),
        lambda t: t.insert(Document({"uin": "8"}, doc_id=1)),
        lambda t: t.remove(),
        lambda t: t.get(),
    ],
    ids=["insert", "insert several", "taken number", "remove", "get"],
)
def test_table_refuses_what_stock_tinydb_refuses(database: IndexedTinyDB, refused: Callable[[Table], object]) -> None:
    stock = TinyDB(storage=MemoryStorage).table("citizens")
    ours = indexed(database)
    for table in (stock, ours):
        table.insert_multiple(PEOPLE)
        with pytest.raises((ValueError, RuntimeError)):
            refused(table)
    assert plain(ours.all()) == plain([Document(p, n) for n, p in enumerate(PEOPLE, start=1)])


def test_table_refuses_a_duplicate_of_a_unique_field(database: IndexedTinyDB) -> None:
    table = indexed(database)
    table.insert_multiple(PEOPLE)
    for refused in (
        lambda: table.insert({"uin": "1"}),
        lambda: table.insert_multiple([{"uin": "8"}, {"uin": "8"}]),
        lambda: table.update({"uin": "2"}, where("uin") == "1"),
    ):
        with pytest.raises(DuplicateKeyError):
            refused()
    assert len(table) == 3


def test_update_appends_only_what_changed(database: IndexedTinyDB, path: Path) -> None:
    table = indexed(database)
    table.insert_multiple([{"uin": str(number), "name": "x" * 100} for number in range(100)])
    before = path.stat().st_size
    table.update({"name": "y"}, where("uin") == "50")
    table.update({"name": "y"}, where("uin") == "50")
    table.search(where("name") == "y")
    assert 0 < path.stat().st_size - before < 60


def test_tinydb_and_store_share_one_file(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    citizens = store.table(CITIZENS)
    with open_tinydb(tmp_path / "store.log") as database:
        table = database.table("citizens", indexed=("uin",))
        citizens.insert(citizen("1", "v1"))
        assert table.get(where("uin") == "1") == {"uin": "1", "vids": [{"vid": "v1"}], "phone": None}
        assert table.insert({"uin": "2", "phone": "5"}) == 2
        assert [record.id for record in citizens.find("phone", "5")] == [2]
        assert database.tables() == {"citizens"}
    store.close()


def test_drop_table_takes_one_table_and_drop_tables_all(database: IndexedTinyDB) -> None:
    for name in ("a", "b", "c"):
        database.table(name).insert({"n": name})
    database.insert({"in": "the default table"})
    database.drop_table("b")
    assert database.tables() == {"a", "c", "_default"}
    database.drop_tables()
    assert database.tables() == set()
    assert len(database) == 0


class TestStockTable:
    """`TinyDB(path, storage=AppendLogStorage)` with tables of stock TinyDB."""

    @pytest.mark.parametrize("name", OPERATIONS)
    def test_stock_table_works_on_the_log(self, path: Path, name: str) -> None:
        memory = TinyDB(storage=MemoryStorage).table("citizens")
        with TinyDB(path, storage=AppendLogStorage) as database:
            table = database.table("citizens")
            for each in (memory, table):
                each.insert_multiple(PEOPLE)
            assert plain(OPERATIONS[name](table)) == plain(OPERATIONS[name](memory))
            assert plain(table.all()) == plain(memory.all())
        with TinyDB(path, storage=AppendLogStorage) as again:
            assert plain(again.table("citizens").all()) == plain(memory.all())

    def test_stock_table_appends_only_what_changed(self, path: Path) -> None:
        with TinyDB(path, storage=AppendLogStorage) as database:
            database.insert_multiple([{"n": n, "name": "x" * 100} for n in range(100)])
            before = path.stat().st_size
            database.update({"name": "y"}, where("n") == 50)
            assert 0 < path.stat().st_size - before < 60

    def test_stock_table_drops_tables(self, path: Path) -> None:
        with TinyDB(path, storage=AppendLogStorage) as database:
            database.table("a").insert({})
            database.table("b").insert({})
            database.drop_table("a")
            assert database.tables() == {"b"}
            database.drop_tables()
            assert database.tables() == set()

    def test_stock_table_does_not_overwrite_anothers_number(self, path: Path) -> None:
        storage = AppendLogStorage(path)
        with open_tinydb(path) as other:
            assert storage.read() is None
            other.table("_default").insert({"n": 1})
            with pytest.raises(StoreError, match="use IndexedTable"):
                storage.write({"_default": {"1": {"n": 2}}})
            assert storage.read() == {"_default": {"1": {"n": 1}}}
        storage.close()

    def test_stock_table_keeps_what_others_wrote_meanwhile(self, path: Path) -> None:
        with TinyDB(path, storage=AppendLogStorage) as database, open_tinydb(path) as other:
            database.insert_multiple([{"n": 1}, {"n": 2}])

            def meddle(document: Any) -> None:
                document["n"] = 7
                other.table("_default").update({"n": 8}, doc_ids=[2])

            database.update(meddle, doc_ids=[1])
            assert [document["n"] for document in database] == [7, 8]

    def test_indexed_table_takes_options(self, path: Path) -> None:
        with TinyDB(path, storage=AppendLogStorage) as database:
            database.table_class = IndexedTable
            table = database.table("citizens", cache_size=3, indexed=("name",))
            assert table.insert_multiple(PEOPLE) == [1, 2, 3]
