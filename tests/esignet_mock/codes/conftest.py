import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.benches.back_channel import BackChannelBench
from tests.benches.front_channel import FrontChannelBench

OpenFront = Callable[..., FrontChannelBench]


@pytest.fixture
def open_front(template_dir: Path, tmp_path: Path) -> Iterator[OpenFront]:
    """One front with settings of its own."""
    opened: list[BackChannelBench] = []

    def start(**settings: Any) -> FrontChannelBench:
        directory = tmp_path / f"mocks-{len(opened)}"
        shutil.copytree(template_dir, directory)
        opened.append(BackChannelBench.open(directory, **settings))
        return FrontChannelBench(opened[-1])

    yield start
    for bench in opened:
        bench.close()
