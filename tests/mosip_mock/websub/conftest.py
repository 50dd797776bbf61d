"""A MOSIP mock in this process and a subscriber on a real socket."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from tests.benches.hub_bench import HubBench, open_hub, template
from tests.support.hub_receiver import Receiver

OpenHub = Callable[..., HubBench]
Receivers = Callable[..., Receiver]


@pytest.fixture(scope="session")
def template_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return template(tmp_path_factory.mktemp("hub") / "mocks")


@pytest.fixture
def hub_with(tmp_path: Path, template_dir: Path) -> Iterator[OpenHub]:
    """Open hubs with settings of their own: `hub_with(delivery_policy="patient")`."""
    with ExitStack() as stack:

        def open_one(**settings: Any) -> HubBench:
            directory = tmp_path / f"hub-{len(list(tmp_path.iterdir()))}"
            shutil.copytree(template_dir, directory)
            return stack.enter_context(open_hub(directory, **settings))

        yield open_one


@pytest.fixture
def hub(hub_with: OpenHub) -> HubBench:
    """The defaults, with waits of no length."""
    return hub_with()


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with Receiver() as opened:
        yield opened


@pytest.fixture
def receivers() -> Iterator[Receivers]:
    """Open further subscribers: `receivers(statuses=[500])`."""
    with ExitStack() as stack:

        def open_one(**how: Any) -> Receiver:
            return stack.enter_context(Receiver(**how))

        yield open_one


@pytest.fixture
def lax(hub_with: OpenHub) -> HubBench:
    """A hub that asks nobody for a token, so that tests may publish."""
    return hub_with(hub_security=False)
