from collections.abc import Iterator
from pathlib import Path

import pytest

from shared.store.database import LogStore, open_store
from shared.store.records import LogRecords
from tests.shared.store.documents import CITIZENS


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.fixture
def store(directory: Path) -> Iterator[LogStore]:
    store = open_store(directory)
    yield store
    store.close()


@pytest.fixture
def citizens(store: LogStore) -> LogRecords:
    return store.table(CITIZENS)


@pytest.fixture
def other(store: LogStore, directory: Path) -> Iterator[LogStore]:
    """A second handle, as another process has it."""
    assert store.log.path.exists()
    other = open_store(directory)
    yield other
    other.close()
