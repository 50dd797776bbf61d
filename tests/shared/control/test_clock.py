import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from shared.control.clock import SuiteClock
from shared.world import World, open_world
from tests.shared.control.conftest import Bench


def test_clock_runs_with_real_time_at_first(world: World) -> None:
    assert abs((world.clock.now() - datetime.now(UTC)).total_seconds()) < 1


def test_advancing_moves_the_clock_of_another_process_too(world: World) -> None:
    other = open_world(world.data_dir)
    world.clock.advance(timedelta(hours=3))

    assert (other.clock.now() - datetime.now(UTC)) > timedelta(hours=2, minutes=59)
    other.close()


def test_frozen_clock_stands_until_resumed(world: World) -> None:
    at = datetime(2030, 1, 31, 8, tzinfo=UTC)
    world.clock.freeze(at)

    assert world.clock.now() == at
    assert world.clock.advance(timedelta(minutes=5)) == at + timedelta(minutes=5)
    assert at + timedelta(minutes=5) <= world.clock.resume() < at + timedelta(minutes=6)


def test_reset_returns_to_real_time(world: World) -> None:
    world.clock.set(datetime(2001, 1, 1, tzinfo=UTC))
    world.clock.reset()

    assert abs((world.clock.now() - datetime.now(UTC)).total_seconds()) < 1


def test_sleeper_wakes_when_the_clock_is_advanced(world: World) -> None:
    async def scenario() -> None:
        sleeper = asyncio.create_task(world.clock.sleep_until(world.clock.now() + timedelta(hours=1)))
        await asyncio.sleep(0)
        world.clock.advance(timedelta(hours=2))
        await asyncio.wait_for(sleeper, 10)

    asyncio.run(scenario())


def test_sleeper_wakes_when_another_process_advances_the_clock(world: World) -> None:
    other = open_world(world.data_dir)

    async def scenario() -> None:
        sleeper = asyncio.create_task(world.clock.sleep_until(world.clock.now() + timedelta(hours=1)))
        await asyncio.sleep(0)
        SuiteClock(other.store).advance(timedelta(hours=2))
        await asyncio.wait_for(sleeper, 10)

    asyncio.run(scenario())
    other.close()


def test_clock_over_http(bench: Bench) -> None:
    assert bench.client.put("/_mock/clock", json={"now": "2030-01-31T08:00:00Z", "frozen": True}).json()["frozen"]
    assert bench.client.get("/_mock/clock").json()["now"] == "2030-01-31T08:00:00Z"
    moved = bench.client.put("/_mock/clock", json={"advanceSeconds": 60}).json()
    assert moved["now"].startswith("2030-01-31T08:01:00")
    assert bench.client.put("/_mock/clock", json={"reset": True}).json()["offsetSeconds"] == 0


@pytest.mark.parametrize(
    "change",
    [
        {"now": "tomorrow"},
        {"now": "2030-01-31T08:00:00"},
        {"advanceSeconds": "1h"},
        {"advanceSeconds": 1e12},
        {"advanceSeconds": 1e300},
        {"offsetSeconds": -1e11},
        {"now": "9999-12-31T23:59:59Z"},
        {"now": "0001-01-01T00:00:00Z", "frozen": True},
        {"to": 1},
    ],
)
def test_clock_refuses_what_names_no_instant(bench: Bench, change: dict[str, object]) -> None:
    answer = bench.client.put("/_mock/clock", json=change)

    assert answer.status_code == 400
    assert answer.json()["explanation"]["mend"]
    assert bench.client.get("/_mock/clock").json()["offsetSeconds"] == 0


def test_what_the_clock_says_may_be_sent_back(bench: Bench) -> None:
    bench.client.put("/_mock/clock", json={"advanceSeconds": 3600, "frozen": True})
    said = bench.client.get("/_mock/clock").json()
    bench.client.put("/_mock/clock", json={"reset": True})

    again = bench.client.put("/_mock/clock", json=said).json()
    assert again | {"offsetSeconds": pytest.approx(said["offsetSeconds"], abs=1)} == said


def test_clock_is_set_by_its_offset(bench: Bench) -> None:
    moved = bench.client.put("/_mock/clock", json={"offsetSeconds": 3600}).json()

    assert moved["offsetSeconds"] == 3600
    moved_back = bench.client.put("/_mock/clock", json={"offsetSeconds": 0}).json()
    assert moved_back["offsetSeconds"] == 0
