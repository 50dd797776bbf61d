"""What is to be delivered, and what became of it. Durable: a message is here before anybody tries to send it.

A delivery (with its body) is written once; its outcome is a small record of its own, rewritten after each attempt.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Final, Literal

import msgspec

from shared.store.protocol import Record, Store, TableSpec

DELIVERIES: Final = TableSpec("deliveries", indexed=("subscriptionId", "about.rid", "about.event"))
OUTCOMES: Final = TableSpec("deliveryOutcomes", unique=("delivery",))

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
    state: DeliveryState = "queued"
    attempts: tuple[Attempt, ...] = ()


class DeliveryQueue:
    """All deliveries, numbered in the order in which they were published."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._deliveries = store.table(DELIVERIES)
        self._outcomes = store.table(OUTCOMES)
        self._delivery_decoder = msgspec.json.Decoder(Delivery)
        self._outcome_decoder = msgspec.json.Decoder(Outcome)

    def add(self, delivery: Delivery) -> int:
        """Queue a message; its number."""
        with self._store.transaction():
            number = self._deliveries.insert(msgspec.json.encode(delivery))
            self._outcomes.insert(msgspec.json.encode(Outcome(delivery=str(number))))
        return number

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
            attempts = (*present.attempts, attempt) if attempt else present.attempts
            changed = msgspec.structs.replace(present, state=state, attempts=attempts)
            self._outcomes.replace(record.id, msgspec.json.encode(changed))

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

    def list(self) -> Iterator[tuple[int, Delivery]]:
        """All messages, oldest first."""
        for record in self._deliveries.scan():
            yield record.id, self._delivery_decoder.decode(record.raw)

    def count(self) -> int:
        """How many messages there are."""
        return self._deliveries.count()

    def _outcome_record(self, number: int) -> Record | None:
        return self._outcomes.find_one("delivery", str(number))
