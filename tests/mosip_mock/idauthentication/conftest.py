"""Fixtures of ID authentication."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from tests.benches.ida_bench import IdaBench
from tests.conftest import NewDataDir
from tests.support.captures import Device

OpenBench = Callable[..., IdaBench]


@pytest.fixture(scope="session")
def device() -> Device:
    return Device.make()


@pytest.fixture
def open_bench(new_data_dir: NewDataDir, device: Device) -> Iterator[OpenBench]:
    """Benches with settings of their own: `open_bench(ida_profile="1.2.0.1", tolerate="opencrvs")`."""
    with ExitStack() as opened:

        def start(**settings: Any) -> IdaBench:
            bench = IdaBench.open(new_data_dir(), device, **settings)
            opened.callback(bench.close)
            return bench

        yield start


@pytest.fixture
def bench(open_bench: OpenBench) -> IdaBench:
    """The later release, nothing tolerated. For one test alone: it may move the clock and change partners."""
    return open_bench()


@pytest.fixture(scope="module")
def shared_bench(template_dir: Path, tmp_path_factory: pytest.TempPathFactory, device: Device) -> Iterator[IdaBench]:
    """The same for all tests of a module, which leave clock, partners and the people of others as they are."""
    directory = tmp_path_factory.mktemp("shared") / "mocks"
    shutil.copytree(template_dir, directory)
    bench = IdaBench.open(directory, device)
    yield bench
    bench.close()


@pytest.fixture(scope="module")
def adult(shared_bench: IdaBench) -> dict[str, Any]:
    """Maria Isabel Powell, born 1990-04-05, with phone and e-mail. Shared: leave her as she is."""
    return shared_bench.citizen()
