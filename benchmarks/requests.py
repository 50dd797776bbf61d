"""Plain JSON requests of one core: Starlette as the mocks run it, a mock's own health, Fastify.

Counted by the processor time of the server, all its threads included, so that neither a busy machine nor the load
(autocannon, 16 connections, on the other core) sets the limit; alternately. Target: Starlette >= 0.6x Fastify.
"""

import json
import os
import statistics
import subprocess
import sys
from pathlib import Path

from _servers import PEERS, Server, fastify_login, install_peers, mock, processor_seconds, running, scratch

SECONDS, WARM_UP = 4, 1
ROUNDS = 5
CONNECTIONS = 16
SMALLEST = 0.6
SERVER_CORE, LOAD_CORE = 0, 1


def main() -> int:
    if not install_peers():
        return 0
    if len(os.sched_getaffinity(0)) < 2:
        print("needs two cores: one for the server, one for the load")
        return 0
    with scratch() as directory:
        fastify = fastify_login(directory / "keys.json")
        starlette = Server(
            name="starlette",
            path="/json",
            command=lambda port: [sys.executable, str(Path(__file__).with_name("_json_app.py")), str(port)],
        )
        app = mock("mosip_mock", directory / "data")
        servers = (fastify, starlette, app)
        rates: dict[str, list[float]] = {server.name: [] for server in servers}
        for _ in range(ROUNDS):
            for server in servers:
                rates[server.name].append(rate(server))
    theirs = rates[fastify.name]
    ratios = {}
    for name, ours in rates.items():
        ratios[name] = statistics.median(o / t for o, t in zip(ours, theirs, strict=True))
        print(f"{name:<16} {statistics.median(ours):8,.0f} requests/s of one core: {ratios[name]:.2f} of fastify")
    print(f"starlette / fastify: {ratios[starlette.name]:.2f} (target >= {SMALLEST})")
    return int(ratios[starlette.name] < SMALLEST)


def rate(server: Server) -> float:
    """Requests per second of the server's processor time."""
    with running(server, core=SERVER_CORE) as (port, pid, _):
        url = f"http://127.0.0.1:{port}{server.path}"
        answered(url, WARM_UP)
        before = processor_seconds(pid)
        count = answered(url, SECONDS)
        return count / (processor_seconds(pid) - before)


def answered(url: str, seconds: int) -> int:
    """How many requests were answered in so many seconds."""
    command = ["node", str(PEERS / "node_modules" / "autocannon" / "autocannon.js"), "--json"]
    load = subprocess.run(
        [*command, "-c", str(CONNECTIONS), "-d", str(seconds), url],
        check=True, capture_output=True, stdin=subprocess.DEVNULL,
        preexec_fn=lambda: os.sched_setaffinity(0, {LOAD_CORE}),
    )  # fmt: skip
    result = json.loads(load.stdout)
    if result["errors"] or result["non2xx"]:
        raise RuntimeError(f"{url}: {result['errors']} errors, {result['non2xx']} refusals")
    total: int = result["requests"]["total"]
    return total


if __name__ == "__main__":
    sys.exit(main())
