from collections.abc import Callable
from typing import Any

import pytest

from tests.benches.back_channel import BackChannelBench
from tests.benches.front_channel import FrontChannelBench

OpenFront = Callable[..., FrontChannelBench]


@pytest.fixture
def front(bench: BackChannelBench) -> FrontChannelBench:
    """Profile 1.8, nothing tolerated."""
    return FrontChannelBench(bench)


@pytest.fixture
def open_front(open_bench: Callable[..., BackChannelBench]) -> OpenFront:
    def start(**settings: Any) -> FrontChannelBench:
        return FrontChannelBench(open_bench(**settings))

    return start
