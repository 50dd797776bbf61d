"""Events for open pages."""

import asyncio
from collections.abc import MutableMapping
from typing import Any

from starlette.requests import Request

from shared.control.dashboard.live import Live
from shared.world import World
from tests.shared.control.dashboard.conftest import Window


async def _first_events(world: World, number: int) -> list[str]:
    live = Live(world, pause=0)
    stream = live.events()
    events = [await anext(stream)]
    while len(events) <= number:
        waiting = asyncio.ensure_future(anext(stream))
        await asyncio.sleep(0)  # lets the watcher begin to watch
        world.journal.close(world.journal.open("inbound", method="GET", path="/x"))
        events.append(await asyncio.wait_for(waiting, 5))
    await stream.aclose()
    return events


def test_event_comes_when_an_exchange_is_complete(mosip: Window) -> None:
    retry, event = asyncio.run(_first_events(mosip.world, 1))

    assert retry.startswith("retry:")
    assert event.startswith("event: changed\n")


def test_each_change_has_its_event(mosip: Window) -> None:
    assert [e.splitlines()[1] for e in asyncio.run(_first_events(mosip.world, 2))[1:]] == ["id: 1", "id: 2"]


def test_event_comes_when_the_store_changes(mosip: Window) -> None:
    async def first() -> str:
        stream = Live(mosip.world, pause=0).events()
        await anext(stream)
        waiting = asyncio.ensure_future(anext(stream))
        await asyncio.sleep(0)
        mosip.world.outbox.send("sms", "1", kind="otp", text="x")
        mosip.world.journal.clear()
        event = await asyncio.wait_for(waiting, 5)
        await stream.aclose()
        return event

    assert asyncio.run(first()).startswith("event: changed")


def test_pages_are_rendered_once_for_all_until_something_changes(mosip: Window) -> None:
    async def scenario() -> list[str | None]:
        live = Live(mosip.world, pause=0)
        live.keep("a", "too early")
        seen = [live.kept("a")]
        stream = live.events()
        await anext(stream)
        live.keep("a", "page")
        seen.append(live.kept("a"))
        waiting = asyncio.ensure_future(anext(stream))
        await asyncio.sleep(0)
        mosip.world.journal.clear()
        await asyncio.wait_for(waiting, 5)
        seen.append(live.kept("a"))
        await stream.aclose()
        return seen

    assert asyncio.run(scenario()) == [None, "page", None]


def test_fragment_is_fresh_when_nobody_listens(mosip: Window) -> None:
    mosip.see("view/exchanges", fragment=True)
    mosip.http.get("/later")

    assert "/later" in mosip.see("view/exchanges", fragment=True)


def test_page_that_goes_away_is_forgotten(mosip: Window) -> None:
    async def scenario() -> list[str | None]:
        live = Live(mosip.world, pause=0)
        listening, gone = asyncio.Event(), asyncio.Event()

        async def receive() -> dict[str, str]:
            await gone.wait()
            return {"type": "http.disconnect"}

        async def send(message: MutableMapping[str, Any]) -> None:
            if message.get("body"):
                listening.set()

        scope = {"type": "http", "asgi": {"spec_version": "2.3"}, "method": "GET", "path": "/", "headers": []}
        response = await live.stream(Request(scope))
        reading = asyncio.ensure_future(response(scope, receive, send))
        await asyncio.wait_for(listening.wait(), 5)
        live.keep("a", "page")
        seen = [live.kept("a")]
        gone.set()
        await asyncio.wait_for(reading, 5)
        live.keep("a", "nobody listens")
        return [*seen, live.kept("a")]

    assert asyncio.run(scenario()) == ["page", None]
