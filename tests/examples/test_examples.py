"""Each example runs as it stands, in a process of its own."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from mosip_mocks.processes import RunningMocks

pytestmark = pytest.mark.e2e
EXAMPLES = Path(__file__).parents[2] / "examples"
CHROMIUM = Path("/usr/bin/chromium")


def run(command: list[str], directory: Path, **environment: str) -> str:
    ended = subprocess.run(
        command,
        cwd=directory,
        env={**os.environ, "PYTHONPATH": str(EXAMPLES.parent), **environment},
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr
    return ended.stdout


def pytest_in(name: str, *options: str, tmp_path: Path, **environment: str) -> str:
    copy = Path(shutil.copytree(EXAMPLES / name, tmp_path / name))
    plugins = ["-p", "no:cacheprovider", "-p", "mosip_mocks.pytest_plugin"]
    command = [sys.executable, "-m", "pytest", "-q", *plugins, *options, "."]
    return run(command, copy, PYTEST_DISABLE_PLUGIN_AUTOLOAD="1", **environment)


def test_pytest_example(tmp_path: Path) -> None:
    assert "3 passed" in pytest_in("pytest", tmp_path=tmp_path)


def test_pytest_example_on_two_workers(tmp_path: Path) -> None:
    pytest.importorskip("xdist")

    assert "3 passed" in pytest_in("pytest", "-p", "xdist", "-n", "2", tmp_path=tmp_path)


def test_pytest_example_against_one_running_suite_on_two_workers(tmp_path: Path) -> None:
    pytest.importorskip("xdist")
    with RunningMocks(tmp_path / "mocks") as running:
        urls = {"MOSIP_MOCK_URL": running.mocks.mosip_url, "ESIGNET_MOCK_URL": running.mocks.esignet_url}
        said = pytest_in("pytest", "-p", "xdist", "-n", "2", tmp_path=tmp_path, **urls)

        assert "3 passed" in said
        assert running.mocks.mosip.call("GET", "spaces")["total"] == 0


def test_node_example(tmp_path: Path) -> None:
    node = shutil.which("node")
    if node is None:
        pytest.skip("no Node.js")
    with RunningMocks(tmp_path / "mocks") as running:
        urls = {"MOSIP_MOCK_URL": running.mocks.mosip_url, "ESIGNET_MOCK_URL": running.mocks.esignet_url}
        said = run([node, "--test", "--test-reporter", "tap", str(EXAMPLES / "node")], tmp_path, **urls)

    assert "# pass 3" in said


def test_playwright_example(tmp_path: Path) -> None:
    pytest.importorskip("playwright")
    if not CHROMIUM.exists():
        pytest.skip(f"no browser at {CHROMIUM}")

    assert "1 passed" in pytest_in("playwright", tmp_path=tmp_path, CHROMIUM=str(CHROMIUM))
