"""The control API of a running app, as a test uses it."""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tests.support.plain_http import request


@dataclass(frozen=True)
class Control:
    """`/_mock/` of one app."""

    url: str

    def add_citizen(self, **members: Any) -> dict[str, Any]:
        """A new citizen; needs a name and a `birthDate`, the rest is made up."""
        return self._expect(201, "POST", "/citizens", json=members)

    def citizen(self, individual_id: str) -> dict[str, Any]:
        """The citizen of this UIN or VID."""
        return self._expect(200, "GET", f"/citizens/{individual_id}")

    def change_citizen(self, uin: str, **members: Any) -> dict[str, Any]:
        return self._expect(200, "PATCH", f"/citizens/{uin}", json=members)

    def health(self) -> dict[str, Any]:
        return self._expect(200, "GET", "/health")

    def exchange(self, exchange_id: str) -> dict[str, Any]:
        """What the journal knows of one request, by the id in its `X-Mock-Explain` header."""
        return self._expect(200, "GET", f"/requests/{exchange_id}")

    def requests(self, **matching: str) -> list[dict[str, Any]]:
        """The journalled exchanges that match, newest first."""
        return _items(self._expect(200, "GET", "/requests", params=matching))

    def wait_for_request(self, *, seconds: float = 20, **matching: str) -> list[dict[str, Any]]:
        """Block until an exchange matches (`service`, `path`, `status`, `trace.rid`, ...)."""
        params = {**matching, "seconds": str(seconds)}
        return _items(self._expect(200, "GET", "/requests/wait", params=params, timeout=seconds + 5))

    def packets(self) -> list[dict[str, Any]]:
        """The packets, items with `registrationId`, `process`, `state`."""
        return _items(self._expect(200, "GET", "/packets"))

    def packet_states(self, registration_id: str) -> list[str]:
        return [p["state"] for p in self.packets() if p["registrationId"] == registration_id]

    def wait_for_packet(self, registration_id: str, states: set[str], *, seconds: float = 30) -> str:
        """The packet's state, as soon as it is one of these."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            reached = states.intersection(self.packet_states(registration_id))
            if reached:
                return reached.pop()
            time.sleep(0.05)
        raise AssertionError(f"packet {registration_id} is {self.packet_states(registration_id)}, not one of {states}")

    def wait_for_subscription(self, callback: str, *, seconds: float = 30) -> None:
        """Until the hub has it: the callback has echoed the intent before the hub has read that."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if any(s["callback"] == callback for s in _items(self._expect(200, "GET", "/subscriptions"))):
                return
            time.sleep(0.05)
        raise AssertionError(f"the hub has no subscription of {callback}")

    def outbox(self, **matching: str) -> list[dict[str, Any]]:
        return _items(self._expect(200, "GET", "/outbox", params=matching))

    def advance_clock(self, seconds: float) -> None:
        self._expect(200, "PUT", "/clock", json={"advanceSeconds": seconds})

    def reset_clock(self) -> None:
        self._expect(200, "PUT", "/clock", json={"reset": True})

    def _expect(
        self,
        status: int,
        method: str,
        path: str,
        *,
        json: object = None,
        params: Mapping[str, str] | None = None,
        timeout: float = 10,
    ) -> dict[str, Any]:
        answer = request(method, f"{self.url}/_mock{path}", json=json, params=params, timeout=timeout)
        assert answer.status_code == status, f"{method} {path}: {answer.status_code} {answer.text}"
        content = answer.json()
        assert isinstance(content, dict)
        return content


def _items(listing: dict[str, Any]) -> list[dict[str, Any]]:
    items = listing["items"]
    assert isinstance(items, list)
    return items
