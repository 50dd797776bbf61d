"""The rules that are in force, kept in the store so that they survive a restart and reach both apps."""

import random
from collections.abc import Callable, Iterable
from typing import Final

import msgspec

from shared.control.clock import Clock
from shared.control.faults.catalogue import BY_NAME
from shared.control.faults.naming import NAMED
from shared.control.faults.rule import FaultRule, Match
from shared.draws import RANDOM, Draw
from shared.store.protocol import Record, Store, TableSpec

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
            self._rules = tuple(msgspec.json.decode(r.raw, type=FaultRule) for r in self._table.scan())
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
        for rule in self.list():
            name = rule.action.named
            if (
                name is not None
                and service in BY_NAME[name].services
                and (among is None or name in among)
                and self.fits(rule.match, service=service, **about)
                and self.act(rule) is not None
            ):
                return name
        return None

    def fits(self, match: Match, *, service: str, **about: str | None) -> bool:
        """Whether a rule's match fits; members of `about` that are not given count as unknown and do not fit."""
        if match.service is not None and match.service != service:
            return False
        for name in ("method", *NAMED):
            wanted, given = getattr(match, name), about.get(name)
            if wanted is not None and wanted != given and not self._are_one_person(name, wanted, given):
                return False
        return True

    def act(self, rule: FaultRule) -> FaultRule | None:
        """Count a request that the rule fits; the rule if it acts on this one, else None."""
        if self._is_over(rule):
            return None
        with self._store.transaction():
            record = self._table.find_one("id", rule.id)
            if record is None:
                return None
            fresh = msgspec.json.decode(record.raw, type=FaultRule)
            seen = fresh.seen + 1
            acts = not self._is_over(fresh) and self._is_drawn(fresh, seen)
            fresh = msgspec.structs.replace(fresh, seen=seen, acted=fresh.acted + acts)
            self._table.replace(record.id, msgspec.json.encode(fresh))
        return fresh if acts else None

    def _is_over(self, rule: FaultRule) -> bool:
        if rule.times is not None and rule.acted >= rule.times:
            return True
        if rule.seconds is None or rule.created_at is None:
            return False
        return (self._clock.now() - rule.created_at).total_seconds() >= rule.seconds

    def _is_drawn(self, rule: FaultRule, seen: int) -> bool:
        if rule.match.nth is not None and rule.match.nth != seen:
            return False
        return rule.probability >= 1 or random.Random(f"{rule.seed}:{seen}").random() < rule.probability

    def _are_one_person(self, member: str, wanted: str, given: str | None) -> bool:
        return member == "uin" and given is not None and self._uin_of(wanted) == self._uin_of(given)

    def _record(self, rule_id: str) -> Record:
        record = self._table.find_one("id", rule_id)
        if record is None:
            raise NoSuchFaultError(rule_id)
        return record
