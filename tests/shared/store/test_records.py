from pathlib import Path

import pytest

from shared.store.database import LogStore
from shared.store.protocol import (
    DuplicateKeyError,
    NoSuchRecordError,
    Record,
    StoreError,
    TableSpec,
)
from shared.store.records import LogRecords
from tests.shared.store.documents import CITIZENS, citizen, everything


def test_insert_hands_out_rising_numbers(citizens: LogRecords) -> None:
    assert [citizens.insert(citizen(str(number))) for number in range(3)] == [1, 2, 3]


def test_get_gives_the_bytes_that_were_stored(citizens: LogRecords) -> None:
    raw = citizen("1", name="Ngọc \\ \"'\t\n", photo="x" * 100_000)
    assert citizens.get(citizens.insert(raw)) == raw


def test_get_of_an_unknown_number_is_none(citizens: LogRecords) -> None:
    citizens.insert(citizen("1"))
    assert [citizens.get(number) for number in (0, 2, -1, 1 << 40)] == [None] * 4


def test_find_lists_matches_by_rising_number(citizens: LogRecords) -> None:
    for uin in "123":
        citizens.insert(citizen(uin, phone="5" if uin != "2" else "6"))
    assert [record.id for record in citizens.find("phone", "5")] == [1, 3]


def test_insert_or_replace_keeps_the_number_of_a_known_value(citizens: LogRecords) -> None:
    citizens.insert_or_replace("uin", "1", citizen("1", name="Ana"))
    citizens.insert_or_replace("uin", "2", citizen("2"))
    citizens.insert_or_replace("uin", "1", citizen("1", name="Bea"))
    assert list(citizens.scan()) == [Record(1, citizen("1", name="Bea")), Record(2, citizen("2"))]


def test_insert_or_replace_refuses_a_value_of_another_document(citizens: LogRecords) -> None:
    citizens.insert(citizen("1"))
    citizens.insert(citizen("2"))
    with pytest.raises(DuplicateKeyError):
        citizens.insert_or_replace("uin", "1", citizen("2"))
    assert citizens.get(1) == citizen("1")


def test_find_looks_into_lists(citizens: LogRecords) -> None:
    citizens.insert(citizen("1", "v1", "v2"))
    assert citizens.find_one("vids.vid", "v2") == Record(1, citizen("1", "v1", "v2"))


def test_find_does_not_see_null_or_missing_values(citizens: LogRecords) -> None:
    citizens.insert(citizen("1", phone=None))
    citizens.insert(b"{}")
    assert citizens.find("phone", "") == citizens.find("phone", "null") == []


def test_find_tells_equal_hashes_apart(citizens: LogRecords) -> None:
    # "plumless" and "buckeroo" are the classic pair with the same CRC-32.
    citizens.insert(citizen("plumless"))
    assert citizens.find("uin", "buckeroo") == []
    citizens.insert(citizen("buckeroo"))
    assert [record.id for record in citizens.find("uin", "buckeroo")] == [2]
    assert [record.id for record in citizens.find("uin", "plumless")] == [1]


def test_find_refuses_a_field_without_index(citizens: LogRecords) -> None:
    with pytest.raises(StoreError, match=r"not indexed by email .*uin, vids.vid, phone"):
        citizens.find("email", "a@b")


def test_replaced_values_are_no_longer_found(citizens: LogRecords) -> None:
    number = citizens.insert(citizen("1", phone="5"))
    citizens.replace(number, citizen("1", phone="6"))
    assert citizens.find("phone", "5") == []
    assert [record.id for record in citizens.find("phone", "6")] == [number]
    citizens.replace(number, citizen("1", phone="5"))
    assert [record.id for record in citizens.find("phone", "5")] == [number]


def test_removed_documents_are_gone(citizens: LogRecords) -> None:
    number = citizens.insert(citizen("1", "v1"))
    citizens.remove(number)
    assert citizens.get(number) is None
    assert citizens.find("vids.vid", "v1") == list(citizens.scan()) == []
    assert citizens.count() == 0


def test_numbers_are_not_handed_out_twice(citizens: LogRecords) -> None:
    citizens.remove(citizens.insert(citizen("1")))
    assert citizens.insert(citizen("1")) == 2


@pytest.mark.parametrize("duplicate", [citizen("1"), citizen("9", "v1"), citizen("9", "x", "v1")])
def test_insert_refuses_a_duplicate_key(citizens: LogRecords, duplicate: bytes) -> None:
    citizens.insert(citizen("1", "v1"))
    with pytest.raises(DuplicateKeyError, match="citizens already holds one whose"):
        citizens.insert(duplicate)
    assert citizens.count() == 1


def test_replace_keeps_its_own_key_and_refuses_anothers(citizens: LogRecords) -> None:
    citizens.insert(citizen("1"))
    citizens.insert(citizen("2"))
    citizens.replace(2, citizen("2", phone="5"))
    with pytest.raises(DuplicateKeyError):
        citizens.replace(2, citizen("1"))
    assert citizens.get(2) == citizen("2", phone="5")


def test_a_key_is_free_again_after_removal(citizens: LogRecords) -> None:
    citizens.remove(citizens.insert(citizen("1", "v1")))
    assert citizens.insert(citizen("1", "v1")) == 2


@pytest.mark.parametrize("method", ["replace", "remove"])
def test_changing_an_unknown_document_is_refused(citizens: LogRecords, method: str) -> None:
    arguments = (7, citizen("1")) if method == "replace" else (7,)
    with pytest.raises(NoSuchRecordError, match="citizens holds no document 7"):
        getattr(citizens, method)(*arguments)


@pytest.mark.parametrize("raw", [b"", b"[]", b"7", b"{", b'{"a": }', b"text", b'{"a":1}\n{"b":2}'])
def test_insert_refuses_what_is_no_json_object(citizens: LogRecords, raw: bytes) -> None:
    with pytest.raises(StoreError, match="a document must be"):
        citizens.insert(raw)
    assert citizens.count() == 0


def test_insert_takes_documents_printed_over_several_lines(citizens: LogRecords, other: LogStore) -> None:
    citizens.insert(b'{\n\t"uin": "1",\n\t"name": "a b"\n}\n')
    assert other.table(CITIZENS).get(1) == b'{"uin":"1","name":"a b"}'


@pytest.mark.parametrize("name", ["", "a\tb", "a\nb", "#a"])
def test_table_refuses_a_name_that_the_file_cannot_hold(store: LogStore, name: str) -> None:
    with pytest.raises(StoreError, match="cannot be a table's name"):
        store.table(TableSpec(name=name))


def test_insert_many_keeps_the_order(citizens: LogRecords) -> None:
    total = citizens.insert_many(citizen(str(number)) for number in range(2_500))
    assert total == citizens.count() == 2_500
    assert [record.raw for record in citizens.scan()] == [citizen(str(n)) for n in range(2_500)]


def test_insert_many_writes_no_chunk_with_a_duplicate(citizens: LogRecords) -> None:
    raws = [citizen(str(number)) for number in range(1_500)] + [citizen("1")]
    with pytest.raises(DuplicateKeyError):
        citizens.insert_many(raws)
    assert citizens.count() == 1_000
    assert citizens.find("uin", "1400") == []
    assert citizens.insert(citizen("1400")) > 1_000


def test_scan_shows_documents_as_they_are_when_it_reaches_them(citizens: LogRecords) -> None:
    for uin in "123":
        citizens.insert(citizen(uin))
    seen = []
    for record in citizens.scan():
        seen.append(record.raw)
        if record.id == 1:
            citizens.remove(2)
            citizens.replace(3, citizen("4"))
            citizens.insert(citizen("5"))
    assert seen == [citizen("1"), citizen("4")]


def test_tables_do_not_mix(store: LogStore, citizens: LogRecords) -> None:
    clients = store.table(TableSpec(name="clients", indexed=("uin",)))
    citizens.insert(citizen("1"))
    assert clients.insert(citizen("1")) == 1
    assert everything(clients) == everything(citizens)
    clients.remove(1)
    assert citizens.count() == 1


def test_an_index_declared_later_finds_older_documents(store: LogStore, citizens: LogRecords) -> None:
    citizens.insert(citizen("1", email="a@b"))
    by_mail = store.table(TableSpec(name="citizens", indexed=("email",)))
    assert [record.id for record in by_mail.find("email", "a@b")] == [1]
    citizens.insert(citizen("2", email="c@d"))
    assert [record.id for record in by_mail.find("email", "c@d")] == [2]


def test_store_files_are_for_their_owner_alone(citizens: LogRecords, directory: Path) -> None:
    citizens.insert(citizen("1"))
    modes = {path.name: path.stat().st_mode & 0o777 for path in directory.iterdir()}
    assert modes == {"store.log": 0o600, "store.lock": 0o600}
    assert directory.stat().st_mode & 0o777 == 0o700
