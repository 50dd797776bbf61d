"""What one process sees of another's doings; a second handle stands for the other process where it can."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from shared.store.database import LogStore, open_store
from shared.store.protocol import DuplicateKeyError, StoreError
from shared.store.records import LogRecords
from tests.shared.store.documents import CITIZENS, citizen, everything, open_citizens

ROOT = Path(__file__).parents[3]


def test_another_handle_sees_each_write_at_once(citizens: LogRecords, other: LogStore) -> None:
    there = other.table(CITIZENS)
    number = citizens.insert(citizen("1", phone="5"))
    assert [record.id for record in there.find("phone", "5")] == [number]
    there.replace(number, citizen("1", phone="6"))
    assert citizens.find("phone", "5") == []
    assert citizens.find_one("phone", "6") is not None
    citizens.remove(number)
    assert there.get(number) is None
    assert there.count() == 0


def test_two_handles_share_numbers_and_unique_keys(citizens: LogRecords, other: LogStore) -> None:
    there = other.table(CITIZENS)
    assert [citizens.insert(citizen("1")), there.insert(citizen("2"))] == [1, 2]
    assert citizens.insert(citizen("3")) == 3
    with pytest.raises(DuplicateKeyError):
        there.insert(citizen("3"))


def test_version_shows_what_others_wrote(store: LogStore, citizens: LogRecords, other: LogStore) -> None:
    before = other.version()
    citizens.insert(citizen("1"))
    after = other.version()
    assert before != after == store.version() == other.version()


@pytest.mark.parametrize("operation", ["compact", "reset"])
def test_another_handle_follows_a_replaced_file(
    store: LogStore, citizens: LogRecords, other: LogStore, operation: str
) -> None:
    there = other.table(CITIZENS)
    citizens.insert(citizen("1", phone="5"))
    store.mark_baseline()
    citizens.insert(citizen("2", phone="5"))
    assert there.count() == 2
    before = other.version()
    getattr(store, operation)()
    assert other.version() != before
    assert everything(there) == everything(citizens)
    there.insert(citizen("3", phone="5"))
    assert [r.raw for r in citizens.find("phone", "5")] == [r.raw for r in there.find("phone", "5")]
    assert citizens.find_one("uin", "3") is not None


def test_use_after_close_is_refused(store: LogStore, citizens: LogRecords) -> None:
    store.close()
    store.close()
    for use in (
        lambda: citizens.insert(citizen("1")),
        lambda: citizens.get(1),
        lambda: list(citizens.scan()),
        store.version,
        store.compact,
    ):
        with pytest.raises(StoreError, match="was closed; open it again"):
            use()


def test_a_deleted_data_directory_is_reported(store: LogStore, citizens: LogRecords, directory: Path) -> None:
    citizens.insert(citizen("1"))
    shutil.rmtree(directory)
    for use in (lambda: citizens.get(1), lambda: citizens.insert(citizen("2")), store.reset):
        with pytest.raises(StoreError, match="deleted"):
            use()
    assert not directory.exists()


def test_a_deleted_log_is_reported(citizens: LogRecords, store: LogStore) -> None:
    store.log.path.unlink()
    for use in (lambda: citizens.get(1), lambda: citizens.insert(citizen("2"))):
        with pytest.raises(StoreError, match=r"store.log was deleted while the suite runs"):
            use()


def test_a_data_directory_made_anew_is_followed(citizens: LogRecords, directory: Path) -> None:
    citizens.insert(citizen("1"))
    shutil.rmtree(directory)
    fresh, there = open_citizens(directory)
    there.insert(citizen("2"))
    assert everything(citizens) == {1: citizen("2")}
    with fresh.transaction():
        assert not can_lock(directory)
    citizens.insert(citizen("3"))
    assert there.count() == 2
    fresh.close()


def can_lock(directory: Path) -> bool:
    script = "import fcntl, sys; fcntl.flock(open(sys.argv[1]), fcntl.LOCK_EX | fcntl.LOCK_NB)"
    path = str(directory / "store.lock")
    finished = subprocess.run([sys.executable, "-c", script, path], capture_output=True, check=False)
    return finished.returncode == 0


def test_transaction_shuts_other_writers_out(store: LogStore, directory: Path) -> None:
    with store.transaction():
        assert not can_lock(directory)
    assert can_lock(directory)


def test_a_failed_write_lets_go_of_the_lock(store: LogStore, citizens: LogRecords, directory: Path) -> None:
    citizens.insert(citizen("1"))
    with pytest.raises(DuplicateKeyError):
        citizens.insert(citizen("1"))
    with pytest.raises(StoreError):
        store.restore("nowhere")
    assert can_lock(directory)


FORK = """
import os, sys
from pathlib import Path
from shared.store.database import open_store
from shared.store.protocol import StoreError, TableSpec
store = open_store(Path(sys.argv[1]))
records = store.table(TableSpec(name="citizens"))
records.insert(b'{"from":"parent"}')
child = os.fork()
if not child:
    for use in (lambda: records.get(1), lambda: records.insert(b"{}")):
        try:
            use()
        except StoreError as error:
            assert "before this process forked; open it again" in str(error), error
        else:
            os._exit(1)
    store.close()
    mine = open_store(Path(sys.argv[1])).table(TableSpec(name="citizens"))
    mine.insert(b'{"from":"child"}')
    os._exit(0)
assert os.waitpid(child, 0)[1] == 0
records.insert(b'{"from":"parent"}')
assert records.count() == 3
"""


def test_a_forked_child_must_open_its_own(directory: Path) -> None:
    finished = subprocess.run(
        [sys.executable, "-c", FORK, str(directory)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert finished.returncode == 0, finished.stderr


FIRST_START = """
import os, sys
from pathlib import Path
from shared.store.database import open_store
from shared.store.protocol import TableSpec
directory = Path(sys.argv[1])
gate, opener = os.pipe()
children = []
for number in range(4):
    child = os.fork()
    if not child:
        os.close(opener)
        os.read(gate, 1)
        store = open_store(directory)
        store.table(TableSpec(name="citizens", unique=("uin",))).insert(b'{"uin":"%d"}' % number)
        os._exit(0)
    children.append(child)
os.close(opener)
assert [os.waitpid(child, 0)[1] for child in children] == [0] * 4
records = open_store(directory).table(TableSpec(name="citizens", unique=("uin",)))
assert [record.id for record in records.scan()] == [1, 2, 3, 4]
assert all(records.find("uin", str(number)) for number in range(4))
"""


def test_processes_that_start_at_once_make_one_file(tmp_path: Path) -> None:
    for attempt in range(3):
        finished = subprocess.run(
            [sys.executable, "-c", FIRST_START, str(tmp_path / str(attempt))],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
        assert finished.returncode == 0, finished.stderr


def test_a_full_disk_is_reported_and_leaves_whole_lines(
    store: LogStore, citizens: LogRecords, monkeypatch: pytest.MonkeyPatch
) -> None:
    citizens.insert(citizen("1"))
    write = os.write
    room = [len(b"citizens\t2\t" + citizen("2")) + 5]

    def full(descriptor: int, data: bytes | memoryview) -> int:
        if not room[0]:
            raise OSError(28, "No space left on device")
        written = write(descriptor, data[: room[0]])
        room[0] -= written
        return written

    monkeypatch.setattr(os, "write", full)
    with pytest.raises(StoreError, match=r"No space left on device\); make room"):
        citizens.insert_many([citizen("2"), citizen("3")])
    monkeypatch.undo()
    assert store.log.path.read_bytes().endswith(b"\n")
    assert everything(citizens) == {1: citizen("1"), 2: citizen("2")}
    citizens.insert(citizen("3"))
    assert citizens.find_one("uin", "2") is not None
    assert everything(open_citizens(store.log.path.parent)[1]) == everything(citizens)


def test_sync_flushes_each_commit(directory: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    flushed: list[int] = []
    monkeypatch.setattr(os, "fdatasync", flushed.append)
    store = open_store(directory, sync=True)
    citizens = store.table(CITIZENS)
    citizens.insert(citizen("1"))
    with store.transaction():
        citizens.insert(citizen("2"))
        citizens.insert(citizen("3"))
    store.mark_baseline()
    assert len(flushed) == 3
    store.close()
