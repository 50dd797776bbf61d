"""Verhoeff's check digit, as MOSIP's `ChecksumUtils` computes it.

Multiplication in the dihedral group D5 over permuted digits, counted from the right (J. Verhoeff, Error Detecting
Decimal Codes, 1969). The check digit stands at position 0, the payload from position 1 on.
"""

from typing import Final

PRODUCT: Final = (
    (0, 1, 2, 3, 4, 5, 6, 7, 8, 9),
    (1, 2, 3, 4, 0, 6, 7, 8, 9, 5),
    (2, 3, 4, 0, 1, 7, 8, 9, 5, 6),
    (3, 4, 0, 1, 2, 8, 9, 5, 6, 7),
    (4, 0, 1, 2, 3, 9, 5, 6, 7, 8),
    (5, 9, 8, 7, 6, 0, 4, 3, 2, 1),
    (6, 5, 9, 8, 7, 1, 0, 4, 3, 2),
    (7, 6, 5, 9, 8, 2, 1, 0, 4, 3),
    (8, 7, 6, 5, 9, 3, 2, 1, 0, 4),
    (9, 8, 7, 6, 5, 4, 3, 2, 1, 0),
)
"""`PRODUCT[a][b]`: the group's table. It does not commute, but it is associative."""

INVERSE: Final = (0, 4, 3, 2, 1, 5, 6, 7, 8, 9)

_FIRST: Final = (1, 5, 7, 6, 2, 8, 3, 0, 9, 4)


def _permutations() -> tuple[tuple[int, ...], ...]:
    rows = [tuple(range(10))]
    while len(rows) < 8:  # noqa: PLR2004 - the permutation returns to the identity after eight rounds
        rows.append(tuple(_FIRST[digit] for digit in rows[-1]))
    return tuple(rows)


PERMUTATION: Final = _permutations()
"""`PERMUTATION[i % 8][digit]`: what a digit at position `i` counts as."""


def element_of(digits: str, start: int) -> int:
    """The product of these digits, the last of which stands at position `start` from the right."""
    product = 0
    for position, digit in enumerate(reversed(digits), start):
        product = PRODUCT[product][PERMUTATION[position % 8][ord(digit) - 48]]
    return product


def check_digit(payload: str) -> str:
    """The digit that makes `payload` followed by it valid."""
    return str(INVERSE[element_of(payload, 1)])


def has_valid_checksum(number: str) -> bool:
    """Whether the last digit is the check digit of those before it. `number` is ASCII digits."""
    return element_of(number, 0) == 0
