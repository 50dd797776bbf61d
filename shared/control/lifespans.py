"""Starting and stopping an ASGI app from inside the process, by the lifespan protocol."""

import asyncio
from typing import Any

from starlette.types import ASGIApp, Message


class LifespanError(RuntimeError):
    """The app said that it could not start."""


class AppLifespan:
    """One app's lifespan, held open between `start` and `stop`."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._inbox: asyncio.Queue[Message] = asyncio.Queue()
        self._outbox: asyncio.Queue[Message] = asyncio.Queue()
        self._task: asyncio.Task[Any] | None = None
        self._starting = asyncio.Lock()

    async def start(self) -> None:
        """Run the app's start-up, once: who asks meanwhile waits until it is over. Raises `LifespanError`."""
        async with self._starting:
            if self._task is not None:
                return
            self._task = asyncio.get_running_loop().create_task(self._run())
            await self._exchange("startup")

    async def stop(self) -> None:
        """Run the app's shut-down."""
        if self._task is None:
            return
        await self._exchange("shutdown")
        await self._task
        self._task = None

    async def _run(self) -> None:
        try:
            await self._app({"type": "lifespan", "asgi": {"version": "3.0"}}, self._inbox.get, self._outbox.put)
        except Exception as error:
            await self._outbox.put({"type": "failed", "message": str(error)})
            raise

    async def _exchange(self, phase: str) -> None:
        await self._inbox.put({"type": f"lifespan.{phase}"})
        answer = await self._outbox.get()
        if answer["type"] != f"lifespan.{phase}.complete":
            raise LifespanError(answer.get("message", answer["type"]))
