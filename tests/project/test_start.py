"""What a start may cost: the libraries that are loaded before the first answer."""

import json
import signal
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

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


@pytest.mark.parametrize("module", ["mosip_mock", "esignet_mock"])
def test_nothing_heavy_is_loaded_before_the_first_answer(module: str, tmp_path: Path) -> None:
    first, second = (libraries(loaded_until_healthy(module, tmp_path)) for _ in range(2))
    assert "starlette" in second
    assert first & HEAVY == set()
    assert first > WITH_THE_FIRST_SIGNATURE  # it makes the keys
    assert second & (HEAVY | WITH_THE_FIRST_SIGNATURE) == set()


@pytest.mark.parametrize("module", ["mosip_mock", "esignet_mock"])
def test_no_service_is_loaded_before_it_is_asked(module: str, tmp_path: Path) -> None:
    loaded = loaded_until_healthy(module, tmp_path)

    assert f"{module}.app" in loaded
    assert {name for name in loaded if name.startswith(f"{module}.") and name.endswith("routes")} == set()


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
