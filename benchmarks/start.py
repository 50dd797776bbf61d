"""From the start of the process to the first complete 200, and the memory then.

All servers are started in turns, so that a slow moment of the machine meets all of them. Targets: at most 0.9x of a
minimal Fastify + jose login server, 0.5x of the npm package oauth2-mock-server, 50 MB.
"""

import statistics
import sys
from collections import defaultdict

from _servers import (
    Server,
    fastify_login,
    install_peers,
    mock,
    oauth2_mock_server,
    resident_bytes,
    running,
    scratch,
)

ROUNDS = 11
MEGABYTE = 1_000_000
LARGEST = {"fastify + jose": 0.9, "oauth2-mock-server": 0.5}
MOST_MEMORY = 50 * MEGABYTE


def main() -> int:
    missed = False
    with scratch() as directory:
        mocks = [mock("mosip_mock", directory / "data"), mock("esignet_mock", directory / "data")]
        peers = [fastify_login(directory / "keys.json"), oauth2_mock_server()] if install_peers() else []
        with running(mocks[0]) as (_, _, first):
            print(f"very first start, making keys and population: {first:.2f} s")
        seconds, memory = measured([*mocks, *peers])
    for server in (*mocks, *peers):
        print(
            f"{server.name:<20} {seconds[server.name]:.3f} s to the first 200, "
            f"{memory[server.name] / MEGABYTE:.1f} MB resident"
        )
    for app in mocks:
        missed |= memory[app.name] > MOST_MEMORY
        for peer in peers:
            ratio = seconds[app.name] / seconds[peer.name]
            target = LARGEST[peer.name]
            missed |= ratio > target
            print(f"{app.name} / {peer.name}: {ratio:.2f} (target <= {target})")
    return int(missed)


def measured(servers: list[Server]) -> tuple[dict[str, float], dict[str, float]]:
    """Medians by server: seconds and bytes."""
    seconds = defaultdict(list)
    memory = defaultdict(list)
    for server in servers:
        with running(server):
            pass  # warms the file cache, and makes what a first start makes
    for _ in range(ROUNDS):
        for server in servers:
            with running(server) as (_, pid, took):
                seconds[server.name].append(took)
                memory[server.name].append(resident_bytes(pid))
    return (
        {name: statistics.median(values) for name, values in seconds.items()},
        {name: statistics.median(values) for name, values in memory.items()},
    )


if __name__ == "__main__":
    sys.exit(main())
