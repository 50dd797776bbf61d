"""New UINs and VIDs from a `random.Random`, by the rules of MOSIP's generators.

The generators are stricter than the validators: no digit repeats within three, UIN sequences wrap from 9 to 0, and
142857 never appears. A number grows by three digits at a time out of tables in which the rules on neighbouring digits
already hold; what spans further (blocks that return, the check digit, the halves) is tried and drawn again if need be.
"""

from functools import lru_cache
from random import Random
from typing import Final, NamedTuple

from shared.citizens.numbering import CYCLIC_NUMBER, RESTRICTED_NUMBERS, Uin, VidNumber
from shared.citizens.verhoeff import INVERSE, PRODUCT, element_of

_UIN_CHUNKS: Final = 3
_VID_CHUNKS: Final = 5
_LAST_CHUNK: Final = 4
"""The position from the right from which the last chunk (positions 3 to 1) is drawn."""
_TRIES: Final = 20
_PAIR_BIT: Final = tuple(tuple(1 << (10 * a + b) for b in range(10)) for a in range(10))
"""A bit for each pair of neighbouring digits: no pair occurs twice in a number."""


class _Chunk(NamedTuple):
    """Three digits of a number."""

    text: str
    first: int
    last: int
    pairs: int
    """The bits of its two pairs."""
    elements: tuple[int, ...]
    """Their product in Verhoeff's group, by the position (modulo 8) of the last of them."""
    following: list["_Chunk"]
    """What may come next."""
    endings: frozenset[int]
    """The digits that may come next, as the number's last."""


def generate_uin(rng: Random) -> Uin:
    """A UIN that MOSIP could have given out."""
    table = _table(for_uin=True)
    while True:
        text = _grow(rng, table, _UIN_CHUNKS)
        if text[:5] != text[:4:-1]:
            return Uin(text)


def generate_vid(rng: Random) -> VidNumber:
    """A VID that MOSIP could have given out."""
    table = _table(for_uin=False)
    while True:
        text = _grow(rng, table, _VID_CHUNKS)
        if CYCLIC_NUMBER not in text:
            return VidNumber(text)


def _grow(rng: Random, beginnings: list[_Chunk], chunks: int) -> str:
    """Draw chunks and compute the check digit until no rule is broken."""
    random, pair_bit, product_of = rng.random, _PAIR_BIT, PRODUCT
    while True:
        text, _, last, pairs, elements, following, _ = beginnings[int(random() * len(beginnings))]
        position = 3 * chunks - 2
        product = elements[position % 8]
        joints, choices = pair_bit[last], len(following)
        for _ in range(_TRIES):
            added, first, end, within, elements, then, endings = following[int(random() * choices)]
            if pairs & within or pairs & joints[first]:
                continue
            candidate = product_of[elements[(position - 3) % 8]][product]
            if position == _LAST_CHUNK:
                digit = INVERSE[candidate]
                if digit in endings:
                    ending = pair_bit[end][digit]
                    if not (pairs | within | joints[first]) & ending:
                        return f"{text}{added}{digit}"
                continue
            position -= 3
            product = candidate
            text += added
            pairs |= within | joints[first]
            following = then
            joints, choices = pair_bit[end], len(then)


@lru_cache(maxsize=2)
def _table(*, for_uin: bool) -> list[_Chunk]:
    """The chunks a number may begin with; the others hang on them. Built when the first number is made."""
    digits = range(10)
    may_follow = {(a, b): [c for c in digits if _may_stand(a, b, c, for_uin)] for a in digits for b in digits if a != b}
    following: dict[tuple[int, int], list[_Chunk]] = {ends: [] for ends in may_follow}
    beginning_with = {
        (c, d): [
            _Chunk(
                text := f"{c}{d}{e}",
                c,
                e,
                _PAIR_BIT[c][d] | _PAIR_BIT[d][e],
                tuple(element_of(text, position) for position in range(8)),
                following[d, e],
                frozenset(may_follow[d, e]),
            )
            for e in allowed
        ]
        for (c, d), allowed in may_follow.items()
    }
    for (a, b), allowed in may_follow.items():
        for c in allowed:
            for d in may_follow[b, c]:
                following[a, b] += beginning_with[c, d]
    return [chunk for (c, _), chunks in beginning_with.items() if c not in (0, 1) for chunk in chunks]


def _may_stand(a: int, b: int, c: int, for_uin: bool) -> bool:
    """Whether `c` may come after `a` and `b`."""
    if c in (a, b) or f"{a}{b}{c}" in RESTRICTED_NUMBERS:
        return False
    rises, falls = (b - a, c - b) == (1, 1), (b - a, c - b) == (-1, -1)
    if for_uin:  # its sequences wrap from 9 to 0, and its even digits come in twos at most
        rises = (b - a) % 10 == (c - b) % 10 == 1
        falls = (b - a) % 10 == (c - b) % 10 == 9  # noqa: PLR2004 - one down, modulo ten
        if {a, b, c} <= {2, 4, 6, 8}:
            return False
    return not (rises or falls)
