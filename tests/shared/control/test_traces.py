import itertools
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from shared.control.traces import traces_of
from tests.shared.control.conftest import Bench

BEGAN = datetime(2026, 2, 3, 8, 15, tzinfo=UTC)
Make = Callable[..., dict[str, Any]]


@pytest.fixture
def make() -> Make:
    numbers = itertools.count(1)

    def exchange(service: str, seconds: float = 0.0, *, app: str = "mosip", **trace: str) -> dict[str, Any]:
        return {
            "id": f"{app[0]}{next(numbers)}",
            "app": app,
            "service": service,
            "started": (BEGAN + timedelta(seconds=seconds)).isoformat(),
            "refused": False,
            "reason": "",
            "direction": "inbound",
            "status": 200,
            "faults": [],
            "trace": trace,
        }

    return exchange


def services(trace: Any) -> list[str]:
    return [e["service"] for e in trace.exchanges]


def test_exchanges_that_share_a_value_are_one_trace(make: Make) -> None:
    packet = make("packetmanager", rid="1", client="c")
    step = make("registration", 1, rid="1", uin="2718")
    issue = make("credentials", 2, rid="1", request="q", event="ev")
    delivery = make("websub", 3, event="ev")
    login = make("token", 60, app="esignet", uin="2718", transaction="t")
    page = make("authorization", 50, app="esignet", transaction="t")

    (trace,) = traces_of([login, delivery, page, issue, step, packet])

    assert services(trace) == ["packetmanager", "registration", "credentials", "websub", "authorization", "token"]
    assert trace.summary()["apps"] == ["esignet", "mosip"]
    assert trace.keys == {"rid": ["1"], "uin": ["2718"], "request": ["q"], "event": ["ev"], "transaction": ["t"]}


def test_exchanges_about_different_people_are_apart(make: Make) -> None:
    traces = traces_of([make("token", uin="1"), make("token", 1, uin="2")])

    assert [t.keys["uin"] for t in traces] == [["2"], ["1"]]


def test_vid_and_uin_of_one_exchange_join_what_names_either(make: Make) -> None:
    (trace,) = traces_of([make("a", vid="9"), make("b", 1, uin="1"), make("c", 2, vid="9", uin="1")])

    assert len(trace.exchanges) == 3


def test_transaction_of_ida_joins_nothing(make: Make) -> None:
    traces = traces_of([make("idauthentication", uin=str(n), transaction="1234567890") for n in range(3)])

    assert len(traces) == 3


@pytest.mark.parametrize(("pause", "joined"), [(9.0, True), (11.0, False)])
def test_token_belongs_to_the_next_packet_of_its_client(make: Make, pause: float, joined: bool) -> None:
    token = make("authmanager", client="c")
    foreign = make("authmanager", client="d")
    packet = make("packetmanager", pause, client="c", rid="1")
    later = make("packetmanager", pause + 1, client="c", rid="2")

    traces = traces_of([token, foreign, packet, later])

    first = next(t for t in traces if t.keys["rid"] == ["1"])
    assert (token["id"] in [e["id"] for e in first.exchanges]) is joined
    assert all(foreign["id"] not in [e["id"] for e in t.exchanges] for t in traces)
    assert len(traces) == 2


def test_trace_is_found_by_anything_in_it(make: Make) -> None:
    packet = make("packetmanager", rid="10001", client="c")
    (trace,) = traces_of([packet, make("registration", 1, rid="10001", uin="2718")])

    assert all(trace.is_called(name) for name in (packet["id"], "10001", "2718"))
    assert not trace.is_called("c")


def test_exchanges_about_nothing_are_in_no_trace(make: Make) -> None:
    assert traces_of([make("discovery"), make("authmanager", client="c")]) == []


def test_control_api_lists_and_shows_traces(bench: Bench) -> None:
    for body in ({"rid": "1"}, {"rid": "1", "uin": "27"}, {"rid": "2"}):
        bench.client.post("/echo", json=body)

    listed = bench.client.get("/_mock/traces").json()
    shown = bench.client.get("/_mock/traces/27").json()

    assert listed["total"] == 2
    assert listed["apps"] == ["mosip"]
    assert [e["trace"] for e in shown["items"]] == [{"rid": "1"}, {"rid": "1", "uin": "27"}]
    assert bench.client.get("/_mock/traces/nobody").status_code == 404
