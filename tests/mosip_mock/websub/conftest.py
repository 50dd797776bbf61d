"""A MOSIP mock in this process and a subscriber on a real socket."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest

from tests.benches.hub_bench import HubBench, open_hub
from tests.conftest import NewDataDir
from tests.support.hub_receiver import Receiver

OpenHub = Callable[..., HubBench]
Receivers = Callable[..., Receiver]


@pytest.fixture
def hub_with(new_data_dir: NewDataDir) -> Iterator[OpenHub]:
    """Open hubs with settings of their own: `hub_with(delivery_policy="patient")`."""
    with ExitStack() as stack:

        def open_one(**settings: Any) -> HubBench:
            return stack.enter_context(open_hub(new_data_dir(), **settings))

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
