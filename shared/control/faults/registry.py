"""The rules that are in force, kept in the store so that they survive a restart and reach both apps."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Final

import msgspec

from shared.control.clock import Clock
from shared.draws import RANDOM, Draw
from shared.store.protocol import Record, Store, TableSpec

if TYPE_CHECKING:
    from shared.control.faults.meeting import Meeting
    from shared.control.faults.rule import FaultRule

FAULTS: Final = TableSpec("faults", unique=("id",))


class NoSuchFaultError(LookupError):
    """No rule has this id."""

    def __init__(self, rule_id: str) -> None:
        super().__init__(f"no fault rule has the id {rule_id}")


class Faults:
    """Rules in the order they were made. Reading them costs one `stat` while nobody writes."""

    def __init__(self, store: Store, clock: Clock, draw: Draw = RANDOM, *, uin_of: Callable[[str], str] = str) -> None:
        """`uin_of` gives the UIN of whoever has this number: a rule for a person meets their VIDs, too."""
        self._uin_of = uin_of
        self._store = store
        self._table = store.table(FAULTS)
        self._clock = clock
        self._draw = draw
        self._version: tuple[int, ...] | None = None
        self._rules: tuple[FaultRule, ...] = ()

    def list(self) -> tuple[FaultRule, ...]:
        """All rules, also those that are spent."""
        version = self._store.version()
        if version != self._version:
            self._rules = _rules_in(list(self._table.scan()))
            self._version = version
        return self._rules

    def add(self, rule: FaultRule) -> FaultRule:
        """Put a checked rule in force; it is given an id."""
        made = msgspec.structs.replace(
            rule, id=rule.id or self._draw.hexadecimal(4), created_at=self._clock.now(), acted=0, seen=0
        )
        self._table.insert(msgspec.json.encode(made))
        return made

    def remove(self, rule_id: str) -> None:
        """Take one rule out. Raises `NoSuchFaultError`."""
        with self._store.transaction():
            self._table.remove(self._record(rule_id).id)

    def clear(self) -> int:
        """Take all rules out; how many there were."""
        with self._store.transaction():
            records = list(self._table.scan())
            for record in records:
                self._table.remove(record.id)
        return len(records)

    def named(self, service: str, *, among: Iterable[str] | None = None, **about: str | None) -> str | None:
        """The fault of the catalogue that applies to a thing that `service` is making now, if any.

        `among` are the names that this place honours, where a service has several such places. `about` are the
        members of a match: `client`, `partner`, `uin`, `process`. Counts as acted.
        """
        rules = self.list()
        return self.meeting.named(rules, service, among, about) if rules else None

    @cached_property
    def meeting(self) -> Meeting:
        """What holds the rules against requests and things."""
        from shared.control.faults.meeting import Meeting  # noqa: PLC0415 - few runs have rules

        return Meeting(self._store, self._table, self._clock, self._uin_of)

    def _record(self, rule_id: str) -> Record:
        record = self._table.find_one("id", rule_id)
        if record is None:
            raise NoSuchFaultError(rule_id)
        return record


def _rules_in(records: Sequence[Record]) -> tuple[FaultRule, ...]:
    if not records:
        return ()
    from shared.control.faults.rule import FaultRule  # noqa: PLC0415 - as above

    return tuple(msgspec.json.decode(record.raw, type=FaultRule) for record in records)
