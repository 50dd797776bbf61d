"""Rules that break the transport, as a client on a real socket sees them."""

import http.client
import json
import socket
import threading
from collections.abc import Iterator
from contextlib import closing
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.support.plain_http import get, request
from tests.support.suite import RunningApp

PATH = "/.well-known/mosip-context.json"
ADDRESS = {"endpoint": PATH}


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningApp]:
    with RunningApp("mosip_mock", tmp_path_factory.mktemp("broken") / "mocks") as running:
        yield running


@pytest.fixture(autouse=True)
def as_new(app: RunningApp) -> None:
    request("POST", f"{app.url}/_mock/reset")


def rule(app: RunningApp, action: dict[str, Any], **further: Any) -> str:
    answer = request("POST", f"{app.url}/_mock/faults", json={"match": ADDRESS, "action": action, **further})
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


def ask(app: RunningApp, *, patience: float = 10) -> tuple[int, bytes]:
    """Status and body."""
    address = urlsplit(app.url)
    with closing(http.client.HTTPConnection(address.hostname or "", address.port, timeout=patience)) as connection:
        connection.request("GET", PATH)
        with connection.getresponse() as answer:
            return answer.status, answer.read()


def faults_seen(app: RunningApp) -> list[tuple[int | None, list[str]]]:
    listed = get(f"{app.url}/_mock/requests").json()["items"]
    return [(e["status"], e["faults"]) for e in listed if e["path"] == PATH]


def test_connection_is_dropped_without_an_answer(app: RunningApp) -> None:
    made = rule(app, {"drop": True}, times=1)

    with pytest.raises((http.client.RemoteDisconnected, ConnectionResetError)):
        ask(app)

    assert ask(app)[0] == 200
    assert faults_seen(app) == [(200, []), (None, [made])]


def test_hanging_answer_never_comes_and_holds_nobody_else_up(app: RunningApp) -> None:
    made = rule(app, {"hang": True}, times=1)

    with pytest.raises(TimeoutError):
        ask(app, patience=0.3)

    assert ask(app)[0] == 200
    assert (None, [made]) in faults_seen(app)


def test_truncated_body_ends_before_its_announced_length(app: RunningApp) -> None:
    whole = ask(app)[1]
    rule(app, {"body": "truncated"})

    with pytest.raises(http.client.IncompleteRead) as cut:
        ask(app)

    assert cut.value.partial == whole[: len(whole) // 2]


def test_garbled_body_has_its_length_and_no_sense(app: RunningApp) -> None:
    whole = ask(app)[1]
    rule(app, {"body": "garbled"})

    garbled = ask(app)[1]

    assert len(garbled) == len(whole)
    with pytest.raises(ValueError, match=r"."):
        json.loads(garbled)


def test_delay_ends_when_the_clock_is_advanced(app: RunningApp) -> None:
    request("PUT", f"{app.url}/_mock/clock", json={"frozen": True})
    made = rule(app, {"delay": 60, "delayUpTo": 120})
    answers: list[int] = []
    waiting = threading.Thread(target=lambda: answers.append(ask(app, patience=30)[0]))
    waiting.start()
    while not faults_seen(app):
        assert waiting.is_alive()
    assert answers == []

    request("PUT", f"{app.url}/_mock/clock", json={"advanceSeconds": 121})
    waiting.join(30)

    assert answers == [200]
    assert faults_seen(app) == [(200, [made])]


@pytest.mark.parametrize(
    ("further", "statuses"),
    [
        ({"times": 2}, [503, 503, 200, 200]),
        ({"match": {**ADDRESS, "nth": 3}}, [200, 200, 503, 200]),
        ({"probability": 0.5, "seed": 3}, None),
    ],
    ids=["twice", "the third", "now and then"],
)
def test_rule_acts_as_often_as_it_says(app: RunningApp, further: dict[str, Any], statuses: list[int] | None) -> None:
    def four_of(count: int) -> list[int]:
        request("DELETE", f"{app.url}/_mock/faults")
        rule(app, {"status": 503}, **further)
        return [ask(app)[0] for _ in range(count)]

    if statuses is None:
        drawn = four_of(20)
        assert set(drawn) == {200, 503}
        assert four_of(20) == drawn
    else:
        assert four_of(4) == statuses


def test_rule_for_a_while_ends_by_the_suites_clock(app: RunningApp) -> None:
    rule(app, {"status": 503}, seconds=60)
    assert ask(app)[0] == 503

    request("PUT", f"{app.url}/_mock/clock", json={"advanceSeconds": 61})

    assert ask(app)[0] == 200


def test_client_that_goes_away_during_a_hang_leaves_nothing_open(app: RunningApp) -> None:
    rule(app, {"hang": True})
    address = urlsplit(app.url)
    with socket.create_connection((address.hostname, address.port), timeout=10) as client:
        client.sendall(f"GET {PATH} HTTP/1.1\r\nHost: {address.netloc}\r\n\r\n".encode())
        while not faults_seen(app):
            pass
    request("DELETE", f"{app.url}/_mock/faults")

    assert ask(app)[0] == 200
    assert "Traceback" not in app.log.read_text()
