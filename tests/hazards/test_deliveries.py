"""Named faults of the hub's deliveries, as a subscriber on a real socket receives them."""

import hashlib
import hmac
import json
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from mosip_mock.app import create_app
from mosip_mock.settings import Settings
from mosip_mock.websub.signing import with_trailing_slash
from shared.control.faults.catalogue import BY_NAME
from shared.settings import Addresses
from shared.world import World, open_world
from tests.conftest import NewDataDir
from tests.support.callback import CallbackServer, Reply

BASE = "http://localhost:20240"
TOPIC = "crvs-partner/CREDENTIAL_ISSUED"
SECRET = "a secret of the test"
SECONDS = 20.0


@dataclass
class Receiver:
    """A callback that keeps what it gets. `answers` are its next statuses, then 200 for ever."""

    answers: list[int] = field(default_factory=list)
    got: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    verified: list[str] = field(default_factory=list)
    changed: threading.Condition = field(default_factory=threading.Condition)

    def on_verification(self, query: Mapping[str, str]) -> Reply:
        with self.changed:
            self.verified.append(query["hub.topic"])
            self.changed.notify_all()
        return Reply(200, "text/plain", query["hub.challenge"].encode())

    def on_notification(self, headers: Mapping[str, str], body: bytes) -> Reply:
        with self.changed:
            self.got.append((dict(headers), body))
            self.changed.notify_all()
            return Reply(self.answers.pop(0) if self.answers else 200, "text/plain", b"")

    def wait(self, met: Callable[[], bool]) -> None:
        with self.changed:
            assert self.changed.wait_for(met, SECONDS), self.got

    def bodies(self) -> list[Any]:
        return [json.loads(body) for _, body in self.got]


@dataclass
class Bench:
    """The MOSIP mock with its workers, and one subscriber."""

    http: TestClient
    world: World
    receiver: Receiver
    callback: CallbackServer

    def subscribe(self) -> None:
        known = len(self.receiver.verified)
        form = {"hub.mode": "subscribe", "hub.topic": TOPIC, "hub.callback": self.callback.url, "hub.secret": SECRET}
        assert self.http.post("/hub", data=form).status_code == 202
        self.receiver.wait(lambda: len(self.receiver.verified) > known)
        self.until(lambda: [s["state"] for s in self.listed("subscriptions")] == ["active"])

    def publish(self, **content: Any) -> None:
        answer = self.http.post(f"/hub?hub.mode=publish&hub.topic={TOPIC}", json={"topic": TOPIC, **content})
        assert answer.text == "hub.mode=accepted"

    def fail(self, name: str, **rule: Any) -> None:
        assert self.http.post("/_mock/faults", json={"action": {"named": name}, **rule}).status_code == 201

    def listed(self, what: str) -> list[dict[str, Any]]:
        items: list[dict[str, Any]] = self.http.get(f"/_mock/{what}").json()["items"]
        return items

    def until(self, met: Callable[[], bool]) -> None:
        """Ask again until it is so; each question gives the app's loop a turn."""
        for _ in range(5000):
            if met():
                return
        raise AssertionError(self.listed("deliveries"))


@pytest.fixture
def hub(new_data_dir: NewDataDir) -> Iterator[Bench]:
    directory = new_data_dir()
    world = open_world(directory, app="mosip")
    settings = Settings(
        addresses=Addresses(public=BASE, internal=BASE, bound=BASE),
        data_dir=directory,
        hub_security=False,
        delivery_wait_scale=0,
    )
    receiver = Receiver()
    callback = CallbackServer("/callback", receiver.on_verification, receiver.on_notification)
    with TestClient(create_app(settings, world), base_url=BASE) as http:
        yield Bench(http, world, receiver, callback)
    callback.close()
    world.close()


def judged(headers: Mapping[str, str], body: bytes) -> str:
    """What a careful subscriber objects to."""
    signature = headers.get("x-hub-signature", "")
    method, _, digest = signature.partition("=")
    if method != "sha256":
        return f"method {method!r}"
    if not hmac.compare_digest(hmac.new(SECRET.encode(), body, hashlib.sha256).hexdigest(), digest):
        return "digest"
    return "" if json.loads(body)["topic"] == TOPIC else "topic"


def test_without_a_rule_a_careful_subscriber_objects_to_nothing(hub: Bench) -> None:
    hub.subscribe()
    hub.publish(number=1)
    hub.receiver.wait(lambda: len(hub.receiver.got) == 1)

    assert judged(*hub.receiver.got[0]) == ""


@pytest.mark.parametrize(
    ("name", "seen"),
    [
        ("delivery-unsigned", "method ''"),
        ("delivery-wrong-signature", "digest"),
        ("delivery-sha1-signature", "method 'sha1'"),
        ("delivery-upper-case-method", "method 'SHA256'"),
        ("delivery-other-partner", "topic"),
    ],
)
def test_receiver_sees_the_fault(hub: Bench, name: str, seen: str) -> None:
    hub.subscribe()
    hub.fail(name, times=1)
    hub.publish(number=1)
    hub.publish(number=2)
    hub.receiver.wait(lambda: len(hub.receiver.got) == 2)

    assert [judged(*got) for got in hub.receiver.got] == [seen, ""]


def test_lost_delivery_never_arrives(hub: Bench) -> None:
    hub.subscribe()
    hub.fail("delivery-lost", times=1)
    hub.publish(number=1)
    hub.publish(number=2)
    hub.receiver.wait(lambda: len(hub.receiver.got) == 1)

    assert [b["number"] for b in hub.receiver.bodies()] == [2]
    hub.until(lambda: all(d["state"] == "delivered" for d in hub.listed("deliveries")))


def test_duplicate_has_the_same_bytes(hub: Bench) -> None:
    hub.subscribe()
    hub.fail("delivery-duplicate", times=1)
    hub.publish(number=1)
    hub.receiver.wait(lambda: len(hub.receiver.got) == 2)

    first, second = hub.receiver.got
    assert first[1] == second[1]
    assert first[0]["x-hub-signature"] == second[0]["x-hub-signature"]


def test_late_delivery_comes_once_the_clock_moves(hub: Bench) -> None:
    hub.subscribe()
    hub.http.put("/_mock/clock", json={"frozen": True})
    hub.fail("delivery-late", times=1)
    hub.publish(number=1)
    hub.until(lambda: hub.http.get("/_mock/faults").json()["items"][0].get("acted") == 1)
    assert hub.receiver.got == []

    hub.http.put("/_mock/clock", json={"advanceSeconds": 10})

    hub.receiver.wait(lambda: len(hub.receiver.got) == 1)


def test_out_of_order_comes_after_the_next(hub: Bench) -> None:
    hub.subscribe()
    hub.fail("delivery-out-of-order", times=1)
    for number in (1, 2, 3):
        hub.publish(number=number)
    hub.receiver.wait(lambda: len(hub.receiver.got) == 3)

    assert hub.receiver.bodies()[0]["number"] == 2


def test_trailing_slash_stands_behind_the_callback(hub: Bench) -> None:
    hub.subscribe()
    hub.fail("delivery-trailing-slash", times=1)
    hub.publish(number=1)
    hub.receiver.wait(lambda: len(hub.receiver.got) == 1)

    called = hub.http.get("/_mock/requests?direction=outbound&method=POST").json()["items"]
    assert [e["path"] for e in called] == [f"{hub.callback.url}/"]


def test_trailing_slash_stands_before_the_query(hub: Bench) -> None:
    assert with_trailing_slash("http://localhost/callback?tenant=1") == "http://localhost/callback/?tenant=1"
    assert with_trailing_slash("http://localhost/callback") == "http://localhost/callback/"

    hub.fail("delivery-trailing-slash")
    hub.subscribe()

    called = hub.http.get("/_mock/requests?direction=outbound&method=GET").json()["items"]
    assert [e["path"] for e in called] == [f"{hub.callback.url}/"]


@pytest.mark.parametrize("status", [500, 401, 410, 302])
def test_subscription_is_off_after_the_first_refusal(hub: Bench, status: int) -> None:
    hub.subscribe()
    hub.receiver.answers = [status]
    hub.publish(number=1)
    hub.until(lambda: hub.listed("subscriptions")[0]["state"] == "inactive")
    hub.publish(number=2)
    assert len(hub.receiver.got) == 1

    hub.subscribe()

    hub.receiver.wait(lambda: len(hub.receiver.got) == 3)
    assert [b["number"] for b in hub.receiver.bodies()] == [1, 1, 2]


def test_hub_forgets_its_subscriptions_on_demand(hub: Bench) -> None:
    hub.subscribe()
    assert hub.http.post("/_mock/hub/restart").json()["subscriptions"] == 1

    assert hub.http.post("/_mock/hub/restart", json={"forget": True}).json()["subscriptions"] == 0


def test_each_fault_of_deliveries_is_held_here() -> None:
    named = {name for name, fault in BY_NAME.items() if "websub" in fault.services}
    source = Path(__file__).read_text("utf-8")

    assert [name for name in sorted(named) if f'"{name}"' not in source] == []
