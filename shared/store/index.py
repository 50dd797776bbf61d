"""What is known of one table in memory: where each document stands, and which ones may hold a key.

Both have a base (sorted arrays of 64-bit numbers, in memory or mapped from the checkpoint file) and a tail (small
dicts with everything since). An index names candidates only: whoever asks looks at the documents, so that equal
hashes, superseded values and writes that were rolled back never show. A candidate found stale is forgotten.
"""

from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from itertools import islice
from operator import eq
from typing import Final

from shared.store.fields import FieldReader, key_hash, texts
from shared.store.log import LENGTH_MASK

ID_BITS: Final = 32
ID_MASK: Final = (1 << ID_BITS) - 1
Numbers = memoryview
"""Sorted unsigned 64-bit numbers (`cast("Q")`)."""
_SMALL: Final = 4_096
EMPTY: Final = memoryview(b"").cast("Q")


def sorted_numbers(numbers: Iterable[int]) -> Numbers:
    """A base of these, each once."""
    ordered = sorted(numbers)
    if any(map(eq, ordered, islice(ordered, 1, None))):
        ordered = list(dict.fromkeys(ordered))
    return memoryview(array("Q", ordered))


def _position(entries: Numbers, key: int) -> int:
    """`bisect_left`, beginning near the place that an evenly spread key has: a third of the steps, in two pages.

    The entry at that place tells how far off it is, give or take the fourth root of the size.
    """
    size = len(entries)
    if size > _SMALL:
        guess = key * size >> 64
        guess += (key - entries[guess]) * size >> 64
        reach = 4 << (size.bit_length() >> 2)  # more than five standard deviations
        low, high = min(max(0, guess - reach), size), max(0, min(size, guess + reach))
        if (not low or entries[low - 1] < key) and (high == size or entries[high] >= key):
            return bisect_left(entries, key, low, high)
    return bisect_left(entries, key)


class FieldIndex:
    """From the hash of a value to the documents that may hold it. An entry is `hash << 32 | number`."""

    def __init__(self, path: str, base: Numbers = EMPTY) -> None:
        self.path = path
        self.reader = FieldReader((path,))
        self.base = base
        self.tail: dict[int, int | set[int]] = {}
        self.stale: set[int] = set()

    def add(self, hashed: int, number: int) -> None:
        """Note that this document may hold a value of this hash."""
        known = self.tail.setdefault(hashed, number)
        if known == number:
            return
        if isinstance(known, set):
            known.add(number)
        else:
            self.tail[hashed] = {known, number}

    def candidates(self, hashed: int) -> list[int]:
        """Numbers of documents that may hold a value of this hash, rising."""
        found: list[int] = []
        base = self.base
        if base:
            position = _position(base, hashed << ID_BITS)
            size = len(base)
            while position < size:
                entry = base[position]
                if entry >> ID_BITS != hashed:
                    break
                if entry not in self.stale:
                    found.append(entry & ID_MASK)
                position += 1
        late = self.tail.get(hashed)
        if late is None:
            return found
        if not found:
            return [late] if isinstance(late, int) else sorted(late)
        return sorted({*found, late} if isinstance(late, int) else {*found, *late})

    def may_hold(self, hashed: int) -> bool:
        """Whether there are candidates."""
        return hashed in self.tail or (len(self.base) > 0 and bool(self.candidates(hashed)))

    def forget(self, hashed: int, number: int) -> None:
        """This document no longer holds any value of this hash."""
        late = self.tail.get(hashed)
        if isinstance(late, set):
            late.discard(number)
            if not late:
                del self.tail[hashed]
        elif late == number:
            del self.tail[hashed]
        if self.base:
            self.stale.add(hashed << ID_BITS | number)

    def freeze(self) -> None:
        """Turn base and tail into one base."""
        if not self.tail and not self.stale:
            return
        entries = self.base.tolist()
        if self.stale:
            entries = [entry for entry in entries if entry not in self.stale]
        for hashed, late in self.tail.items():
            if isinstance(late, int):
                entries.append(hashed << ID_BITS | late)
            else:
                entries.extend(hashed << ID_BITS | number for number in late)
        self.base, self.tail, self.stale = sorted_numbers(entries), {}, set()


class TableState:
    """One table: places of its documents, its indexes, the numbers handed out."""

    def __init__(self, name: bytes) -> None:
        self.name = name
        self.base_ids: Numbers = EMPTY
        self.base_places: Numbers = EMPTY
        self.tail: dict[int, int] = {}
        """Place by number for what changed since the base; 0 for a document that was taken out."""
        self.pending: dict[int, bytes | None] = {}
        """What the open transaction wrote."""
        self.added = 0
        """How many documents the open transaction adds."""
        self.count = 0
        self.top = 0
        """The highest number handed out."""
        self.live_bytes = 0
        self.indexes: dict[str, FieldIndex] = {}
        self.reader = FieldReader(())

    def place(self, number: int) -> int:
        """Where the document stands in the file; 0 when there is none."""
        place = self.tail.get(number)
        if place is not None:
            return place
        ids = self.base_ids
        if not ids or number > ids[-1] or number < 0:
            return 0
        position = number - ids[0]  # right where no number was skipped
        if not 0 <= position < len(ids) or ids[position] != number:
            position = bisect_left(ids, number)
        return self.base_places[position] if ids[position] == number else 0

    def holds(self, number: int) -> bool:
        """Whether there is such a document, the open transaction aside."""
        return number <= self.top and self.place(number) != 0

    def move(self, number: int, place: int, *, new: bool = False) -> None:
        """A line was read or written: the document stands at this place now (0: nowhere).

        `new` says that it was nowhere before.
        """
        before = 0 if new or number > self.top else self.place(number)
        self.top = max(self.top, number)
        if before:
            self.live_bytes -= before & LENGTH_MASK
            self.count -= 1
        if place:
            self.live_bytes += place & LENGTH_MASK
            self.count += 1
        self.tail[number] = place

    def add_values(self, number: int, values: Iterable[str | tuple[str, ...] | None]) -> None:
        """Note a document's values in each index."""
        for index, value in zip(self.indexes.values(), values, strict=True):
            for text in texts(value):
                index.add(key_hash(text), number)

    def add_indexes(self, indexes: Iterable[FieldIndex]) -> None:
        """Keep these up to date from now on."""
        self.indexes.update({index.path: index for index in indexes})
        self.reader = FieldReader(tuple(self.indexes))

    def freeze(self) -> None:
        """Turn base and tail into one base, of the indexes too."""
        for index in self.indexes.values():
            index.freeze()
        if not self.tail:
            return
        ids, places = array("Q"), array("Q")
        if self.base_ids and min(self.tail) <= self.base_ids[-1]:
            ids.extend(self.numbers())
            places.extend(map(self.place, ids))
        else:
            ids.frombytes(self.base_ids.cast("B"))
            places.frombytes(self.base_places.cast("B"))
            late = sorted(number for number, place in self.tail.items() if place)
            ids.extend(late)
            places.extend(map(self.tail.__getitem__, late))
        self.base_ids, self.base_places, self.tail = memoryview(ids), memoryview(places), {}

    def numbers(self) -> Iterator[int]:
        """The numbers of all stored documents, rising; without those of the open transaction."""
        tail = self.tail
        top = self.base_ids[-1] if self.base_ids else 0
        late = sorted(number for number, place in tail.items() if place)
        if not self.base_ids or not late or late[0] > top:
            yield from (number for number in self.base_ids if tail.get(number, 1))
            yield from late
            return
        kept = {number for number in late if number <= top}
        known = sorted({number for number in self.base_ids if tail.get(number, 1)} | kept)
        yield from known
        yield from (number for number in late if number > top)

    def all_numbers(self) -> "array[int]":
        """The same, with those of the open transaction; stays as it is while the table changes."""
        if not self.pending:
            return array("Q", self.numbers())
        numbers = {number for number in self.numbers() if self.pending.get(number, b"") is not None}
        numbers.update(number for number, raw in self.pending.items() if raw is not None)
        return array("Q", sorted(numbers))
