"""What is to be delivered, and what became of it. Durable: a message is here before anybody tries to send it.

A delivery (with its body) is written once; its outcome is a small record of its own, rewritten after each attempt.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Final, Literal

import msgspec

from shared.store.protocol import Record, Store, TableSpec

DELIVERIES: Final = TableSpec("deliveries", indexed=("subscriptionId", "about.rid", "about.event"))
OUTCOMES: Final = TableSpec("deliveryOutcomes", indexed=("delivery",))
"""One for each delivery. Not declared unique: that would be checked, by reading, at each rewrite."""

_KEPT_ATTEMPTS: Final = 20
"""Of one delivery, the latest: a patient hub tries for days."""

DeliveryState = Literal["queued", "delivered", "failed"]


class Delivery(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """One message for one subscription."""

    subscription_id: str
    topic: str
    callback: str
    body: str
    """The exact text that is sent and signed."""
    about: dict[str, str] = {}
    """`event`, `rid`: what the message belongs to."""
    created_at: datetime


class Attempt(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, rename="camel"):
    """One try to deliver, and what followed from it."""

    at: datetime
    status: int | None = None
    answer: str = ""
    """The beginning of the subscriber's answer, or the network's error."""
    milliseconds: float = 0.0
    next_step: str = ""
    exchange: str = ""
    """The id of the exchange in the journal."""


class Outcome(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """How far a delivery got."""

    delivery: str
    created_at: datetime
    """That of the delivery: after a reset another message may have its number."""
    state: DeliveryState = "queued"
    attempts: tuple[Attempt, ...] = ()


class _Brief(msgspec.Struct, frozen=True):
    """What listings look at first."""

    delivery: str
    state: DeliveryState


class Finished(msgspec.Struct, frozen=True):
    """A delivery that a subscriber took, not yet written down."""

    number: int
    created_at: datetime
    attempt: Attempt


class DeliveryQueue:
    """All deliveries, numbered in the order in which they were published."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._deliveries = store.table(DELIVERIES)
        self._outcomes = store.table(OUTCOMES)
        self._delivery_decoder = msgspec.json.Decoder(Delivery)
        self._outcome_decoder = msgspec.json.Decoder(Outcome)
        self._brief_decoder = msgspec.json.Decoder(_Brief)

    def add(self, deliveries: Sequence[Delivery]) -> list[int]:
        """Queue messages, all or none; their numbers."""
        numbers = []
        with self._store.transaction():
            for delivery in deliveries:
                number = self._deliveries.insert(msgspec.json.encode(delivery))
                outcome = Outcome(delivery=str(number), created_at=delivery.created_at)
                self._outcomes.insert(msgspec.json.encode(outcome))
                numbers.append(number)
        return numbers

    def get(self, number: int) -> Delivery | None:
        """The message of this number."""
        raw = self._deliveries.get(number)
        return self._delivery_decoder.decode(raw) if raw else None

    def outcome(self, number: int) -> Outcome | None:
        """What became of it so far."""
        record = self._outcome_record(number)
        return self._outcome_decoder.decode(record.raw) if record else None

    def record(self, number: int, state: DeliveryState, attempt: Attempt | None = None) -> None:
        """Note an attempt and the state after it; nothing if the delivery is gone (a reset)."""
        with self._store.transaction():
            record = self._outcome_record(number)
            if record is None:
                return
            present = self._outcome_decoder.decode(record.raw)
            self._change(record.id, present, state, attempt)

    def settle(self, finished: Sequence[Finished]) -> None:
        """Write many successes down in one go; those whose delivery is gone are left out."""
        with self._store.transaction():
            for one in finished:
                record = self._outcome_record(one.number)
                if record is None:
                    continue
                present = self._outcome_decoder.decode(record.raw)
                if present.created_at == one.created_at:
                    self._change(record.id, present, "delivered", one.attempt)

    def _change(self, record_id: int, present: Outcome, state: DeliveryState, attempt: Attempt | None) -> None:
        attempts = (*present.attempts, attempt) if attempt else present.attempts
        changed = msgspec.structs.replace(present, state=state, attempts=attempts[-_KEPT_ATTEMPTS:])
        self._outcomes.replace(record_id, msgspec.json.encode(changed))

    def queued(self) -> Iterator[tuple[int, str]]:
        """Number and subscription of what still waits, oldest first."""
        waiting = [
            int(outcome.delivery)
            for outcome in (self._outcome_decoder.decode(record.raw) for record in self._outcomes.scan())
            if outcome.state == "queued"
        ]
        for number in sorted(waiting):
            delivery = self.get(number)
            if delivery is not None:
                yield number, delivery.subscription_id

    def numbers(self, *, state: str | None = None, about: tuple[str, str] | None = None) -> list[int]:
        """The messages in this state, about this (`("rid", "...")`), newest first. No body is read."""
        found = {
            int(outcome.delivery)
            for outcome in (self._brief_decoder.decode(record.raw) for record in self._outcomes.scan())
            if state in {None, outcome.state}
        }
        if about is not None:
            member, value = about
            found &= {record.id for record in self._deliveries.find(f"about.{member}", value)}
        return sorted(found, reverse=True)

    def _outcome_record(self, number: int) -> Record | None:
        """Nearly always it has the delivery's own number, since the two are written together."""
        raw = self._outcomes.get(number)
        if raw is not None and self._brief_decoder.decode(raw).delivery == str(number):
            return Record(number, raw)
        return self._outcomes.find_one("delivery", str(number))
