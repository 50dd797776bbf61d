"""The database against a dictionary: whatever is done, by whichever handle, both say the same."""

import shutil
import tempfile
from pathlib import Path
from unittest import mock

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from shared.store import shared_log
from shared.store.database import LogStore
from shared.store.protocol import DuplicateKeyError, NoSuchRecordError
from shared.store.records import LogRecords
from tests.shared.store.documents import citizen, open_citizens

uins = st.integers(0, 12).map(str)
vids = st.lists(st.sampled_from(["a", "b", "c", "d", "e"]), max_size=2, unique=True)
phones = st.sampled_from(["5", "6", None])
documents = st.tuples(uins, vids, phones)
numbers = st.integers(1, 12)
handles = st.integers(0, 1)
Person = tuple[str, list[str], str | None]
People = dict[int, Person]


class Abandoned(Exception):  # noqa: N818 - no error but a way out
    """Leaves a transaction."""


def raw(person: Person) -> bytes:
    return citizen(person[0], *person[1], phone=person[2])


def clashes(people: People, number: int | None, person: Person) -> bool:
    return any(
        other != number and (known[0] == person[0] or set(known[1]) & set(person[1])) for other, known in people.items()
    )


class StoreModel(RuleBasedStateMachine):
    @initialize()
    def start(self) -> None:
        self.patch = mock.patch.object(shared_log, "LONG_TAIL", 6)
        self.patch.start()
        self.directory = Path(tempfile.mkdtemp())
        self.handles: list[tuple[LogStore, LogRecords]] = [open_citizens(self.directory) for _ in range(2)]
        self.people: People = {}
        self.top = 0
        self.baseline: tuple[People, int] = ({}, 0)
        self.snapshot: tuple[People, int, tuple[People, int]] | None = None

    def records(self, handle: int) -> LogRecords:
        return self.handles[handle][1]

    def do_insert(self, records: LogRecords, person: Person) -> None:
        if clashes(self.people, None, person):
            with pytest.raises(DuplicateKeyError):
                records.insert(raw(person))
        else:
            number = records.insert(raw(person))
            assert number > self.top
            self.people[number] = person
            self.top = number

    def do_replace(self, records: LogRecords, number: int, person: Person) -> None:
        if number not in self.people:
            with pytest.raises(NoSuchRecordError):
                records.replace(number, raw(person))
        elif clashes(self.people, number, person):
            with pytest.raises(DuplicateKeyError):
                records.replace(number, raw(person))
        else:
            records.replace(number, raw(person))
            self.people[number] = person

    def do_remove(self, records: LogRecords, number: int) -> None:
        if number in self.people:
            records.remove(number)
            del self.people[number]
        else:
            with pytest.raises(NoSuchRecordError):
                records.remove(number)

    @rule(handle=handles, person=documents)
    def insert(self, handle: int, person: Person) -> None:
        self.do_insert(self.records(handle), person)

    @rule(handle=handles, many=st.lists(documents, max_size=8))
    def insert_many(self, handle: int, many: list[Person]) -> None:
        expected = dict(self.people)
        for offset, person in enumerate(many):
            if clashes(expected, None, person):
                with pytest.raises(DuplicateKeyError):
                    self.records(handle).insert_many(map(raw, many))
                return
            expected[-offset - 1] = person
        before = set(self.people)
        assert self.records(handle).insert_many(map(raw, many)) == len(many)
        added = [record.id for record in self.records(handle).scan() if record.id not in before]
        self.people.update(zip(added, many, strict=True))
        self.top = max([self.top, *added])

    @rule(handle=handles, number=numbers, person=documents)
    def replace(self, handle: int, number: int, person: Person) -> None:
        self.do_replace(self.records(handle), number, person)

    @rule(handle=handles, number=numbers)
    def remove(self, handle: int, number: int) -> None:
        self.do_remove(self.records(handle), number)

    @rule(
        handle=handles,
        people=st.lists(documents, max_size=3),
        number=numbers,
        replacement=documents,
        abandoned=st.booleans(),
    )
    def transaction(
        self,
        handle: int,
        people: list[Person],
        number: int,
        replacement: Person,
        abandoned: bool,
    ) -> None:
        before = dict(self.people), self.top
        store, records = self.handles[handle]
        try:
            with store.transaction():
                for person in people:
                    self.do_insert(records, person)
                self.do_replace(records, number, replacement)
                self.check(records)
                self.do_remove(records, number)
                self.check(records)
                if abandoned:
                    raise Abandoned  # noqa: TRY301 - the transaction must see it
        except Abandoned:
            self.people, self.top = before

    @rule(handle=handles)
    def mark_baseline(self, handle: int) -> None:
        self.handles[handle][0].mark_baseline()
        self.baseline = dict(self.people), self.top

    @rule(handle=handles)
    def reset(self, handle: int) -> None:
        self.handles[handle][0].reset()
        self.people, self.top = dict(self.baseline[0]), self.baseline[1]

    @rule(handle=handles)
    def compact(self, handle: int) -> None:
        self.handles[handle][0].compact()

    @rule(handle=handles)
    def take_snapshot(self, handle: int) -> None:
        self.handles[handle][0].snapshot("s")
        self.snapshot = dict(self.people), self.top, self.baseline

    @precondition(lambda self: self.snapshot is not None)
    @rule(handle=handles)
    def restore(self, handle: int) -> None:
        self.handles[handle][0].restore("s")
        assert self.snapshot
        self.people, self.top, self.baseline = dict(self.snapshot[0]), *self.snapshot[1:]

    @rule(handle=handles)
    def reopen(self, handle: int) -> None:
        self.handles[handle][0].close()
        self.handles[handle] = open_citizens(self.directory)

    @rule(tail=st.binary(min_size=1, max_size=40))
    def tear(self, tail: bytes) -> None:
        with (self.directory / "store.log").open("ab") as file:
            file.write(b"citizens\t" + tail.replace(b"\n", b""))

    @invariant()
    def both_handles_say_the_same(self) -> None:
        for handle in range(2) if hasattr(self, "handles") else ():
            self.check(self.records(handle))

    def check(self, records: LogRecords) -> None:
        people = self.people
        assert [(r.id, r.raw) for r in records.scan()] == [(number, raw(people[number])) for number in sorted(people)]
        assert records.count() == len(people)
        for phone in ("5", "6"):
            expected = sorted(number for number in people if people[number][2] == phone)
            assert [record.id for record in records.find("phone", phone)] == expected
        for vid in "abcde":
            expected = [number for number in people if vid in people[number][1]]
            assert [record.id for record in records.find("vids.vid", vid)] == expected
        for uin in map(str, range(13)):
            expected = [number for number in people if people[number][0] == uin]
            record = records.find_one("uin", uin)
            assert ([record.id] if record else []) == expected

    def teardown(self) -> None:
        if hasattr(self, "handles"):
            self.patch.stop()
            for store, _ in self.handles:
                store.close()
            shutil.rmtree(self.directory)


def test_store_behaves_like_a_dictionary() -> None:
    run_state_machine_as_test(
        StoreModel,
        settings=settings(max_examples=40, stateful_step_count=25, derandomize=True),
    )


@pytest.mark.slow
def test_store_behaves_like_a_dictionary_at_length() -> None:
    run_state_machine_as_test(StoreModel, settings=settings(max_examples=300, stateful_step_count=60))
