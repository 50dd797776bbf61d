"""A writer killed in the middle, over and over: run as a process of its own, so that forking is safe.

    python -m tests.shared.store.killing DIRECTORY ROUNDS TORN SEED

Each round forks a writer, waits for some of its acknowledgements, kills it a random moment later, opens the store
and compares. A busy machine kills late: it goes on past ROUNDS until TORN kills have cut a write in two, up to ten
times as many rounds. Prints what happened as JSON; exits 1 with the reason if anything acknowledged is missing.
"""

import json
import os
import random
import signal
import sys
import time
from binascii import crc32
from pathlib import Path

from shared.store.database import LogStore, open_store
from shared.store.protocol import TableSpec
from shared.store.records import LogRecords

SPEC = TableSpec(name="citizens", unique=("uin",), indexed=("group",))
PADDING = bytes(range(97, 123)) * 100_000
"""2.6 MB to cut documents from, large enough that a kill finds the write under way."""
LARGE = 100_000


def document(serial: int, group: str, size: int) -> bytes:
    padding = PADDING[serial % 26 : serial % 26 + size]
    return b'{"uin":"%d","group":"%b","sum":%d,"padding":"%b"}' % (
        serial,
        group.encode(),
        crc32(padding),
        padding,
    )


def write(directory: Path, first: int, acknowledge: int, rng: random.Random) -> None:
    """Write until killed; each acknowledgement says up to which serial everything is stored.

    Before a large write to a file, an exclamation mark: for whoever wants to kill inside it.
    """
    plain_write = os.write

    def announced_write(descriptor: int, data: bytes | memoryview) -> int:
        if len(data) > LARGE:
            plain_write(acknowledge, b"!")
        return plain_write(descriptor, data)

    os.write = announced_write  # type: ignore[assignment] # it only passes on
    store = open_store(directory)
    records = store.table(SPEC)
    serial = first
    while True:
        kind = rng.choice(["insert", "insert", "transaction", "many", "replace", "compact"])
        size = rng.choice([10, 2_000, 400_000, 2_500_000])
        if kind == "insert":
            records.insert(document(serial, "single", size))
            serial += 1
        elif kind == "transaction":
            with store.transaction():
                for step in range(3):
                    records.insert(document(serial + step, f"whole-{serial}", size // 3))
            serial += 3
        elif kind == "many":
            count = 40
            records.insert_many(document(serial + step, "many", size // count) for step in range(count))
            serial += count
        elif kind == "replace":
            number = records.insert(document(serial, "before", 10))
            records.replace(number, document(serial, "after", size))
            serial += 1
        elif rng.random() < 0.3:
            store.compact()
        os.write(acknowledge, b"%d\n" % serial)


def run_round(directory: Path, first: int, rng: random.Random) -> int:
    """Kill one writer; the first serial that it did not acknowledge."""
    reader, writer = os.pipe()
    child = os.fork()
    if not child:
        os.close(reader)
        try:
            write(directory, first, writer, rng)
        finally:
            os._exit(3)
    os.close(writer)
    said = b""
    wanted = rng.randrange(1, 6)
    while said.count(b"\n") < wanted:
        said += heard(reader)
    while not said.endswith(b"!"):
        said += heard(reader)
    until = time.perf_counter() + rng.random() * 0.001
    while time.perf_counter() < until:
        pass
    os.kill(child, signal.SIGKILL)
    while more := os.read(reader, 4096):
        said += more
    os.close(reader)
    os.waitpid(child, 0)
    return int(said.replace(b"!", b"").split(b"\n")[-2])


def heard(reader: int) -> bytes:
    more = os.read(reader, 1)
    if not more:
        sys.exit("the writer ended by itself")
    return more


def check(records: LogRecords, first: int, acknowledged: int) -> int:
    """Everything from `first` to what was acknowledged is there once; what is beyond is whole. The next serial."""
    serial = first
    while True:
        found = records.find("uin", str(serial))
        if not found:
            break
        content = json.loads(found[0].raw)
        if len(found) > 1 or crc32(content["padding"].encode()) != content["sum"]:
            sys.exit(f"{serial} is doubled or damaged")
        if content["group"] == "before" and serial < acknowledged:
            sys.exit(f"{serial} lost its replacement")
        serial += 1
    if serial < acknowledged:
        sys.exit(f"{serial} is missing, {acknowledged} was acknowledged")
    for start in range(first, serial):
        if len(records.find("group", f"whole-{start}")) not in (0, 3):
            sys.exit(f"the transaction of {start} was split")
    return serial


def main(directory: Path, rounds: int, torn: int, seed: int) -> None:
    rng = random.Random(seed)
    outcome = {"rounds": 0, "acknowledged": 0, "torn": 0, "unacknowledged": 0, "strays": 0}
    serial = 0
    log = directory / "store.log"
    for number in range(10 * rounds):
        if number >= rounds and outcome["torn"] >= torn:
            break
        acknowledged = run_round(directory, serial, random.Random(rng.random()))
        outcome["rounds"] += 1
        outcome["acknowledged"] += acknowledged - serial
        with log.open("rb") as file:
            file.seek(-1, os.SEEK_END)
            outcome["torn"] += file.read() != b"\n"
        store = open_store(directory)
        records = store.table(SPEC)
        end = check(records, serial, acknowledged)
        outcome["unacknowledged"] += end - acknowledged
        if records.count() != end:
            sys.exit(f"{records.count()} documents instead of {end}")
        serial = shrink(store, records, end) if number % 10 == 9 else end
        store.close()
        for stray in directory.glob(".store.*"):
            stray.unlink()
            outcome["strays"] += 1
    print(json.dumps(outcome))  # noqa: T201 - the result


def shrink(store: LogStore, records: LogRecords, serial: int) -> int:
    """Start anew now and then, lest the file grow beyond reason."""
    for number in range(serial):
        if not records.find("uin", str(number)):
            sys.exit(f"{number} was lost in a later round")
    store.reset()
    return 0


if __name__ == "__main__":
    main(Path(sys.argv[1]), *map(int, sys.argv[2:]))
