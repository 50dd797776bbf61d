import pytest

from shared.store.database import LogStore
from shared.store.protocol import DuplicateKeyError, StoreError
from shared.store.records import LogRecords
from tests.shared.store.documents import CITIZENS, citizen, everything


def lines(store: LogStore) -> int:
    return store.log.path.read_bytes().count(b"\n") - 1


def test_transaction_writes_one_line_at_its_end(store: LogStore, citizens: LogRecords) -> None:
    with store.transaction():
        citizens.insert(citizen("1"))
        citizens.insert(citizen("2"))
        citizens.remove(1)
        assert lines(store) == 0
    assert lines(store) == 1
    assert everything(citizens) == {2: citizen("2")}


def test_transaction_reads_its_own_writes(store: LogStore, citizens: LogRecords) -> None:
    citizens.insert(citizen("1", phone="5"))
    citizens.insert(citizen("2", phone="5"))
    with store.transaction():
        citizens.replace(1, citizen("1", phone="6"))
        citizens.remove(2)
        number = citizens.insert(citizen("3", phone="6"))
        assert citizens.find("phone", "5") == []
        assert [record.id for record in citizens.find("phone", "6")] == [1, number]
        assert citizens.get(2) is None
        assert citizens.count() == 2
        assert everything(citizens) == {1: citizen("1", phone="6"), 3: citizen("3", phone="6")}


def test_transaction_that_raises_leaves_nothing(store: LogStore, citizens: LogRecords, other: LogStore) -> None:
    citizens.insert(citizen("1", phone="5"))
    with pytest.raises(ZeroDivisionError), store.transaction():  # noqa: PT012 - what precedes it is the test
        citizens.replace(1, citizen("1", phone="6"))
        citizens.insert(citizen("2"))
        citizens.remove(1)
        1 / 0  # noqa: B018 - the failure
    assert lines(store) == 1
    for records in (citizens, other.table(CITIZENS)):
        assert everything(records) == {1: citizen("1", phone="5")}
        assert [record.id for record in records.find("phone", "5")] == [1]
        assert records.find("uin", "2") == records.find("phone", "6") == []
        assert records.count() == 1


def test_a_find_inside_does_not_spoil_the_index_for_afterwards(store: LogStore, citizens: LogRecords) -> None:
    citizens.insert(citizen("1", phone="5"))
    with pytest.raises(ZeroDivisionError), store.transaction():  # noqa: PT012 - what precedes it is the test
        citizens.replace(1, citizen("1", phone="6"))
        assert citizens.find("phone", "5") == []
        1 / 0  # noqa: B018 - the failure
    assert [record.id for record in citizens.find("phone", "5")] == [1]


def test_nested_transactions_write_with_the_outermost(store: LogStore, citizens: LogRecords) -> None:
    with store.transaction():
        citizens.insert(citizen("1"))
        with store.transaction():
            citizens.insert(citizen("2"))
        assert lines(store) == 0
    assert lines(store) == 1
    assert citizens.count() == 2


def test_a_nested_block_that_raises_takes_back_its_own_writes(store: LogStore, citizens: LogRecords) -> None:
    with store.transaction():
        citizens.insert(citizen("1"))
        with pytest.raises(ZeroDivisionError), store.transaction():  # noqa: PT012 - what precedes it is the test
            citizens.replace(1, citizen("9"))
            citizens.insert(citizen("2"))
            1 / 0  # noqa: B018 - the failure
        citizens.insert(citizen("3"))
    assert [record.raw for record in citizens.scan()] == [citizen("1"), citizen("3")]


def test_a_refused_insert_leaves_the_rest_of_its_transaction(store: LogStore, citizens: LogRecords) -> None:
    with store.transaction():
        citizens.insert(citizen("1"))
        with pytest.raises(DuplicateKeyError):
            citizens.insert(citizen("1"))
        with pytest.raises(DuplicateKeyError):
            citizens.insert_many([citizen("2"), citizen("1")])
    assert everything(citizens) == {1: citizen("1")}


def test_an_index_first_used_inside_sees_the_blocks_writes(store: LogStore) -> None:
    citizens = store.table(CITIZENS)
    with store.transaction():
        store.log.staged.stage(store.log.state(b"citizens"), 1, citizen("1"))
        assert citizens.find("uin", "1")


@pytest.mark.parametrize("operation", ["reset", "compact", "mark_baseline"])
def test_the_file_is_not_rewritten_inside_a_transaction(store: LogStore, operation: str) -> None:
    with (
        store.transaction(),
        pytest.raises(StoreError, match="cannot be rewritten inside a transaction"),
    ):
        getattr(store, operation)()


def test_version_changes_with_each_write(store: LogStore, citizens: LogRecords) -> None:
    seen = [store.version()]
    citizens.insert(citizen("1"))
    seen.append(store.version())
    with store.transaction():
        citizens.insert(citizen("2"))
        seen.append(store.version())
        citizens.insert(citizen("3"))
        seen.append(store.version())
    seen.append(store.version())
    store.compact()
    seen.append(store.version())
    store.reset()
    seen.append(store.version())
    assert len(set(seen)) == len(seen)
    assert store.version() == seen[-1]
