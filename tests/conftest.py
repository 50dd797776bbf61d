"""Fixtures that every test folder may use: a running suite, shared or one's own."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path

import hypothesis
import pytest

from tests.support.suite import Suite, running_suite

hypothesis.settings.register_profile("suite", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow])
hypothesis.settings.load_profile("suite")  # timing decides no test

StartSuite = Callable[..., Suite]


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
