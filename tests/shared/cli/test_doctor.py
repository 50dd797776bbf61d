"""`doctor`: the data directory, the store, the keys; the kit and the partner's side have files of their own."""

import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import Result

from tests.shared.cli.conftest import Command

Invoke = Callable[..., Result]


def test_doctor_finds_everything_in_order(mocks: Command) -> None:
    mocks.run("up", "--detach")
    findings = mocks.json("doctor")
    assert {finding["state"] for finding in findings} == {"ok"}
    assert [f["check"] for f in findings] == [
        "data directory", "store", "clock", "keys", "ida-partner.crt", "keystore.p12", "esignet-jwk.txt",
        "mosip-api.env", "MOSIP mock", "e-Signet mock",
    ]  # fmt: skip


def test_doctor_names_a_key_that_is_damaged(mocks: Command) -> None:
    mocks.run("kit", "env")  # so that `mosip-api.env` names the files where this test has them
    key = next((mocks.data_dir / "keys").glob("ida-partner.*.jwk.json"))
    key.write_text("{}")
    ended = mocks.run("doctor", "--json")
    assert ended.returncode == 1
    keys = next(f for f in json.loads(ended.stdout) if f["check"] == "keys")
    assert keys["state"] == "failed"
    assert key.name in keys["says"]
    assert ended.stderr == "Error: not in order: keys\n"


@pytest.fixture
def not_to_be_read(data_dir: Path) -> Iterator[Path]:
    data_dir.chmod(0)
    if os.access(data_dir, os.R_OK):
        pytest.skip("whoever runs this may read everything")
    yield data_dir
    data_dir.chmod(0o700)


@pytest.mark.usefixtures("not_to_be_read")
def test_a_data_directory_that_may_not_be_read_is_a_finding_of_doctor(invoke: Invoke) -> None:
    result = invoke("doctor", "--json")
    assert result.exit_code == 1
    assert "may not be read and written" in json.loads(result.stdout)[0]["says"]


@pytest.mark.usefixtures("not_to_be_read")
def test_a_data_directory_that_may_not_be_read_is_no_wrong_usage(invoke: Invoke) -> None:
    result = invoke("citizens", "list")
    assert result.exit_code == 1
    assert result.stderr.count("\n") == 1


def test_doctor_makes_nothing_where_nothing_is(tmp_path: Path) -> None:
    command = Command(tmp_path / "nothing")
    assert command.run("doctor").returncode == 0
    assert not (tmp_path / "nothing").exists()
