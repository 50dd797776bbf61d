"""What open dashboards cost: latency of a mock under a steady load, with none and with many pages open.

    python benchmarks/dashboard.py [--pages 100] [--rate 500] [--seconds 5] [--rounds 3]

Each page holds a stream of events and, as the script in a browser does, fetches the timeline after each event. The
two cases take turns, so that whatever else the machine does meets both.
"""

import argparse
import asyncio
import random
import statistics
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

import aiohttp

from tests.support.suite import RunningApp

_PATH = "/idauthentication/v1/internal/getCertificate?applicationId=IDA&referenceId=PARTNER"
_LARGEST = 1.2
_SPREAD = 0.3  # seconds over which the script in a browser spreads its fetch
_FRAGMENT = {"X-Fragment": "1", "Accept": "text/html"}


@dataclass
class Pages:
    """Open pages, and what they saw."""

    url: str
    refetching: bool
    events: int = 0
    tasks: list[asyncio.Task[None]] = field(default_factory=list)

    async def open(self, session: aiohttp.ClientSession, number: int) -> None:
        self.tasks = [asyncio.create_task(self._page(session)) for _ in range(number)]
        await asyncio.sleep(0.5)

    async def close(self) -> None:
        for task in self.tasks:
            task.cancel()
        await asyncio.gather(*self.tasks, return_exceptions=True)

    async def _page(self, session: aiohttp.ClientSession) -> None:
        async with session.get(f"{self.url}/_mock/events") as stream:
            async for line in stream.content:
                if line.startswith(b"event: changed"):
                    self.events += 1
                    if self.refetching:
                        await asyncio.sleep(random.random() * _SPREAD)
                        async with session.get(f"{self.url}/_mock/", headers=_FRAGMENT) as page:
                            await page.read()


async def load(session: aiohttp.ClientSession, url: str, rate: int, seconds: float) -> list[float]:
    """Latencies in milliseconds, measured from when each request was due."""
    latencies: list[float] = []

    async def one(due: float) -> None:
        async with session.get(url) as answer:
            answer.raise_for_status()
            await answer.read()
        latencies.append((time.perf_counter() - due) * 1000)

    begin = time.perf_counter()
    tasks = []
    for number in range(int(rate * seconds)):
        due = begin + number / rate
        if (wait := due - time.perf_counter()) > 0:
            await asyncio.sleep(wait)
        tasks.append(asyncio.create_task(one(due)))
    await asyncio.gather(*tasks)
    return latencies


def told(name: str, latencies: list[float], events: int = 0) -> float:
    """One line; the median."""
    ordered = sorted(latencies)
    median, high = statistics.median(ordered), ordered[int(len(ordered) * 0.95)]
    print(f"{name:34} median {median:6.2f} ms   95 % {high:7.2f} ms   {events} events")
    return median


async def measure(url: str, pages: int, rate: int, seconds: float, rounds: int) -> int:
    connector = aiohttp.TCPConnector(limit=0)
    async with aiohttp.ClientSession(connector=connector, timeout=aiohttp.ClientTimeout(total=None)) as session:
        target = f"{url}{_PATH}"
        await load(session, target, rate, 1)
        results: dict[str, list[float]] = {}
        for _ in range(rounds):
            results.setdefault("none", []).append(told("no page open", await load(session, target, rate, seconds)))
            for refetching in (False, True):
                opened = Pages(url, refetching)
                await opened.open(session, pages)
                name = f"{pages} pages, " + ("fetching the timeline" if refetching else "streams only")
                latencies = await load(session, target, rate, seconds)
                results.setdefault(name, []).append(told(name, latencies, opened.events))
                await opened.close()
        base = statistics.median(results.pop("none"))
        ratios = {name: statistics.median(medians) / base for name, medians in results.items()}
        for name, ratio in ratios.items():
            print(f"{name}: {ratio:.2f} x the latency with none (target: at most {_LARGEST})")
        return int(max(ratios.values()) > _LARGEST)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=100)
    parser.add_argument("--rate", type=int, default=500)
    parser.add_argument("--seconds", type=float, default=5)
    parser.add_argument("--rounds", type=int, default=3)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as directory:
        app = RunningApp("mosip_mock", Path(directory) / "mocks")
        app.start()
        try:
            return asyncio.run(measure(app.url, given.pages, given.rate, given.seconds, given.rounds))
        finally:
            app.stop()


if __name__ == "__main__":
    sys.exit(main())
