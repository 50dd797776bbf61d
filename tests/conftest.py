"""Fixtures that every test folder may use: a running suite, shared or one's own; data directories to open apps over."""

import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path

import hypothesis
import pytest

from shared.jwks.partner_kit import ensure_kit
from shared.world import open_world
from tests.benches.keys import make_all
from tests.support.suite import Suite, running_suite

hypothesis.settings.register_profile("suite", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow])
hypothesis.settings.load_profile("suite")  # timing decides no test

StartSuite = Callable[..., Suite]
NewDataDir = Callable[[], Path]


@pytest.fixture(scope="session")
def suite(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Suite]:
    """Both apps, one pair for each worker process. Shared: leave clock, faults and settings as they are."""
    with running_suite(tmp_path_factory.mktemp("suite")) as running:
        yield running


@pytest.fixture
def start_suite(tmp_path: Path) -> Iterator[StartSuite]:
    """Start further suites with settings of their own: `start_suite({"MOCKS_TOLERATE": "none"})`."""
    with ExitStack() as running:

        def start(environment: Mapping[str, str] | None = None) -> Suite:
            directory = tmp_path / f"suite-{len(list(tmp_path.iterdir()))}"
            directory.mkdir()
            return running.enter_context(running_suite(directory, environment))

        yield start


@pytest.fixture
def fresh_suite(start_suite: StartSuite) -> Suite:
    """Both apps for one test alone."""
    return start_suite()


@pytest.fixture(scope="session")
def template_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data directory with cast, keys and partner kit, one for each worker process: to be copied, never opened."""
    directory = tmp_path_factory.mktemp("template") / "mocks"
    world = open_world(directory)
    ensure_kit(directory, world.keys)
    make_all(world.keys)
    world.close()
    return directory


@pytest.fixture
def new_data_dir(template_dir: Path, tmp_path: Path) -> NewDataDir:
    """Copies of it for this test: `new_data_dir()` is a further one."""

    def copied() -> Path:
        return shutil.copytree(template_dir, tmp_path / f"mocks-{len(list(tmp_path.iterdir()))}")

    return copied
