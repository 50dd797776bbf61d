"""What is delivered, in which order, and what an answer does."""

import json

import pytest

from tests.benches.hub_bench import BASE, TOPIC, HubBench
from tests.mosip_mock.websub.conftest import OpenHub, Receivers
from tests.support.hub_receiver import Receiver


def test_delivery_is_signed_over_its_bytes_and_names_hub_and_topic(lax: HubBench, receiver: Receiver) -> None:
    lax.subscribed(receiver)

    lax.publish(number=1, name="é")

    arrived = receiver.wait_for(1)[0]
    assert arrived.is_signed()
    assert arrived.headers["content-type"] == "application/json"
    assert arrived.headers["user-agent"] == "ballerina"
    assert arrived.headers["link"] == rf"{BASE}/hub; rel=\"hub\", {TOPIC}; rel=\"self\""
    assert arrived.headers["x-hub-signature"] == arrived.headers["x-hub-signature"].lower()


def test_each_subscriber_of_a_topic_receives_it(lax: HubBench, receivers: Receivers) -> None:
    first, second, other = receivers(), receivers(), receivers()
    for receiver, topic in ((first, TOPIC), (second, TOPIC), (other, "other-partner/CREDENTIAL_ISSUED")):
        lax.subscribed(receiver, topic)

    lax.publish(number=1)

    assert first.wait_for(1)[0].body == second.wait_for(1)[0].body
    lax.until(lambda: all(d["state"] == "delivered" for d in lax.deliveries()))
    assert other.got == []


def test_messages_come_one_at_a_time_in_order(lax: HubBench, receiver: Receiver) -> None:
    lax.subscribed(receiver)
    receiver.is_open.clear()
    for number in range(10):
        lax.publish(number=number)
    receiver.wait(lambda: receiver.arrived == 1)
    lax.until(lambda: lax.subscriptions()[0]["waiting"] == 10)
    assert receiver.arrived == 1

    receiver.is_open.set()

    receiver.wait_for(10)
    assert receiver.numbers() == list(range(10))


@pytest.mark.parametrize("status", [200, 201, 202, 204, 299])
def test_any_2xx_is_success_whatever_the_body_says(lax: HubBench, receivers: Receivers, status: int) -> None:
    receiver = receivers(statuses=[status], answer=b'{"event":{"status":"ERROR"}}' if status != 204 else b"")
    lax.subscribed(receiver)

    lax.publish(number=1)

    receiver.wait_for(1)
    lax.until(lambda: [d["state"] for d in lax.deliveries()] == ["delivered"])
    assert lax.state_of(receiver) == "active"
    assert receiver.arrived == 1


@pytest.mark.parametrize("status", [302, 400, 401, 404, 410, 500, 503])
def test_any_other_status_switches_off_at_once(lax: HubBench, receivers: Receivers, status: int) -> None:
    receiver = receivers(statuses=[status])
    lax.subscribed(receiver)

    lax.publish(number=1)
    lax.publish(number=2)
    lax.until(lambda: lax.state_of(receiver) == "inactive")

    assert receiver.arrived == 1
    assert lax.subscriptions()[0]["reason"] == f"status {status}"
    assert lax.subscriptions()[0]["waiting"] == 2
    newest, oldest = lax.deliveries()
    assert (newest["state"], newest["attempts"]) == ("queued", [])
    assert oldest["attempts"][0]["status"] == status
    assert oldest["attempts"][0]["nextStep"] == "the subscription is off, the message waits"


def test_unreachable_subscriber_is_tried_four_times_then_off(hub_with: OpenHub, receiver: Receiver) -> None:
    hub = hub_with(hub_security=False)
    hub.subscribed(receiver)
    receiver.hang_up()

    hub.publish(number=1)
    hub.until(lambda: hub.state_of(receiver) == "inactive")

    attempts = hub.deliveries()[0]["attempts"]
    assert [a["nextStep"] for a in attempts] == [
        "try 2 in 0 s", "try 3 in 0 s", "try 4 in 0 s", "the subscription is off, the message waits",
    ]  # fmt: skip
    assert all(a["status"] is None and a["answer"] for a in attempts)
    receiver.listen()
    hub.subscribed(receiver)
    assert receiver.wait_for(1)[0].is_signed()


def test_waits_between_tries_are_three_six_and_twelve_seconds(hub_with: OpenHub, receiver: Receiver) -> None:
    hub = hub_with(hub_security=False, delivery_wait_scale=1)
    hub.subscribed(receiver)
    hub.http.put("/_mock/clock", json={"frozen": True})
    receiver.hang_up()
    hub.publish(number=1)

    for tries, seconds in ((1, 3), (2, 6), (3, 12)):
        hub.until(lambda tries=tries: len(hub.deliveries()[0]["attempts"]) == tries)  # type: ignore[misc]  # bound at once
        hub.http.put("/_mock/clock", json={"advanceSeconds": seconds - 0.5})
        assert len(hub.deliveries()[0]["attempts"]) == tries
        hub.http.put("/_mock/clock", json={"advanceSeconds": 0.5})
    hub.until(lambda: hub.state_of(receiver) == "inactive")


@pytest.mark.parametrize(("waits", "tries"), [((), 1), ((0.5,), 2), ((1, 1, 1, 1, 1), 6)])
def test_number_of_tries_is_a_setting(
    hub_with: OpenHub, receiver: Receiver, waits: tuple[float, ...], tries: int
) -> None:
    hub = hub_with(hub_security=False, delivery_waits=waits)
    hub.subscribed(receiver)
    receiver.hang_up()

    hub.publish(number=1)
    hub.until(lambda: hub.state_of(receiver) == "inactive")

    assert len(hub.deliveries()[0]["attempts"]) == tries


def test_patient_hub_repeats_the_last_of_the_waits_it_was_given(hub_with: OpenHub, receivers: Receivers) -> None:
    hub = hub_with(hub_security=False, delivery_policy="patient", delivery_waits=(0,), delivery_wait_scale=1)
    receiver = receivers(statuses=[500] * 5)
    hub.subscribed(receiver)

    hub.publish(number=1)

    receiver.wait_for(6)
    hub.until(lambda: [d["state"] for d in hub.deliveries()] == ["delivered"])


def test_hanging_subscriber_runs_into_the_time_out(hub_with: OpenHub, receiver: Receiver) -> None:
    hub = hub_with(hub_security=False, delivery_timeout=0.05)
    hub.subscribed(receiver)
    receiver.is_open.clear()

    hub.publish(number=1)
    hub.until(lambda: hub.state_of(receiver) == "inactive")

    assert [a["answer"] for a in hub.deliveries()[0]["attempts"]] == ["no answer within 0.05 s"] * 4
    assert receiver.arrived == 4


def test_hanging_subscriber_does_not_hold_up_the_others(lax: HubBench, receivers: Receivers) -> None:
    hanging, quick = receivers(), receivers()
    lax.subscribed(hanging)
    lax.subscribed(quick)
    hanging.is_open.clear()

    for number in range(20):
        lax.publish(number=number)

    quick.wait_for(20)
    assert quick.numbers() == list(range(20))
    assert hanging.got == []
    hanging.is_open.set()
    hanging.wait_for(20)


def test_patient_hub_goes_on_trying_until_it_is_taken(hub_with: OpenHub, receivers: Receivers) -> None:
    hub = hub_with(hub_security=False, delivery_policy="patient")
    receiver = receivers(statuses=[500, 401, 302, 500, 500, 500, 500, 500, 500])
    hub.subscribed(receiver)

    hub.publish(number=1)
    hub.publish(number=2)

    receiver.wait_for(11)
    assert receiver.numbers() == [1] * 10 + [2]
    assert hub.state_of(receiver) == "active"


def test_patient_hub_gives_up_when_the_lease_ends(hub_with: OpenHub, receivers: Receivers) -> None:
    hub = hub_with(hub_security=False, delivery_policy="patient", delivery_wait_scale=1)
    receiver = receivers(statuses=[500] * 50)
    hub.subscribed(receiver, **{"hub.lease_seconds": "60"})
    hub.http.put("/_mock/clock", json={"frozen": True})
    hub.publish(number=1)
    receiver.wait_for(1)

    hub.http.put("/_mock/clock", json={"advanceSeconds": 61})

    hub.until(lambda: hub.state_of(receiver) == "inactive")
    assert len(receiver.got) == 2


def test_attempts_are_recorded_with_time_status_answer_and_exchange(lax: HubBench, receivers: Receivers) -> None:
    receiver = receivers(answer=b"thanks")
    lax.subscribed(receiver)
    lax.publish(number=1)
    receiver.wait_for(1)
    lax.until(lambda: [d["state"] for d in lax.deliveries()] == ["delivered"])

    shown = lax.deliveries()[0]
    attempt = shown["attempts"][0]
    assert (attempt["status"], attempt["answer"], attempt["nextStep"]) == (200, "thanks", "none")
    assert attempt["milliseconds"] > 0
    assert attempt["at"]
    exchange = lax.http.get(f"/_mock/requests/{attempt['exchange']}").json()
    assert exchange["status"] == 200
    assert lax.http.get(f"/_mock/deliveries/{shown['id']}").json() == shown
    assert lax.subscriptions()[0]["lastAttempt"] == attempt


def test_deliveries_are_found_by_state(lax: HubBench, receivers: Receivers) -> None:
    receiver = receivers(statuses=[200, 500])
    lax.subscribed(receiver)
    for number in range(3):
        lax.publish(number=number)
    lax.until(lambda: lax.state_of(receiver) == "inactive")

    assert len(lax.deliveries(state="delivered")) == 1
    assert len(lax.deliveries(state="queued")) == 2
    assert len(lax.deliveries(limit="1")) == 1
    assert len(lax.deliveries(limit="1", offset="2")) == 1
    assert lax.deliveries(rid="nobody's") == []
    assert "one of queued, delivered, failed" in lax.http.get("/_mock/deliveries?state=lost").json()["message"]


def test_all_deliveries_are_listed_unless_a_limit_is_given(lax: HubBench, receiver: Receiver) -> None:
    lax.subscribed(receiver)
    for number in range(101):
        lax.publish(number=number)

    assert len(lax.deliveries()) == 101


def test_large_answer_is_not_kept(lax: HubBench, receivers: Receivers) -> None:
    receiver = receivers(answer=b"x" * 1_000_000)
    lax.subscribed(receiver)

    lax.publish(number=1)

    lax.until(lambda: [d["state"] for d in lax.deliveries()] == ["delivered"])
    assert len(lax.deliveries()[0]["attempts"][0]["answer"]) == 300


@pytest.mark.parametrize("callback", ["no url", "ftp://localhost/x", "http://", "http://localhost:1/\u00e9"])
def test_callback_that_is_no_address_harms_nobody(lax: HubBench, receiver: Receiver, callback: str) -> None:
    form = {"hub.mode": "subscribe", "hub.topic": TOPIC, "hub.callback": callback, "hub.secret": "s"}

    assert lax.ask(form, client=None).status_code == 202
    lax.until(lambda: lax.subscriptions() == [])

    lax.subscribed(receiver)
    lax.publish(number=1)
    receiver.wait_for(1)


def test_line_breaks_in_a_topic_reach_no_header(lax: HubBench, receiver: Receiver) -> None:
    topic = "a\r\nX-Evil: 1"
    lax.subscribed(receiver, topic)
    lax.http.post("/hub", params={"hub.mode": "publish", "hub.topic": topic}, json={"number": 1})

    lax.until(lambda: lax.state_of(receiver) == "inactive")

    assert all("x-evil" not in request.headers for request in [*receiver.asked, *receiver.got])


def test_secrets_and_tokens_are_in_no_journal(hub: HubBench, receiver: Receiver) -> None:
    hub.subscribed(receiver, **{"hub.secret": "extraordinarily-secret"})

    kept = json.dumps(
        [
            hub.http.get(f"/_mock/requests/{exchange['id']}").json()
            for exchange in hub.http.get("/_mock/requests").json()["items"]
        ]
    )

    assert "extraordinarily-secret" not in kept
