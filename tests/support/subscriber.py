"""The receiving half of `mosip-api`: answers the hub, opens credentials, keeps its own table of open transactions."""

import hashlib
import hmac
import json
import re
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any, Final

from tests.support.callback import CallbackServer, Reply
from tests.support.credential import MalformedError, check_credential, check_event, decrypted
from tests.support.ida_recipe import mosip_time
from tests.support.kit import Kit
from tests.support.opencrvs_flavours import Flavour

_SECONDS_TO_WAIT: Final = 30.0
_LARGEST_BODY: Final = 1024 * 1024  # what Fastify reads by default
_SIGNATURE: Final = re.compile(r"(sha1|sha256|sha384|sha512)=([0-9a-f]+)")


@dataclass(frozen=True)
class Delivered:
    """One notification of the hub, as it was received and judged."""

    status: str
    """`RECEIVED` or `ERROR` in the body of a 200, or the HTTP status of a refusal."""
    registration_id: str | None = None
    kind: str | None = None
    credential: Mapping[str, Any] = field(default_factory=dict)
    event: Mapping[str, Any] = field(default_factory=dict)
    reason: str | None = None
    is_signed: bool = False
    """Whether `X-Hub-Signature` was right; only 2.x looks."""

    @property
    def subject(self) -> dict[str, Any]:
        return dict(self.credential["credentialSubject"])


class Subscriber:
    """Receives in the callback server's threads; tests wait on a condition for what arrives."""

    def __init__(self, kit: Kit, flavour: Flavour, topic: str, hub_secret: str) -> None:
        self.delivered: list[Delivered] = []
        self.verifications: list[dict[str, str]] = []
        self.hub_secret = hub_secret
        self._kit = kit
        self._flavour = flavour
        self._topic = topic
        self._changed = threading.Condition()
        self._transactions: set[str] = set()
        self._callback = CallbackServer("/websub/callback", self._on_verification, self._on_notification)

    @property
    def callback_url(self) -> str:
        return self._callback.url

    def close(self) -> None:
        self._callback.close()

    def expect(self, registration_id: str) -> None:
        """Store a transaction: without its row, an event about it is lost."""
        with self._changed:
            self._transactions.add(registration_id)

    def is_expecting(self, registration_id: str) -> bool:
        """Whether the transaction is stored and not yet confirmed."""
        with self._changed:
            return registration_id in self._transactions

    def wait_for_verification(self) -> dict[str, str]:
        """The query of the hub's first request about intent: a challenge, or a denial."""
        self._wait_for(lambda: bool(self.verifications), "the hub's verification of intent")
        return self.verifications[0]

    def wait_for_delivery(self, registration_id: str) -> Delivered:
        """The first notification about this registration, as soon as it is there."""
        self._wait_for(lambda: bool(self.deliveries_of(registration_id)), f"the credential of {registration_id}")
        return self.deliveries_of(registration_id)[0]

    def wait_for_deliveries(self, count: int) -> list[Delivered]:
        """Everything that arrived, as soon as it is this many."""
        self._wait_for(lambda: len(self.delivered) >= count, f"{count} notifications")
        return list(self.delivered)

    def deliveries_of(self, registration_id: str) -> list[Delivered]:
        return [d for d in self.delivered if d.registration_id == registration_id]

    def _wait_for(self, met: Callable[[], bool], what: str) -> None:
        deadline = time.monotonic() + _SECONDS_TO_WAIT
        with self._changed:
            while not met():
                remaining = deadline - time.monotonic()
                if remaining <= 0 or not self._changed.wait(remaining):
                    raise AssertionError(
                        f"{what} did not come within {_SECONDS_TO_WAIT:.0f} s; arrived: {self.delivered}"
                    )

    def _on_verification(self, query: Mapping[str, str]) -> Reply:
        with self._changed:
            self.verifications.append(dict(query))
            self._changed.notify_all()
        challenge = query.get("hub.challenge")
        if challenge is None:
            return Reply(400, "text/plain", b"Missing hub.challenge")
        return Reply(200, "text/plain; charset=utf-8", challenge.encode())

    def _on_notification(self, headers: Mapping[str, str], body: bytes) -> Reply:
        delivered, reply = self._judge(headers, body)
        with self._changed:
            self.delivered.append(delivered)
            self._changed.notify_all()
        return reply

    def _judge(self, headers: Mapping[str, str], body: bytes) -> tuple[Delivered, Reply]:
        is_signed = self._is_signed(headers.get("x-hub-signature", ""), body)
        if self._flavour.verifies_hub_signature and not is_signed:
            return Delivered("401"), _json_reply(401, {"error": "Invalid X-Hub-Signature"})
        try:
            event = check_event(_decoded(body), self._topic, self._flavour)
        except MalformedError as error:
            return Delivered("500", reason=str(error)), _json_reply(500, {"error": "An unexpected error occurred"})
        delivered = replace(self._confirm(event), is_signed=is_signed)
        now = _now()
        confirmation = {
            "id": event["id"],
            "requestId": event["transactionId"],
            "timestamp": now,
            "status": delivered.status,
            "url": "",
        }
        envelope = {"publisher": "OPENCRVS", "topic": self._topic, "publishedOn": now, "event": confirmation}
        return delivered, _json_reply(200, envelope)

    def _confirm(self, event: dict[str, Any]) -> Delivered:
        """Open the credential and take the transaction's row: without one the event is lost."""
        try:
            credential = decrypted(event["data"]["credential"], self._kit)
            kind = check_credential(credential, self._flavour)
        except MalformedError as error:
            return Delivered("ERROR", event=event, reason=str(error))
        registration_id = credential["credentialSubject"]["id"].rpartition("/")[2]
        with self._changed:
            known = registration_id in self._transactions
            self._transactions.discard(registration_id)
        status, reason = ("RECEIVED", None) if known else ("ERROR", "transaction not found")
        return Delivered(status, registration_id, kind, credential, event, reason)

    def _is_signed(self, signature: str, body: bytes) -> bool:
        parts = _SIGNATURE.fullmatch(signature)
        if parts is None:
            return False
        expected = hmac.new(self.hub_secret.encode(), body, getattr(hashlib, parts[1])).hexdigest()
        return hmac.compare_digest(expected, parts[2])


def _now() -> str:
    return mosip_time(datetime.now(UTC))


def _decoded(body: bytes) -> object:
    if len(body) > _LARGEST_BODY:
        raise MalformedError(f"body: {len(body)} bytes")
    try:
        return json.loads(body)
    except ValueError as error:
        raise MalformedError("body: no JSON") from error


def _json_reply(status: int, content: object) -> Reply:
    return Reply(status, "application/json; charset=utf-8", json.dumps(content).encode())
