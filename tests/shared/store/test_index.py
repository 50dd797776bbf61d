import random

import pytest

from shared.store.fields import key_hash
from shared.store.index import ID_BITS, FieldIndex, TableState, sorted_numbers


@pytest.mark.parametrize("size", [10, 5_000, 40_000])
def test_index_finds_each_entry_of_a_base(size: int) -> None:
    values = [str(number) for number in range(size)]
    index = FieldIndex(
        "uin",
        sorted_numbers(key_hash(value) << ID_BITS | n for n, value in enumerate(values)),
    )
    for number in random.Random(1).sample(range(size), 10):
        assert number in index.candidates(key_hash(values[number]))


@pytest.mark.parametrize(
    "hashes",
    [
        [*range(3_000), *range(2**32 - 3_000, 2**32)],
        [*range(6_000)],
        [*range(2**32 - 6_000, 2**32)],
        [number * number for number in range(60_000)],
        [2**31 + number * 3 for number in range(20_000)],
    ],
    ids=["both-ends", "low", "high", "squares", "middle"],
)
def test_index_finds_entries_that_are_not_spread_evenly(hashes: list[int]) -> None:
    index = FieldIndex("uin", sorted_numbers(hashed << ID_BITS | 7 for hashed in hashes))
    assert all(index.candidates(hashed) == [7] for hashed in hashes)
    strangers = {0, 1, 2**31, 2**32 - 1, *(hashed + 1 for hashed in hashes), *(hashed - 1 for hashed in hashes)}
    absent = [stranger for stranger in strangers.difference(hashes) if 0 <= stranger < 2**32]
    assert not any(map(index.candidates, absent))


def test_index_finds_many_documents_of_one_value() -> None:
    index = FieldIndex("group", sorted_numbers(9 << ID_BITS | number for number in range(10_000)))
    assert index.candidates(9) == list(range(10_000))
    assert index.candidates(8) == index.candidates(10) == []


@pytest.mark.parametrize("numbers", [[1, 2, 3, 4], [5, 6, 9], [2, 7, 8, 100], [0]])
def test_table_finds_places_of_dense_and_sparse_numbers(numbers: list[int]) -> None:
    state = TableState(b"citizens")
    for number in numbers:
        state.move(number, 1_000 + number)
    state.freeze()
    assert [n for n in range(-1, 120) if state.place(n)] == numbers
    assert all(state.place(n) == 1_000 + n for n in numbers)
