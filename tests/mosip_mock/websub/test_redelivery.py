"""Delivering again by hand: the same bytes, at once, whatever the subscription was doing."""

from tests.benches.hub_bench import HubBench
from tests.mosip_mock.websub.conftest import OpenHub, Receivers
from tests.support.hub_receiver import Receiver


def test_redelivery_repeats_the_bytes(lax: HubBench, receiver: Receiver) -> None:
    lax.subscribed(receiver)
    lax.publish(number=1)
    receiver.wait_for(1)
    number = lax.deliveries()[0]["id"]

    answer = lax.http.post(f"/_mock/deliveries/{number}/redeliver")

    assert answer.status_code == 202
    first, second = receiver.wait_for(2)
    assert first.body == second.body
    assert first.headers["x-hub-signature"] == second.headers["x-hub-signature"]
    lax.until(lambda: len(lax.deliveries()[0]["attempts"]) == 2)


def test_redelivery_wakes_a_subscription_that_is_off_and_keeps_the_order(lax: HubBench, receivers: Receivers) -> None:
    receiver = receivers(statuses=[500])
    lax.subscribed(receiver)
    for number in (1, 2, 3):
        lax.publish(number=number)
    lax.until(lambda: lax.state_of(receiver) == "inactive")

    newest = lax.deliveries()[0]["id"]
    assert lax.http.post(f"/_mock/deliveries/{newest}/redeliver").status_code == 202

    receiver.wait_for(4)
    assert receiver.numbers() == [1, 1, 2, 3]
    assert lax.state_of(receiver) == "active"


def test_redelivery_of_nothing_is_refused(lax: HubBench) -> None:
    assert lax.http.post("/_mock/deliveries/77/redeliver").status_code == 404
    assert lax.http.get("/_mock/deliveries/77").status_code == 404


def test_redelivery_of_what_is_on_its_way_comes_after_it(lax: HubBench, receiver: Receiver) -> None:
    receiver.is_open.clear()
    lax.subscribed(receiver)
    lax.publish(number=1)
    receiver.wait(lambda: receiver.arrived == 1)

    redeliver(lax)
    receiver.is_open.set()

    first, second = receiver.wait_for(2)
    assert first.body == second.body


def test_redelivery_ends_the_wait_for_the_next_try(hub_with: OpenHub, receivers: Receivers) -> None:
    hub = hub_with(hub_security=False, delivery_policy="patient", delivery_wait_scale=1000)
    receiver = receivers(statuses=[503])
    hub.subscribed(receiver)
    hub.publish(number=1)
    hub.publish(number=2)
    hub.until(lambda: bool(hub.deliveries()[-1]["attempts"]))

    redeliver(hub, place=-1)

    receiver.wait_for(3)
    assert receiver.numbers() == [1, 1, 2]


def redeliver(hub: HubBench, *, place: int = 0) -> None:
    """The delivery at this place, newest first."""
    number = hub.deliveries()[place]["id"]
    assert hub.http.post(f"/_mock/deliveries/{number}/redeliver").status_code == 202
