"""Whether a rule meets a request, or a thing that is being made, and acts on this one: matches, limits and draws."""

import random
from collections.abc import Callable, Iterable, Mapping, Sequence

import msgspec

from shared.control.clock import Clock
from shared.control.faults.catalogue import BY_NAME
from shared.control.faults.naming import NAMED
from shared.control.faults.rule import FaultRule, Match
from shared.store.protocol import Records, Store


class Meeting(msgspec.Struct, frozen=True):
    """Holds rules against what happens, and counts how often they met and acted."""

    store: Store
    table: Records
    """Of the rules, as JSON."""
    clock: Clock
    uin_of: Callable[[str], str]
    """The UIN of whoever has this number: a rule for a person meets their VIDs, too."""

    def named(
        self, rules: Sequence[FaultRule], service: str, among: Iterable[str] | None, about: Mapping[str, str | None]
    ) -> str | None:
        """The first of these rules' named faults that applies to a thing that `service` is making now, if any."""
        for rule in rules:
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
        with self.store.transaction():
            record = self.table.find_one("id", rule.id)
            if record is None:
                return None
            fresh = msgspec.json.decode(record.raw, type=FaultRule)
            seen = fresh.seen + 1
            acts = not self._is_over(fresh) and self._is_drawn(fresh, seen)
            fresh = msgspec.structs.replace(fresh, seen=seen, acted=fresh.acted + acts)
            self.table.replace(record.id, msgspec.json.encode(fresh))
        return fresh if acts else None

    def _is_over(self, rule: FaultRule) -> bool:
        if rule.times is not None and rule.acted >= rule.times:
            return True
        if rule.seconds is None or rule.created_at is None:
            return False
        return (self.clock.now() - rule.created_at).total_seconds() >= rule.seconds

    def _is_drawn(self, rule: FaultRule, seen: int) -> bool:
        if rule.match.nth is not None and rule.match.nth != seen:
            return False
        return rule.probability >= 1 or random.Random(f"{rule.seed}:{seen}").random() < rule.probability

    def _are_one_person(self, member: str, wanted: str, given: str | None) -> bool:
        return member == "uin" and given is not None and self.uin_of(wanted) == self.uin_of(given)
