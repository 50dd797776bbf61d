"""The in-process apps, for hazards that a client meets: the e-Signet of its own tests, and a MOSIP mock."""

from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from mosip_mock.app import create_app
from mosip_mock.settings import Settings
from shared.settings import Addresses
from shared.world import open_world
from tests.conftest import NewDataDir
from tests.esignet_mock.conftest import bench, open_bench

__all__ = ["bench", "open_bench"]

BASE = "http://localhost:20240"


@pytest.fixture
def mosip(new_data_dir: NewDataDir) -> Iterator[TestClient]:
    directory = new_data_dir()
    world = open_world(directory, app="mosip")
    settings = Settings(addresses=Addresses(public=BASE, internal=BASE, bound=BASE), data_dir=directory)
    yield TestClient(create_app(settings, world), base_url=BASE)
    world.close()
