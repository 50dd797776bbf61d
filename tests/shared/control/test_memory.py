"""What one app resets or restores, the other forgets: the store tells it before its next request."""

import asyncio
from typing import Any

import pytest

from shared.store.shared_log import SharedLog
from shared.world import World, open_world
from tests.shared.control.conftest import Bench


@pytest.fixture
def other(bench: Bench) -> World:
    """The world as another process has it open."""
    return open_world(bench.world.data_dir, app="cli")


def forgets(bench: Bench) -> list[str]:
    """Grows with each time the app forgets."""
    told: list[str] = []
    bench.world.memory.holds(lambda: told.append("forgotten"))
    return told


def test_reset_by_another_process_empties_memory_and_journal(bench: Bench, other: World) -> None:
    told = forgets(bench)
    bench.client.get("/v1/nowhere")

    other.reset()

    assert bench.client.get("/_mock/requests").json()["total"] == 0
    assert told == ["forgotten"]


def test_restore_by_another_process_does_too(bench: Bench, other: World) -> None:
    other.store.snapshot("here")
    told = forgets(bench)
    bench.client.get("/v1/nowhere")

    other.restore("here")

    assert bench.client.get("/_mock/requests").json()["total"] == 0
    assert told == ["forgotten"]


def test_own_reset_forgets_once(bench: Bench) -> None:
    told = forgets(bench)

    bench.client.post("/_mock/reset")
    bench.client.get("/v1/nowhere")

    assert told == ["forgotten"]


def test_writing_and_compacting_forget_nothing(bench: Bench, other: World) -> None:
    told = forgets(bench)
    other.clock.freeze()
    other.store.compact()

    bench.client.get("/v1/nowhere")

    assert told == []


def test_ids_count_from_one_again(bench: Bench) -> None:
    first = bench.client.get("/v1/nowhere").headers["X-Mock-Explain"]
    assert bench.client.get("/v1/nowhere").headers["X-Mock-Explain"] != first

    bench.client.post("/_mock/reset")

    assert bench.client.get("/v1/nowhere").headers["X-Mock-Explain"] == first


def test_app_without_requests_follows_too(bench: Bench, other: World) -> None:
    async def scenario() -> None:
        told = asyncio.Event()
        bench.world.memory.holds(told.set)
        watching = asyncio.create_task(bench.world.memory.watch())
        other.reset()
        await asyncio.wait_for(told.wait(), 10)
        watching.cancel()

    asyncio.run(scenario())


def test_following_the_store_takes_no_look_of_its_own(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    looks: list[Any] = []
    look = SharedLog._look

    def counted(log: SharedLog) -> Any:
        looks.append(log)
        return look(log)

    monkeypatch.setattr(SharedLog, "_look", counted)

    async def request() -> None:
        world.memory.follow_store()
        world.clock.now()
        world.faults.list()

    asyncio.run(request())
    assert len(looks) == 1
