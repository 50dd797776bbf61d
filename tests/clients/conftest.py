"""Relying parties that other people wrote, against the e-Signet mock as a process of its own."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.support.one_esignet import Esignet, running_esignet


@pytest.fixture(scope="session")
def esignet(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Esignet]:
    """Profile 1.8. Shared."""
    with running_esignet(tmp_path_factory.mktemp("clients"), {}) as running:
        yield running


@pytest.fixture
def start_esignet(tmp_path: Path) -> Iterator[Callable[..., Esignet]]:
    """One with settings of its own: `start_esignet(ESIGNET_MOCK_PROFILE="1.6")`."""
    with ExitStack() as running:
        yield lambda **environment: running.enter_context(running_esignet(tmp_path, environment))
