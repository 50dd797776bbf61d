"""Kills and crowds, in real processes."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]


def run(module: str, *arguments: object) -> dict[str, int]:
    finished = subprocess.run(
        [sys.executable, "-m", f"tests.shared.store.{module}", *map(str, arguments)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert finished.returncode == 0, finished.stderr
    outcome: dict[str, int] = json.loads(finished.stdout)
    return outcome


def test_a_killed_writer_loses_nothing_it_acknowledged(tmp_path: Path) -> None:
    outcome = run("killing", tmp_path, 12, 0, 1)
    assert outcome["rounds"] == 12
    assert outcome["acknowledged"] >= 12


@pytest.mark.slow
def test_two_hundred_killed_writers_lose_nothing_they_acknowledged(tmp_path: Path) -> None:
    outcome = run("killing", tmp_path, 250, 20, 2)
    assert outcome["rounds"] >= 250
    assert outcome["torn"] >= 20, "the kills missed the writes"


@pytest.mark.parametrize("compacting", ["", "compact"])
def test_a_crowd_loses_and_doubles_nothing(tmp_path: Path, compacting: str) -> None:
    done = run("crowding", tmp_path, 2, compacting)
    assert min(done.values()) > 0


@pytest.mark.slow
@pytest.mark.parametrize("compacting", ["", "compact"])
def test_a_crowd_loses_and_doubles_nothing_in_half_a_minute(tmp_path: Path, compacting: str) -> None:
    done = run("crowding", tmp_path, 30, compacting)
    assert min(done["one"], done["two"], done["seeder"]) > 1_000
