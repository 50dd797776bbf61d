"""Complete logins on one core: authorize, token (assertion verified, two signatures), userinfo (a third signature).

Counted by the processor time of the server, all its threads included, so that a busy machine disturbs little; the
server has one core, the load the other. Beside it the limit that RSA alone sets (three signatures and one check, in
the algorithms of the profile) and the minimal Fastify + jose login server of this directory, in alternating rounds.
Targets: 0.55 of the limit, 1.15 of Fastify.
"""

import argparse
import base64
import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from _servers import Server, fastify_login, install_peers, mock, processor_seconds, running, scratch
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa

OF_LIMIT, OF_FASTIFY = 0.55, 1.15
SERVER_CORE, LOAD_CORE = 0, 1
WARM_UP = 150


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--logins", type=int, default=800)
    chosen = parser.parse_args()
    if len(os.sched_getaffinity(0)) < 2:
        print("needs two cores: one for the server, one for the load")
        return 0
    with scratch() as directory:
        esignet = mock("esignet_mock", directory / "data")
        fastify = fastify_login(directory / "keys.json") if install_peers() else None
        ours: list[float] = []
        theirs: list[float] = []
        limits: list[float] = []
        for _ in range(chosen.rounds):
            limits.append(rsa_limit())
            ours.append(rate(esignet, lambda port: esignet_settings(directory / "data", port), chosen.logins))
            if fastify:
                theirs.append(
                    rate(fastify, lambda port: fastify_settings(directory / "keys.json", port), chosen.logins)
                )
    return report(ours, theirs, limits)


def report(ours: list[float], theirs: list[float], limits: list[float]) -> int:
    of_limit = statistics.median(o / limit for o, limit in zip(ours, limits, strict=True))
    print(f"RSA alone        {statistics.median(limits):6.0f} logins per second of one core")
    print(f"esignet_mock     {statistics.median(ours):6.0f}   {of_limit:.2f} of RSA alone (target >= {OF_LIMIT})")
    missed = of_limit < OF_LIMIT
    if theirs:
        ratio = statistics.median(o / t for o, t in zip(ours, theirs, strict=True))
        print(f"fastify + jose   {statistics.median(theirs):6.0f}   per second of one core")
        print(f"esignet_mock / fastify {ratio:.2f} (target >= {OF_FASTIFY})")
        missed = missed or ratio < OF_FASTIFY
    return int(missed)


def rate(server: Server, settings_of: Callable[[int], dict[str, Any]], logins: int) -> float:
    """Logins per second of the server's processor time."""
    with running(server, core=SERVER_CORE) as (port, pid, _), load(settings_of(port), [WARM_UP, logins]) as phases:
        next(phases)
        before = processor_seconds(pid)
        next(phases)
        return logins / (processor_seconds(pid) - before)


@contextmanager
def load(settings: dict[str, Any], phases: list[int]) -> Iterator[Iterator[float]]:
    """The load on a core of its own; each `next` runs a phase and gives its wall-clock seconds."""
    script = Path(__file__).with_name("_login_load.py")
    process = subprocess.Popen(
        [sys.executable, str(script)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        env={**os.environ, "PYTHONPATH": str(script.parents[1])},
    )  # fmt: skip
    os.sched_setaffinity(process.pid, {LOAD_CORE})
    assert process.stdin is not None  # noqa: S101 - a pipe
    assert process.stdout is not None  # noqa: S101 - a pipe
    stdin, stdout = process.stdin, process.stdout

    def run() -> Iterator[float]:
        for _ in phases:
            if stdout.readline().strip() != "ready":
                raise RuntimeError("the load ended early; its error stands above")
            stdin.write("go\n")
            stdin.flush()
            yield float(stdout.readline())

    try:
        stdin.write(json.dumps({**settings, "phases": phases}) + "\n")
        stdin.flush()
        yield run()
    finally:
        process.kill()
        process.communicate()


def esignet_settings(data_dir: Path, port: int) -> dict[str, Any]:
    jwk = base64.b64decode((data_dir / "kit" / "esignet-jwk.txt").read_text()).decode()
    return {
        "port": port,
        "client_id": "mock-client_id",
        "person": "2718201306",
        "authorize": "/authorize",
        "token": "/v1/esignet/oauth/v2/token",
        "userinfo": "/v1/esignet/oidc/userinfo",
        "audience": f"http://localhost:{port}/v1/esignet/oauth/v2/token",
        "jwk": jwk,
    }


def fastify_settings(keys: Path, port: int) -> dict[str, Any]:
    return {
        "port": port,
        "client_id": "mock-client_id",
        "person": "2345678901",
        "authorize": "/authorize",
        "token": "/token",
        "userinfo": "/userinfo",
        "audience": f"http://127.0.0.1:{port}/token",
        "jwk": json.dumps(json.loads(keys.read_text())["client"]),
    }


def rsa_limit(times: int = 150) -> float:
    """Logins per second if nothing but their RSA operations cost: two PS256 and one RS256 signature, one check."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    sha256, pkcs1 = hashes.SHA256(), padding.PKCS1v15()
    pss = padding.PSS(mgf=padding.MGF1(sha256), salt_length=32)
    data, public = b"x" * 500, key.public_key()
    signature = key.sign(data, pkcs1, sha256)
    started = time.process_time()
    for _ in range(times):
        key.sign(data, pss, sha256)
        key.sign(data, pss, sha256)
        key.sign(data, pkcs1, sha256)
        public.verify(signature, data, pkcs1, sha256)
    return times / (time.process_time() - started)


if __name__ == "__main__":
    sys.exit(main())
