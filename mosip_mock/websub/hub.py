"""The operations of the hub, and publishing from inside the suite.

Source: mosip/websub `hub_service.bal`. Subscribing answers first and verifies afterwards.
"""

import asyncio
import logging
import re
from collections.abc import Callable, Coroutine, Mapping
from typing import Any, Final

import msgspec
from msgspec import Struct, field

from mosip_mock.websub.deliverer import Deliverer
from mosip_mock.websub.errors import DeniedError, HubCrashError, HubReason
from mosip_mock.websub.queue import Delivery
from mosip_mock.websub.subscriptions import (
    DEFAULT_LEASE,
    Subscription,
    Subscriptions,
    subscription_id,
    topic_key,
)
from mosip_mock.websub.verification import CallbackQuestions
from shared.control.clock import SuiteClock
from shared.control.explanation import Explanation

_log = logging.getLogger("mocks.websub")
_WHOLE_NUMBER: Final = re.compile(r"[+-]?[0-9]{1,19}")
_INT64: Final = range(-(2**63), 2**63)

Listener = Callable[[bytes], None]
"""Hears what is published on a topic, beside the subscriptions."""


class SubscribeRequest(msgspec.Struct, frozen=True, kw_only=True):
    """What a subscriber asks for."""

    topic: str
    callback: str
    secret: str | None
    lease_seconds: int
    client_id: str


def lease_of(text: str | None) -> int:
    """The lease as the hub understands it: a whole number of 64 bits is taken as it is, anything else is ten days."""
    if text is None or not _WHOLE_NUMBER.fullmatch(text) or int(text) not in _INT64:
        return DEFAULT_LEASE
    return int(text)


class Hub(Struct):
    """One hub over one world. Work that follows an answer runs in tasks of its own."""

    subscriptions: Subscriptions
    deliverer: Deliverer
    questions: CallbackQuestions
    clock: SuiteClock
    listeners: Mapping[str, Listener] = field(default_factory=dict)
    """MOSIP's own subscribers inside the suite, by topic."""
    _verifying: dict[str, SubscribeRequest] = field(default_factory=dict)
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)

    # Publishers

    def register(self, topic: str) -> None:
        """Make a topic. Raises `DeniedError` when it is there."""
        if self.subscriptions.has_topic(topic):
            raise DeniedError(
                HubReason.TOPIC_REGISTERED,
                200,
                _about_topic("a topic that is not registered yet", topic, "publish on it: it is there"),
            )
        self.subscriptions.ensure_topic(topic)

    def deregister(self, topic: str) -> None:
        """Forget a topic. Raises `DeniedError` when it is not there."""
        if not self.subscriptions.has_topic(topic):
            raise DeniedError(
                HubReason.TOPIC_UNKNOWN, 200, _about_topic("a registered topic", topic, "register it first")
            )
        self.subscriptions.remove_topic(topic)

    def publish(self, topic: str, body: bytes, about: Mapping[str, str] | None = None) -> int:
        """Queue a message for every subscription of the topic; how many there are.

        An unknown topic is made. Messages are durable when this returns.
        """
        self.subscriptions.ensure_topic(topic)
        listener = self.listeners.get(topic)
        if listener is not None:
            listener(body)
        text, now = body.decode(), self.clock.now()
        deliveries = [
            Delivery(
                subscription_id=subscription.id,
                topic=topic,
                callback=subscription.callback,
                body=text,
                about=dict(about or {}),
                created_at=now,
            )
            for subscription in self.subscriptions.of_topic(topic)
        ]
        if deliveries:
            self.deliverer.enqueue(deliveries)
        return len(deliveries)

    def has_subscribers(self, topic: str) -> bool:
        """Whether anybody would receive a message on this topic."""
        return bool(self.subscriptions.of_topic(topic))

    # Subscribers

    def subscribe(self, wanted: SubscribeRequest) -> None:
        """Take a subscription; it is verified after the answer. Raises `HubCrashError` without a secret."""
        if not wanted.secret:
            _log.error(
                "no hub.secret topic=%s callback=%s: the real hub's process would end here",
                wanted.topic,
                wanted.callback,
            )
            raise HubCrashError(
                "500",
                Explanation(
                    expected="`hub.secret`, not empty",
                    received="none",
                    where="form field hub.secret",
                    why="the real hub casts the absent secret and its process ends: one such request stops it",
                    mend="always send a secret; deliveries are signed with it",
                ),
            )
        self.subscriptions.ensure_topic(wanted.topic)
        self._later(self._validate_and_verify(wanted))

    def unsubscribe(self, topic: str, callback: str) -> None:
        """Take an unsubscription; it is verified after the answer."""
        self._later(self._verify_unsubscription(topic, callback))

    async def _validate_and_verify(self, wanted: SubscribeRequest) -> None:
        key = subscription_id(wanted.topic, wanted.callback)
        if self._is_active(key):
            await self.questions.deny(wanted.callback, wanted.topic, HubReason.ALREADY_SUBSCRIBED)
            return
        self._verifying[key] = wanted
        try:
            confirmed = await self.questions.confirms(wanted.callback, "subscribe", wanted.topic, wanted.lease_seconds)
        finally:
            self._verifying.pop(key, None)
        if confirmed:
            self._activate(key, wanted)
        _log.info("subscription topic=%s callback=%s confirmed=%s", wanted.topic, wanted.callback, confirmed)

    def _is_active(self, key: str) -> bool:
        present = self.subscriptions.find(key)
        return present is not None and present.state == "active" and not self.deliverer.is_over(present)

    def _activate(self, key: str, wanted: SubscribeRequest) -> None:
        """One that was switched off keeps its old secret, as the real consolidator does; its lease begins anew."""
        now, lease = self.clock.now(), wanted.lease_seconds
        present = self.subscriptions.find(key) or Subscription(
            id=key,
            topic=wanted.topic,
            topic_key=topic_key(wanted.topic),
            callback=wanted.callback,
            secret=wanted.secret or "",
            client_id=wanted.client_id,
            created_at=now,
        )
        renewed = msgspec.structs.replace(present, state="active", reason="", lease_seconds=lease, created_at=now)
        self.subscriptions.put(renewed)
        self._wake_all()

    async def _verify_unsubscription(self, topic: str, callback: str) -> None:
        key = subscription_id(topic, callback)
        if not self.subscriptions.has_topic(topic):
            await self.questions.deny(callback, topic, f"Topic [{topic}] is not registered with the Hub")
            return
        if self.subscriptions.find(key) is None:
            await self.questions.deny(
                callback, topic, f"Could not find a valid subscriber for Topic [{topic}] and Callback [{callback}]"
            )
            return
        if await self.questions.confirms(callback, "unsubscribe", topic, None):
            if self.subscriptions.find(key) is not None:
                self.remove(key)
            self._wake_all()

    # Life

    def start(self) -> None:
        """Begin to deliver; called when the app starts."""
        self.deliverer.start()

    async def stop(self) -> None:
        """End verifications and deliveries; called when the app stops."""
        for task in tuple(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self.deliverer.stop()

    def forget(self) -> None:
        """Lose topics, subscriptions and what waits for them, as a hub that lost its Kafka topics."""
        for subscription in self.subscriptions.list():
            self.remove(subscription.id)
        for topic in self.subscriptions.topics():
            self.subscriptions.remove_topic(topic)

    def remove(self, key: str) -> None:
        """Take a subscription out, with what waits for it. Raises `NoSuchRecordError`."""
        self.subscriptions.remove(key)
        self.deliverer.drop(key)

    def pending(self) -> list[tuple[str, SubscribeRequest]]:
        """What is being verified now."""
        return list(self._verifying.items())

    def _wake_all(self) -> None:
        """Any change of a subscription makes the real hub start its missing subscribers again."""
        self.subscriptions.wake_all()
        self.deliverer.wake()

    def _later(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._done)

    def _done(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and task.exception() is not None:
            _log.error("verifying a subscription failed", exc_info=task.exception())


def _about_topic(expected: str, topic: str, mend: str) -> Explanation:
    return Explanation(
        expected=expected,
        received=topic,
        where="hub.topic",
        why="topics are kept by name; this is said under HTTP 200, so look at the body",
        mend=mend,
    )
