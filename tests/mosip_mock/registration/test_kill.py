"""`kill -9` in the middle of many registrations: what was acknowledged is there, finishes exactly once and says so."""

import asyncio
import json
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx2
import msgspec
import pytest

from mosip_mock.credentials.requests import REQUESTS
from mosip_mock.events import WORKFLOW_COMPLETED
from mosip_mock.registration.workflow import Workflows
from mosip_mock.websub.queue import DELIVERIES
from shared.citizens.population import Population
from shared.store.database import open_store
from tests.benches.office import NOW, PACKETS, SECRET, WORKFLOWS, envelope, new_id, packet_body, workflow_body
from tests.support.hub_receiver import SECRET as HUB_SECRET
from tests.support.hub_receiver import Receiver
from tests.support.suite import RunningApp


@dataclass
class Acknowledged:
    """What the app has answered with success before it died."""

    written: set[str] = field(default_factory=set)
    started: set[str] = field(default_factory=set)


@pytest.fixture
def mosip(tmp_path: Path) -> Iterator[RunningApp]:
    environment = {"MOSIP_MOCK_PROCESSING_DELAY": "0-0.3", "MOSIP_MOCK_HUB_SECURITY": "false"}
    with RunningApp("mosip_mock", tmp_path / "mocks", environment) as app:
        yield app


async def register_all(app: RunningApp, ids: list[str], kill_after: int) -> Acknowledged:
    """All registrations at once; the app is killed when `kill_after` workflows were acknowledged."""
    acknowledged = Acknowledged()
    limits = httpx2.Limits(max_connections=50)
    async with httpx2.AsyncClient(base_url=app.url, timeout=30, limits=limits) as http:
        body = envelope({"clientId": "mosip-regproc-client", "secretKey": SECRET, "appId": "admin"}, requesttime=NOW)
        answer = await http.post("/v1/authmanager/authenticate/clientidsecretkey", json=body)
        http.cookies.clear()
        cookie = {"Cookie": f"Authorization={answer.headers['Authorization']};"}

        async def register(registration_id: str) -> None:
            packet = packet_body(id=registration_id)
            written = await http.put(f"{PACKETS}/createPacket", json=packet, headers=cookie)
            if not written.json()["response"]:
                return
            acknowledged.written.add(registration_id)
            workflow = workflow_body(registrationId=registration_id)
            started = await http.post(f"{WORKFLOWS}/workflowinstance", json=workflow, headers=cookie)
            http.cookies.clear()
            if started.json()["errors"] is None:
                acknowledged.started.add(registration_id)
                if len(acknowledged.started) == kill_after:
                    app.kill()

        await asyncio.gather(*(register(registration_id) for registration_id in ids), return_exceptions=True)
    return acknowledged


def packets_of(app: RunningApp) -> dict[str, dict[str, Any]]:
    listing = httpx2.get(f"{app.url}/_mock/packets", timeout=30).json()
    return {item["registrationId"]: item for item in listing["items"]}


async def until(holds: Callable[[], bool], seconds: float = 60) -> None:
    async def look() -> None:
        while not holds():  # noqa: ASYNC110 - another process is waited for
            await asyncio.sleep(0.1)

    await asyncio.wait_for(look(), seconds)


def subscribe(app: RunningApp, receiver: Receiver, topic: str) -> None:
    form = {"hub.mode": "subscribe", "hub.topic": topic, "hub.callback": receiver.url, "hub.secret": HUB_SECRET}
    assert httpx2.post(f"{app.url}/hub", data=form).status_code == 202
    asyncio.run(until(lambda: receiver.url in active(app)))


def active(app: RunningApp) -> set[str]:
    items = httpx2.get(f"{app.url}/_mock/subscriptions").json()["items"]
    return {item["callback"] for item in items if item["state"] == "active"}


def check_after_a_kill(app: RunningApp, count: int, kill_after: int) -> None:
    ids = [new_id() for _ in range(count)]
    with Receiver() as completed, Receiver() as issued:
        subscribe(app, completed, WORKFLOW_COMPLETED)
        subscribe(app, issued, "CREDENTIAL_ISSUED")
        acknowledged = asyncio.run(register_all(app, ids, kill_after))
        assert len(acknowledged.started) >= kill_after

        app.start()

        check_packets(app, acknowledged)
        started = {rid for rid, packet in packets_of(app).items() if packet["state"] == "finished"}
        asyncio.run(until(lambda: rids_of(completed) >= started and rids_of(issued) >= started))
        check_events(completed, issued, started)
        app.kill()  # nothing writes any more
        assert_once(app.data_dir, set(ids))


def rids_of(receiver: Receiver) -> set[str]:
    return {rid_of(one.content()) for one in list(receiver.got)}


def rid_of(content: Any) -> str:
    rid: str = content["instanceId"] if "instanceId" in content else content["event"]["data"]["registrationId"]
    return rid


def check_events(completed: Receiver, issued: Receiver, started: set[str]) -> None:
    """Each workflow's end and credential were told; what came twice, being delivered at least once, is the same."""
    assert rids_of(completed) == rids_of(issued) == started
    assert all(one.is_signed() for receiver in (completed, issued) for one in receiver.got)
    ends = {one.body for one in completed.got}
    assert len(ends) == len(started)
    assert {json.loads(end)["resultCode"] for end in ends} == {"PROCESSED"}
    event_ids = {(rid_of(one.content()), one.content()["event"]["id"]) for one in issued.got}
    assert len(event_ids) == len(started)


def check_packets(app: RunningApp, acknowledged: Acknowledged) -> None:

    asyncio.run(until(lambda: all(p["state"] in {"finished", "created"} for p in packets_of(app).values())))
    packets = packets_of(app)
    assert acknowledged.written <= set(packets)
    assert all(packets[registration_id]["state"] == "finished" for registration_id in acknowledged.started)


def assert_once(data_dir: Path, ids: set[str]) -> None:
    """Each workflow made one person, asked for one credential, has each state once, and queued one event of its end."""
    store = open_store(data_dir)
    try:
        workflows = list(Workflows(store).all())
        people = Counter(c.registration_id for c in Population(store).all() if c.registration_id in ids)
        told = Counter(
            json.loads(delivery["body"])["instanceId"]
            for record in store.table(DELIVERIES).scan()
            if (delivery := json.loads(record.raw))["topic"] == WORKFLOW_COMPLETED
        )
        asked = Counter(msgspec.json.decode(record.raw)["registrationId"] for record in store.table(REQUESTS).scan())
    finally:
        store.close()
    started = {workflow.registration_id for workflow in workflows}
    assert len(workflows) == len(started)
    assert people == Counter(started)
    assert asked == Counter(started)
    assert set(told.values()) <= {1}
    for workflow in workflows:
        states = [step.state for step in workflow.history]
        assert states == ["received", "validated", "uin-generated", "credential-requested", "finished"]


def test_killed_in_the_middle_of_twenty_registrations(mosip: RunningApp) -> None:
    check_after_a_kill(mosip, 20, 7)


@pytest.mark.slow
@pytest.mark.parametrize("kill_after", [1, 50, 120, 199])
def test_killed_in_the_middle_of_two_hundred_registrations(mosip: RunningApp, kill_after: int) -> None:
    check_after_a_kill(mosip, 200, kill_after)
