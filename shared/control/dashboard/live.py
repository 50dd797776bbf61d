"""Telling open pages that something has changed: one watcher for all of them, at most one event a second.

However many pages are open and however busy the mock is, the journal wakes one task, and pages that are fetched
between two events are rendered once for all.
"""

import asyncio
from collections.abc import AsyncGenerator
from typing import Final

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from shared.world import World

_LOOK: Final = 1.0  # seconds between looks at whether another process wrote to the store
_PAUSE: Final = 1.0  # seconds between two events
_SIGN_OF_LIFE: Final = 15.0  # seconds after which a silent stream says that it lives
_MOST_PAGES: Final = 64


class Live:
    """The watcher, the streams that it feeds, and the pages rendered since the last event."""

    def __init__(self, world: World, *, pause: float = _PAUSE) -> None:
        self._world = world
        self._pause = pause
        self._number = 0
        self._happened = asyncio.Event()
        self._listeners = 0
        self._watcher: asyncio.Task[None] | None = None
        self._pages: dict[str, str] = {}

    def kept(self, address: str) -> str | None:
        """The page of this address, if it was rendered since the last event and somebody is watching."""
        return self._pages.get(address) if self._listeners else None

    def keep(self, address: str, html: str) -> None:
        """Remember a page until the next event."""
        if self._listeners and len(self._pages) < _MOST_PAGES:
            self._pages[address] = html

    async def stream(self, _: Request) -> Response:
        """`GET /_mock/events`: `event: changed` whenever the pages may show something new."""
        return StreamingResponse(
            self.events(),
            media_type="text/event-stream",
            headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
        )

    async def events(self) -> AsyncGenerator[str, None]:
        """The text of a stream, event by event, until the reader goes."""
        self._listeners += 1
        if self._watcher is None:
            self._watcher = asyncio.get_running_loop().create_task(self._watch())
        try:
            yield "retry: 2000\n\n"
            while True:
                happened = self._happened
                try:
                    await asyncio.wait_for(happened.wait(), _SIGN_OF_LIFE)
                except TimeoutError:
                    yield ": still here\n\n"
                else:
                    yield f"event: changed\nid: {self._number}\ndata: {self._number}\n\n"
        finally:
            self._listeners -= 1
            if self._listeners == 0:
                self._stop()

    def _stop(self) -> None:
        if self._watcher is not None:
            self._watcher.cancel()
            self._watcher = None
        self._pages.clear()

    async def _watch(self) -> None:
        journal, store = self._world.journal, self._world.store
        seen = (journal.revision, store.version())
        while True:
            await journal.changed(seen[0], seconds=_LOOK)
            now = (journal.revision, store.version())
            if now == seen:
                continue
            seen = now
            self._number += 1
            self._pages.clear()
            self._happened.set()
            self._happened = asyncio.Event()
            await asyncio.sleep(self._pause)
