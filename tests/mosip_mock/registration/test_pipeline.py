"""The background worker: when it takes a packet up, that it waits for the answer, that it goes on after a kill."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest

from mosip_mock.registration.delay import InvalidDelayError, parse_delay
from mosip_mock.registration.stages import Stages
from mosip_mock.registration.workflow import Workflows
from tests.benches.office import COMPLETED, Office, open_office
from tests.mosip_mock.conftest import OpenOffice


def run_while(office: Office, meanwhile: Callable[[], Awaitable[None]]) -> None:
    """Run the worker as the app does, until `meanwhile` has ended."""

    async def both() -> None:
        worker = asyncio.create_task(office.side.pipeline.run())
        try:
            await asyncio.wait_for(meanwhile(), 20)
        finally:
            worker.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await worker

    asyncio.run(both())


async def until_finished(office: Office, registration_id: str) -> None:
    await until(lambda: office.packet(registration_id)["state"] == "finished")


async def until(holds: Callable[[], Any]) -> None:
    while not holds():  # noqa: ASYNC110 - what is waited for is in the store, which wakes nobody
        await asyncio.sleep(0.005)


def test_released_packet_is_processed_without_delay(office_with: OpenOffice) -> None:
    office = office_with(delay="0")
    registration_id = office.register()

    run_while(office, lambda: until_finished(office, registration_id))

    assert len(office.issuer.asked) == 1


def test_packet_waits_for_its_time_by_the_suites_clock(office_with: OpenOffice) -> None:
    office = office_with(delay="3600")
    later = office.register()
    office.world.clock.advance(timedelta(hours=-2))
    sooner = office.register()
    states: list[str] = []

    async def meanwhile() -> None:
        office.world.clock.advance(timedelta(minutes=90))
        await until_finished(office, sooner)
        states.append(office.packet(later)["state"])
        office.world.clock.advance(timedelta(hours=2))
        await until_finished(office, later)

    run_while(office, meanwhile)

    assert states == ["received"]


def test_packet_waits_for_the_control_api(office: Office) -> None:
    registration_id = office.register()

    async def meanwhile() -> None:
        office.world.clock.advance(timedelta(days=3))
        for _ in range(2):  # whoever is due is taken up; between the two the worker looks for the forgotten
            workflow = Workflows(office.world.store).of_registration(office.register())[0]
            office.side.pipeline.release(msgspec.structs.replace(workflow, due_at=office.world.clock.now()))
            await until_finished(office, workflow.registration_id)

    run_while(office, meanwhile)

    assert office.packet(registration_id)["state"] == "received"
    assert office.packet(registration_id)["dueAt"] is None


def test_packet_is_released_only_when_the_answer_was_sent(
    office_with: OpenOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    office = office_with(delay="0")
    released: list[str] = []
    pipeline = office.side.pipeline
    monkeypatch.setattr(type(pipeline), "release", lambda _, workflow: released.append(workflow.registration_id))
    sent_before: list[list[str]] = []
    app: Any = office.http.app

    async def watching(scope: Any, receive: Any, send: Any) -> None:
        async def noting(message: Any) -> None:
            await send(message)
            if message["type"] == "http.response.body":
                sent_before.append(list(released))

        await app(scope, receive, noting)

    monkeypatch.setattr(office.http, "app", watching)
    monkeypatch.setattr(office.http._transport, "app", watching)

    registration_id = office.register()

    assert all(registration_id not in earlier for earlier in sent_before)
    assert released == [registration_id]


@pytest.mark.parametrize("state", ["received", "validated", "uin-generated", "credential-requested"])
def test_restart_in_any_state_finishes_once(tmp_path: Path, state: str) -> None:
    with open_office(tmp_path, delay="0") as before:
        registration_id = before.register()
        if state != "received":
            before.process(registration_id, to=state)
        asked = list(before.issuer.asked)
        assert before.packet(registration_id)["state"] == state

    with open_office(tmp_path, delay="0") as after:
        run_while(after, lambda: until_finished(after, registration_id))

        assert len(asked) + len(after.issuer.asked) == 1
        assert len(after.publisher.of(COMPLETED)) == 1
        people = [c for c in after.world.citizens.all() if c.registration_id == registration_id]
        assert len(people) == 1
        assert [s["state"] for s in after.packet(registration_id)["history"]] == [
            "received", "validated", "uin-generated", "credential-requested", "finished",
        ]  # fmt: skip


def test_step_that_fails_half_way_leaves_nothing(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    registration_id = office.register()
    office.process(registration_id, to="validated")
    people = office.world.citizens.count()

    def broken(*_: Any, **__: Any) -> None:
        raise RuntimeError("the plug was pulled")

    with monkeypatch.context() as patch:
        patch.setattr(Workflows, "_replace", broken)
        answer = office.post(f"/_mock/packets/{registration_id}/advance", cookie=None)
        assert answer.status_code == 500

    assert office.world.citizens.count() == people
    assert office.process(registration_id)["state"] == "finished"
    assert office.world.citizens.count() == people + 1


def test_packet_that_fails_unexpectedly_stops_no_other(
    office_with: OpenOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    office = office_with(delay="0")
    bad, good = office.register(), office.register()
    step = Stages.step

    def sometimes(self: Any, workflow_id: str, exchange: Any) -> Any:
        if office.packet(bad)["workflowInstanceId"] == workflow_id:
            raise RuntimeError("unexpected")
        return step(self, workflow_id, exchange)

    monkeypatch.setattr(Stages, "step", sometimes)

    run_while(office, lambda: until(lambda: office.packet(good)["state"] == "finished"))

    assert office.packet(bad)["state"] == "received"


def test_reset_takes_waiting_packets_away(office_with: OpenOffice) -> None:
    office = office_with(delay="0")
    office.register()
    office.http.post("/_mock/reset")
    registration_id = office.register()

    run_while(office, lambda: until_finished(office, registration_id))

    assert office.http.get("/_mock/packets").json()["total"] == 1


@pytest.mark.parametrize(("text", "bounds"), [("2", (2, 2)), ("1-5", (1, 5)), ("0.5", (0.5, 0.5)), (" 1 - 2 ", (1, 2))])
def test_delay_is_read(text: str, bounds: tuple[float, float]) -> None:
    delay = parse_delay(text)

    assert (delay.low, delay.high, delay.is_manual) == (*bounds, False)


@pytest.mark.parametrize("text", ["", "soon", "-1", "5-1", "1e3", "999999", "1-"])
def test_delay_is_refused(text: str) -> None:
    with pytest.raises(InvalidDelayError, match="is no delay"):
        parse_delay(text)
