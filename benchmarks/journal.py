"""What the journal costs: one app with it and without it, side by side; and how long a reset takes.

Requests go straight into the app, in this process, so that nothing but the app is measured. Targets: 0.85 of the
throughput without a journal, on a call that does some work (a token) and on the lightest of all (a certificate);
reset in 20 ms at 1,000 citizens.
"""

import asyncio
import json
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from mosip_mock.app import create_app
from mosip_mock.settings import Settings
from shared.citizens.seeding import seed
from shared.control.exchange import SCOPE_KEY, Exchange
from shared.control.recording import SERVER_SEND_KEY
from shared.server import collect_seldom
from shared.settings import Addresses
from shared.world import World, open_world

BASE = "http://localhost:20240"
ROUNDS, REQUESTS = 25, 300
SMALLEST, LONGEST_RESET_MS = 0.85, 20.0
TOKEN = json.dumps(
    {
        "id": "x",
        "version": "x",
        "requesttime": "2026-02-03T08:15:30.120Z",
        "request": {"clientId": "mosip-regproc-client", "secretKey": "abcdeABCDE123456", "appId": "admin"},
    }
).encode()
CALLS = {
    "token": ("POST", "/v1/authmanager/authenticate/clientidsecretkey", TOKEN),
    "certificate": ("GET", "/idauthentication/v1/internal/getCertificate", b""),
}


class WithoutJournal:
    """What handlers need of an exchange, and nothing kept."""

    def __init__(self, app: ASGIApp, world: World) -> None:
        self._app, self._world = app, world

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        now = self._world.clock.now()
        scope[SCOPE_KEY] = Exchange(id="x", app="mosip", direction="inbound", started=now, path=scope["path"])
        scope[SERVER_SEND_KEY] = send
        await self._app(scope, receive, send)


async def call(app: ASGIApp, method: str, path: str, body: bytes = b"") -> int:
    status = 0

    async def receive() -> Message:
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message: Message) -> None:
        nonlocal status
        status = message.get("status", status)

    headers = [(b"host", b"localhost"), (b"content-type", b"application/json"), (b"user-agent", b"bench")]
    scope = {"type": "http", "method": method, "path": path, "raw_path": path.encode(), "query_string": b""}
    scope |= {"headers": headers, "http_version": "1.1", "scheme": "http", "root_path": ""}
    await app(scope, receive, send)
    return status


async def seconds_of(work: Callable[[], Awaitable[Any]], times: int) -> float:
    """Of the processor, so that others on the machine do not count."""
    began = time.process_time()
    for _ in range(times):
        await work()
    return (time.process_time() - began) / times


async def measure(directory: Path) -> int:
    world = open_world(directory, app="mosip")
    seed(world.citizens, 1000)
    world.store.mark_baseline()
    settings = Settings(addresses=Addresses(public=BASE, internal=BASE, bound=BASE), data_dir=directory)
    app = create_app(settings, world)
    collect_seldom()  # as the server does
    journalled = app.app  # type: ignore[attr-defined] # inside the guard of the store
    bare = WithoutJournal(journalled._app, world)  # noqa: SLF001 - what the journal wraps
    ratios = {}
    for name, (method, path, body) in CALLS.items():
        for each in (journalled, bare):
            if await call(each, method, path, body) != 200:
                raise RuntimeError(f"{name} was refused")
        pairs = [
            (
                await seconds_of(partial(call, journalled, method, path, body), REQUESTS),
                await seconds_of(partial(call, bare, method, path, body), REQUESTS),
            )
            for _ in range(ROUNDS)
        ]
        on, off = (min(values) for values in zip(*pairs, strict=True))
        ratios[name] = off / on
        print(f"{name:<12} {1 / on:9,.0f} requests/s with journal, {1 / off:9,.0f} without: {ratios[name]:.2f}")
    plain = await seconds_of(lambda: call(app, *CALLS["certificate"]), REQUESTS)
    reset = await seconds_of(lambda: call(app, "POST", "/_mock/reset"), 20)
    print(f"reset at {world.citizens.count():,} citizens: {reset * 1000:.1f} ms, {reset / plain:.0f} plain requests")
    world.close()
    return int(min(ratios.values()) < SMALLEST or reset * 1000 > LONGEST_RESET_MS)


def main() -> int:
    with tempfile.TemporaryDirectory() as directory:
        return asyncio.run(measure(Path(directory) / "mocks"))


if __name__ == "__main__":
    sys.exit(main())
