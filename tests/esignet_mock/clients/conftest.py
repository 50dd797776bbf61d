import pytest

from tests.support.back_channel import BackChannelBench
from tests.support.front_channel import FrontChannelBench


@pytest.fixture
def front(bench: BackChannelBench) -> FrontChannelBench:
    """Profile 1.8, nothing tolerated."""
    return FrontChannelBench(bench)
