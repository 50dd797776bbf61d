"""The command as people run it (`mocks`, a process), and the same in this process where that is cheaper (`invoke`)."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from shared.cli.main import cli
from shared.jwks.partner_kit import ensure_kit
from shared.world import open_world

ROOT = Path(__file__).parents[3]
OURS = ("MOCKS_", "MOSIP_MOCK_", "ESIGNET_MOCK_")
COMMAND = (sys.executable, "-m", "shared.cli.main")


def environment_of(data_dir: Path, **changes: str) -> dict[str, str]:
    """A clean environment in which both apps take ports that the system chooses."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
    ports = {"MOSIP_MOCK_PORT": "0", "ESIGNET_MOCK_PORT": "0"}
    return {**clean, **ports, "MOCKS_DATA_DIR": str(data_dir), **changes}


@dataclass
class Command:
    """The command over one data directory."""

    data_dir: Path
    environment: dict[str, str] = field(default_factory=dict)

    def run(self, *arguments: str, given: str | None = None) -> subprocess.CompletedProcess[str]:
        """Run it to its end."""
        return subprocess.run(
            [*COMMAND, *arguments],
            cwd=ROOT, env=environment_of(self.data_dir, **self.environment), input=given,
            stdin=subprocess.DEVNULL if given is None else None,
            capture_output=True, text=True, timeout=120, check=False,
        )  # fmt: skip

    def json(self, *arguments: str) -> Any:
        """What it prints with `--json`."""
        ended = self.run(*arguments, "--json")
        assert ended.returncode == 0, ended.stderr
        return json.loads(ended.stdout)

    def process(self, *arguments: str) -> subprocess.Popen[str]:
        """Start it; the caller ends it."""
        return subprocess.Popen(
            [*COMMAND, *arguments], cwd=ROOT, env=environment_of(self.data_dir, **self.environment),
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        )  # fmt: skip

    def url(self, app: str) -> str:
        """Where a started app answers."""
        url: str = json.loads((self.data_dir / "run" / f"{app}.json").read_text())["url"]
        return url


@pytest.fixture(scope="session")
def made_world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data directory with the cast, the keys and the kit. Only to copy from."""
    data_dir = tmp_path_factory.mktemp("cli") / "made"
    world = open_world(data_dir)
    ensure_kit(data_dir, world.keys)
    world.close()
    return data_dir


@pytest.fixture
def data_dir(made_world: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(made_world, tmp_path / "mocks"))


@pytest.fixture
def mocks(data_dir: Path) -> Iterator[Command]:
    """The command over a data directory of the test's own; whatever it started is stopped."""
    command = Command(data_dir)
    yield command
    command.run("down")


Invoke = Callable[..., Result]


@pytest.fixture
def invoke(data_dir: Path) -> Invoke:
    """The command in this process, for what needs no process of its own."""
    environment: dict[str, str | None] = {name: None for name in os.environ if name.startswith(OURS)}
    environment |= {"MOCKS_DATA_DIR": str(data_dir), "MOSIP_MOCK_PORT": "0", "ESIGNET_MOCK_PORT": "0"}

    def run(*arguments: str, given: str | None = None) -> Result:
        return CliRunner().invoke(cli, arguments, input=given, env=environment, prog_name="mosip-mocks")

    return run


@pytest.fixture
def json_of(invoke: Invoke) -> Callable[..., Any]:
    """What the command prints with `--json`."""

    def run(*arguments: str) -> Any:
        result = invoke(*arguments, "--json")
        assert result.exit_code == 0, result.output
        return json.loads(result.stdout)

    return run
