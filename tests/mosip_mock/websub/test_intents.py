"""What the hub asks a callback before a subscription begins: parameters, echo, repetitions."""

import uuid
from collections.abc import Callable

import pytest

from tests.benches.hub_bench import TOPIC, HubBench, subscription
from tests.mosip_mock.websub.conftest import OpenHub, Receivers
from tests.support.hub_receiver import Receiver


def test_intent_is_asked_with_plain_values_in_this_order(hub: HubBench, receiver: Receiver) -> None:
    hub.subscribed(receiver)

    asked = receiver.asked[0]
    challenge = asked.parameters()["hub.challenge"]
    assert asked.path == receiver.path
    assert asked.query == (f"hub.mode=subscribe&hub.topic={TOPIC}&hub.challenge={challenge}&hub.lease_seconds=864000")
    assert uuid.UUID(challenge).version == 4
    assert asked.headers["user-agent"] == "ballerina"


def test_query_is_appended_to_a_callback_that_has_one(lax: HubBench, receiver: Receiver) -> None:
    form = subscription(receiver, "A B:C") | {"hub.callback": f"{receiver.url}?tenant=1"}

    lax.ask(form, client=None)
    receiver.wait(lambda: bool(receiver.asked))

    assert receiver.asked[0].query.startswith("tenant=1&hub.mode=subscribe&hub.topic=A%20B:C&hub.challenge=")


@pytest.mark.parametrize(
    ("asked", "echoed"),
    [("60", "60"), ("-5", "-5"), ("+7", "7"), ("0", "0"), ("9223372036854775807", "9223372036854775807"),
     ("9223372036854775808", "864000"), ("1.5", "864000"), ("soon", "864000"), ("", "864000")],
)  # fmt: skip
def test_lease_is_echoed_if_it_is_a_whole_number(hub: HubBench, receiver: Receiver, asked: str, echoed: str) -> None:
    hub.subscribe(receiver, **{"hub.lease_seconds": asked})
    receiver.wait(lambda: bool(receiver.asked))

    assert receiver.asked[0].parameters()["hub.lease_seconds"] == echoed


@pytest.mark.parametrize(
    "wrong",
    [
        lambda challenge: (200, f"{challenge}\n".encode()),
        lambda challenge: (200, f'"{challenge}"'.encode()),
        lambda challenge: (200, f'{{"hub.challenge":"{challenge}"}}'.encode()),
        lambda _: (200, b""),
        lambda _: (200, b"x" * 200_000),
        lambda _: (404, b"Not Found"),
    ],
    ids=["newline", "quotes", "json", "empty", "long", "404"],
)
def test_wrong_echo_leaves_no_subscription(
    lax: HubBench, receivers: Receivers, wrong: Callable[[str], tuple[int, bytes]]
) -> None:
    receiver = receivers(echo=wrong)

    assert lax.subscribe(receiver).status_code == 202
    receiver.wait(lambda: bool(receiver.asked))
    lax.until(lambda: lax.subscriptions() == [])

    lax.publish(number=1)
    assert lax.deliveries() == []
    explained = lax.http.get(f"/_mock/requests/{lax.outbound()[0]['id']}").json()["explanations"][0]
    assert "byte for byte" in explained["why"]
    assert len(receiver.asked) == 1


def test_status_of_the_echo_is_not_looked_at(hub: HubBench, receivers: Receivers) -> None:
    receiver = receivers(echo=lambda challenge: (404, challenge.encode()))

    assert hub.subscribed(receiver)["state"] == "active"


def test_unreachable_callback_is_asked_four_times(hub: HubBench, receiver: Receiver) -> None:
    receiver.hang_up()

    hub.subscribe(receiver)
    hub.until(lambda: len(hub.outbound()) == 4)
    hub.until(lambda: hub.subscriptions() == [])

    assert all(exchange["status"] is None for exchange in hub.outbound())
    told = hub.http.get(f"/_mock/requests/{hub.outbound()[0]['id']}").json()["explanations"][0]
    assert told["mend"].startswith("start the subscriber")


def test_waits_between_questions_are_three_six_and_twelve_seconds(hub_with: OpenHub, receiver: Receiver) -> None:
    hub = hub_with(delivery_wait_scale=1)
    hub.http.put("/_mock/clock", json={"frozen": True})
    receiver.hang_up()
    hub.subscribe(receiver)

    for calls, seconds in ((1, 3), (2, 6), (3, 12)):
        hub.until(lambda calls=calls: len(hub.outbound()) == calls)  # type: ignore[misc]  # bound at once
        hub.http.put("/_mock/clock", json={"advanceSeconds": seconds - 0.5})
        assert len(hub.outbound()) == calls
        hub.http.put("/_mock/clock", json={"advanceSeconds": 0.5})
    hub.until(lambda: len(hub.outbound()) == 4)
