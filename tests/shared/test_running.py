"""An app that is started by itself, without the command that starts both."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.suite import RunningApp


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    return tmp_path / "mocks"


@pytest.fixture
def mosip(data_dir: Path) -> Iterator[RunningApp]:
    app = RunningApp("mosip_mock", data_dir)
    yield app
    app.stop()


@pytest.fixture
def esignet(data_dir: Path) -> Iterator[RunningApp]:
    app = RunningApp("esignet_mock", data_dir)
    yield app
    app.stop()


def environment(data_dir: Path) -> dict[str, str]:
    lines = (data_dir / "kit" / "mosip-api.env").read_text().splitlines()
    return dict(line.split("=", 1) for line in lines)


def test_the_kit_names_an_app_that_was_started_alone(mosip: RunningApp, data_dir: Path) -> None:
    mosip.start()
    told = environment(data_dir)
    assert told["IDA_AUTH_URL"].startswith(f"{mosip.url}/")
    assert told["ESIGNET_TOKEN_URL"].startswith("http://localhost:20260/")  # where it will be, for all that is known


def test_the_kit_names_both_apps_whichever_was_started_last(
    mosip: RunningApp, esignet: RunningApp, data_dir: Path
) -> None:
    mosip.start()
    esignet.start()
    told = environment(data_dir)
    port = esignet.url.rpartition(":")[2]
    assert told["IDA_AUTH_URL"].startswith(f"{mosip.url}/")
    assert told["ESIGNET_TOKEN_URL"].startswith(f"http://localhost:{port}/")


def test_an_app_starts_where_the_kit_cannot_be_written(mosip: RunningApp, data_dir: Path) -> None:
    mosip.start()
    environment_file = data_dir / "kit" / "mosip-api.env"
    environment_file.unlink()
    environment_file.mkdir()  # which nobody can put a file in the place of
    mosip.restart()
    assert "the partner kit cannot be written" in mosip.log.read_text()


def test_the_kit_follows_an_app_that_comes_back_under_another_address(mosip: RunningApp, data_dir: Path) -> None:
    mosip.start()
    mosip.options = ("--public-url", "http://mosip.localhost:8080")
    mosip.restart()
    told = environment(data_dir)
    assert told["IDA_AUTH_URL"].startswith("http://mosip.localhost:8080/")
