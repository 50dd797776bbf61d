"""Plain JSON requests per second of one core: Starlette as the mocks run it, a mock with its journal, Fastify.

The server has one core for itself, the load (autocannon, 16 connections) the other. Target: Starlette >= 0.6x Fastify.
"""

import json
import os
import statistics
import subprocess
import sys
from pathlib import Path

from _servers import PEERS, Server, fastify_login, install_peers, mock, running, scratch

SECONDS = 4
ROUNDS = 3
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
        rates: dict[str, list[float]] = {}
        for _ in range(ROUNDS):
            for server in (fastify, starlette, app):
                rates.setdefault(server.name, []).append(rate(server))
    median = {name: statistics.median(values) for name, values in rates.items()}
    for name, value in median.items():
        print(f"{name:<16} {value:,.0f} requests/s")
    ratio = median[starlette.name] / median[fastify.name]
    print(f"starlette / fastify: {ratio:.2f} (target >= {SMALLEST})")
    print(f"mosip_mock with journal / fastify: {median[app.name] / median[fastify.name]:.2f}")
    return int(ratio < SMALLEST)


def rate(server: Server) -> float:
    with running(server, core=SERVER_CORE) as (port, _, _):
        load = subprocess.run(
            [
                "node", str(PEERS / "node_modules" / "autocannon" / "autocannon.js"), "--json",
                "-c", str(CONNECTIONS), "-d", str(SECONDS), "-W", "[", "-c", str(CONNECTIONS), "-d", "1", "]",
                f"http://127.0.0.1:{port}{server.path}",
            ],
            check=True, capture_output=True, stdin=subprocess.DEVNULL,
            preexec_fn=lambda: os.sched_setaffinity(0, {LOAD_CORE}),
        )  # fmt: skip
    result = json.loads(load.stdout.splitlines()[-1])  # the warm-up reports first
    if result["errors"] or result["non2xx"]:
        raise RuntimeError(f"{server.name}: {result['errors']} errors, {result['non2xx']} refusals")
    answered: float = result["requests"]["average"]
    return answered


if __name__ == "__main__":
    sys.exit(main())
