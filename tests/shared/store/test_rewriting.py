"""Baseline and reset, snapshots, compaction."""

import time
from pathlib import Path

import pytest

from shared.store import shared_log
from shared.store.database import LogStore
from shared.store.protocol import Record, StoreError, StoreVersionError, TableSpec
from shared.store.records import LogRecords
from tests.shared.store.documents import CITIZENS, citizen, everything, open_citizens


def test_reset_returns_to_the_baseline(store: LogStore, citizens: LogRecords) -> None:
    citizens.insert(citizen("1", phone="5"))
    store.mark_baseline()
    citizens.replace(1, citizen("1", phone="6"))
    citizens.insert(citizen("2"))
    store.reset()
    assert everything(citizens) == {1: citizen("1", phone="5")}
    assert citizens.find("phone", "6") == citizens.find("uin", "2") == []
    assert citizens.find_one("phone", "5") is not None
    assert citizens.insert(citizen("2")) == 2
    store.reset()
    assert citizens.count() == 1


def test_reset_without_a_baseline_empties_the_store(store: LogStore, citizens: LogRecords) -> None:
    citizens.insert(citizen("1"))
    store.reset()
    assert everything(citizens) == {}


def test_reset_returns_to_the_last_baseline(store: LogStore, citizens: LogRecords) -> None:
    citizens.insert(citizen("1"))
    store.mark_baseline()
    citizens.insert(citizen("2"))
    store.mark_baseline()
    citizens.insert(citizen("3"))
    store.reset()
    assert citizens.count() == 2


def test_another_handle_resets_to_the_same_baseline(store: LogStore, citizens: LogRecords, other: LogStore) -> None:
    citizens.insert(citizen("1"))
    store.mark_baseline()
    citizens.insert(citizen("2"))
    other.reset()
    assert everything(citizens) == {1: citizen("1")}


@pytest.mark.parametrize("compacts", [False, True])
def test_reset_carries_a_table_over_as_it_is(
    store: LogStore, citizens: LogRecords, other: LogStore, compacts: bool
) -> None:
    topics = store.table(TableSpec(name="topics", indexed=("name",)))
    for name in "abc":
        topics.insert(b'{"name":"%b"}' % name.encode())
    citizens.insert(citizen("1"))
    store.mark_baseline()
    topics.replace(1, b'{"name":"changed"}')
    topics.remove(2)
    topics.insert(b'{"name":"new"}')
    citizens.insert(citizen("2"))
    if compacts:
        store.compact()

    other.reset(["topics"])

    kept = {1: b'{"name":"changed"}', 3: b'{"name":"c"}', 4: b'{"name":"new"}'}
    assert everything(topics) == kept
    assert [record.id for record in topics.find("name", "new")] == [4]
    assert topics.insert(b'{"name":"next"}') == 5
    assert everything(citizens) == {1: citizen("1")}
    store.reset()
    assert everything(topics) == {1: b'{"name":"a"}', 2: b'{"name":"b"}', 3: b'{"name":"c"}'}


def test_what_is_carried_over_is_there_at_the_same_moment(
    store: LogStore, citizens: LogRecords, other: LogStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No other process may see the reset without the tables that stay."""
    citizens.insert(citizen("1"))
    seen: list[int] = []
    replace = Path.replace

    def watched(path: Path, target: Path) -> Path:
        moved = replace(path, target)
        seen.append(other.table(CITIZENS).count())
        return moved

    monkeypatch.setattr(Path, "replace", watched)
    store.reset([CITIZENS.name])

    assert seen == [1]


def test_epoch_changes_with_resets_and_restores_alone(store: LogStore, citizens: LogRecords, other: LogStore) -> None:
    store.snapshot("here")
    first = store.epoch()
    citizens.insert(citizen("1"))
    other.compact()
    assert store.epoch() == other.epoch() == first
    other.reset()
    second = store.epoch()
    assert second == other.epoch() != first
    store.restore("here")
    assert other.epoch() not in {first, second}


def test_reset_of_a_thousand_takes_milliseconds(store: LogStore, citizens: LogRecords) -> None:
    citizens.insert_many(citizen(str(number), name="x" * 400) for number in range(1_000))
    store.mark_baseline()
    took = []
    for _ in range(5):
        citizens.insert(citizen("new"))
        start = time.perf_counter()
        store.reset()
        took.append(time.perf_counter() - start)
    assert min(took) < 0.05
    assert citizens.count() == 1_000


def test_compaction_keeps_everything_but_the_dead(store: LogStore, citizens: LogRecords) -> None:
    clients = store.table(TableSpec(name="clients"))
    clients.insert(b'{"id":"a"}')
    for uin in "1234":
        citizens.insert(citizen(uin, name="x" * 1000))
    for _ in range(50):
        citizens.replace(1, citizen("1", name="y" * 1000))
    citizens.remove(4)
    before = everything(citizens)
    store.compact()
    assert everything(citizens) == before
    assert everything(clients) == {1: b'{"id":"a"}'}
    assert store.log.path.stat().st_size < 4_000
    assert [record.id for record in citizens.find("uin", "2")] == [2]
    assert everything(open_citizens(store.log.path.parent)[1]) == before


def test_compaction_does_not_free_numbers(store: LogStore, citizens: LogRecords) -> None:
    citizens.insert(citizen("1"))
    citizens.remove(citizens.insert(citizen("2")))
    store.compact()
    store.compact()
    assert citizens.insert(citizen("3")) == 3


def test_compaction_keeps_the_baseline(store: LogStore, citizens: LogRecords) -> None:
    for uin in "1234":
        citizens.insert(citizen(uin))
    citizens.remove(4)
    store.mark_baseline()
    baseline = everything(citizens)
    citizens.replace(1, citizen("1", phone="5"))
    citizens.remove(2)
    citizens.insert(citizen("5"))
    now = everything(citizens)
    for _ in range(2):
        store.compact()
        assert everything(citizens) == now
    store.reset()
    assert everything(citizens) == baseline
    assert citizens.insert(citizen("6")) == 5


def test_a_wasteful_file_is_compacted_by_its_writer(
    store: LogStore, citizens: LogRecords, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.log.wasted_bytes = 100_000
    store.mark_baseline()
    citizens.insert(citizen("0"))
    sizes = []
    for number in range(500):
        citizens.replace(1, citizen(str(number), name="x" * 1_000))
        sizes.append(store.log.path.stat().st_size)
    assert 100_000 < max(sizes) < 110_000
    assert citizens.find_one("uin", "499") is not None
    assert citizens.count() == 1
    assert everything(open_citizens(store.log.path.parent)[1]) == everything(citizens)
    monkeypatch.undo()


def test_a_write_is_kept_when_its_compaction_fails(
    store: LogStore,
    citizens: LogRecords,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def full(_: object) -> Path:
        raise StoreError("no room")

    monkeypatch.setattr(shared_log, "write_compacted", full)
    store.log.wasted_bytes = 1_000
    citizens.insert(citizen("0"))
    for number in range(40):
        citizens.replace(1, citizen(str(number), name="x" * 100))
    assert "could not be compacted: no room" in caplog.text
    assert citizens.get(1) == citizen("39", name="x" * 100)


def test_rewriting_leaves_no_other_files(store: LogStore, citizens: LogRecords) -> None:
    citizens.insert(citizen("1"))
    store.snapshot("before")
    store.compact()
    store.reset()
    store.restore("before")
    names = {path.name for path in store.log.path.parent.rglob("*")}
    assert names == {"store.log", "store.lock", "snapshots", "before.log"}


def test_restore_returns_to_a_snapshot(store: LogStore, citizens: LogRecords, other: LogStore) -> None:
    citizens.insert(citizen("1"))
    store.mark_baseline()
    citizens.insert(citizen("2"))
    store.snapshot("two")
    citizens.insert(citizen("3"))
    other.restore("two")
    assert everything(citizens) == {1: citizen("1"), 2: citizen("2")}
    citizens.insert(citizen("4"))
    store.restore("two")
    assert citizens.count() == 2
    store.reset()
    assert citizens.count() == 1


@pytest.mark.parametrize("name", ["", "..", "a/b", ".hidden", "x" * 100])
def test_snapshot_refuses_a_name_that_is_no_file_name(store: LogStore, name: str) -> None:
    with pytest.raises(StoreError, match="cannot name a snapshot"):
        store.snapshot(name)


def test_restore_refuses_an_unknown_snapshot(store: LogStore) -> None:
    with pytest.raises(StoreError, match="there is no snapshot 'nowhere'"):
        store.restore("nowhere")


def test_restore_refuses_a_snapshot_of_a_newer_release(store: LogStore, citizens: LogRecords) -> None:
    citizens.insert(citizen("1"))
    store.snapshot("new")
    path = store.log.path.parent / "snapshots" / "new.log"
    path.write_bytes(path.read_bytes().replace(b"store\t1\t", b"store\t2\t"))
    with pytest.raises(StoreVersionError, match=r"new.log has format 2"):
        store.restore("new")
    assert citizens.count() == 1


def test_an_index_survives_all_of_it(store: LogStore, citizens: LogRecords) -> None:
    for number in range(10):
        citizens.insert(citizen(str(number), f"v{number}", phone=str(number % 2)))
    store.mark_baseline()
    for rewrite in (store.compact, store.reset, store.compact):
        rewrite()
        assert [record.id for record in citizens.find("phone", "1")] == [2, 4, 6, 8, 10]
        assert citizens.find_one("vids.vid", "v7") == Record(8, citizen("7", "v7", phone="1"))
    assert store.table(CITIZENS).count() == 10
