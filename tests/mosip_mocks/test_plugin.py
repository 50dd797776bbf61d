"""The pytest plugin, used as somebody else's project would: in a pytest run of its own."""

import subprocess
import sys
from pathlib import Path

import pytest

from mosip_mocks.processes import RunningMocks
from mosip_mocks.transport import MocksError

TESTS = """
import urllib.request
import pytest
from mosip_mocks.transport import MocksError


def status(url):
    try:
        with urllib.request.urlopen(url) as answer:
            return answer.status
    except urllib.error.HTTPError as error:
        return error.code


def test_citizen_is_there(mocks, citizen):
    person = citizen(fullName="Xaver Oort")
    assert mocks.find_citizen(person["uin"])["familyName"] == "Oort"


def test_nothing_is_left_of_another_test(mocks):
    names = [c["familyName"] for c in mocks.mosip.call("GET", "citizens", query={"limit": "1000"})["items"]]
    assert "Oort" not in names


def test_clock_moves(clock):
    before = clock.now()
    assert (clock.advance(3600) - before).total_seconds() >= 3600


def test_clock_is_back(clock):
    import datetime
    assert abs((clock.now() - datetime.datetime.now(datetime.UTC)).total_seconds()) < 5


def test_unknown_person_is_said_so(mocks):
    with pytest.raises(MocksError, match="0000000000"):
        mocks.find_citizen("0000000000")


def test_kit_is_there(mocks_kit, mocks):
    assert (mocks_kit / "keystore.p12").exists()
    environment = (mocks_kit / "mosip-api.env").read_text()
    for url in (mocks.mosip_url, mocks.esignet_url):
        port = url.partition("/_space/")[0].rpartition(":")[2]
        assert f":{port}/" in environment
    assert ":20240" not in environment
"""


def run_pytest(directory: Path, *options: str) -> subprocess.CompletedProcess[str]:
    """A pytest run of its own, with no other plugin than the kit's and those of `options`."""
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "mosip_mocks.pytest_plugin"]
    return subprocess.run(
        [*command, *options, str(directory)],
        cwd=directory,
        env={
            "PYTHONPATH": str(Path(__file__).parents[2]),
            "PATH": "/usr/bin:/bin",
            "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
        },
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


@pytest.mark.parametrize("isolation", ["reset", "space"])
def test_fixtures_work_in_a_project_of_somebody_elses(tmp_path: Path, isolation: str) -> None:
    (tmp_path / "test_integration.py").write_text(TESTS)
    (tmp_path / "pytest.ini").write_text(f"[pytest]\nmocks_isolation = {isolation}\n")

    run = run_pytest(tmp_path)

    assert run.returncode == 0, run.stdout + run.stderr
    assert "6 passed" in run.stdout


def test_importing_the_kit_brings_no_server_into_the_test_process() -> None:
    script = "import sys, mosip_mocks.pytest_plugin; print([m for m in sys.modules if m.split('.')[0] in %r])"
    run = subprocess.run(
        [sys.executable, "-c", script % (("shared", "mosip_mock", "esignet_mock", "starlette", "tinydb"),)],
        capture_output=True,
        text=True,
        check=True,
    )

    assert run.stdout.strip() == "[]"


ONE_APP = """
import pytest
from mosip_mocks.transport import MocksError


def test_only_this_app_runs(mocks, citizen, clock, journal, fault):
    assert mocks.mosip_url == ""
    assert citizen()["uin"] == "%s"
    assert mocks.esignet.call("GET", "health")["app"] == "esignet"
    clock.advance(60)
    fault.add(app="esignet", action={"status": 503})
    assert journal.count() == 0
    with pytest.raises(MocksError, match="does not run"):
        mocks.packets()
"""


def test_one_app_alone_with_a_seed(tmp_path: Path) -> None:
    with RunningMocks(tmp_path / "mocks", {"MOCKS_SEED": "7"}, ["esignet"]) as running:
        uin = running.mocks.citizen(fullName="Ana Lopes", birthDate="1990-02-03")["uin"]
    (tmp_path / "test_integration.py").write_text(ONE_APP % uin)
    (tmp_path / "pytest.ini").write_text("[pytest]\nmocks_apps = esignet\nmocks_seed = 7\n")

    run = run_pytest(tmp_path)

    assert run.returncode == 0, run.stdout + run.stderr


def test_app_that_does_not_exist_is_refused(tmp_path: Path) -> None:
    with pytest.raises(MocksError, match="no app esignat; the apps are mosip and esignet"):
        RunningMocks(tmp_path / "mocks", apps=["esignat"])


def test_fixtures_work_under_xdist(tmp_path: Path) -> None:
    for number in range(4):
        (tmp_path / f"test_integration_{number}.py").write_text(TESTS)
    (tmp_path / "pytest.ini").write_text("[pytest]\n")

    run = run_pytest(tmp_path, "-p", "xdist", "-n", "2")

    assert run.returncode == 0, run.stdout + run.stderr
    assert "24 passed" in run.stdout
