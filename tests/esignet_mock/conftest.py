from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from joserfc.jwk import RSAKey

from tests.benches.back_channel import BackChannelBench
from tests.conftest import NewDataDir

OpenBench = Callable[..., BackChannelBench]


@pytest.fixture
def open_bench(new_data_dir: NewDataDir) -> Iterator[OpenBench]:
    """Benches with settings of their own: `open_bench(profile="1.6", tolerate="opencrvs")`."""
    with ExitStack() as opened:

        def start(**settings: Any) -> BackChannelBench:
            bench = BackChannelBench.open(new_data_dir(), **settings)
            opened.callback(bench.close)
            return bench

        yield start


@pytest.fixture
def bench(open_bench: OpenBench) -> BackChannelBench:
    """Profile 1.8, nothing tolerated."""
    return open_bench()


@pytest.fixture(scope="session")
def other_key() -> RSAKey:
    return RSAKey.generate_key(2048)
