import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from joserfc.jwk import RSAKey

from shared.jwks.partnerkit import ensure_kit
from shared.world import open_world
from tests.benches.back_channel import BackChannelBench
from tests.benches.keys import make_all

OpenBench = Callable[..., BackChannelBench]


@pytest.fixture(scope="session")
def template_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data directory with cast, keys and partner kit, to be copied."""
    directory = tmp_path_factory.mktemp("esignet") / "mocks"
    world = open_world(directory, app="esignet")
    ensure_kit(directory, world.keys)
    make_all(world.keys)
    world.close()
    return directory


@pytest.fixture
def open_bench(template_dir: Path, tmp_path: Path) -> Iterator[OpenBench]:
    """Benches with settings of their own: `open_bench(profile="1.6", tolerate="opencrvs")`."""
    opened: list[BackChannelBench] = []

    def start(**settings: Any) -> BackChannelBench:
        directory = tmp_path / f"mocks-{len(opened)}"
        shutil.copytree(template_dir, directory)
        opened.append(BackChannelBench.open(directory, **settings))
        return opened[-1]

    yield start
    for bench in opened:
        bench.close()


@pytest.fixture
def bench(open_bench: OpenBench) -> BackChannelBench:
    """Profile 1.8, nothing tolerated."""
    return open_bench()


@pytest.fixture(scope="session")
def other_key() -> RSAKey:
    return RSAKey.generate_key(2048)
