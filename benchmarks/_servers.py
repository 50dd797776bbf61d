"""Servers under measurement: the two mocks and their peers, each a process on a port of its own."""

import contextlib
import http.client
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
PEERS = ROOT / "benchmarks" / "peers"
_LONGEST_START = 60.0

Command = Callable[[int], list[str]]


@dataclass(frozen=True, kw_only=True)
class Server:
    """How to start a server on a port, and a path that it answers with 200 once it stands."""

    name: str
    command: Command
    path: str


def mock(module: str, data_dir: Path) -> Server:
    """One of the two apps, over a data directory."""

    def command(port: int) -> list[str]:
        return [sys.executable, "-m", module, f"--port={port}", f"--data-dir={data_dir}"]

    return Server(name=module, command=command, path="/_mock/health")


def fastify_login(keys: Path) -> Server:
    """The minimal Fastify + jose login server of this directory."""
    script = PEERS / "fastify-login" / "server.mjs"
    return Server(
        name="fastify + jose", path="/health", command=lambda port: ["node", str(script), str(port), str(keys)]
    )


def oauth2_mock_server() -> Server:
    """The npm package `oauth2-mock-server`."""
    script = PEERS / "node_modules" / "oauth2-mock-server" / "dist" / "oauth2-mock-server.mjs"
    return Server(
        name="oauth2-mock-server",
        path="/jwks",
        command=lambda port: ["node", str(script), "-a", "127.0.0.1", "-p", str(port)],
    )


def install_peers() -> bool:
    """Install the npm packages once; False on a machine without Node."""
    if shutil.which("node") is None or shutil.which("npm") is None:
        print("node and npm are not installed: no peers to compare with", file=sys.stderr)
        return False
    if not (PEERS / "node_modules" / ".package-lock.json").exists():
        subprocess.run(["npm", "ci", "--silent"], cwd=PEERS, check=True, stdin=subprocess.DEVNULL)
    return True


@contextlib.contextmanager
def scratch() -> Iterator[Path]:
    """A directory that goes away again."""
    with tempfile.TemporaryDirectory(prefix="mosip-mocks-bench-") as directory:
        yield Path(directory)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextlib.contextmanager
def running(server: Server, core: int | None = None) -> Iterator[tuple[int, int, float]]:
    """The server, up and answering: port, process id, seconds from its start to the first complete 200."""
    port = free_port()
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("MOCKS_", "MOSIP_", "ESIGNET_"))}
    began = time.perf_counter()
    process = subprocess.Popen(
        server.command(port), cwd=ROOT, env=environment, stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        if core is not None:
            os.sched_setaffinity(process.pid, {core})
        _wait_for_200(server, port, process)
        yield port, process.pid, time.perf_counter() - began
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait_for_200(server: Server, port: int, process: subprocess.Popen[bytes]) -> None:
    deadline = time.perf_counter() + _LONGEST_START
    while time.perf_counter() < deadline:
        if process.poll() is not None:
            raise RuntimeError(f"{server.name} ended with exit code {process.returncode}")
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
        with contextlib.suppress(OSError, http.client.HTTPException):
            connection.request("GET", server.path)
            response = connection.getresponse()
            response.read()
            if response.status == http.HTTPStatus.OK:
                return
        connection.close()
        time.sleep(0.001)
    raise RuntimeError(f"{server.name} did not answer {server.path} with 200")


def resident_bytes(pid: int) -> int:
    """Memory of a process that is in RAM now."""
    pages = Path(f"/proc/{pid}/statm").read_text().split()[1]
    return int(pages) * os.sysconf("SC_PAGE_SIZE")


def processor_seconds(pid: int) -> float:
    """Processor time that a process has used, all its threads included. Raises `OSError` where no system tells it."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
