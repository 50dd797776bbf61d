import asyncio
import logging
import threading
import time
import tracemalloc

import pytest
from starlette.types import Message, Receive, Scope, Send

from shared.control.journal import MOST_BODY_BYTES, Journal
from shared.control.recording import JournalMiddleware
from shared.world import World
from tests.shared.control.conftest import Bench


def ids(bench: Bench, **query: str) -> list[str]:
    answer = bench.client.get("/_mock/requests", params=query).json()
    return [item["id"] for item in answer["items"]]


def test_refusal_is_explained_behind_its_header(bench: Bench) -> None:
    answer = bench.client.post("/echo", json={"refuse": "yes"})
    detail = bench.client.get(f"/_mock/requests/{answer.headers['X-Mock-Explain']}").json()

    assert detail["explanations"][0]["mend"] == "send this"
    assert detail["request"]["body"] == '{"refuse":"yes"}'
    assert detail["status"] == 200
    assert detail["refused"] is True


def test_success_has_no_explain_header(bench: Bench) -> None:
    assert "X-Mock-Explain" not in bench.client.post("/echo", json={}).headers


def test_refusal_is_logged_with_what_to_do(bench: Bench, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING, logger="mocks.journal"):
        bench.client.post("/echo", json={"refuse": "yes"})

    assert "send this" in caplog.text
    assert "expected='this'" in caplog.text


def test_tolerated_request_succeeds_and_names_the_releases_that_would_refuse_it(bench: Bench) -> None:
    answer = bench.client.post("/echo", json={"tolerate": "yes"})
    [item] = bench.client.get("/_mock/requests").json()["items"]
    detail = bench.client.get(f"/_mock/requests/{item['id']}").json()

    assert answer.status_code == 200
    assert item["tolerated"] == ["language-two-letter"]
    assert detail["toleratedDeviations"][0]["refused_by"]


def test_listing_filters_by_trace_and_refusal(bench: Bench) -> None:
    bench.client.post("/echo", json={"rid": "1"})
    bench.client.post("/echo", json={"rid": "2", "refuse": "yes"})

    assert len(ids(bench)) == 2
    assert len(ids(bench, **{"trace.rid": "2"})) == 1
    assert ids(bench, refused="true") == ids(bench, **{"trace.rid": "2"})


def test_ring_forgets_the_oldest(bench: Bench) -> None:
    for number in range(25):
        bench.client.post("/echo", json={"rid": str(number)})

    listing = bench.client.get("/_mock/requests", params={"limit": "100"}).json()

    assert listing["total"] == 20
    assert bench.client.get("/_mock/requests/m1").status_code == 404


@pytest.mark.parametrize("cleared", [0, 3, 11])
def test_each_exchange_that_the_ring_holds_is_found_and_no_other(world: World, cleared: int) -> None:
    journal = Journal("mosip", world.clock, size=5)
    opened = []
    for number in range(1, 13):
        opened.append(journal.open("inbound"))
        if number == cleared:
            journal.clear()

    held = list(journal.newest_first())
    assert held == opened[: -min(5, 12 - cleared) - 1 : -1]
    assert [journal.find(e.id) for e in opened] == [e if e in held else None for e in opened]
    strange = ("", "m", "12", "e12", "m012", "m12x", "m-1", "m0", "m13", "m\u0661\u0662", "m" + "9" * 5000)
    assert [journal.find(name) for name in strange] == [None] * len(strange)


def test_secrets_are_hidden_in_listing_and_detail(bench: Bench) -> None:
    bench.client.post(
        "/echo?access_token=abc123",
        json={"secret": "x", "secretKey": "topsecret", "otp": "111111"},
        headers={"Authorization": "Bearer abc123", "Cookie": "Authorization=abc123"},
    )
    [item] = bench.client.get("/_mock/requests").json()["items"]
    text = bench.client.get(f"/_mock/requests/{item['id']}").text + str(item)

    for secret in ("abc123", "topsecret", "111111", "hunter2"):
        assert secret not in text


def test_count_counts_what_matches(bench: Bench) -> None:
    for rid in ("1", "1", "2"):
        bench.client.post("/echo", json={"rid": rid})

    assert bench.client.post("/_mock/requests/count", json={"trace": {"rid": "1"}}).json() == {"count": 2}


def test_wait_returns_as_soon_as_one_matches(bench: Bench) -> None:
    waited: list[dict[str, object]] = []

    def wait() -> None:
        waited.append(bench.client.get("/_mock/requests/wait", params={"trace.rid": "7", "seconds": "20"}).json())

    waiter = threading.Thread(target=wait)
    started = time.monotonic()
    waiter.start()
    bench.client.post("/echo", json={"rid": "7"})
    waiter.join()

    assert waited[0]["met"] is True
    assert time.monotonic() - started < 15


def test_wait_finds_a_call_that_was_never_answered(bench: Bench) -> None:
    journal = bench.world.journal
    open_still = journal.open("outbound", method="POST", path="/callback")
    unanswered = journal.open("outbound", method="POST", path="/callback")
    journal.close(unanswered)

    found = bench.client.get("/_mock/requests/wait", params={"direction": "outbound", "seconds": "0"}).json()

    assert [e["id"] for e in found["items"]] == [unanswered.id] != [open_still.id]


@pytest.mark.parametrize("name", ["seconds", "timeout"])
def test_wait_says_when_nothing_came(bench: Bench, name: str) -> None:
    answer = bench.client.get("/_mock/requests/wait", params={"trace.rid": "7", name: "0"})

    assert answer.status_code == 408
    assert answer.json()["met"] is False


@pytest.mark.parametrize("query", ["seconds=nan", "seconds=-1", "timeout=-1", "times=-1"])
def test_wait_refuses_numbers_that_are_none(bench: Bench, query: str) -> None:
    assert bench.client.get(f"/_mock/requests/wait?{query}").status_code == 400


def test_method_is_matched_in_any_case(bench: Bench) -> None:
    bench.client.get("/echo")

    assert bench.client.get("/_mock/requests?method=get").json()["total"] == 1


@pytest.mark.parametrize("query", [{"statsu": "200"}, {"status": "many"}, {"limit": "-1"}, {"limit": "x"}])
def test_listing_refuses_a_filter_it_does_not_know(bench: Bench, query: dict[str, str]) -> None:
    answer = bench.client.get("/_mock/requests", params=query)

    assert answer.status_code == 400
    assert answer.json()["explanation"]["mend"]


def test_clearing_forgets_everything(bench: Bench) -> None:
    bench.client.post("/echo", json={})
    bench.client.delete("/_mock/requests")

    assert ids(bench) == []


def test_body_above_the_limit_is_refused(bench: Bench) -> None:
    assert bench.client.post("/echo", content=b" " * 3000).status_code == 413


def test_a_hundred_thousand_exchanges_leave_memory_bounded(world: World) -> None:
    journal = world.journal
    body = b"x" * 1000

    def record(count: int) -> None:
        for _ in range(count):
            exchange = journal.open("inbound", method="GET", path="/echo", request_body=bytes(body))
            exchange.status = 200
            journal.close(exchange)

    record(1000)
    tracemalloc.start()
    record(100_000)
    grown, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert len(list(journal.newest_first())) == 20
    assert grown < 200_000


def test_bodies_that_come_in_pieces_are_kept_whole_and_bounded(world: World) -> None:
    kept = 256 * 1024
    pieces = [b"a" * 100_000, b"b" * 100_000, b"c" * 100_000, b""]

    async def app(_scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        for _ in pieces:
            message = await receive()
            await send({"type": "http.response.body", "body": message["body"], "more_body": message["more_body"]})

    coming = iter(pieces)

    async def receive() -> Message:
        piece = next(coming)
        return {"type": "http.request", "body": piece, "more_body": bool(piece)}

    async def send(_message: Message) -> None:
        pass

    scope = {"type": "http", "method": "POST", "path": "/", "query_string": b"", "headers": []}
    asyncio.run(JournalMiddleware(app, world.journal, max_body_bytes=1_000_000)(scope, receive, send))

    [exchange] = world.journal.newest_first()
    assert exchange.request_body == exchange.response_body == b"".join(pieces)[:kept]


def test_large_bodies_are_forgotten_before_they_fill_the_memory(world: World) -> None:
    journal = Journal("mosip", world.clock, size=1000)
    for _ in range(500):
        exchange = journal.open("inbound", request_body=bytes(250_000))
        exchange.response_body = bytes(250_000)
        journal.close(exchange)

    kept = list(journal.newest_first())
    assert sum(len(e.request_body) + len(e.response_body) for e in kept) <= MOST_BODY_BYTES
    assert len(kept) == MOST_BODY_BYTES // 500_000
    assert journal.find(kept[-1].id) is kept[-1]
    assert journal.find("m1") is None
    journal.clear()
    journal.close(journal.open("inbound", request_body=bytes(250_000)))
    assert len(list(journal.newest_first())) == 1
