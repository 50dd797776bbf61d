"""Delivering what is queued: one message at a time for each subscription, all subscriptions side by side.

A subscription's worker lives while it has something to do. What is queued is only numbers here; bodies stay in the
store until they are sent, so memory does not grow with what waits. Successes are written down together at the end of
a turn of the event loop: a kill in between repeats a delivery, with the same event id, and loses none.
"""

import asyncio
import logging
from collections.abc import Sequence
from datetime import timedelta
from enum import Enum
from typing import Final

import msgspec
from msgspec import Struct

from mosip_mock.websub.lane import Lane
from mosip_mock.websub.policy import DeliveryPolicy
from mosip_mock.websub.queue import Attempt, Delivery, DeliveryQueue, Finished
from mosip_mock.websub.sending import Sender
from mosip_mock.websub.subscriptions import Subscription, Subscriptions
from shared.control.clock import SuiteClock
from shared.control.faults.registry import Faults

_log = logging.getLogger("mocks.websub")
LEASE_OVER: Final = "the lease is over"
_LATE: Final = timedelta(seconds=10)
_SETTLED_TOGETHER: Final = 200
_SETTLED_WITHIN: Final = 0.005
"""Seconds; what was delivered counts as queued no longer than this, should the process be killed."""


class DeliveryRules(Struct, frozen=True, kw_only=True):
    """How this hub delivers."""

    policy: DeliveryPolicy
    wait_scale: float = 1.0
    """Factor on all waits: 0 tries again at once."""
    enforces_leases: bool = False


class _Outcome(Enum):
    DONE = "the next one may follow"
    HELD = "comes after the next one"
    KEPT = "waits until the subscription is woken"


class Deliverer:
    """The hub's outgoing side. `start` and `stop` belong to the app's lifespan."""

    def __init__(
        self,
        queue: DeliveryQueue,
        subscriptions: Subscriptions,
        sender: Sender,
        rules: DeliveryRules,
        *,
        clock: SuiteClock,
        faults: Faults,
    ) -> None:
        self._queue = queue
        self._subscriptions = subscriptions
        self._sender = sender
        self._rules = rules
        self._clock = clock
        self._faults = faults
        self._lanes: dict[str, Lane] = {}
        self._top = 0
        """The highest number so far. One that is not higher shows that the store went back to an older state."""
        self._running = False
        self._finished: list[Finished] = []
        self._settling: asyncio.TimerHandle | None = None

    def start(self) -> None:
        """Take up what earlier runs left undelivered; the real hub wakes every subscription when it restarts."""
        self._running = True
        self._subscriptions.wake_all()
        self.reload()

    def reload(self) -> None:
        """Read the queue anew from the store (after a start or a reset)."""
        self.settle()
        for lane in self._lanes.values():
            if lane.worker is not None:
                lane.worker.cancel()
        self._lanes.clear()
        self._top = 0
        known = {subscription.id for subscription in self._subscriptions.list()}
        for number, subscription_id in tuple(self._queue.queued()):
            self._top = number
            if subscription_id in known:
                self._lane(subscription_id).numbers.append(number)
            else:
                self._queue.record(number, "failed", self._gone())
        self.wake()

    async def stop(self) -> None:
        """End the workers; what they were sending stays queued."""
        self._running = False
        workers = [lane.worker for lane in self._lanes.values() if lane.worker is not None]
        for worker in workers:
            worker.cancel()
        await asyncio.gather(*workers, return_exceptions=True)
        self.settle()
        await self._sender.close()

    def enqueue(self, deliveries: Sequence[Delivery]) -> None:
        """Queue messages for their subscriptions, all or none; durable when this returns."""
        numbers = self._queue.add(deliveries)
        if numbers and numbers[0] <= self._top:
            self.reload()
            return
        for number, delivery in zip(numbers, deliveries, strict=True):
            self._top = number
            self._lane(delivery.subscription_id).numbers.append(number)
            self._work(delivery.subscription_id)

    def redeliver(self, number: int) -> bool:
        """Send a message once more, byte for byte; False when there is none of this number.

        Whoever asks for it has mended the subscriber: one that is off goes on, one that waits to try again does so now.
        """
        self.settle()
        delivery = self._queue.get(number)
        subscription = None if delivery is None else self._subscriptions.find(delivery.subscription_id)
        if delivery is None or subscription is None:
            return False
        self._queue.record(number, "queued")
        if subscription.state == "inactive":
            self._subscriptions.set_state(subscription.id, "active")
        lane = self._lane(subscription.id)
        if lane.is_pausing:
            lane = self._lanes[subscription.id] = lane.begun_anew()
        lane.add_again(number)
        self._work(subscription.id)
        return True

    def drop(self, subscription_id: str) -> None:
        """Give up what waits for a subscription that is gone: one of the same name begins anew."""
        lane = self._lanes.pop(subscription_id, None)
        if lane is None:
            return
        if lane.worker is not None:
            lane.worker.cancel()
        for number in lane.all():
            self._queue.record(number, "failed", self._gone())

    def wake(self) -> None:
        """Let every active subscription that has something waiting go on."""
        for subscription_id in tuple(self._lanes):
            self._work(subscription_id)

    def waiting(self, subscription_id: str) -> int:
        """How many messages wait for this subscription, the one on its way included."""
        lane = self._lanes.get(subscription_id)
        return len(lane.all()) if lane else 0

    def last_attempt(self, subscription_id: str) -> Attempt | None:
        """The latest attempt for this subscription since the start."""
        lane = self._lanes.get(subscription_id)
        return lane.last if lane else None

    def is_over(self, subscription: Subscription) -> bool:
        """Whether the subscription ended with its lease, where leases are enforced."""
        return self._rules.enforces_leases and subscription.is_over(self._clock.now())

    def settle(self) -> None:
        """Write down what was delivered."""
        if self._settling is not None:
            self._settling.cancel()
            self._settling = None
        finished, self._finished = self._finished, []
        if finished:
            self._queue.settle(finished)

    def _lane(self, subscription_id: str) -> Lane:
        return self._lanes.setdefault(subscription_id, Lane())

    def _work(self, subscription_id: str) -> None:
        lane = self._lanes[subscription_id]
        is_busy = lane.worker is not None and not lane.worker.done()
        if not self._running or is_busy or not lane.numbers:
            return
        lane.worker = asyncio.get_running_loop().create_task(self._deliver_all(subscription_id, lane))

    async def _deliver_all(self, subscription_id: str, lane: Lane) -> None:
        while lane.numbers:
            subscription = self._subscriptions.find_lately(subscription_id)
            if subscription is None or subscription.state != "active":
                return
            number = lane.current = lane.numbers.popleft()
            try:
                outcome = await self._deliver(subscription, number, lane)
            except Exception:  # noqa: BLE001 - one message must not stop the others
                # It is queued in the store, and so tried again at the next start.
                _log.exception("delivery %d to %s failed; going on with the next one", number, subscription_id)
                continue
            finally:
                lane.current = None
            if outcome is _Outcome.KEPT:
                lane.numbers.appendleft(number)
                return
            if outcome is _Outcome.HELD:
                lane.held = number
            elif lane.held is not None:
                lane.numbers.appendleft(lane.held)
                lane.held, lane.freed = None, lane.held

    async def _deliver(self, subscription: Subscription, number: int, lane: Lane) -> _Outcome:
        """Send one message by the policy."""
        delivery = self._queue.get(number)
        if delivery is None or delivery.subscription_id != subscription.id:  # the store went back to an older state
            return _Outcome.DONE
        fault = self._faults.named(
            "websub", client=subscription.client_id, process=delivery.about.get("process")
        ) or delivery.about.get("fault")
        if fault == "delivery-lost":
            self._queue.record(number, "delivered", Attempt(at=self._clock.now(), answer="lost by a fault rule"))
            return _Outcome.DONE
        if fault == "delivery-out-of-order" and lane.held is None and number != lane.freed:
            return _Outcome.HELD
        if fault == "delivery-late":
            await self._clock.sleep_until(self._clock.now() + _LATE)
        outcome = await self._try(subscription, number, delivery, lane, fault)
        if outcome is _Outcome.DONE and fault == "delivery-duplicate":
            await self._sender.send(subscription, number, delivery, fault)
        return outcome

    async def _try(
        self, subscription: Subscription, number: int, delivery: Delivery, lane: Lane, fault: str | None
    ) -> _Outcome:
        attempt = 1
        while True:
            if self.is_over(subscription):
                self._switch_off(subscription, LEASE_OVER)
                return _Outcome.KEPT
            answer, lane.last = await self._sender.send(subscription, number, delivery, fault)
            if answer.is_success:
                self._note(Finished(number, delivery.created_at, lane.last))
                return _Outcome.DONE
            attempt += 1
            wait = self._wait(subscription, attempt, is_status=answer.status is not None)
            if wait is None:
                reason = f"status {answer.status}" if answer.status is not None else answer.error
                lane.last = _with_next(lane.last, "the subscription is off, the message waits")
                self._queue.record(number, "queued", lane.last)
                self._switch_off(subscription, reason)
                return _Outcome.KEPT
            lane.last = _with_next(lane.last, f"try {attempt} in {wait.total_seconds():g} s")
            self._queue.record(number, "queued", lane.last)
            _log.warning(
                "delivery failed topic=%s callback=%s status=%s answer=%r next=%r",
                subscription.topic,
                subscription.callback,
                answer.status,
                answer.error,
                lane.last.next_step,
            )
            lane.is_pausing = True
            await self._clock.sleep_until(self._clock.now() + wait)
            lane.is_pausing = False
            present = self._subscriptions.find(subscription.id)
            if present is None or present.state != "active":
                return _Outcome.KEPT
            subscription = present

    def _wait(self, subscription: Subscription, attempt: int, *, is_status: bool) -> timedelta | None:
        """How long until the next attempt; None to give up. Who tries for ever does so until the lease ends."""
        policy = self._rules.policy
        if policy.repeats and subscription.is_over(self._clock.now()):
            return None
        return policy.wait_before(attempt, is_status=is_status, scale=self._rules.wait_scale)

    def _note(self, finished: Finished) -> None:
        self._finished.append(finished)
        if len(self._finished) >= _SETTLED_TOGETHER:
            self.settle()
        elif self._settling is None:
            self._settling = asyncio.get_running_loop().call_later(_SETTLED_WITHIN, self._settle_late)

    def _settle_late(self) -> None:
        self._settling = None
        try:
            self.settle()
        except Exception:  # noqa: BLE001 - a callback of the loop: nobody else hears of it
            _log.exception("what was delivered could not be written down; it is delivered again after a restart")

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

    def _gone(self) -> Attempt:
        return Attempt(at=self._clock.now(), answer="the subscription is gone", next_step="none")


def _with_next(attempt: Attempt, step: str) -> Attempt:
    return msgspec.structs.replace(attempt, next_step=step)
