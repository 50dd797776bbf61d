"""What is queued survives `kill -9` of the mock in the middle of delivering, and slow subscribers cost no memory."""

import re
import threading
from pathlib import Path

import pytest

from tests.support.hub_receiver import SECRET, Receiver
from tests.support.plain_http import request
from tests.support.suite import RunningApp


@pytest.mark.parametrize("events", [40, pytest.param(1000, marks=pytest.mark.slow)])
def test_no_event_is_lost_when_the_mock_is_killed_while_it_delivers(tmp_path: Path, events: int) -> None:
    app = RunningApp("mosip_mock", tmp_path / "mocks", {"MOSIP_MOCK_HUB_SECURITY": "false"})
    with Receiver() as quick, Receiver() as stuck:
        with app:
            for receiver in (quick, stuck):
                subscribe(app, receiver)
            stuck.is_open.clear()
            publishing = threading.Thread(target=publish_all, args=(app, events))
            publishing.start()
            quick.wait(lambda: quick.arrived >= events // 4)
            publishing.join()
            app.kill()
            stuck.is_open.set()
            app.start()
            for receiver in (quick, stuck):
                receiver.wait(lambda receiver=receiver: len(set(receiver.numbers())) == events)  # type: ignore[misc]  # bound at once

        for receiver in (quick, stuck):
            first_of = list(dict.fromkeys(receiver.numbers()))
            assert first_of == list(range(events))
            assert all(one.is_signed() for one in receiver.got)
            ids: dict[int, set[str]] = {}
            for one in receiver.got:
                ids.setdefault(one.content()["number"], set()).add(one.content()["event"]["id"])
            assert all(len(same) == 1 for same in ids.values())
        repeated = len(quick.got) - events
        assert repeated <= 200, "successes are written down within milliseconds"


@pytest.mark.slow
def test_subscribers_that_fail_lose_nothing_slow_nobody_and_cost_no_memory(tmp_path: Path) -> None:
    """1,000 events to one that is down, one that answers 500, 401 and 302 at times, one that hangs, a healthy one."""
    environment = {
        "MOSIP_MOCK_HUB_SECURITY": "false",
        "MOSIP_MOCK_DELIVERY_WAIT_SCALE": "0.01",
        "MOSIP_MOCK_DELIVERY_POLICY": "patient",
        "MOCKS_JOURNAL_SIZE": "100",
    }
    app = RunningApp("mosip_mock", tmp_path / "mocks", environment)
    moody = Receiver(statuses=[500, 200, 401, 200, 302, 200] * 60)
    with Receiver() as healthy, Receiver() as down, Receiver() as hanging, moody:
        with app:
            for receiver in (healthy, down, hanging, moody):
                subscribe(app, receiver)
            down.hang_up()
            hanging.is_open.clear()
            publish_all(app, 100)
            healthy.wait_for(100)
            before = resident_kilobytes(app.pid)
            publish_all(app, 900, first=100)
            healthy.wait_for(1000)
            assert resident_kilobytes(app.pid) - before < 20_000
            down.listen()
            hanging.is_open.set()
            for receiver in (healthy, down, hanging, moody):
                receiver.wait(lambda receiver=receiver: len(set(receiver.numbers())) == 1000)  # type: ignore[misc]  # bound at once
        assert healthy.numbers() == list(range(1000))
        assert list(dict.fromkeys(moody.numbers())) == list(range(1000))


def subscribe(app: RunningApp, receiver: Receiver) -> None:
    known = len(receiver.asked)
    form = {"hub.mode": "subscribe", "hub.topic": "A", "hub.callback": receiver.url, "hub.secret": SECRET}
    assert request("POST", f"{app.url}/hub", data=form).status_code == 202
    receiver.wait(lambda: len(receiver.asked) > known)
    while receiver.url not in active(app):
        pass


def active(app: RunningApp) -> set[str]:
    items = request("GET", f"{app.url}/_mock/subscriptions").json()["items"]
    return {s["callback"] for s in items if s["state"] == "active"}


def publish_all(app: RunningApp, count: int, first: int = 0) -> None:
    for number in range(first, first + count):
        content = {"number": number, "event": {"id": f"event-{number}", "padding": "x" * 4000}}
        answer = request("POST", f"{app.url}/hub?hub.mode=publish&hub.topic=A", json=content)
        assert answer.text == "hub.mode=accepted"


def resident_kilobytes(pid: int) -> int:
    found = re.search(r"VmRSS:\s+(\d+) kB", Path(f"/proc/{pid}/status").read_text())
    assert found is not None
    return int(found[1])
