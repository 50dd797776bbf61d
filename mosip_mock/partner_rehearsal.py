"""`POST /_mock/hub/rehearsal`: a partner's callback tried out with an event as it would get one.

Topic and secret are those of the subscription with this callback; the partner is the topic's. `event` in the answer is
what was delivered, so that the caller can try a keystore on it.
"""

from typing import Any, Final

from msgspec import Struct
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from mosip_mock.credentials.events import TOPIC
from mosip_mock.credentials.failures import CannotIssueError
from mosip_mock.credentials.issuing import Issuer
from mosip_mock.websub.http_client import HubClient
from mosip_mock.websub.rehearsal import TIMEOUT, Rehearsal
from mosip_mock.websub.subscriptions import Subscription, Subscriptions
from shared.control.clock import SuiteClock
from shared.control.finding import Finding
from shared.control.journal import Journal
from shared.draws import RANDOM, Draw
from shared.wire import json_response, read_json

_OPENCRVS_SECRET: Final = "mosip-websub-secret"  # noqa: S105 - OpenCRVS' published default


class _Asked(Struct, frozen=True, forbid_unknown_fields=True):
    callback: str | None = None
    """None: only make an event."""
    topic: str | None = None
    secret: str | None = None


class RehearsalRoutes(Struct, frozen=True, kw_only=True):
    """On the control API."""

    subscriptions: Subscriptions
    issuer: Issuer
    clock: SuiteClock
    journal: Journal
    partner: str
    hub_url: str
    draw: Draw = RANDOM

    def routes(self) -> list[BaseRoute]:
        return [Route("/hub/rehearsal", self.rehearse, methods=["POST"])]

    async def rehearse(self, request: Request) -> Response:
        asked = await read_json(request, _Asked)
        known = self._subscription_of(asked)
        topic = asked.topic or (known.topic if known else f"{self.partner}/{TOPIC}")
        partner, slash, _ = topic.partition("/")
        try:
            event = self.issuer.sample(partner if slash else self.partner, topic)
        except CannotIssueError as error:
            raise HTTPException(409, f"no event can be made for the topic {topic}: {error}") from error
        findings = []
        if asked.callback:
            secret = asked.secret or (known.secret if known else _OPENCRVS_SECRET)
            findings = [_subscribed(known, topic), *await self._tried(asked.callback, topic, secret, event)]
        found: dict[str, Any] = {"topic": topic, "findings": findings, "event": event.decode()}
        return json_response(found)

    async def _tried(self, callback: str, topic: str, secret: str, event: bytes) -> list[Finding]:
        client = HubClient(TIMEOUT)
        try:
            rehearsal = Rehearsal(
                client=client, clock=self.clock, journal=self.journal, hub_url=self.hub_url, draw=self.draw
            )
            return await rehearsal.run(callback, topic, secret, event)
        finally:
            await client.close()

    def _subscription_of(self, asked: _Asked) -> Subscription | None:
        """An active one before one that is off."""
        found = [
            s for s in self.subscriptions.list() if s.callback == asked.callback and asked.topic in {None, s.topic}
        ]
        return min(found, key=lambda s: s.state, default=None)


def _subscribed(known: Subscription | None, topic: str) -> Finding:
    name = "subscription"
    if known is None:
        return Finding(name, "warning", f"none has this callback; tried with the topic {topic}. Subscribe first")
    if known.state != "active":
        return Finding(name, "warning", f"{topic} is off ({known.reason}); subscribe again once all is in order")
    return Finding(name, "ok", f"{topic} is active")
