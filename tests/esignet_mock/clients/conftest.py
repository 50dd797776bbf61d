import pytest

from tests.benches.back_channel import BackChannelBench
from tests.benches.front_channel import FrontChannelBench


@pytest.fixture
def front(bench: BackChannelBench) -> FrontChannelBench:
    """Profile 1.8, nothing tolerated."""
    return FrontChannelBench(bench)
