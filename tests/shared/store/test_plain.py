import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tinydb import TinyDB

from shared.store import plain
from shared.store.database import LogStore, open_store
from shared.store.protocol import Record, StoreError, TableSpec
from shared.store.records import LogRecords
from tests.shared.store.documents import CITIZENS, citizen, everything


def test_export_has_the_shape_of_tinydbs_file(store: LogStore, citizens: LogRecords) -> None:
    citizens.insert(b'{"uin":"1"}')
    citizens.remove(citizens.insert(b'{"uin":"2"}'))
    store.table(TableSpec(name="clients")).insert(b'{"id":"a","n":[1,null,2.5]}')
    assert store.export_plain() == {
        "citizens": {"1": {"uin": "1"}},
        "clients": {"1": {"id": "a", "n": [1, None, 2.5]}},
    }


def test_stock_tinydb_opens_the_exported_file(store: LogStore, citizens: LogRecords, tmp_path: Path) -> None:
    for uin in "12":
        citizens.insert(citizen(uin, name="Zoë \U0001f600"))
    store.table(TableSpec(name='odd "name"')).insert(b"{}")
    plain.export_file(store.log, tmp_path / "plain.json")
    with TinyDB(tmp_path / "plain.json", encoding="utf-8") as stock:
        assert stock.tables() == {"citizens", 'odd "name"'}
        assert [document.doc_id for document in stock.table("citizens")] == [1, 2]
        stock.table("citizens").insert({"uin": "3"})
    fresh = open_store(tmp_path / "fresh")
    assert plain.import_file(fresh.log, tmp_path / "plain.json") == 4
    assert fresh.table(CITIZENS).find_one("uin", "3") == Record(3, b'{"uin":"3"}')
    assert fresh.table(CITIZENS).insert(citizen("4")) == 4
    fresh.close()


def test_an_empty_store_is_exported_as_an_empty_file(store: LogStore, tmp_path: Path) -> None:
    plain.export_file(store.log, tmp_path / "plain.json")
    assert json.loads((tmp_path / "plain.json").read_text()) == {}
    assert plain.import_file(store.log, tmp_path / "plain.json") == 0


def test_import_takes_the_place_of_documents_with_the_same_number(store: LogStore, citizens: LogRecords) -> None:
    citizens.insert(citizen("1"))
    citizens.insert(citizen("2"))
    assert store.import_plain({"citizens": {"2": {"uin": "9"}}}) == 1
    assert [record.id for record in citizens.scan()] == [1, 2]
    assert citizens.find("uin", "2") == []
    assert citizens.find_one("uin", "9") is not None


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ("[]", "JSON object of tables"),
        ('{"a": []}', "table a is not an object"),
        ('{"a": {"x": {}}}', "a x: a document is an object under a number"),
        ('{"a": {"1": 7}}', "a 1: a document is an object under a number"),
        ('{"a": {"99999999999": {}}}', "cannot be a document's number"),
        ("{", "is no JSON"),
    ],
)
def test_import_refuses_another_shape(store: LogStore, tmp_path: Path, data: str, message: str) -> None:
    path = tmp_path / "plain.json"
    path.write_text(data)
    with pytest.raises(StoreError, match=message):
        plain.import_file(store.log, path)
    assert store.export_plain() == {}


def test_import_and_export_refuse_files_they_cannot_reach(store: LogStore, tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="cannot be read"):
        plain.import_file(store.log, tmp_path / "nowhere.json")
    with pytest.raises(StoreError, match="cannot be written"):
        plain.export_file(store.log, tmp_path / "nowhere" / "plain.json")


json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
tables = st.dictionaries(
    st.from_regex(r"[a-z_]{1,8}", fullmatch=True),
    st.dictionaries(
        st.integers(0, 2**32 - 1).map(str),
        st.dictionaries(st.text(), json_values, max_size=4),
        min_size=1,
        max_size=5,
    ),
    max_size=3,
)


@given(tables=tables)
def test_what_was_imported_is_exported(
    tmp_path_factory: pytest.TempPathFactory, tables: dict[str, dict[str, object]]
) -> None:
    directory = tmp_path_factory.mktemp("plain")
    store = open_store(directory)
    store.import_plain(tables)
    assert store.export_plain() == tables
    plain.export_file(store.log, directory / "plain.json")
    store.close()
    again = open_store(directory / "again")
    plain.import_file(again.log, directory / "plain.json")
    assert again.export_plain() == tables
    assert all(everything(again.table(TableSpec(name=name))) for name in tables)
    again.close()
