"""What the database costs, and that it costs the same at any size.

    python benchmarks/store.py [--quick]

Sizes 1e3, 1e5 and, unless `--quick`, 1e6. Ratios compare sizes within this run: the operations of all sizes take
turns, each on the same number of documents (so that caches are warm alike), medians of many.
"""

import argparse
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from shared.store.database import LogStore, open_store
from shared.store.protocol import TableSpec
from shared.store.records import LogRecords

SPEC = TableSpec(name="citizens", unique=("uin", "vids.vid"), indexed=("phone", "email", "registrationId"))
WORKING_SET = 500
ROUNDS = 40
PER_ROUND = 50
LARGEST_RATIO = 1.5


def citizen(number: int) -> bytes:
    """About 500 bytes, as a seeded citizen."""
    return (
        b'{"uin":"%d","vids":[{"vid":"%d","vidType":"Perpetual"}],"givenName":"Given%d",'
        b'"familyName":"Family%d","fullName":"Given%d Family%d","birthDate":"1980-01-01",'
        b'"gender":"female","phone":"+2557%08d","email":"person%d@example.org","address":'
        b'{"line1":"12 Long Street","line2":"Second Quarter","city":"Ibombo","region":"Central",'
        b'"province":"Central Province","postalCode":"10112","country":"FAR"},"origin":"seed",'
        b'"createdAt":"2020-01-01T00:00:00Z","pin":"111111","padding":"%b"}'
    ) % (
        2_000_000_000 + number,
        3_000_000_000_000_000 + number,
        number,
        number,
        number,
        number,
        number,
        number,
        b"x" * 20,
    )


def people(first: int, count: int) -> Iterator[bytes]:
    return (citizen(number) for number in range(first, first + count))


def median_us(work: Callable[[int], object], arguments: list[int]) -> float:
    times = []
    for argument in arguments:
        start = time.perf_counter_ns()
        work(argument)
        times.append(time.perf_counter_ns() - start)
    return statistics.median(times) / 1_000


def expect(found: object) -> None:
    if not found:
        sys.exit("a citizen is missing")


class Subject:
    """A store of one size, and what was measured on it."""

    def __init__(self, directory: Path, size: int) -> None:
        self.directory, self.size = directory, size
        self.store: LogStore = open_store(directory)
        self.synced: LogStore | None = None
        self.records: LogRecords = self.store.table(SPEC)
        documents = list(people(0, min(size, 100_000)))
        start = time.perf_counter()
        self.records.insert_many(documents)
        self.bulk = len(documents) / (time.perf_counter() - start)
        if size > len(documents):
            self.records.insert_many(people(len(documents), size - len(documents)))
        self.durable = open_store(directory, sync=True)
        self.durable_records = self.durable.table(SPEC)
        self.next = size
        chosen = random.Random(size).sample(range(size), WORKING_SET)
        self.chosen = [number + 1 for number in chosen]
        self.taken: dict[str, list[float]] = {}

    def get(self, number: int) -> None:
        expect(self.records.get(number))

    def find(self, number: int) -> None:
        expect(self.records.find_one("uin", str(2_000_000_000 + number - 1)))

    def insert(self, _: int) -> None:
        self.records.insert(citizen(self.next))
        self.next += 1

    def insert_durable(self, _: int) -> None:
        self.durable_records.insert(citizen(self.next))
        self.next += 1

    def turn(self) -> None:
        arguments = random.sample(self.chosen, PER_ROUND)
        for name, work in (
            ("get", self.get),
            ("find", self.find),
            ("insert", self.insert),
            ("insert, durable", self.insert_durable),
        ):
            self.get(1)  # catches up with what the other handle wrote
            self.durable_records.get(1)
            self.taken.setdefault(name, []).append(median_us(work, arguments))

    def close(self) -> None:
        self.durable.close()
        self.store.close()


def opening(directory: Path, *, checkpoint: bool) -> None:
    """In a fresh process: open, find one by a field, and say how long and with how much memory."""
    if not checkpoint:
        (directory / "store.idx").unlink(missing_ok=True)
    before = memory_mb("VmRSS")
    start = time.perf_counter()
    records = open_store(directory).table(SPEC)
    opened = time.perf_counter() - start
    expect(records.find_one("uin", "2000000500"))
    found = time.perf_counter() - start
    peak = memory_mb("VmHWM")
    print(
        f"  open {opened * 1e3:8.1f} ms, with first look-up {found * 1e3:8.1f} ms, "
        f"process {peak:5.0f} MB at most ({before:.0f} MB before)"
    )


def memory_mb(field: str) -> float:
    """`VmRSS` is now, `VmHWM` the most since the start."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith(field))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="leave 1,000,000 citizens out")
    parser.add_argument("--open", metavar="DIRECTORY", help=argparse.SUPPRESS)
    parser.add_argument("--replay", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.open:
        opening(Path(options.open), checkpoint=not options.replay)
        return 0
    sizes = [1_000, 100_000, *([] if options.quick else [1_000_000])]
    root = Path(tempfile.mkdtemp(prefix="store-benchmark-"))
    try:
        subjects = [Subject(root / str(size), size) for size in sizes]
        for _ in range(ROUNDS):
            for subject in subjects:
                subject.turn()
        missed = report(subjects)
        for subject in subjects:
            subject.close()
        for subject in subjects[1:]:
            print(f"{subject.size:,} citizens, fresh process")
            for extra in ([], ["--replay"]):
                print("  without on-disk index" if extra else "  with on-disk index")
                arguments = ["--open", str(subject.directory), *extra]
                subprocess.run([sys.executable, __file__, *arguments], check=True)
    finally:
        shutil.rmtree(root)
    return int(missed)


def report(subjects: list[Subject]) -> bool:
    """Print what each size costs; whether a target was missed at the largest."""
    first = subjects[0]
    print(f"documents of {len(citizen(5))} bytes, {len(SPEC.unique + SPEC.indexed)} indexed fields")
    bulk = max(subject.bulk for subject in subjects[1:])
    print(f"bulk insert, 100,000 into an empty store: {bulk:9,.0f}/s (target 80,000/s)")
    print("median us        " + "".join(f"{subject.size:>12,}" for subject in subjects) + "   ratio")
    missed = False
    for name, most in (("get", 20), ("find", 20), ("insert", 60), ("insert, durable", None)):
        times = [statistics.median(subject.taken[name]) for subject in subjects]
        ratio = times[-1] / statistics.median(first.taken[name])
        missed |= ratio > LARGEST_RATIO or (most is not None and times[-1] > most)
        row = "".join(f"{taken:12.1f}" for taken in times)
        target = f"ratio <= {LARGEST_RATIO}" + (f", {most} us" if most is not None else "")
        print(f"{name:17}{row}   {ratio:5.2f}   (target {target})")
    return missed


if __name__ == "__main__":
    sys.exit(main())
