"""What an app does beside answering: workers that live as long as the app, and whose failures are not silent."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from contextlib import asynccontextmanager
from typing import Any, Final

Worker = Callable[[], Coroutine[Any, Any, None]]

_PATIENCE: Final = 0.5
"""Seconds between cancellations of a worker that does not end."""
_log = logging.getLogger("mocks.background")


@asynccontextmanager
async def running(workers: Sequence[Worker]) -> AsyncIterator[None]:
    """Run the workers for the length of the block; they are cancelled and awaited at its end."""
    tasks = [asyncio.create_task(worker(), name=getattr(worker, "__qualname__", "worker")) for worker in workers]
    for task in tasks:
        task.add_done_callback(_tell)
    try:
        yield
    finally:
        # Once more to those that go on: in Python 3.11 `asyncio.wait_for` loses a cancellation that meets a result.
        while unfinished := [task for task in tasks if not task.done()]:
            for task in unfinished:
                task.cancel()
            await asyncio.wait(unfinished, timeout=_PATIENCE)
        await asyncio.gather(*tasks, return_exceptions=True)


def _tell(task: asyncio.Task[None]) -> None:
    if not task.cancelled() and task.exception() is not None:
        _log.error("%s ended by a failure; restart the app", task.get_name(), exc_info=task.exception())
