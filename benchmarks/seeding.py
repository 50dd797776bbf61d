"""Seeding into the real store, beside a plain loop over Faker profiles that stores nothing; measured in one run.

`python benchmarks/seeding.py [--count N] [--rounds N]`; the rounds alternate, and the best of each counts. Exits with 1
if 100,000 people take longer than the target, here or by the command with its imports.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from faker import Faker

from shared.citizens.locales import pools_for
from shared.citizens.population import Population
from shared.citizens.seeding import people_of, seed
from shared.store.database import open_store

TARGET_SECONDS = 2.0
TARGET_SECONDS_BY_COMMAND = 3.0
TARGET_COUNT = 100_000
PROFILES = 1_000


def seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def by_profiles() -> None:
    faker = Faker("en_US")
    faker.seed_instance(7)
    for _ in range(PROFILES):
        faker.profile()


def into_store(count: int) -> float:
    with tempfile.TemporaryDirectory() as directory:
        store = open_store(Path(directory))
        took = seconds(lambda: seed(Population(store), count, rng_seed=7))
        store.close()
    return took


def by_command(count: int) -> float:
    with tempfile.TemporaryDirectory() as directory:
        command = [sys.executable, "-m", "shared.cli.main", "seed", str(count)]
        environment = os.environ | {"MOCKS_DATA_DIR": directory}
        return seconds(lambda: subprocess.run(command, check=True, capture_output=True, env=environment))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=TARGET_COUNT)
    parser.add_argument("--rounds", type=int, default=3)
    arguments = parser.parse_args()
    count: int = arguments.count

    pools = pools_for("en_US", 7)
    rounds = [
        (
            seconds(by_profiles) / PROFILES,
            seconds(lambda: sum(1 for _ in people_of(pools, count, rng_seed=7))) / count,
            into_store(count) / count,
            by_command(count),
        )
        for _ in range(arguments.rounds)
    ]
    profile, made, stored, command = (min(side) for side in zip(*rounds, strict=True))
    print(f"Faker profile, not stored   {profile * 1e6:8.1f} us a person")
    print(f"made, not stored            {made * 1e6:8.1f} us a person   {profile / made:6.0f} times as fast")
    print(f"made and stored             {stored * 1e6:8.1f} us a person   {profile / stored:6.0f} times as fast")
    print(f"made and stored, {count}: {stored * count:.2f} s; by the command: {command:.2f} s")
    print(f"target for {TARGET_COUNT}: {TARGET_SECONDS} s, by the command {TARGET_SECONDS_BY_COMMAND} s")
    share = count / TARGET_COUNT
    met = stored * count <= TARGET_SECONDS * share and command <= TARGET_SECONDS_BY_COMMAND * max(share, 0.2)
    return 0 if met else 1


if __name__ == "__main__":
    raise SystemExit(main())
