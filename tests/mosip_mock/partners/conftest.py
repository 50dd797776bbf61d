"""A registry over a store of its own, and the control API in front of it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from mosip_mock.partners.registry import Partners
from mosip_mock.partners.routes import PartnersRoutes
from shared.store.database import open_store


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    """Where the kit leaves the partners' certificates."""
    return tmp_path / "partners"


@pytest.fixture
def registry(tmp_path: Path, directory: Path) -> Iterator[Partners]:
    store = open_store(tmp_path / "store")
    directory.mkdir()
    yield Partners(store, directory)
    store.close()


@pytest.fixture
def http(registry: Partners) -> TestClient:
    return TestClient(Starlette(routes=PartnersRoutes(registry).routes()))
