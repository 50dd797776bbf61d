"""The calls of a registration on one core: throughput and latency, as ratios to a plain JSON echo of the same app.

The echo is the same server answering `POST` with JSON that it decodes and encodes again, journal and all; so a ratio
says what the service itself costs. The load has the other core. Every createPacket and workflowinstance has an id of
its own; processing waits by hand, so that it is not measured.
"""

import asyncio
import itertools
import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from _servers import Server, running, scratch

SECONDS = 3.0
CONNECTIONS = 8
SERVER_CORE, LOAD_CORE = 0, 1
SECRET = "abcdeABCDE123456"  # noqa: S105 - the documented secret of the mock
NOW = "2026-02-03T08:15:30.120Z"
PERSON = "2718201306"
_FIELDS = (
    *("fullName", "gender", "addressLine1", "addressLine2", "addressLine3", "city", "province", "region", "district"),
    *("village", "dateOfBirth", "phone", "email", "birthCertificateNumber", "nationalIdNumber", "passportNumber"),
)

Body = Callable[[int], bytes]


def schema() -> str:
    text = {"type": "string", "fieldCategory": "pvt"}
    properties = dict.fromkeys(_FIELDS, text) | {"IDSchemaVersion": {"type": "number", "fieldCategory": "none"}}
    return json.dumps({"properties": {"identity": {"properties": properties, "required": ["fullName"]}}})


def envelope(request: object, **changes: object) -> bytes:
    return json.dumps({"id": "string", "version": "v1", "requesttime": NOW, "request": request} | changes).encode()


def token_body(_: int) -> bytes:
    return envelope({"clientId": "mosip-regproc-client", "secretKey": SECRET, "appId": "admin"})


def packet_body(number: int) -> bytes:
    return envelope(
        {
            "id": f"10001{number:010d}",
            "refId": "10001_10004",
            "offlineMode": False,
            "process": "CRVS_NEW",
            "source": "OPENCRVS",
            "schemaVersion": "0.100",
            "fields": {"fullName": "Mele Fonua", "dateOfBirth": "2026-01-20", "gender": "female"},
            "metaInfo": {},
            "audits": [{}],
            "schemaJson": schema(),
        }
    )


def workflow_body(number: int) -> bytes:
    return envelope(
        {
            "registrationId": f"10001{number:010d}",
            "process": "CRVS_NEW",
            "source": "OPENCRVS",
            "notificationInfo": {"name": "A", "phone": "", "email": ""},
        },
        id="mosip.registration.processor.workflow.instance",
    )


async def ask(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, head: str, body: bytes
) -> tuple[bytes, bytes]:
    writer.write(f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body)
    top = await reader.readuntil(b"\r\n\r\n")
    length = int(next(line for line in top.lower().split(b"\r\n") if line.startswith(b"content-length:"))[15:])
    return top, await reader.readexactly(length)


async def load(port: int, method: str, path: str, body: Body, cookie: str) -> list[float]:
    """Latencies of all answers of one run."""
    head = f"{method} {path} HTTP/1.1\r\nHost: b\r\nContent-Type: application/json\r\nCookie: {cookie}\r\n"
    numbers = itertools.count(1)
    latencies: list[float] = []
    end = time.perf_counter() + SECONDS

    async def one() -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        while (began := time.perf_counter()) < end:
            top, content = await ask(reader, writer, head, body(next(numbers)))
            if not top.startswith(b"HTTP/1.1 200") or b'"errorCode"' in content or b'"response":null' in content:
                raise RuntimeError(f"{path}: {top[:40]!r} {content[:200]!r}")
            latencies.append(time.perf_counter() - began)
        writer.close()

    await asyncio.gather(*(one() for _ in range(CONNECTIONS)))
    return latencies


async def measured(port: int) -> dict[str, list[float]]:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    auth = "/v1/authmanager/authenticate/clientidsecretkey"
    top, _ = await ask(reader, writer, f"POST {auth} HTTP/1.1\r\nHost: b\r\n", token_body(0))
    writer.close()
    cookie = next(line for line in top.decode().split("\r\n") if line.lower().startswith("set-cookie:"))
    cookie = cookie.partition(": ")[2].partition(";")[0]
    packets, workflows = "/commons/v1/packetmanager/createPacket", "/registrationprocessor/v1/workflowmanager"
    found: dict[str, list[float]] = {}
    for name, method, path, body in (
        ("echo", "POST", "/bench/echo", packet_body),
        ("token", "POST", auth, token_body),
        ("createPacket", "PUT", packets, packet_body),
        ("workflowinstance", "POST", f"{workflows}/workflowinstance", workflow_body),
        ("identity read", "GET", f"/idrepository/v1/identity/idvid/{PERSON}", lambda _: b""),
    ):
        found[name] = await load(port, method, path, body, cookie)
    return found


def main() -> int:
    if len(os.sched_getaffinity(0)) < 2:
        print("needs two cores: one for the server, one for the load")
        return 0
    with scratch() as directory:
        app = Path(__file__).with_name("_registration_app.py")
        server = Server(
            name="mosip_mock with an echo",
            path="/_mock/health",
            command=lambda port: [sys.executable, str(app), str(port), str(directory / "data")],
        )
        with running(server, core=SERVER_CORE) as (port, _, _):
            code = f"import registration, asyncio, json; print(json.dumps(asyncio.run(registration.measured({port}))))"
            ended = subprocess.run(
                [sys.executable, "-c", code],
                cwd=Path(__file__).parent, check=True, capture_output=True, stdin=subprocess.DEVNULL,
                preexec_fn=lambda: os.sched_setaffinity(0, {LOAD_CORE}),
            )  # fmt: skip
    found: dict[str, list[float]] = json.loads(ended.stdout)
    echo = len(found["echo"]) / SECONDS
    for name, latencies in found.items():
        rate = len(latencies) / SECONDS
        p99 = statistics.quantiles(latencies, n=100)[98] * 1000
        print(
            f"{name:<18} {rate:8,.0f}/s  {rate / echo:5.2f} of the echo   "
            f"median {statistics.median(latencies) * 1000:6.2f} ms  p99 {p99:6.2f} ms"
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
