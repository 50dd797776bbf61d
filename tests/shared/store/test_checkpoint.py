from pathlib import Path

import pytest

from shared.store import shared_log
from shared.store.database import LogStore, open_store
from shared.store.protocol import Record
from shared.store.records import LogRecords
from tests.shared.store.documents import CITIZENS, citizen, everything, open_citizens

SIZE = 60


@pytest.fixture(autouse=True)
def short_is_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shared_log, "LONG_TAIL", 20)


@pytest.fixture
def seeded(citizens: LogRecords) -> LogRecords:
    citizens.insert_many(people(SIZE))
    return citizens


def people(count: int) -> list[bytes]:
    return [citizen(f"u{n}", f"v{n}", phone=f"p{n % 10}") for n in range(count)]


def index_path(directory: Path) -> Path:
    return directory / "store.idx"


def reopened_from_checkpoint(directory: Path) -> tuple[LogStore, LogRecords]:
    store, citizens = open_citizens(directory)
    assert store.log.view.tail_length == 0
    assert len(store.log.state(b"citizens").base_ids) >= SIZE
    return store, citizens


def test_bulk_insert_writes_a_checkpoint(seeded: LogRecords, directory: Path) -> None:
    assert seeded.count() == SIZE
    assert index_path(directory).stat().st_mode & 0o777 == 0o600


def test_a_single_insert_writes_none(citizens: LogRecords, directory: Path) -> None:
    for raw in people(SIZE):
        citizens.insert(raw)
    assert not index_path(directory).exists()


def test_close_writes_one_for_a_long_tail(store: LogStore, citizens: LogRecords, directory: Path) -> None:
    for raw in people(SIZE):
        citizens.insert(raw)
    store.close()
    reopened_from_checkpoint(directory)


def test_opening_with_a_checkpoint_reads_no_documents(seeded: LogRecords, directory: Path) -> None:
    _, again = reopened_from_checkpoint(directory)
    assert again.count() == SIZE
    assert everything(again) == everything(seeded)
    assert [record.id for record in again.find("phone", "p3")] == [4, 14, 24, 34, 44, 54]
    assert again.find_one("vids.vid", "v30") == Record(31, citizen("u30", "v30", phone="p0"))
    assert again.find("uin", "u60") == []
    assert again.insert(citizen("new")) == SIZE + 1


def test_what_came_after_the_checkpoint_overrides_it(seeded: LogRecords, directory: Path) -> None:
    seeded.replace(4, citizen("u3", "changed", phone="p4"))
    seeded.remove(14)
    seeded.insert(citizen("u60", phone="p3"))
    _, again = open_citizens(directory)
    for records in (seeded, again):
        assert [record.id for record in records.find("phone", "p3")] == [24, 34, 44, 54, 61]
        assert [r.id for r in records.find("phone", "p4")] == [4, 5, 15, 25, 35, 45, 55]
        assert records.find("vids.vid", "v3") == []
        assert records.get(14) is None
        assert records.count() == SIZE
        assert [record.id for record in records.scan()] == [*range(1, 14), *range(15, 62)]


def test_a_value_that_comes_back_is_found_again(seeded: LogRecords) -> None:
    original = seeded.get(4)
    assert original is not None
    seeded.replace(4, citizen("u3", phone="elsewhere"))
    assert 4 not in [record.id for record in seeded.find("phone", "p3")]
    seeded.replace(4, original)
    assert [record.id for record in seeded.find("phone", "p3")] == [4, 14, 24, 34, 44, 54]
    seeded.insert_many(citizen(f"more{n}") for n in range(SIZE))
    assert [record.id for record in seeded.find("phone", "p3")] == [4, 14, 24, 34, 44, 54]


def test_documents_put_under_skipped_numbers_are_listed_in_order(citizens: LogRecords, directory: Path) -> None:
    citizens.put_many((number * 2, raw) for number, raw in enumerate(people(SIZE), start=1))
    citizens.insert_many([])
    citizens.put(7, citizen("odd"))
    _, again = open_citizens(directory)
    for records in (citizens, again):
        ids = [record.id for record in records.scan()]
        assert ids == sorted([*range(2, 2 * SIZE + 1, 2), 7])


@pytest.mark.parametrize(
    "damage",
    [
        lambda _: b"",
        lambda data: data[:7],
        lambda data: data[:100],
        lambda data: data[:-8],
        lambda data: data + b"\0" * 8,
        lambda data: b"WRONGMAG" + data[8:],
        lambda data: data.replace(b'"generation":', b'"generation":1', 1),
        lambda data: data.replace(b'"fingerprint":', b'"fingerprint":1', 1),
        lambda data: data.replace(b"little", b"middle"),
    ],
    ids=["empty", "magic", "cut", "short", "long", "other", "generation", "fingerprint", "order"],
)
def test_an_unusable_checkpoint_is_ignored_and_made_again(seeded: LogRecords, directory: Path, damage: object) -> None:
    assert callable(damage)
    path = index_path(directory)
    path.write_bytes(damage(path.read_bytes()))
    store, again = open_citizens(directory)
    assert store.log.view.covered < 100
    assert everything(again) == everything(seeded)
    assert again.find_one("uin", "u7") is not None
    reopened_from_checkpoint(directory)


@pytest.mark.usefixtures("seeded")
def test_a_log_cut_before_the_checkpoints_end_does_without_it(directory: Path) -> None:
    path = directory / "store.log"
    path.write_bytes(path.read_bytes()[:-40])
    _, again = open_citizens(directory)
    assert again.count() == SIZE - 1
    assert again.find("uin", f"u{SIZE - 1}") == []
    assert again.find_one("uin", f"u{SIZE - 2}") is not None


@pytest.mark.usefixtures("seeded")
def test_a_log_edited_by_hand_does_without_its_checkpoint(directory: Path) -> None:
    path = directory / "store.log"
    lines = path.read_bytes().splitlines(keepends=True)
    del lines[5]
    path.write_bytes(b"".join(lines) + b"citizens\t99\t" + citizen("hand", name="x" * 99) + b"\n")
    _, again = open_citizens(directory)
    assert again.get(5) is None
    assert again.find("uin", "u4") == []
    assert again.find_one("uin", "hand") is not None
    assert again.find_one("uin", "u30") == Record(31, citizen("u30", "v30", phone="p0"))


def test_a_failed_checkpoint_does_not_fail_the_insert(
    citizens: LogRecords, directory: Path, caplog: pytest.LogCaptureFixture
) -> None:
    index_path(directory).mkdir()
    citizens.insert_many(people(SIZE))
    assert "store.idx" in caplog.text
    assert citizens.find_one("uin", "u50") is not None
    assert {path.name for path in directory.iterdir()} == {"store.log", "store.lock", "store.idx"}


@pytest.mark.parametrize("rewrite", ["compact", "reset", "restore"])
def test_a_rewritten_log_comes_with_its_checkpoint(
    store: LogStore, seeded: LogRecords, directory: Path, rewrite: str
) -> None:
    store.mark_baseline()
    store.snapshot("all")
    before = everything(seeded)
    operation = getattr(store, rewrite)
    operation("all") if rewrite == "restore" else operation()
    _, again = reopened_from_checkpoint(directory)
    assert everything(again) == everything(seeded) == before
    assert [r.id for r in again.find("phone", "p3")] == [r.id for r in seeded.find("phone", "p3")]
    store.reset()
    assert again.count() == SIZE


@pytest.mark.usefixtures("seeded")
def test_a_process_that_knows_other_fields_keeps_those_of_the_checkpoint(directory: Path) -> None:
    stranger = open_store(directory)
    table = stranger.table(CITIZENS.__class__(name="citizens", indexed=("name",)))
    table.insert_many(citizen(f"n{n}", name=f"name{n}") for n in range(SIZE))
    assert table.find_one("name", "name7") is not None
    stranger.close()
    store, again = reopened_from_checkpoint(directory)
    assert {"uin", "vids.vid", "phone", "name"} <= store.log.state(b"citizens").indexes.keys()
    assert again.find_one("uin", "n8") is not None
    assert again.find_one("uin", "u8") is not None
