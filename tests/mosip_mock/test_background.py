"""Workers end with the app, whatever they do with their cancellation; their failures are told."""

import asyncio

import pytest

from mosip_mock import background
from mosip_mock.background import running


def test_worker_that_loses_a_cancellation_is_cancelled_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(background, "_PATIENCE", 0.001)
    lost = 0

    async def worker() -> None:
        nonlocal lost
        while True:
            try:
                await asyncio.Event().wait()
            except asyncio.CancelledError:
                lost += 1
                if lost == 3:
                    raise

    async def app() -> None:
        async with running([worker]):
            await asyncio.sleep(0)

    asyncio.run(asyncio.wait_for(app(), 10))

    assert lost == 3


def test_failure_of_a_worker_is_logged_and_leaves_the_others(caplog: pytest.LogCaptureFixture) -> None:
    ran = asyncio.Event()

    async def broken() -> None:
        raise OSError("disk gone")

    async def healthy() -> None:
        ran.set()
        await asyncio.Event().wait()

    async def app() -> None:
        async with running([broken, healthy]):
            await ran.wait()
            await asyncio.sleep(0)

    asyncio.run(app())

    assert "broken ended by a failure" in caplog.text
    assert "disk gone" in caplog.text
