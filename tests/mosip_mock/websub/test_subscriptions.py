"""The life of a subscription: repeated, ended, woken, restarted."""

import re

import pytest

from tests.benches.hub_bench import TOPIC, HubBench, subscription
from tests.mosip_mock.websub.conftest import OpenHub, Receivers
from tests.support.hub_receiver import SECRET, Receiver


def test_active_subscription_is_denied_by_its_callback_and_keeps_its_secret(lax: HubBench, receiver: Receiver) -> None:
    lax.subscribed(receiver)

    answer = lax.subscribe(receiver, **{"hub.secret": "a new secret"})

    assert (answer.status_code, answer.text) == (202, "hub.mode=accepted")
    receiver.wait(lambda: len(receiver.asked) == 2)
    assert receiver.asked[1].query == (
        f"hub.mode=denied&hub.topic={TOPIC}&hub.reason=Subscriber%20has%20already%20registered%20with%20the%20Hub"
    )
    lax.publish(number=1)
    assert receiver.wait_for(1)[0].is_signed(SECRET)


def test_inactive_subscription_is_verified_again_and_keeps_its_old_secret(lax: HubBench, receivers: Receivers) -> None:
    receiver = receivers(statuses=[500])
    lax.subscribed(receiver)
    lax.publish(number=1)
    lax.until(lambda: lax.state_of(receiver) == "inactive")

    lax.subscribed(receiver, **{"hub.secret": "a new secret"})

    assert receiver.wait_for(2)[1].is_signed(SECRET)
    assert receiver.numbers() == [1, 1]


def test_secret_changes_by_unsubscribing_first(lax: HubBench, receiver: Receiver) -> None:
    lax.subscribed(receiver)
    lax.ask(subscription(receiver) | {"hub.mode": "unsubscribe"}, client=None)
    lax.until(lambda: lax.subscriptions() == [])

    lax.subscribed(receiver, **{"hub.secret": "a new secret"})

    lax.publish(number=1)
    assert receiver.wait_for(1)[0].is_signed("a new secret")
    assert not receiver.got[0].is_signed(SECRET)


def test_unsubscribing_is_confirmed_without_a_lease(hub: HubBench, receiver: Receiver) -> None:
    hub.subscribed(receiver)

    answer = hub.ask(subscription(receiver) | {"hub.mode": "unsubscribe"})

    assert answer.status_code == 202
    receiver.wait(lambda: len(receiver.asked) == 2)
    assert re.fullmatch(
        rf"hub\.mode=unsubscribe&hub\.topic={TOPIC}&hub\.challenge=[0-9a-f-]{{36}}", receiver.asked[1].query
    )
    hub.until(lambda: hub.subscriptions() == [])


def test_unsubscribing_that_is_not_confirmed_changes_nothing(hub: HubBench, receiver: Receiver) -> None:
    hub.subscribed(receiver)
    receiver.echo = lambda _: (200, b"no")

    hub.ask(subscription(receiver) | {"hub.mode": "unsubscribe"})

    receiver.wait(lambda: len(receiver.asked) == 2)
    assert hub.state_of(receiver) == "active"


def test_unsubscribing_from_an_unknown_topic_is_denied_by_the_callback(hub: HubBench, receiver: Receiver) -> None:
    hub.ask(subscription(receiver) | {"hub.mode": "unsubscribe"})
    receiver.wait(lambda: bool(receiver.asked))

    assert receiver.asked[0].parameters()["hub.reason"] == f"Topic [{TOPIC}] is not registered with the Hub"


def test_unsubscribing_what_was_never_subscribed_is_denied_by_the_callback(hub: HubBench, receivers: Receivers) -> None:
    other, receiver = receivers(), receivers()
    hub.subscribed(other)

    hub.ask(subscription(receiver) | {"hub.mode": "unsubscribe"})
    receiver.wait(lambda: bool(receiver.asked))

    assert receiver.asked[0].parameters()["hub.reason"] == (
        f"Could not find a valid subscriber for Topic [{TOPIC}] and Callback [{receiver.url}]"
    )


def test_what_waited_for_an_ended_subscription_is_not_delivered_to_the_next(
    lax: HubBench, receivers: Receivers
) -> None:
    receiver = receivers(statuses=[500])
    lax.subscribed(receiver)
    lax.publish(number=1)
    lax.until(lambda: lax.state_of(receiver) == "inactive")
    lax.ask(subscription(receiver) | {"hub.mode": "unsubscribe"}, client=None)
    lax.until(lambda: lax.subscriptions() == [])

    lax.subscribed(receiver)
    lax.publish(number=2)

    receiver.wait_for(2)
    assert receiver.numbers() == [1, 2]
    lax.until(lambda: [d["state"] for d in lax.deliveries()] == ["delivered", "failed"])


def test_nothing_published_before_the_subscription_comes(lax: HubBench, receiver: Receiver) -> None:
    lax.publish(number=1)
    lax.subscribed(receiver)
    lax.publish(number=2)

    receiver.wait_for(1)
    assert receiver.numbers() == [2]


def test_other_topic_than_the_events_stays_silent(lax: HubBench, receivers: Receivers) -> None:
    mistyped, right = receivers(), receivers()
    lax.subscribed(mistyped, "crvs-partner/CREDENTIALS_ISSUED")
    lax.subscribed(right)

    lax.publish(number=1)

    right.wait_for(1)
    assert mistyped.got == []


def test_lease_ends_nothing_by_default(lax: HubBench, receiver: Receiver) -> None:
    lax.subscribed(receiver, **{"hub.lease_seconds": "60"})
    lax.http.put("/_mock/clock", json={"advanceSeconds": 61})

    lax.publish(number=1)

    receiver.wait_for(1)


def test_enforced_lease_ends_and_is_renewed_by_subscribing(hub_with: OpenHub, receiver: Receiver) -> None:
    hub = hub_with(hub_security=False, enforce_leases=True)
    hub.subscribed(receiver, **{"hub.lease_seconds": "60"})
    hub.http.put("/_mock/clock", json={"advanceSeconds": 61})
    hub.publish(number=1)
    hub.until(lambda: hub.subscriptions()[0]["reason"] == "the lease is over")
    assert receiver.got == []

    hub.subscribe(receiver, **{"hub.lease_seconds": "60"})

    receiver.wait_for(1)
    assert [asked.parameters()["hub.mode"] for asked in receiver.asked] == ["subscribe", "subscribe"]


def test_enforced_lease_may_be_renewed_before_anything_was_delivered(hub_with: OpenHub, receiver: Receiver) -> None:
    hub = hub_with(enforce_leases=True)
    hub.subscribed(receiver, **{"hub.lease_seconds": "60"})
    hub.http.put("/_mock/clock", json={"advanceSeconds": 61})
    assert [(s["state"], s["reason"]) for s in hub.subscriptions()] == [("inactive", "the lease is over")]

    hub.subscribe(receiver)

    receiver.wait(lambda: len(receiver.asked) == 2)
    assert receiver.asked[1].parameters()["hub.mode"] == "subscribe"


@pytest.mark.parametrize("change", ["other-subscribes", "restart", "control"])
def test_inactive_subscription_wakes(lax: HubBench, receivers: Receivers, change: str) -> None:
    receiver, other = receivers(statuses=[503]), receivers()
    known = lax.subscribed(receiver)
    lax.publish(number=1)
    lax.until(lambda: lax.state_of(receiver) == "inactive")

    match change:
        case "other-subscribes":
            lax.subscribed(other, "ANOTHER_TOPIC")
        case "restart":
            lax.http.post("/_mock/hub/restart")
        case _:
            lax.http.patch(f"/_mock/subscriptions/{known['id']}", json={"state": "active"})

    receiver.wait_for(2)
    assert receiver.numbers() == [1, 1]


def test_restart_without_memory_loses_subscriptions_and_topics(lax: HubBench, receiver: Receiver) -> None:
    lax.subscribed(receiver)

    answer = lax.http.post("/_mock/hub/restart", json={"forget": True}).json()

    assert answer["subscriptions"] == 0
    assert lax.http.get("/_mock/topics").json()["items"] == []
    lax.publish(number=1)
    assert lax.deliveries() == []


def test_restart_of_the_app_keeps_subscriptions_and_what_waits(hub_with: OpenHub, receiver: Receiver) -> None:
    hub = hub_with(hub_security=False)
    hub.subscribed(receiver)
    receiver.is_open.clear()
    hub.publish(number=1)
    hub.publish(number=2)
    receiver.wait(lambda: receiver.arrived == 1)
    hub.http.post("/_mock/hub/restart")
    receiver.is_open.set()

    receiver.wait_for(3)
    assert receiver.numbers() in ([1, 1, 2], [1, 2, 1])  # the first was on its way
    assert hub.state_of(receiver) == "active"


def test_reset_keeps_the_subscription(lax: HubBench, receiver: Receiver) -> None:
    lax.subscribed(receiver)
    lax.publish(number=1)
    receiver.wait_for(1)

    assert lax.http.post("/_mock/reset").status_code == 200

    lax.publish(number=2)
    receiver.wait_for(2)
    assert receiver.numbers() == [1, 2]
    assert [d["state"] for d in lax.deliveries()] != []


def test_reset_forgets_subscriptions_when_asked_to(lax: HubBench, receiver: Receiver) -> None:
    lax.subscribed(receiver)

    lax.http.post("/_mock/reset?subscriptions=forget")

    assert lax.subscriptions() == []


def test_reset_by_another_process_neither_stops_nor_misleads_the_hub(lax: HubBench, receivers: Receivers) -> None:
    waiting, other = receivers(statuses=[500]), receivers()
    lax.subscribed(waiting, "A")
    lax.publish("A", number=1)
    lax.until(lambda: lax.state_of(waiting) == "inactive")
    for number in (2, 3, 4):
        lax.publish("A", number=number)

    lax.world.reset()  # the app hears nothing of it
    lax.subscribed(other, "B")  # numbers of deliveries start over: the first of B has one that waited for A
    lax.publish("B", number=5)
    lax.publish("A", number=6)

    other.wait_for(1)
    waiting.wait_for(2)
    assert other.numbers() == [5]
    assert waiting.numbers() == [1, 6]


def test_subscriptions_are_listed_without_their_secrets(hub: HubBench, receiver: Receiver) -> None:
    shown = hub.subscribed(receiver)

    assert SECRET not in str(hub.http.get("/_mock/subscriptions").content)
    assert {"topic", "callback", "state", "leaseSeconds", "clientId", "waiting", "lastAttempt"} <= set(shown)


def test_subscription_that_is_being_verified_is_pending(hub_with: OpenHub, receiver: Receiver) -> None:
    hub = hub_with(delivery_wait_scale=1)
    hub.http.put("/_mock/clock", json={"frozen": True})
    receiver.hang_up()

    hub.subscribe(receiver)

    hub.until(lambda: [s["state"] for s in hub.subscriptions()] == ["pending"])


def test_control_refuses_other_states_and_unknown_subscriptions(hub: HubBench, receiver: Receiver) -> None:
    known = hub.subscribed(receiver)

    assert hub.http.patch(f"/_mock/subscriptions/{known['id']}", json={"state": "asleep"}).status_code == 400
    assert hub.http.get(f"/_mock/subscriptions/{known['id']}").json() == known
    assert hub.http.get("/_mock/subscriptions/nobody").status_code == 404
    assert hub.http.patch("/_mock/subscriptions/nobody", json={"state": "active"}).status_code == 404
    assert hub.http.delete("/_mock/subscriptions/nobody").status_code == 404
    assert hub.http.delete(f"/_mock/subscriptions/{known['id']}").status_code == 200
    assert hub.subscriptions() == []
