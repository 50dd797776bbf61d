"""Delivering what is queued: one message at a time for each subscription, all subscriptions side by side.

A subscription's worker lives while it has something to do. What is queued is only numbers here; bodies stay in the
store until they are sent, so memory does not grow with what waits.
"""

import asyncio
import logging
from collections import deque
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final

from mosip_mock.websub.http_client import Answer, HubClient
from mosip_mock.websub.policy import DeliveryPolicy
from mosip_mock.websub.queue import Attempt, Delivery, DeliveryQueue
from mosip_mock.websub.signing import delivery_headers, of_another_partner
from mosip_mock.websub.subscriptions import Subscription, Subscriptions
from shared.control.clock import SuiteClock
from shared.control.explanation import Explanation
from shared.control.faults.registry import Faults
from shared.control.journal import Journal

_log = logging.getLogger("mocks.websub")
_SHOWN_ANSWER: Final = 300
_LATE: Final = timedelta(seconds=10)


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryRules:
    """How this hub delivers."""

    policy: DeliveryPolicy
    hub_url: str
    wait_scale: float = 1.0
    """Factor on all waits: 0 tries again at once."""
    enforces_leases: bool = False


@dataclass(slots=True)
class _Lane:
    """What waits for one subscription."""

    numbers: deque[int] = field(default_factory=deque)
    held: list[int] = field(default_factory=list)
    """Held back by a fault until the next one was delivered."""
    worker: asyncio.Task[None] | None = None


class Deliverer:
    """The hub's outgoing side. `start` and `stop` belong to the app's lifespan."""

    def __init__(
        self,
        queue: DeliveryQueue,
        subscriptions: Subscriptions,
        client: HubClient,
        rules: DeliveryRules,
        *,
        clock: SuiteClock,
        journal: Journal,
        faults: Faults,
    ) -> None:
        self._queue = queue
        self._subscriptions = subscriptions
        self._client = client
        self._rules = rules
        self._clock = clock
        self._journal = journal
        self._faults = faults
        self._lanes: dict[str, _Lane] = {}
        self._running = False

    def start(self) -> None:
        """Take up what earlier runs left undelivered; the real hub wakes every subscription when it restarts."""
        self._running = True
        for subscription in self._subscriptions.list():
            if subscription.state == "inactive":
                self._subscriptions.set_state(subscription.id, "active")
        self.reload()

    def reload(self) -> None:
        """Read the queue anew from the store (after a start or a reset)."""
        for lane in self._lanes.values():
            lane.numbers.clear()
        for number, subscription_id in self._queue.queued():
            self._lanes.setdefault(subscription_id, _Lane()).numbers.append(number)
        self.wake()

    async def stop(self) -> None:
        """End the workers; what they were sending stays queued."""
        self._running = False
        workers = [lane.worker for lane in self._lanes.values() if lane.worker is not None]
        for worker in workers:
            worker.cancel()
        await asyncio.gather(*workers, return_exceptions=True)
        await self._client.close()

    def enqueue(self, delivery: Delivery) -> int:
        """Queue a message for its subscription; its number."""
        number = self._queue.add(delivery)
        self._lanes.setdefault(delivery.subscription_id, _Lane()).numbers.append(number)
        self._work(delivery.subscription_id)
        return number

    def redeliver(self, number: int) -> bool:
        """Send a message once more, byte for byte; False when there is none of this number."""
        delivery = self._queue.get(number)
        if delivery is None:
            return False
        self._queue.record(number, "queued")
        lane = self._lanes.setdefault(delivery.subscription_id, _Lane())
        if number not in lane.numbers:
            lane.numbers.append(number)
        self._work(delivery.subscription_id)
        return True

    def wake(self) -> None:
        """Let every active subscription that has something waiting go on."""
        for subscription_id in tuple(self._lanes):
            self._work(subscription_id)

    def waiting(self, subscription_id: str) -> int:
        """How many messages wait for this subscription."""
        lane = self._lanes.get(subscription_id)
        return len(lane.numbers) if lane else 0

    def _work(self, subscription_id: str) -> None:
        lane = self._lanes[subscription_id]
        is_busy = lane.worker is not None and not lane.worker.done()
        if not self._running or is_busy or not lane.numbers:
            return
        lane.worker = asyncio.get_running_loop().create_task(self._deliver_all(subscription_id, lane))

    async def _deliver_all(self, subscription_id: str, lane: _Lane) -> None:
        try:
            while lane.numbers:
                subscription = self._subscriptions.find(subscription_id)
                if subscription is None or subscription.state != "active":
                    return
                if not await self._deliver(subscription, lane.numbers[0], lane):
                    return
                if lane.numbers:
                    delivered = lane.numbers.popleft()
                    if lane.held and delivered not in lane.held:
                        lane.numbers.extendleft(lane.held)
                        lane.held.clear()
        except Exception:
            _log.exception("delivering to %s stopped; it goes on with the next message", subscription_id)
            raise

    async def _deliver(self, subscription: Subscription, number: int, lane: _Lane) -> bool:
        """Send one message by the policy; whether the next one may follow."""
        delivery = self._queue.get(number)
        if delivery is None:  # a reset took it away
            return True
        fault = self._faults.named(
            "websub", client=subscription.client_id, process=delivery.about.get("process")
        ) or delivery.about.get("fault")
        if fault == "delivery-lost":
            self._queue.record(number, "delivered", Attempt(at=self._clock.now(), answer="lost by a fault rule"))
            return True
        if fault == "delivery-out-of-order":
            lane.held.append(number)
            return True
        if fault == "delivery-late":
            await self._clock.sleep_until(self._clock.now() + _LATE)
        delivered = await self._try(subscription, number, delivery, fault)
        if delivered and fault == "delivery-duplicate":
            await self._send(subscription, number, delivery, fault)
        return delivered

    async def _try(self, subscription: Subscription, number: int, delivery: Delivery, fault: str | None) -> bool:
        attempt = 1
        while True:
            if self._is_over(subscription):
                self._switch_off(subscription, "the lease is over")
                return False
            answer, recorded = await self._send(subscription, number, delivery, fault)
            if answer.is_success:
                self._queue.record(number, "delivered", recorded)
                return True
            attempt += 1
            wait = self._rules.policy.wait_before(
                attempt, is_status=answer.status is not None, scale=self._rules.wait_scale
            )
            if wait is None:
                reason = f"status {answer.status}" if answer.status is not None else answer.error
                self._queue.record(number, "queued", _with_next(recorded, "the subscription is off, the message waits"))
                self._switch_off(subscription, reason)
                return False
            self._queue.record(number, "queued", _with_next(recorded, f"try {attempt} in {wait.total_seconds():g} s"))
            await self._clock.sleep_until(self._clock.now() + wait)
            present = self._subscriptions.find(subscription.id)
            if present is None or present.state != "active":
                return False
            subscription = present

    async def _send(
        self, subscription: Subscription, number: int, delivery: Delivery, fault: str | None
    ) -> tuple[Answer, Attempt]:
        body, topic = delivery.body.encode(), delivery.topic
        if fault == "delivery-other-partner":
            body, topic = of_another_partner(body)
        headers = delivery_headers(subscription.secret, body, hub_url=self._rules.hub_url, topic=topic, fault=fault)
        callback = subscription.callback + ("/" if fault == "delivery-trailing-slash" else "")
        exchange = self._journal.open(
            "outbound",
            method="POST",
            path=callback,
            request_headers=list(headers.items()),
            request_body=body,
            service="websub",
            trace={**delivery.about, "delivery": str(number)},
            faults=[fault] if fault else [],
        )
        answer = await self._client.post(callback, body, headers)
        exchange.status = answer.status
        exchange.response_headers = answer.headers
        exchange.response_body = answer.body
        exchange.duration_ms = answer.milliseconds
        if not answer.is_success:
            exchange.explain(_failed_delivery(subscription, answer, self._rules.policy))
        self._journal.close(exchange)
        attempt = Attempt(
            at=self._clock.now(),
            status=answer.status,
            answer=answer.error or answer.body[:_SHOWN_ANSWER].decode("utf-8", "replace"),
            milliseconds=answer.milliseconds,
            exchange=exchange.id,
        )
        return answer, attempt

    def _is_over(self, subscription: Subscription) -> bool:
        return self._rules.enforces_leases and self._clock.now() >= subscription.expires_at()

    def _switch_off(self, subscription: Subscription, reason: str) -> None:
        self._subscriptions.set_state(subscription.id, "inactive", reason)
        _log.warning(
            "subscription off topic=%s callback=%s reason=%r waiting=%d next=%r",
            subscription.topic,
            subscription.callback,
            reason,
            self.waiting(subscription.id),
            "subscribe again, change any subscription, or restart the hub",
        )


def _with_next(attempt: Attempt, step: str) -> Attempt:
    return Attempt(
        at=attempt.at,
        status=attempt.status,
        answer=attempt.answer,
        milliseconds=attempt.milliseconds,
        next_step=step,
        exchange=attempt.exchange,
    )


def _failed_delivery(subscription: Subscription, answer: Answer, policy: DeliveryPolicy) -> Explanation:
    if answer.status is None:
        return Explanation(
            expected="an answer from the callback",
            received=answer.error,
            where=subscription.callback,
            why="network errors are tried again, then the subscription is switched off and nobody is told",
            mend="start the subscriber, or correct `hub.callback` (in a container, `localhost` is that container)",
        )
    return Explanation(
        expected="any 2xx",
        received=f"{answer.status} {answer.body[:120].decode('utf-8', 'replace')}",
        where=subscription.callback,
        why="the real hub switches a subscription off at the first answer outside 2xx; messages wait until it is woken"
        if policy.name == "mosip"
        else "the patient policy goes on trying until the lease ends",
        mend="read the subscriber's own log for this delivery; then subscribe again, or redeliver by the control API",
    )
