"""The operations of the hub, and publishing from inside the suite.

Source: mosip/websub `hub_service.bal`. Subscribing answers first and verifies afterwards.
"""

import asyncio
import logging
from collections.abc import Coroutine, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import msgspec

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
_LARGEST_LEASE: Final = 10**9


class SubscribeRequest(msgspec.Struct, frozen=True, kw_only=True):
    """What a subscriber asks for."""

    topic: str
    callback: str
    secret: str | None
    lease_seconds: int
    client_id: str


def lease_of(text: str | None) -> int:
    """The lease as the hub understands it: the number, if it is one, else ten days."""
    digits = text.strip() if text else ""
    return min(int(digits[:12]), _LARGEST_LEASE) if digits.isascii() and digits.isdigit() else DEFAULT_LEASE


@dataclass(slots=True)
class Hub:
    """One hub over one world. Work that follows an answer runs in tasks of its own."""

    subscriptions: Subscriptions
    deliverer: Deliverer
    questions: CallbackQuestions
    clock: SuiteClock
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
        text = body.decode()
        receivers = [s for s in self.subscriptions.of_topic(topic) if s.state != "pending"]
        for subscription in receivers:
            self.deliverer.enqueue(
                Delivery(
                    subscription_id=subscription.id,
                    topic=topic,
                    callback=subscription.callback,
                    body=text,
                    about=dict(about or {}),
                    created_at=self.clock.now(),
                )
            )
        return len(receivers)

    def has_subscribers(self, topic: str) -> bool:
        """Whether anybody would receive a message on this topic."""
        return any(s.state != "pending" for s in self.subscriptions.of_topic(topic))

    # Subscribers

    def subscribe(self, wanted: SubscribeRequest) -> None:
        """Take a subscription; it is verified after the answer. Raises `HubCrashError` without a secret."""
        if not wanted.secret:
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
        present = self.subscriptions.find(key)
        if present is not None and present.state == "active":
            await self.questions.deny(wanted.callback, wanted.topic, HubReason.ALREADY_SUBSCRIBED)
            return
        if present is None:
            self.subscriptions.put(self._pending(key, wanted))
        confirmed = await self.questions.confirms(wanted.callback, "subscribe", wanted.topic, wanted.lease_seconds)
        if confirmed:
            # A subscription that was switched off keeps its old secret, as the real consolidator does.
            self.subscriptions.set_state(key, "active")
            self._wake_all()
        elif present is None:
            self._forget(key)
        _log.info("subscription topic=%s callback=%s confirmed=%s", wanted.topic, wanted.callback, confirmed)

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
            self._forget(key)
            self._wake_all()

    # Life

    def start(self) -> None:
        """Begin to deliver; called when the app starts."""
        for subscription in self.subscriptions.list():
            if subscription.state == "pending":  # its verification was cut off
                self._forget(subscription.id)
        self.deliverer.start()

    async def stop(self) -> None:
        """End verifications and deliveries; called when the app stops."""
        for task in tuple(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self.deliverer.stop()

    def _pending(self, key: str, wanted: SubscribeRequest) -> Subscription:
        return Subscription(
            id=key,
            topic=wanted.topic,
            topic_key=topic_key(wanted.topic),
            callback=wanted.callback,
            secret=wanted.secret or "",
            lease_seconds=wanted.lease_seconds,
            client_id=wanted.client_id,
            created_at=self.clock.now(),
        )

    def _wake_all(self) -> None:
        """Any change of a subscription makes the real hub start its missing subscribers again."""
        for subscription in self.subscriptions.list():
            if subscription.state == "inactive":
                self.subscriptions.set_state(subscription.id, "active")
        self.deliverer.wake()

    def _forget(self, key: str) -> None:
        if self.subscriptions.find(key) is not None:
            self.subscriptions.remove(key)

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
