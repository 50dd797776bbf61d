"""The hub on the control API: what its silence hides. Secrets and bodies of credentials stay out of the listings."""

from typing import Any, get_args

import msgspec
from msgspec import Struct
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from mosip_mock.websub.deliverer import LEASE_OVER
from mosip_mock.websub.hub import Hub, SubscribeRequest
from mosip_mock.websub.queue import Attempt, Delivery, DeliveryQueue, DeliveryState
from mosip_mock.websub.subscriptions import Subscription
from shared.control.listing import listing, one_of, whole_number
from shared.store.protocol import NoSuchRecordError
from shared.wire import json_response, query_of, read_json


class StateChange(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`active` or `inactive`."""

    state: str


class Restart(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`forget`: lose all subscriptions, as a hub that lost its Kafka topics."""

    forget: bool = False


class HubControlRoutes(Struct, frozen=True):
    """Subscriptions, deliveries, redelivery, restart."""

    hub: Hub
    queue: DeliveryQueue

    def routes(self) -> list[BaseRoute]:
        return [
            Route("/subscriptions", self.subscriptions, methods=["GET"]),
            Route("/subscriptions/{id}", self.subscription, methods=["GET"]),
            Route("/subscriptions/{id}", self.change, methods=["PATCH"]),
            Route("/subscriptions/{id}", self.remove, methods=["DELETE"]),
            Route("/topics", self.topics, methods=["GET"]),
            Route("/deliveries", self.deliveries, methods=["GET"]),
            Route("/deliveries/{number:int}", self.delivery, methods=["GET"]),
            Route("/deliveries/{number:int}/redeliver", self.redeliver, methods=["POST"]),
            Route("/hub/restart", self.restart, methods=["POST"]),
        ]

    async def subscriptions(self, request: Request) -> Response:
        items = [self._shown(s) for s in self.hub.subscriptions.list()]
        known = {item["id"] for item in items}
        items += [_verified_now(key, wanted) for key, wanted in self.hub.pending() if key not in known]
        return listing(request, items)

    async def subscription(self, request: Request) -> Response:
        found = self.hub.subscriptions.find(request.path_params["id"])
        if found is None:
            raise _no_subscription()
        return json_response(self._shown(found))

    async def topics(self, request: Request) -> Response:
        return listing(request, self.hub.subscriptions.topics())

    async def change(self, request: Request) -> Response:
        change = await read_json(request, StateChange)
        if change.state not in {"active", "inactive"}:
            raise HTTPException(400, "state: expected active or inactive")
        state = "active" if change.state == "active" else "inactive"
        changed = self.hub.subscriptions.set_state(request.path_params["id"], state, "set by the control API")  # type: ignore[arg-type]  # one of the two
        if changed is None:
            raise _no_subscription()
        self.hub.deliverer.wake()
        return json_response(self._shown(changed))

    async def remove(self, request: Request) -> Response:
        try:
            self.hub.remove(request.path_params["id"])
        except NoSuchRecordError as error:
            raise HTTPException(404, str(error)) from error
        return json_response({"status": "removed"})

    async def deliveries(self, request: Request) -> Response:
        self.hub.deliverer.settle()
        query = query_of(request)
        about = next(((name, query[name]) for name in ("rid", "event") if name in query), None)
        numbers = self.queue.numbers(state=one_of(query, "state", get_args(DeliveryState)), about=about)
        offset, limit = whole_number(query, "offset", 0), whole_number(query, "limit", len(numbers))
        found = ((number, self.queue.get(number)) for number in numbers[offset : offset + limit])
        items = [self._delivery(number, delivery) for number, delivery in found if delivery is not None]
        return json_response({"items": items, "total": len(numbers)})

    async def delivery(self, request: Request) -> Response:
        self.hub.deliverer.settle()
        number = request.path_params["number"]
        delivery = self.queue.get(number)
        if delivery is None:
            raise HTTPException(404, "no delivery has this number")
        return json_response(self._delivery(number, delivery))

    async def redeliver(self, request: Request) -> Response:
        number = request.path_params["number"]
        if not self.hub.deliverer.redeliver(number):
            raise HTTPException(404, "no delivery has this number, or its subscription is gone")
        return json_response({"status": "queued", "id": number}, 202)

    async def restart(self, request: Request) -> Response:
        body = await request.body()
        asked = await read_json(request, Restart) if body else Restart()
        await self.hub.stop()
        if asked.forget:
            self.hub.forget()
        self.hub.start()
        return json_response({"status": "restarted", "subscriptions": len(self.hub.subscriptions.list())})

    def _shown(self, subscription: Subscription) -> dict[str, Any]:
        shown: dict[str, Any] = msgspec.to_builtins(subscription)
        del shown["secret"]
        if subscription.state == "active" and self.hub.deliverer.is_over(subscription):
            shown |= {"state": "inactive", "reason": LEASE_OVER}  # the hub itself notices at the next message
        last = self.hub.deliverer.last_attempt(subscription.id)
        return shown | {
            "waiting": self.hub.deliverer.waiting(subscription.id),
            "lastAttempt": None if last is None else _attempt(last),
        }

    def _delivery(self, number: int, delivery: Delivery) -> dict[str, Any]:
        outcome = self.queue.outcome(number)
        return {
            "id": number,
            "subscription": delivery.subscription_id,
            "topic": delivery.topic,
            "callback": delivery.callback,
            "about": delivery.about,
            "createdAt": delivery.created_at,
            "bytes": len(delivery.body.encode()),
            "state": outcome.state if outcome else "queued",
            "attempts": [_attempt(attempt) for attempt in outcome.attempts] if outcome else [],
        }


def _attempt(attempt: Attempt) -> dict[str, Any]:
    """With every member, where the store leaves out what is empty."""
    return {
        "at": attempt.at,
        "status": attempt.status,
        "answer": attempt.answer,
        "milliseconds": attempt.milliseconds,
        "nextStep": attempt.next_step or "none",
        "exchange": attempt.exchange,
    }


def _no_subscription() -> HTTPException:
    return HTTPException(404, "no subscription has this id")


def _verified_now(key: str, wanted: SubscribeRequest) -> dict[str, Any]:
    return {
        "id": key,
        "topic": wanted.topic,
        "callback": wanted.callback,
        "leaseSeconds": wanted.lease_seconds,
        "state": "pending",
        "clientId": wanted.client_id,
        "waiting": 0,
        "lastAttempt": None,
    }
