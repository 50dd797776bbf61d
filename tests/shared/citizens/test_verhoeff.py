from hypothesis import given
from hypothesis import strategies as st

from shared.citizens.verhoeff import PRODUCT, check_digit, has_valid_checksum

payloads = st.text("0123456789", min_size=1, max_size=30)


def test_check_digit_of_the_published_example() -> None:
    assert check_digit("236") == "3"  # Wikipedia, "Verhoeff algorithm"


@given(payloads)
def test_a_number_with_its_check_digit_is_valid(payload: str) -> None:
    assert has_valid_checksum(payload + check_digit(payload))


@given(payloads, st.data())
def test_any_changed_digit_is_noticed(payload: str, data: st.DataObject) -> None:
    number = payload + check_digit(payload)
    at = data.draw(st.integers(0, len(number) - 1))
    other = data.draw(st.sampled_from([d for d in "0123456789" if d != number[at]]))
    assert not has_valid_checksum(number[:at] + other + number[at + 1 :])


@given(payloads, st.data())
def test_two_swapped_neighbours_are_noticed(payload: str, data: st.DataObject) -> None:
    number = payload + check_digit(payload)
    at = data.draw(st.integers(0, len(number) - 2))
    swapped = number[:at] + number[at + 1] + number[at] + number[at + 2 :]
    assert has_valid_checksum(swapped) == (number[at] == number[at + 1])


def test_the_table_is_a_group() -> None:
    digits = range(10)
    assert all(PRODUCT[PRODUCT[a][b]][c] == PRODUCT[a][PRODUCT[b][c]] for a in digits for b in digits for c in digits)
