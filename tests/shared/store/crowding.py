"""Several processes that write, seed, compact and read one store at once: run as a process of its own.

    python -m tests.shared.store.crowding DIRECTORY SECONDS [compact]

Two writers insert and replace one by one, a seeder inserts in bulk, a reader looks on; with `compact`, another process
rewrites the file all the time. Then everything that was written must be there once. Prints counts as JSON.
"""

import json
import os
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from shared.store.database import LogStore, open_store
from shared.store.protocol import TableSpec
from shared.store.records import LogRecords

SPEC = TableSpec(name="citizens", unique=("uin",), indexed=("by",))
KNOWN = 100
CHUNK = 2_500
Work = Callable[[LogStore, LogRecords, float], int]


def person(by: str, serial: int, state: str = "new") -> bytes:
    return b'{"uin":"%b-%d","by":"%b","state":"%b","padding":"%b"}' % (
        by.encode(),
        serial,
        by.encode(),
        state.encode(),
        b"x" * 300,
    )


def insert_one_by_one(by: str) -> Work:
    def work(store: LogStore, records: LogRecords, until: float) -> int:
        serial = 0
        while time.monotonic() < until:
            number = records.insert(person(by, serial))
            if serial % 3 == 0:
                records.replace(number, person(by, serial, "changed"))
            elif serial % 3 == 1:
                with store.transaction():
                    records.remove(number)
                    records.insert(person(by, serial, "changed"))
            found = records.find_one("uin", f"{by}-{serial}")
            assert found, f"{by}-{serial} is not found by its writer"
            serial += 1
        return serial

    return work


def seed(_: LogStore, records: LogRecords, until: float) -> int:
    serial = 0
    while time.monotonic() < until:
        records.insert_many(person("seeder", serial + step) for step in range(CHUNK))
        serial += CHUNK
    return serial


def compact(store: LogStore, records: LogRecords, until: float) -> int:
    times = 0
    while time.monotonic() < until:
        store.compact()
        times += 1
        for serial in range(20 * KNOWN):  # a pause that lets the others have the lock
            assert records.find_one("uin", f"known-{serial % KNOWN}")
    return times


def read(_: LogStore, records: LogRecords, until: float) -> int:
    times = 0
    count = 0
    while time.monotonic() < until:
        for serial in range(KNOWN):
            found = records.find("uin", f"known-{serial}")
            assert len(found) == 1, f"known-{serial} is found {len(found)} times"
            assert found[0].raw == person("known", serial), f"known-{serial} reads as another"
        now = records.count()
        assert now >= count, f"{count} documents became {now}"
        count = now
        times += 1
    return times


def fork(directory: Path, work: Work, until: float) -> tuple[int, int]:
    reader, writer = os.pipe()
    child = os.fork()
    if not child:
        os.close(reader)
        code = 1
        try:
            store = open_store(directory)
            os.write(writer, b"%d" % work(store, store.table(SPEC), until))
            code = 0
        except BaseException as error:  # noqa: BLE001 - told to whoever runs us, then the child ends
            sys.stderr.write(f"{type(error).__name__}: {error}\n")
        finally:
            os._exit(code)
    os.close(writer)
    return child, reader


def main(directory: Path, seconds: float, *, compacting: bool) -> None:
    store = open_store(directory)
    store.table(SPEC).insert_many(person("known", serial) for serial in range(KNOWN))
    store.close()
    until = time.monotonic() + seconds
    jobs: dict[str, Work] = {
        "one": insert_one_by_one("one"),
        "two": insert_one_by_one("two"),
        "seeder": seed,
        "reader": read,
    }
    if compacting:
        jobs["compactor"] = compact
    children = {name: fork(directory, work, until) for name, work in jobs.items()}
    done: dict[str, int] = {}
    for name, (child, reader) in children.items():
        said = os.read(reader, 100)
        if os.waitpid(child, 0)[1]:
            sys.exit(f"{name} failed")
        done[name] = int(said)
    check(open_store(directory).table(SPEC), done)
    print(json.dumps(done))  # noqa: T201 - the result


def check(records: LogRecords, done: dict[str, int]) -> None:
    seen: Counter[str] = Counter()
    numbers: set[int] = set()
    for record in records.scan():
        content = json.loads(record.raw)
        seen[content["uin"]] += 1
        numbers.add(record.id)
        by, serial = content["uin"].split("-")
        changed = by in ("one", "two") and int(serial) % 3 != 2
        if content["state"] != ("changed" if changed else "new"):
            sys.exit(f"{content['uin']} lost its change")
    expected = {f"known-{serial}" for serial in range(KNOWN)}
    for by in ("one", "two", "seeder"):
        expected |= {f"{by}-{serial}" for serial in range(done[by])}
    if lost := expected - seen.keys():
        sys.exit(f"{len(lost)} were lost, {min(lost)} among them")
    if doubled := [uin for uin, times in seen.items() if times > 1]:
        sys.exit(f"{len(doubled)} were doubled, {doubled[0]} among them")
    if seen.keys() != expected or records.count() != len(numbers) != 0:
        sys.exit(f"{records.count()} documents are counted, {len(numbers)} listed")


if __name__ == "__main__":
    main(Path(sys.argv[1]), float(sys.argv[2]), compacting="compact" in sys.argv[3:])
