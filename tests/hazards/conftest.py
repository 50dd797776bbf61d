"""The in-process apps, for hazards that a client meets: the e-Signet of its own tests, and a MOSIP mock."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from mosip_mock.app import create_app
from mosip_mock.settings import Settings
from shared.settings import Addresses
from shared.world import open_world
from tests.esignet_mock.conftest import bench, open_bench, template_dir

__all__ = ["bench", "open_bench", "template_dir"]

BASE = "http://localhost:20240"


@pytest.fixture
def mosip(template_dir: Path, tmp_path: Path) -> Iterator[TestClient]:
    directory = tmp_path / "mocks"
    shutil.copytree(template_dir, directory)
    world = open_world(directory, app="mosip")
    settings = Settings(addresses=Addresses(public=BASE, internal=BASE, bound=BASE), data_dir=directory)
    yield TestClient(create_app(settings, world), base_url=BASE)
    world.close()
