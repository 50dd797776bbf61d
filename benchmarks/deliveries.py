"""The hub's deliveries to a sink in another process, credentials issued, and what a hanging subscriber does to others.

Hub and store have one core, the sink has the other. Deliveries are queued first and then delivered, so that publishing
is not in the figure; each is signed, journalled and its outcome stored. Latencies are from publishing to arrival.
"""

import asyncio
import gc
import itertools
import json
import os
import statistics
import sys
import time
import urllib.request
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from _servers import Server, running, scratch

# A script's own folder comes first on the path, and this one has a `requests.py` that PyLD would take for the library.
sys.path.remove(str(Path(__file__).parent))

from mosip_mock.authmanager.tokens import Tokens
from mosip_mock.credential_side import CredentialSide, credential_side
from mosip_mock.partners.registry import Partners
from mosip_mock.settings import Settings
from mosip_mock.websub.subscriptions import Subscription, subscription_id, topic_key
from shared.jwks.partner_kit import ensure_kit
from shared.settings import Addresses
from shared.world import World, open_world

HUB_CORE, SINK_CORE = 0, 1
SUBSCRIPTIONS = 8
DELIVERIES = 16_000
CREDENTIALS = 600
BODY = 6_000  # bytes, as an event with a credential has
TARGET = 5_000
CREDENTIAL_TARGET = 300
STEADY = 200  # events a second, to each of four subscribers, for the latencies
BASE = "http://localhost:20240"

T = TypeVar("T")


def opened(directory: Path) -> tuple[World, CredentialSide]:
    settings = Settings(addresses=Addresses(public=BASE, internal=BASE, bound=BASE), data_dir=directory)
    world = open_world(directory, app="mosip")
    ensure_kit(directory, world.keys)
    tokens = Tokens(world.keys, world.clock, settings.addresses)
    return world, credential_side(settings, world, lambda: tokens, Partners(world.store, directory / "partners"))


def subscribe(world: World, side: CredentialSide, topic: str, callback: str) -> None:
    side.hub.subscriptions.put(
        Subscription(
            id=subscription_id(topic, callback),
            topic=topic,
            topic_key=topic_key(topic),
            callback=callback,
            secret="a secret",  # noqa: S106 - of the benchmark
            created_at=world.clock.now(),
        )
    )


def event(number: int) -> bytes:
    return b'{"sent":%d,"number":%d,"padding":"%b"}' % (time.monotonic_ns(), number, b"x" * BODY)


class Rate(NamedTuple):
    """How many per second by the clock, and by the CPU time of this process: what a core of its own would reach."""

    by_clock: float
    by_cpu: float


class _Stopwatch:
    def __init__(self) -> None:
        self._clock, self._cpu = time.perf_counter(), time.process_time()

    def rate(self, count: int) -> Rate:
        return Rate(count / (time.perf_counter() - self._clock), count / (time.process_time() - self._cpu))


async def delivered(world: World, side: CredentialSide, *, sink: str) -> Rate:
    """Deliveries of what was queued before."""
    for number in range(SUBSCRIPTIONS):
        subscribe(world, side, "bulk", f"{sink}/{number}")
    side.hub.start()
    side.hub.publish("bulk", event(0))
    await _all_taken(side)  # the client is imported, its connections stand
    for number in range(DELIVERIES // SUBSCRIPTIONS):
        side.hub.publish("bulk", event(number))
    gc.collect()
    watch = _Stopwatch()
    await _all_taken(side)
    rate = watch.rate(DELIVERIES)
    states = [side.hub.deliverer.last_attempt(s.id) for s in side.hub.subscriptions.list()]
    if not all(state is not None and state.status == 200 for state in states):
        raise RuntimeError(f"not everything was delivered: {states}")
    await side.hub.stop()
    return rate


async def _all_taken(side: CredentialSide) -> None:
    while any(side.hub.deliverer.waiting(s.id) for s in side.hub.subscriptions.list()):  # noqa: ASYNC110 - no event
        await asyncio.sleep(0.01)
    side.hub.deliverer.settle()


async def issued(world: World, side: CredentialSide) -> Rate:
    """Credentials, from request to queued event; nobody takes them."""
    topic = "crvs-partner/CREDENTIAL_ISSUED"
    subscribe(world, side, topic, "http://127.0.0.1:9/never")
    side.hub.subscriptions.set_state(subscription_id(topic, "http://127.0.0.1:9/never"), "inactive")
    active = (citizen.uin for citizen in world.citizens.all() if citizen.status == "ACTIVATED" and not citizen.magic)
    people = list(itertools.islice(active, 20))

    async def work(count: int, first: int) -> Rate:
        for number in range(count):
            side.job.issue(
                rid=f"10001{first + number:010d}", uin=people[number % len(people)], process="CRVS_NEW",
                partner_id="crvs-partner", credential_type="vercred", template="RPR_UIN_CARD_TEMPLATE",
            )  # fmt: skip
        watch = _Stopwatch()
        job = asyncio.create_task(side.job.run())
        while side.job.requests.waiting():  # noqa: ASYNC110 - no event
            await asyncio.sleep(0.02)
        rate = watch.rate(count)
        job.cancel()
        with suppress(asyncio.CancelledError):
            await job
        return rate

    await work(20, 0)  # imports, first use of keys
    return await work(CREDENTIALS, 100)


async def latencies(world: World, side: CredentialSide, *, sink: str, hanging: bool) -> list[float]:
    """Of four subscribers at a steady rate, beside a fifth that hangs or not."""
    topic = f"steady{hanging}"
    for number in range(4):
        subscribe(world, side, topic, f"{sink}/{number}")
    if hanging:
        subscribe(world, side, topic, f"{sink}/hang")
    side.hub.start()
    ask(f"{sink}/report")
    began = time.perf_counter()
    for number in range(3 * STEADY):
        side.hub.publish(topic, event(number))
        await asyncio.sleep(max(0.0, began + (number + 1) / STEADY - time.perf_counter()))
    await asyncio.sleep(0.2)
    await side.hub.stop()
    return ask(f"{sink}/report")


def ask(url: str) -> list[float]:
    with urllib.request.urlopen(url, timeout=10) as answer:  # noqa: S310 - our own sink
        found: list[float] = json.loads(answer.read())
        return found


async def in_new_world(directory: Path, measure: Callable[[World, CredentialSide], Awaitable[T]]) -> T:
    world, side = opened(directory)
    try:
        return await measure(world, side)
    finally:
        world.close()


def main() -> int:
    if len(os.sched_getaffinity(0)) < 2:
        print("needs two cores: one for the hub, one for the sink")
        return 0
    script = Path(__file__).with_name("_sink.py")
    server = Server(name="sink", path="/ready", command=lambda port: [sys.executable, str(script), str(port)])
    import uvloop  # noqa: PLC0415 - as the mocks run

    def run(work: Coroutine[Any, Any, T]) -> T:
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            return runner.run(work)

    with scratch() as directory, running(server, core=SINK_CORE) as (port, _, _):
        os.sched_setaffinity(0, {HUB_CORE})
        sink = f"http://127.0.0.1:{port}"
        rate = run(in_new_world(directory / "a", partial(delivered, sink=sink)))
        credentials = run(in_new_world(directory / "b", issued))
        alone = run(in_new_world(directory / "c", partial(latencies, sink=sink, hanging=False)))
        beside = run(in_new_world(directory / "d", partial(latencies, sink=sink, hanging=True)))
    p99 = [statistics.quantiles(found, n=100)[98] for found in (alone, beside)]
    for name, found, target in (("deliveries", rate, TARGET), ("credentials", credentials, CREDENTIAL_TARGET)):
        print(
            f"{name:<13} {found.by_cpu:8,.0f}/s of one core ({1e6 / found.by_cpu:,.0f} us each; target {target:,}), "
            f"{found.by_clock:,.0f}/s by the clock"
        )
    print(
        f"latency       median {statistics.median(alone):.2f} ms, p99 {p99[0]:.2f} ms; beside a hanging subscriber "
        f"{statistics.median(beside):.2f} and {p99[1]:.2f}: {p99[1] / p99[0]:.2f} of the undisturbed p99"
    )
    return int(rate.by_cpu < TARGET or credentials.by_cpu < CREDENTIAL_TARGET)


if __name__ == "__main__":
    sys.exit(main())
