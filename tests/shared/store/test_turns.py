"""How often a process with an event loop looks at what others wrote: once in each turn of the loop."""

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest

from shared.store.database import open_store
from shared.store.protocol import StoreError, TableSpec

THINGS = TableSpec("things", unique=("name",))


@pytest.fixture
def counts(tmp_path: Path) -> tuple[Callable[[], int], Callable[[str], None]]:
    """What a reader counts, and a write by somebody else."""
    reader, writer = open_store(tmp_path), open_store(tmp_path)
    table, other = reader.table(THINGS), writer.table(THINGS)

    def write(name: str) -> None:
        other.insert(f'{{"name":"{name}"}}'.encode())

    return table.count, write


def test_what_others_write_is_there_in_the_next_turn(
    counts: tuple[Callable[[], int], Callable[[str], None]],
) -> None:
    count, write = counts

    async def turns() -> list[int]:
        seen = [count()]
        write("one")
        await asyncio.sleep(0)
        seen.append(count())
        write("two")
        await asyncio.sleep(0)
        return [*seen, count()]

    assert asyncio.run(turns()) == [0, 1, 2]


def test_a_loop_that_ended_leaves_nothing_behind(counts: tuple[Callable[[], int], Callable[[str], None]]) -> None:
    count, write = counts

    async def look() -> int:
        return count()

    assert asyncio.run(look()) == 0
    write("one")
    assert asyncio.run(look()) == 1
    write("two")
    assert count() == 2


def test_a_transaction_looks_again_within_the_turn(tmp_path: Path) -> None:
    one, other = open_store(tmp_path), open_store(tmp_path)

    async def numbers() -> list[int]:
        assert one.table(THINGS).count() == 0
        first = other.table(THINGS).insert(b'{"name":"a"}')
        return [first, one.table(THINGS).insert(b'{"name":"b"}')]

    assert asyncio.run(numbers()) == [1, 2]


def test_a_store_closed_within_the_turn_refuses(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    table = store.table(THINGS)

    async def turn() -> None:
        assert table.count() == 0
        store.close()
        with pytest.raises(StoreError, match="was closed"):
            table.count()

    asyncio.run(turn())
