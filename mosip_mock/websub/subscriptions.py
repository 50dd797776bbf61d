"""Topics and subscriptions, kept in the store.

Source: mosip/websub `hub_service.bal`, `util.bal`. Topics are keyed by their name with everything but letters and
digits turned into `_`, subscriptions by topic and callback turned the same way, so `a/B` and `a_B` are one topic.
"""

import re
import time
from datetime import datetime
from typing import Final, Literal

import msgspec

from shared.store.protocol import NoSuchRecordError, Record, Store, TableSpec

TOPICS: Final = TableSpec("topics", unique=("key",))
SUBSCRIPTIONS: Final = TableSpec("subscriptions", unique=("id",), indexed=("topicKey",))
_DECODED: Final = 1000
_LATELY: Final = 0.02
"""Seconds."""
DEFAULT_LEASE: Final = 864000
"""Seconds. The real hub echoes what was asked for, and lets nothing ever expire."""

State = Literal["active", "inactive"]
"""One that is still being verified is not kept: a restart in between forgets it, as the real hub does."""
_SEPARATORS: Final = re.compile(r"[^a-zA-Z0-9]")


class Subscription(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """A callback that wants the events of a topic."""

    id: str
    topic: str
    topic_key: str
    callback: str
    secret: str
    lease_seconds: int = DEFAULT_LEASE
    state: State = "active"
    client_id: str = ""
    created_at: datetime
    reason: str = ""
    """Why it is inactive."""

    def is_over(self, now: datetime) -> bool:
        """Whether the lease has ended, for whoever enforces it."""
        return (now - self.created_at).total_seconds() >= self.lease_seconds


class _Topic(msgspec.Struct, frozen=True):
    key: str
    name: str


def topic_key(topic: str) -> str:
    """The name under which the hub keeps a topic."""
    return _SEPARATORS.sub("_", topic)


def subscription_id(topic: str, callback: str) -> str:
    """The name under which the hub keeps a subscription."""
    return _SEPARATORS.sub("_", f"{topic}:::{callback}")


class Subscriptions:
    """What the hub knows of topics and who wants them."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._topics = store.table(TOPICS)
        self._table = store.table(SUBSCRIPTIONS)
        self._decoder = msgspec.json.Decoder(Subscription)
        self._decoded: dict[bytes, Subscription] = {}
        """By what the store holds; it hardly ever changes."""
        self._lately: dict[str, tuple[float, Subscription]] = {}

    # Topics

    def has_topic(self, topic: str) -> bool:
        """Whether the topic was registered, subscribed to or published on."""
        return self._topics.find_one("key", topic_key(topic)) is not None

    def ensure_topic(self, topic: str) -> None:
        """Make the topic if it is not there."""
        if self.has_topic(topic):
            return
        with self._store.transaction():
            if not self.has_topic(topic):
                self._topics.insert(msgspec.json.encode(_Topic(topic_key(topic), topic)))

    def remove_topic(self, topic: str) -> None:
        """Forget the topic."""
        with self._store.transaction():
            record = self._topics.find_one("key", topic_key(topic))
            if record is not None:
                self._topics.remove(record.id)

    def topics(self) -> list[str]:
        """All topics by name."""
        return [msgspec.json.decode(record.raw, type=_Topic).name for record in self._topics.scan()]

    # Subscriptions

    def find(self, subscription_id: str) -> Subscription | None:
        """The subscription of this id."""
        record = self._table.find_one("id", subscription_id)
        if record is None:
            return None
        found = self._decoded.get(record.raw)
        if found is None:
            if len(self._decoded) >= _DECODED:
                self._decoded.clear()
            found = self._decoded[record.raw] = self._decoder.decode(record.raw)
        return found

    def find_lately(self, subscription_id: str) -> Subscription | None:
        """As `find`, at a fraction of the cost; what another process changed may be noticed 20 ms later."""
        known = self._lately.get(subscription_id)
        now = time.monotonic()
        if known is not None and now - known[0] < _LATELY:
            return known[1]
        found = self.find(subscription_id)
        if found is not None:
            self._lately[subscription_id] = (now, found)
        return found

    def of_topic(self, topic: str) -> list[Subscription]:
        """All subscriptions of a topic."""
        return [self._decoder.decode(record.raw) for record in self._table.find("topicKey", topic_key(topic))]

    def list(self) -> list[Subscription]:
        """All subscriptions."""
        return [self._decoder.decode(record.raw) for record in self._table.scan()]

    def put(self, subscription: Subscription) -> Subscription:
        """Add it, or replace the one with its id."""
        self._lately.clear()
        self._table.insert_or_replace("id", subscription.id, msgspec.json.encode(subscription))
        return subscription

    def set_state(self, subscription_id: str, state: State, reason: str = "") -> Subscription | None:
        """Change the state; None when the subscription is gone."""
        with self._store.transaction():
            present = self.find(subscription_id)
            if present is None:
                return None
            return self.put(msgspec.structs.replace(present, state=state, reason=reason))

    def wake_all(self) -> None:
        """Make active again what was switched off."""
        for subscription in self.list():
            if subscription.state == "inactive":
                self.set_state(subscription.id, "active")

    def remove(self, subscription_id: str) -> None:
        """Forget the subscription. Raises `NoSuchRecordError`."""
        self._lately.clear()
        with self._store.transaction():
            self._table.remove(self._record(subscription_id).id)

    def _record(self, subscription_id: str) -> Record:
        record = self._table.find_one("id", subscription_id)
        if record is None:
            raise NoSuchRecordError(f"no subscription has the id {subscription_id}")
        return record
