"""The whole MOSIP mock in this process, as a publisher and a subscriber of its hub use it."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import httpx2
from starlette.testclient import TestClient

from mosip_mock.app import create_app
from mosip_mock.settings import Settings
from shared.control.explanation import Explanation
from shared.control.tolerances import parse_tolerances
from shared.settings import Addresses
from shared.world import World, open_world
from tests.support.hub_receiver import SECRET, Receiver

BASE: Final = "http://localhost:20240"
TOPIC: Final = "crvs-partner/CREDENTIAL_ISSUED"
PARTNER: Final = "crvs-partner"


@dataclass
class HubBench:
    """The mock, its world and a client."""

    http: TestClient
    world: World
    settings: Settings

    def token(self, client: str = PARTNER) -> str:
        body = {
            "id": "string",
            "version": "string",
            "requesttime": "2026-02-03T08:15:30.120Z",
            "metadata": {},
            "request": {"clientId": client, "secretKey": "abcdeABCDE123456", "appId": "admin"},
        }
        answer = self.http.post("/v1/authmanager/authenticate/clientidsecretkey", json=body)
        self.http.cookies.clear()
        return answer.headers["Set-Cookie"].partition("=")[2].partition(";")[0]

    def ask(
        self,
        form: Mapping[str, str] | None = None,
        *,
        client: str | None = PARTNER,
        path: str = "/hub",
        headers: Mapping[str, str] | None = None,
        **how: Any,
    ) -> httpx2.Response:
        """A request to the hub with the token of `client`, or with no cookie."""
        sent = dict(headers or {})
        if client is not None:
            sent["Cookie"] = f"Authorization={self.token(client)}"
        answer = self.http.post(path, data=form, headers=sent, **how)
        self.http.cookies.clear()
        return answer

    def subscribe(self, receiver: Receiver, topic: str = TOPIC, **further: str) -> httpx2.Response:
        """Ask for a subscription; it is verified later."""
        return self.ask(subscription(receiver, topic) | further)

    def subscribed(self, receiver: Receiver, topic: str = TOPIC, **further: str) -> dict[str, Any]:
        """An active subscription."""
        assert self.subscribe(receiver, topic, **further).status_code == 202
        self.until(lambda: any(self._is(s, receiver, topic, "active") for s in self.subscriptions()))
        return next(s for s in self.subscriptions() if self._is(s, receiver, topic, "active"))

    def publish(self, topic: str = TOPIC, **content: Any) -> None:
        """By the suite itself, as MOSIP's services do: durable when this returns."""
        answer = self.ask(
            None,
            client="mosip-regproc-client" if topic.startswith("REGISTRATION") else None,
            path=f"/hub?hub.mode=publish&hub.topic={topic}",
            json=content,
        )
        assert answer.text == "hub.mode=accepted", answer.text

    def subscriptions(self) -> list[dict[str, Any]]:
        return self._items("subscriptions")

    def deliveries(self, **query: str) -> list[dict[str, Any]]:
        """Newest first."""
        return self._items("deliveries", **query)

    def state_of(self, receiver: Receiver) -> str:
        return next((s["state"] for s in self.subscriptions() if s["callback"] == receiver.url), "none")

    def fail(self, name: str, **rule: Any) -> None:
        assert self.http.post("/_mock/faults", json={"action": {"named": name}, **rule}).status_code == 201

    def until(self, met: Callable[[], bool]) -> None:
        """Ask again until it is so."""
        for _ in range(5000):
            if met():
                return
        raise AssertionError((self.subscriptions(), self.deliveries()))

    def explained(self, answer: httpx2.Response) -> Explanation:
        exchange = self.world.journal.find(answer.headers["X-Mock-Explain"])
        assert exchange is not None
        return exchange.explanations[0]

    def outbound(self) -> list[dict[str, Any]]:
        """What the hub sent, as the journal has it, newest first."""
        return self._items("requests", direction="outbound")

    def _items(self, what: str, **query: str) -> list[dict[str, Any]]:
        answer = self.http.get(f"/_mock/{what}", params=query)
        assert answer.status_code == 200, answer.text
        items: list[dict[str, Any]] = answer.json()["items"]
        return items

    def _is(self, subscription: Mapping[str, Any], receiver: Receiver, topic: str, state: str) -> bool:
        return (subscription["callback"], subscription["topic"], subscription["state"]) == (receiver.url, topic, state)


def subscription(receiver: Receiver, topic: str = TOPIC) -> dict[str, str]:
    """The form of `mosip-api`."""
    return {"hub.mode": "subscribe", "hub.topic": topic, "hub.callback": receiver.url, "hub.secret": SECRET}


@contextmanager
def open_hub(directory: Path, *, tolerate: str = "opencrvs", **settings: Any) -> Iterator[HubBench]:
    """The mock over a data directory. Waits have no length unless asked for."""
    tolerances = parse_tolerances(tolerate)
    chosen = Settings(
        addresses=Addresses(public=BASE, internal=BASE, bound=BASE),
        data_dir=directory,
        tolerances=tolerances,
        **{"delivery_wait_scale": 0, **settings},
    )
    world = open_world(directory, app="mosip", tolerances=tolerances)
    try:
        with TestClient(create_app(chosen, world), base_url=BASE) as http:
            yield HubBench(http, world, chosen)
    finally:
        world.close()
