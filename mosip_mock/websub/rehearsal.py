"""Trying a partner's callback out, from where the hub stands: reachable, echo, clock, signatures, a whole event.

What is sent is what the hub would send, about a registration that nobody knows, so that the partner confirms nothing.
"""

from collections.abc import Mapping
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any, Final

import msgspec
from msgspec import Struct

from mosip_mock.websub.http_client import Answer, HubClient
from mosip_mock.websub.signing import delivery_headers
from shared.control.clock import SuiteClock
from shared.control.finding import Finding
from shared.control.journal import Journal
from shared.draws import RANDOM, Draw

TIMEOUT: Final = 15.0
_SKEW_NOTED: Final = 5
_SKEW_REFUSED: Final = 30
"""Seconds: ID authentication refuses requests that are further away."""
_SHOWN: Final = 120
_UNAUTHORISED: Final = frozenset({401, 403})


class Rehearsal(Struct, frozen=True, kw_only=True):
    """Asks and delivers as the hub does, and says what it makes of the answers."""

    client: HubClient
    clock: SuiteClock
    journal: Journal
    hub_url: str
    draw: Draw = RANDOM

    async def run(self, callback: str, topic: str, secret: str, event: bytes) -> list[Finding]:
        """Each check in turn; without an answer to the first one there are no others."""
        challenge = self.draw.uuid()
        answer = await self._ask(callback, "subscribe", topic, challenge)
        if answer.status is None:
            return [_unreachable(callback, answer)]
        findings = [Finding("callback", "ok", f"{callback} answers in {answer.milliseconds:.0f} ms")]
        findings.append(_echoed(answer, challenge))
        foreign = self.draw.uuid()
        findings.append(_on_foreign(await self._ask(callback, "subscribe", f"{topic}_OF_ANOTHER", foreign), foreign))
        findings.append(_clock(answer, self.clock.now()))
        for fault, says in _FORGERIES.items():
            findings.append(_on_forgery(says, await self._deliver(callback, topic, secret, event, fault)))
        findings.append(_on_delivery(await self._deliver(callback, topic, secret, event, None)))
        return findings

    async def _ask(self, callback: str, mode: str, topic: str, challenge: str) -> Answer:
        query = f"hub.mode={mode}&hub.topic={topic}&hub.challenge={challenge}&hub.lease_seconds=864000"
        answer = await self.client.get(f"{callback}{'&' if '?' in callback else '?'}{query.replace(' ', '%20')}")
        self._note("GET", callback, answer, query=query)
        return answer

    async def _deliver(self, callback: str, topic: str, secret: str, event: bytes, fault: str | None) -> Answer:
        headers = delivery_headers(secret, event, hub_url=self.hub_url, topic=topic, fault=fault)
        answer = await self.client.post(callback, event, headers)
        self._note("POST", callback, answer, request_headers=list(headers.items()), request_body=event)
        return answer

    def _note(self, method: str, callback: str, answer: Answer, **sent: Any) -> None:  # noqa: ANN401 - of the exchange
        exchange = self.journal.open(
            "outbound", method=method, path=callback, service="websub", trace={"rehearsal": callback}, **sent
        )
        exchange.status, exchange.duration_ms = answer.status, answer.milliseconds
        exchange.response_headers, exchange.response_body = answer.headers, answer.body
        self.journal.close(exchange)


_FORGERIES: Final[Mapping[str, str]] = {
    "delivery-wrong-signature": "an event signed with another secret",
    "delivery-unsigned": "an event without X-Hub-Signature",
}


def _unreachable(callback: str, answer: Answer) -> Finding:
    return Finding(
        "callback",
        "failed",
        f"{callback} does not answer the MOSIP mock ({answer.error}); start the subscriber, or correct the address: "
        "in a container, localhost is that container",
    )


def _echoed(answer: Answer, challenge: str) -> Finding:
    if answer.body == challenge.encode():
        return Finding("intent", "ok", "the challenge comes back byte for byte")
    return Finding(
        "intent",
        "failed",
        f"asked by GET, it answered {answer.status} {_shown(answer)}; answer hub.challenge as text/plain, nothing "
        "before or behind it: no quotes, no newline, no JSON",
    )


def _on_foreign(answer: Answer, challenge: str) -> Finding:
    if answer.body != challenge.encode():
        return Finding("foreign topic", "ok", "what was never asked for is not confirmed")
    return Finding(
        "foreign topic",
        "warning",
        "it confirms a topic that it never asked for, as OpenCRVS does; look at hub.mode and hub.topic before echoing",
    )


def _clock(answer: Answer, now: datetime) -> Finding:
    name = "partner's clock"
    told = next((value for header, value in answer.headers if header.lower() == "date"), None)
    try:
        theirs = parsedate_to_datetime(told or "")
    except ValueError:
        return Finding(name, "warning", "its answers have no Date header, so its clock is not known")
    if theirs.tzinfo is None:
        return Finding(name, "warning", f"its Date header has no time zone ({told})")
    skew = round((theirs - now).total_seconds())
    if abs(skew) <= _SKEW_NOTED:
        return Finding(name, "ok", "within 5 seconds of the mock's")
    says = (
        f"{abs(skew)} s {'ahead of' if skew > 0 else 'behind'} the mock's; set it by NTP, or return the mock's own "
        "by `mosip-mocks clock reset`"
    )
    return Finding(name, "failed" if abs(skew) > _SKEW_REFUSED else "warning", says)


def _on_forgery(says: str, answer: Answer) -> Finding:
    name = "forgery"
    if answer.status is None:
        return Finding(name, "failed", f"no answer to {says} ({answer.error}); answer 401 at once")
    if answer.is_success:
        return Finding(
            name,
            "failed",
            f"{says} is taken ({answer.status}); compare X-Hub-Signature with the HMAC-SHA256 of the raw body and "
            "answer 401 (OpenCRVS 1.8 and 1.9 do not look, 2.x does)",
        )
    return Finding(name, "ok", f"{says} is refused ({answer.status})")


def _on_delivery(answer: Answer) -> Finding:
    name = "delivery"
    if answer.status is None:
        return Finding(name, "failed", f"no answer to a signed event ({answer.error}); see the subscriber's log")
    if answer.is_success:
        return Finding(name, "ok", f"a signed event is taken ({answer.status}{_told(answer)})")
    if answer.status in _UNAUTHORISED:
        mend = "its secret is not the one of the subscription, or it does not hash the raw body"
    elif 300 <= answer.status < 400:  # noqa: PLR2004 - the class of redirects
        mend = "the hub follows no redirect; give the final address as hub.callback"
    else:
        mend = "see its own log: the topic it expects, the members it demands, the key it decrypts with"
    return Finding(name, "failed", f"a signed event is refused with {answer.status} {_shown(answer)}; {mend}")


def _told(answer: Answer) -> str:
    """What `mosip-api` says in its body, which the real hub ignores."""
    try:
        told = msgspec.json.decode(answer.body)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return ""
    event: Any = told.get("event") if isinstance(told, dict) else None
    status = event.get("status") if isinstance(event, dict) else None
    return f", status {status}; ERROR is right, nobody knows this registration" if isinstance(status, str) else ""


def _shown(answer: Answer) -> str:
    return repr(answer.body[:_SHOWN].decode("utf-8", "replace"))
