"""Fixtures of ID authentication."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from shared.jwks.partnerkit import ensure_kit
from shared.world import open_world
from tests.benches.ida_bench import IdaBench
from tests.benches.keys import make_all
from tests.support.captures import Device

OpenBench = Callable[..., IdaBench]


@pytest.fixture(scope="session")
def template_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data directory with cast, keys and partner kit, to be copied."""
    directory = tmp_path_factory.mktemp("ida") / "mocks"
    world = open_world(directory, app="mosip")
    ensure_kit(directory, world.keys)
    make_all(world.keys)
    world.close()
    return directory


@pytest.fixture(scope="session")
def device() -> Device:
    return Device.make()


@pytest.fixture
def open_bench(template_dir: Path, tmp_path: Path, device: Device) -> Iterator[OpenBench]:
    """Benches with settings of their own: `open_bench(ida_profile="1.2.0.1", tolerate="opencrvs")`."""
    opened: list[IdaBench] = []

    def start(**settings: Any) -> IdaBench:
        directory = tmp_path / f"mocks-{len(opened)}"
        shutil.copytree(template_dir, directory)
        opened.append(IdaBench.open(directory, device, **settings))
        return opened[-1]

    yield start
    for bench in opened:
        bench.close()


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
