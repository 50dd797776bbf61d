from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest

from tests.benches.back_channel import BackChannelBench
from tests.benches.front_channel import FrontChannelBench
from tests.conftest import NewDataDir

OpenFront = Callable[..., FrontChannelBench]


@pytest.fixture
def open_front(new_data_dir: NewDataDir) -> Iterator[OpenFront]:
    """One front with settings of its own."""
    with ExitStack() as opened:

        def start(**settings: Any) -> FrontChannelBench:
            bench = BackChannelBench.open(new_data_dir(), **settings)
            opened.callback(bench.close)
            return FrontChannelBench(bench)

        yield start
