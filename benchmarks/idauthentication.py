"""Verified ID authentications in a second of processor time, as a share of what RSA allows on this machine.

`python benchmarks/idauthentication.py [--seconds N]`. The mock runs as a process pinned to one core, the client on
another; each request is verified, decrypted, matched and answered with a signature. The limit is the time of the RSA
operations that no implementation can do without: one decryption and one signature with 2048-bit private keys, as
`openssl speed` measures them, by processor time too, on the same core before each round. Processor time is counted,
so that neighbours on a busy machine disturb both alike. Exits with 1 below the target.
"""

import argparse
import asyncio
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from _servers import processor_seconds

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.support.control import Control
from tests.support.ida_client import API_KEY, MISP_KEY, PARTNER_ID, IdaClient
from tests.support.ida_recipe import SignedRequest
from tests.support.suite import RunningApp

TARGET = 0.30
PRIVATE_OPERATIONS = 2
CONNECTIONS = 16
DEMOGRAPHICS = {"dob": "1990/04/05", "name": [{"language": "eng", "value": "Maria Isabel Powell"}]}


def openssl_rate(core: int | None) -> float:
    """RSA-2048 private operations a second on one core."""
    pinned = ["taskset", "-c", str(core)] if core is not None else []
    command = [*pinned, "openssl", "speed", "-seconds", "1", "rsa2048"]
    printed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    found = re.search(r"^rsa\s*2048 bits\s+\S+s\s+\S+s(?:\s+\S+s\s+\S+s)?\s+([\d.]+)", printed, re.MULTILINE)
    if found is None:
        raise SystemExit(f"openssl speed printed no RSA rate:\n{printed}")
    return float(found.group(1))


def raw(request: SignedRequest, host: str) -> bytes:
    """The request as it goes over the wire."""
    path = f"/idauthentication/v1/auth/{MISP_KEY}/{PARTNER_ID}/{API_KEY}"
    headers = {"Host": host, "Content-Length": str(len(request.body)), **request.headers}
    head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    return f"POST {path} HTTP/1.1\r\n{head}\r\n".encode() + request.body


async def one_connection(port: int, requests: list[bytes], end: float) -> int:
    """Requests one after the other until the end; how many were answered, and all of them yes."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    answered = 0
    while time.perf_counter() < end:
        writer.write(requests[answered % len(requests)])
        head = await reader.readuntil(b"\r\n\r\n")
        length = int(re.search(rb"content-length: (\d+)", head, re.IGNORECASE).group(1))  # type: ignore[union-attr] # it always is there
        body = await reader.readexactly(length)
        if b'"authStatus":true' not in body:
            raise SystemExit(f"not authenticated: {body.decode()}")
        answered += 1
    writer.close()
    return answered


async def load(port: int, requests: list[bytes], seconds: float) -> tuple[float, int]:
    """Seconds that passed, and requests that were answered in them."""
    start = time.perf_counter()
    counts = await asyncio.gather(*(one_connection(port, requests, start + seconds) for _ in range(CONNECTIONS)))
    return time.perf_counter() - start, sum(counts)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=3)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    if shutil.which("openssl") is None:
        print("openssl is not installed: nothing to measure against", file=sys.stderr)
        return 1
    cores = sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else []
    can_pin = len(cores) > 1 and shutil.which("taskset") is not None
    core = cores[0] if can_pin else None
    with tempfile.TemporaryDirectory() as directory:
        app = RunningApp("mosip_mock", Path(directory) / "mocks")
        app.start()
        try:
            return measure(app, options, core, cores)
        finally:
            app.stop()


def measure(app: RunningApp, options: argparse.Namespace, core: int | None, cores: list[int]) -> int:
    from tests.support.kit import Kit  # noqa: PLC0415 - read after the app has made it

    if core is not None:
        os.sched_setaffinity(app.pid, {core})
        os.sched_setaffinity(0, set(cores[1:]))
    control = Control(app.url)
    person = control.add_citizen(fullName="Maria Isabel Powell", birthDate="1990-04-05")
    partner = IdaClient(base_url=app.url, kit=Kit.read(app.data_dir / "kit"), domain_uri=app.url)
    port = int(app.url.rpartition(":")[2])
    made = [raw(partner.auth_request(person["uin"], DEMOGRAPHICS), f"127.0.0.1:{port}") for _ in range(32)]
    asyncio.run(load(port, made, 0.5))
    shares: list[float] = []
    for _ in range(options.rounds):
        limit = openssl_rate(core) / PRIVATE_OPERATIONS
        made = [raw(partner.auth_request(person["uin"], DEMOGRAPHICS), f"127.0.0.1:{port}") for _ in range(32)]
        before = processor_seconds(app.pid)
        seconds, answered = asyncio.run(load(port, made, options.seconds))
        spent = processor_seconds(app.pid) - before
        reached = answered / spent
        shares.append(reached / limit)
        print(
            f"{reached:6.0f} authentications in a second of processor time ({answered / seconds:.0f} by the clock), "
            f"RSA limit {limit:6.0f}, share {reached / limit:.3f}"
        )
    share = statistics.median(shares)
    print(f"share of the RSA limit {share:.3f} (target {TARGET})")
    return int(share < TARGET)


if __name__ == "__main__":
    raise SystemExit(main())
