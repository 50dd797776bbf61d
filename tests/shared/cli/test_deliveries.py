"""`subscriptions` and `deliveries`, against a running MOSIP mock and a subscriber that fails once."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from click.testing import CliRunner, Result

from shared.cli.main import cli
from tests.support.hub_receiver import SECRET, Receiver
from tests.support.plain_http import request
from tests.support.suite import RunningApp, environment_for

Run = Callable[..., Result]
TOPIC = "crvs-partner/CREDENTIAL_ISSUED"


@pytest.fixture(scope="module")
def mosip(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningApp]:
    environment = {"MOSIP_MOCK_HUB_SECURITY": "false"}
    with RunningApp("mosip_mock", tmp_path_factory.mktemp("deliveries") / "mocks", environment) as app:
        yield app


@pytest.fixture
def run(mosip: RunningApp) -> Run:
    environment = environment_for(mosip)
    return lambda *arguments: CliRunner().invoke(cli, arguments, env=environment)


@pytest.fixture
def json_of(run: Run) -> Callable[..., Any]:
    def told(*arguments: str) -> Any:
        result = run(*arguments, "--json")
        assert result.exit_code == 0, result.output
        return json.loads(result.stdout)

    return told


@pytest.fixture
def receiver(mosip: RunningApp) -> Iterator[Receiver]:
    with Receiver() as opened:
        form = {"hub.mode": "subscribe", "hub.topic": TOPIC, "hub.callback": opened.url, "hub.secret": SECRET}
        assert request("POST", f"{mosip.url}/hub", data=form).status_code == 202
        while opened.url not in {s["callback"] for s in subscribed(mosip) if s["state"] == "active"}:
            pass
        yield opened
    for one in subscribed(mosip):
        request("DELETE", f"{mosip.url}/_mock/subscriptions/{one['id']}")


def subscribed(mosip: RunningApp) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = request("GET", f"{mosip.url}/_mock/subscriptions").json()["items"]
    return items


def publish(mosip: RunningApp, number: int) -> None:
    answer = request("POST", f"{mosip.url}/hub?hub.mode=publish&hub.topic={TOPIC}", json={"number": number})
    assert answer.text == "hub.mode=accepted"


def off(mosip: RunningApp) -> None:
    while [s["state"] for s in subscribed(mosip)] != ["inactive"]:
        pass


def newest(json_of: Callable[..., Any]) -> dict[str, Any]:
    found: dict[str, Any] = json_of("deliveries", "list", "--limit", "1")[0]
    return found


def test_subscriptions_are_listed_with_what_waits(
    run: Run, json_of: Callable[..., Any], mosip: RunningApp, receiver: Receiver
) -> None:
    receiver.statuses = [500]
    publish(mosip, 1)
    off(mosip)

    (shown,) = json_of("subscriptions")
    assert (shown["topic"], shown["state"], shown["waiting"], shown["reason"]) == (TOPIC, "inactive", 1, "status 500")
    table = run("subscriptions").stdout.splitlines()
    assert table[0].split() == ["TOPIC", "CALLBACK", "STATE", "WAITING", "LAST", "REASON"]
    assert table[1].split()[:5] == [TOPIC, receiver.url, "inactive", "1", "500"]
    assert SECRET not in run("subscriptions", "--json").stdout


def test_deliveries_are_listed_newest_first(
    run: Run, json_of: Callable[..., Any], mosip: RunningApp, receiver: Receiver
) -> None:
    for number in (1, 2):
        publish(mosip, number)
    receiver.wait_for(2)

    second, first = json_of("deliveries", "list", "--limit", "2")
    assert second["id"] == first["id"] + 1
    table = run("deliveries", "list", "--limit", "1").stdout.splitlines()
    assert table[0].split() == ["NUMBER", "CREATED", "TOPIC", "CALLBACK", "STATE", "TRIES", "LAST", "NEXT"]
    assert table[1].split()[0] == str(second["id"])
    assert table[1].split()[4:] == ["delivered", "1", "200"]
    assert len(json_of("deliveries", "list")) >= 2
    assert json_of("deliveries", "list", "--state", "failed", "--rid", "nobody's") == []


def test_redelivery_wakes_the_subscription_and_repeats_the_bytes(
    run: Run, json_of: Callable[..., Any], mosip: RunningApp, receiver: Receiver
) -> None:
    receiver.statuses = [500]
    publish(mosip, 7)
    off(mosip)
    number = newest(json_of)["id"]
    assert newest(json_of)["state"] == "queued"

    result = run("deliveries", "redeliver", str(number))

    assert (result.exit_code, result.stdout) == (0, f"Queued {number}\n")
    first, second = receiver.wait_for(2)
    assert first.body == second.body
    while newest(json_of)["state"] != "delivered":
        pass
    shown = run("deliveries", "show", str(number)).stdout
    assert "the subscription is off, the message waits" in shown
    assert [a["status"] for a in json_of("deliveries", "show", str(number))["attempts"]] == [500, 200]


def test_redelivery_of_several_says_which_are_not_there(
    run: Run, json_of: Callable[..., Any], mosip: RunningApp, receiver: Receiver
) -> None:
    publish(mosip, 1)
    receiver.wait_for(1)
    number = newest(json_of)["id"]

    result = run("deliveries", "redeliver", "999999", str(number))

    assert result.exit_code == 1
    assert result.stdout == f"Queued {number}\n"
    assert "999999: the MOSIP mock answered 404: no delivery has this number" in result.stderr
    receiver.wait_for(2)


def test_unknown_delivery_is_not_shown(run: Run) -> None:
    result = run("deliveries", "show", "999999")

    assert result.exit_code == 1
    assert "no delivery has this number" in result.stderr
