"""What an app does beside answering: workers that live as long as the app, and whose failures are not silent."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from contextlib import asynccontextmanager
from typing import Any

Worker = Callable[[], Coroutine[Any, Any, None]]

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
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def _tell(task: asyncio.Task[None]) -> None:
    if not task.cancelled() and task.exception() is not None:
        _log.error("%s ended by a failure; restart the app", task.get_name(), exc_info=task.exception())
