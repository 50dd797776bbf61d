"""What a start may cost: the libraries that are loaded before the first answer."""

import json
import signal
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).parents[2]
HEAVY = {
    "faker",
    "aiohttp",
    "jinja2",
    "pyld",
    "PIL",
    "jsonschema",
    "yaml",
    "aiosmtplib",
    "rfc8785",
    "lxml",
    "requests",
    "sqlite3",
}
WITH_THE_FIRST_SIGNATURE = {"cryptography", "jwcrypto"}  # fmt: skip
WITH_THEIR_FIRST_USE = {
    "shared.citizens.citizen",  # a person
    "shared.citizens.generation",  # a new number
    "shared.control.faults.rule",  # a rule
    "shared.control.redaction",  # a refusal
    "shared.jwks.partner_kit",  # a kit to be made
    "shared.jwks.signing",  # a signature
    "shared.store.checkpoint",  # a long database
}


class Starts(NamedTuple):
    """What the first start over a data directory loads, and each one after it."""

    module: str
    first: set[str]
    second: set[str]


@pytest.fixture(scope="module", params=["mosip_mock", "esignet_mock"])
def starts(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Starts:
    module: str = request.param
    data_dir = tmp_path_factory.mktemp(module)
    return Starts(module, loaded_until_healthy(module, data_dir), loaded_until_healthy(module, data_dir))


def test_nothing_heavy_is_loaded_before_the_first_answer(starts: Starts) -> None:
    first, second = libraries(starts.first), libraries(starts.second)
    assert "starlette" in second
    assert first & HEAVY == set()
    assert first > WITH_THE_FIRST_SIGNATURE  # it makes the keys
    assert second & (HEAVY | WITH_THE_FIRST_SIGNATURE) == set()


def test_no_service_is_loaded_before_it_is_asked(starts: Starts) -> None:
    assert f"{starts.module}.app" in starts.second
    assert {m for m in starts.second if m.startswith(f"{starts.module}.") and m.endswith("routes")} == set()


def test_what_a_start_has_no_use_for_waits_for_its_first_use(starts: Starts) -> None:
    assert all((ROOT / name.replace(".", "/")).with_suffix(".py").exists() for name in WITH_THEIR_FIRST_USE)
    assert starts.second & WITH_THEIR_FIRST_USE == set()


def libraries(modules: set[str]) -> set[str]:
    return {name.partition(".")[0] for name in modules}


def loaded_until_healthy(module: str, tmp_path: Path) -> set[str]:
    """The modules that a start has imported once its first answer is there."""
    ready, log = tmp_path / "ready.json", tmp_path / "log"
    ready.unlink(missing_ok=True)
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-X", "importtime", "-m", module, "--port=0", f"--ready-file={ready}",
             f"--data-dir={tmp_path / 'mocks'}"],
            cwd=ROOT, stdout=output, stderr=output,
        )  # fmt: skip
    try:
        deadline = time.monotonic() + 30
        while not ready.exists():
            assert process.poll() is None, log.read_text()
            assert time.monotonic() < deadline
        with urllib.request.urlopen(json.loads(ready.read_text())["url"] + "/_mock/health") as answer:  # noqa: S310 - our own server
            assert answer.status == 200
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(30)
    lines = [line for line in log.read_text().splitlines() if line.startswith("import time:")]
    return {line.rpartition("|")[2].strip() for line in lines}
