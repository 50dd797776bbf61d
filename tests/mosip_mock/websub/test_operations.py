"""What the hub answers to each operation: texts, statuses, order of checks."""

from typing import Any

import pytest

from tests.benches.hub_bench import TOPIC, HubBench, subscription
from tests.mosip_mock.websub.conftest import OpenHub
from tests.support.hub_receiver import Receiver

FORM = "application/x-www-form-urlencoded"
NO_MODE = "The request does not include valid `hub.mode` form param."
COMPLETED = "REGISTRATION_PROCESSOR_WORKFLOW_COMPLETED_EVENT"
PUBLISHER = "mosip-regproc-client"


@pytest.mark.parametrize("path", ["/hub", "/hub/", "/websub/hub", "/websub/hub/"])
def test_subscribe_is_accepted_on_each_path(hub: HubBench, receiver: Receiver, path: str) -> None:
    answer = hub.ask(subscription(receiver), path=path)

    assert (answer.status_code, answer.text) == (202, "hub.mode=accepted")
    assert answer.headers["Content-Type"] == FORM


@pytest.mark.parametrize(
    ("left_out", "text"),
    [
        ("hub.mode", NO_MODE),
        ("hub.topic", "Empty value found for parameter 'hub.topic'"),
        ("hub.callback", "Empty value found for parameter 'hub.callback'"),
    ],
)
@pytest.mark.parametrize("empty", [False, True], ids=["missing", "empty"])
def test_subscribe_refuses_a_missing_parameter(
    hub: HubBench, receiver: Receiver, left_out: str, text: str, empty: bool
) -> None:
    form = {n: "" if n == left_out else v for n, v in subscription(receiver).items() if empty or n != left_out}

    answer = hub.ask(form, client=None)

    assert (answer.status_code, answer.text) == (400, text)
    assert answer.headers["Content-Type"].startswith("text/plain")
    assert hub.explained(answer).mend


def test_topic_is_looked_at_before_the_callback(hub: HubBench) -> None:
    answer = hub.ask({"hub.mode": "subscribe"}, client=None)

    assert answer.text == "Empty value found for parameter 'hub.topic'"


@pytest.mark.parametrize("mode", ["unregister", "Subscribe", "denied"])
def test_other_modes_are_malformed(hub: HubBench, receiver: Receiver, mode: str) -> None:
    answer = hub.ask(subscription(receiver) | {"hub.mode": mode})

    assert (answer.status_code, answer.text) == (400, NO_MODE)


def test_empty_body_is_malformed(hub: HubBench) -> None:
    assert hub.ask(content=b"", headers={"Content-Type": FORM}).status_code == 400


def test_subscribe_ignores_parameters_of_the_query(hub: HubBench, receiver: Receiver) -> None:
    answer = hub.ask({"hub.secret": "x"}, path="/hub", params=subscription(receiver))

    assert (answer.status_code, answer.text) == (400, NO_MODE)


@pytest.mark.parametrize("kind", ["multipart/form-data; boundary=x", "application/pdf", None])
def test_other_content_types_are_refused(hub: HubBench, kind: str | None) -> None:
    answer = hub.ask(content=b"x", headers={"Content-Type": kind} if kind else {})

    assert answer.status_code == 400
    assert answer.text == (
        "Endpoint only supports content type of application/x-www-form-urlencoded, application/json, application/xml, "
        "application/octet-stream and text/plain"
    )


@pytest.mark.parametrize("name", ["hub.mode", "hub.topic"])
def test_published_content_needs_mode_and_topic_in_the_query(hub: HubBench, name: str) -> None:
    query = {n: v for n, v in {"hub.mode": "publish", "hub.topic": "A"}.items() if n != name}

    answer = hub.ask(params=query, json={})

    assert (answer.status_code, answer.text) == (400, f"Empty value found for parameter '{name}'")


def test_subscribe_without_a_secret_answers_500_and_says_what_the_real_hub_would_do(
    hub: HubBench, receiver: Receiver
) -> None:
    form = subscription(receiver)
    del form["hub.secret"]

    answer = hub.ask(form)

    assert answer.status_code == 500
    assert "hub.mode" not in answer.text
    assert "process ends" in hub.explained(answer).why


def test_register_says_under_200_that_the_topic_is_there(hub: HubBench) -> None:
    form = {"hub.mode": "register", "hub.topic": COMPLETED}

    first, second = hub.ask(form, client=PUBLISHER), hub.ask(form, client=PUBLISHER)

    assert (first.status_code, first.text) == (200, "hub.mode=accepted")
    assert second.status_code == 200
    assert second.text == "hub.mode=denied&hub.reason=Topic has already registered with the Hub"
    assert second.headers["Content-Type"] == FORM


def test_deregister_says_under_200_that_the_topic_is_unknown(hub: HubBench) -> None:
    form = {"hub.mode": "deregister", "hub.topic": COMPLETED}
    assert hub.ask(form, client=PUBLISHER).text == (
        "hub.mode=denied&hub.reason=Topic has not been registered in the Hub"
    )
    hub.ask(form | {"hub.mode": "register"}, client=PUBLISHER)

    assert hub.ask(form, client=PUBLISHER).text == "hub.mode=accepted"
    assert hub.ask(form | {"hub.mode": "register"}, client=PUBLISHER).text == "hub.mode=accepted"


def test_topics_are_one_when_only_separators_differ(hub_with: OpenHub) -> None:
    hub = hub_with(hub_security=False)

    assert hub.ask({"hub.mode": "register", "hub.topic": "a/B"}, client=None).text == "hub.mode=accepted"
    assert "already registered" in hub.ask({"hub.mode": "register", "hub.topic": "a_B"}, client=None).text
    assert hub.ask({"hub.mode": "register", "hub.topic": "a_b"}, client=None).text == "hub.mode=accepted"


def test_publishing_makes_the_topic(hub: HubBench) -> None:
    hub.publish(COMPLETED, number=1)

    assert COMPLETED in hub.http.get("/_mock/topics").json()["items"]


def test_malformed_request_is_refused_before_the_token_is_looked_at(hub: HubBench) -> None:
    answer = hub.ask({"hub.mode": "subscribe", "hub.topic": TOPIC}, client=None)

    assert answer.status_code == 400


def test_health_has_details_within_details(hub: HubBench) -> None:
    answer = hub.http.get("/hub/actuator/health")

    assert answer.status_code == 200
    assert set(answer.json()["details"]["details"]) == {"diskSpace", "consolidator"}


@pytest.mark.parametrize(
    ("body", "kind"),
    [(b"{", "application/json"), (b"\xff\xfe", "application/json"), (b'{"a":1e400}', "application/json"),
     (b"\xff", FORM), (b"&" * 1000, FORM)],
)  # fmt: skip
def test_broken_content_is_400(hub: HubBench, body: bytes, kind: str) -> None:
    answer = hub.ask(params={"hub.mode": "publish", "hub.topic": "A"}, content=body, headers={"Content-Type": kind})

    assert answer.status_code == 400


@pytest.mark.parametrize(
    ("body", "kind", "delivered"),
    [
        (b'{ "a" : [1, 2.50, null], "b": "\\u00e9" }', "application/json", {"a": [1, 2.5, None], "b": "é"}),
        (b'{"n":123456789012345678901234567890}', "application/json", {"n": 123456789012345678901234567890}),
        ("plain é".encode(), "text/plain", "plain é"),
    ],
    ids=["json", "large-number", "text"],
)
def test_values_survive_the_hub(hub_with: OpenHub, receiver: Receiver, body: bytes, kind: str, delivered: Any) -> None:
    hub = hub_with(hub_security=False)
    hub.subscribed(receiver, "A")

    hub.http.post("/hub?hub.mode=publish&hub.topic=A", content=body, headers={"Content-Type": kind})

    arrived = receiver.wait_for(1)[0]
    assert arrived.content() == delivered
    assert arrived.headers["content-type"] == "application/json"
