"""`up`, `down`, `status`, `serve`: real processes on ports that the system chooses."""

import json
import os
import signal
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.shared.cli.conftest import COMMAND, ROOT, Command, environment_of


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return Path(f"/proc/{pid}/cmdline").read_bytes() != b""


def pids_by_app(data_dir: Path) -> dict[str, int]:
    return {path.stem: json.loads(path.read_text())["pid"] for path in (data_dir / "run").glob("*.json")}


def pids(data_dir: Path) -> list[int]:
    return list(pids_by_app(data_dir).values())


def wait_for(path: Path) -> None:
    deadline = time.monotonic() + 30
    while not path.exists():
        assert time.monotonic() < deadline, f"{path} did not appear"


def test_up_detached_returns_when_both_answer_and_says_what_to_try(mocks: Command) -> None:
    ended = mocks.run("up", "--detach")
    assert ended.returncode == 0, ended.stderr
    for app in ("mosip", "esignet"):
        url = mocks.url(app)
        assert url.replace("127.0.0.1", "localhost") in ended.stdout
        with urllib.request.urlopen(f"{url}/_mock/health") as answer:  # noqa: S310 - our own server
            assert json.load(answer)["app"] == app
    assert "2718201306" in ended.stdout
    assert "mosip-mocks login 2718201306" in ended.stdout
    assert all(
        f"http://localhost:{mocks.url(app).rpartition(':')[2]}/_mock/" in ended.stdout for app in ("mosip", "esignet")
    )


def test_up_and_down_tell_a_script_what_runs(mocks: Command) -> None:
    states = mocks.json("up", "--detach")
    assert {s["app"]: s["pid"] for s in states} == pids_by_app(mocks.data_dir)
    assert [s["app"] for s in states] == ["mosip", "esignet"]
    assert states == mocks.json("status")
    assert mocks.json("down") == {"stopped": ["mosip", "esignet"]}


def test_up_with_json_refuses_the_foreground(mocks: Command) -> None:
    ended = mocks.run("up", "--json")
    assert ended.returncode == 2
    assert "--json goes with --detach" in ended.stderr


def test_a_second_start_is_harmless(mocks: Command) -> None:
    mocks.run("up", "--detach")
    first = sorted(pids(mocks.data_dir))
    again = mocks.run("up", "--detach")
    assert again.returncode == 0
    assert again.stdout.startswith("Both mocks run already.")
    assert sorted(pids(mocks.data_dir)) == first


def test_two_starts_at_once_make_one_pair(mocks: Command) -> None:
    starts = [mocks.process("up", "--detach") for _ in range(2)]
    outputs = [start.communicate(timeout=60)[0] for start in starts]
    assert [start.returncode for start in starts] == [0, 0], outputs
    assert sum("run already" in output for output in outputs) == 1
    assert len(set(pids(mocks.data_dir))) == 2


def test_up_starts_what_is_missing(mocks: Command) -> None:
    mocks.run("up", "--detach")
    before = json.loads((mocks.data_dir / "run" / "esignet.json").read_text())["pid"]
    mosip = json.loads((mocks.data_dir / "run" / "mosip.json").read_text())["pid"]
    os.kill(mosip, signal.SIGKILL)
    assert mocks.run("status", "mosip").returncode == 1
    assert mocks.run("up", "--detach").returncode == 0
    assert json.loads((mocks.data_dir / "run" / "esignet.json").read_text())["pid"] == before
    assert mocks.run("status").returncode == 0


def test_down_stops_both_and_says_so(mocks: Command) -> None:
    mocks.run("up", "--detach")
    running = pids(mocks.data_dir)
    ended = mocks.run("down")
    assert ended.returncode == 0
    assert ended.stdout == "Stopped the MOSIP mock\nStopped the e-Signet mock\n"
    assert not any(map(is_alive, running))
    assert pids(mocks.data_dir) == []


def test_down_without_anything_running_is_done(mocks: Command) -> None:
    ended = mocks.run("down")
    assert (ended.returncode, ended.stdout) == (0, "Nothing runs\n")


def test_down_leaves_a_process_alone_that_took_over_the_number(mocks: Command) -> None:
    (mocks.data_dir / "run").mkdir(exist_ok=True)
    claim = {"url": "http://127.0.0.1:1", "pid": os.getpid()}
    (mocks.data_dir / "run" / "mosip.json").write_text(json.dumps(claim))
    assert mocks.run("down").stdout == "Nothing runs\n"


def test_status_lists_both_as_json_with_their_addresses(mocks: Command) -> None:
    mocks.environment["ESIGNET_MOCK_INTERNAL_URL"] = "http://esignet-mock:20260"
    mocks.run("up", "--detach")
    mosip, esignet = mocks.json("status")
    assert mosip["app"] == "mosip"
    assert mosip["status"] == "ok"
    assert mosip["citizens"] == esignet["citizens"] > 0
    assert mosip["control"] == f"{mocks.url('mosip')}/_mock/"
    assert mosip["dashboard"] == f"{mosip['publicUrl']}/_mock/"
    assert esignet["internalUrl"] == "http://esignet-mock:20260"
    assert esignet["publicUrl"] == mocks.url("esignet").replace("127.0.0.1", "localhost")


def test_status_of_what_does_not_run_ends_with_one(mocks: Command) -> None:
    ended = mocks.run("status", "--json")
    assert ended.returncode == 1
    assert [state["status"] for state in json.loads(ended.stdout)] == ["down", "down"]
    assert ended.stderr.count("\n") == 1


@pytest.mark.skipif(not Path("/proc/net/tcp").exists(), reason="only Linux tells who has a port")
def test_up_refuses_a_port_in_use_and_says_who_has_it(mocks: Command) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        mocks.environment["MOSIP_MOCK_PORT"] = str(listener.getsockname()[1])
        ended = mocks.run("up", "--detach")
    assert ended.returncode == 1
    assert ended.stderr.count("\n") == 1
    assert ended.stderr.startswith("Error: the MOSIP mock did not start: cannot listen on")
    assert f"held by process {os.getpid()}" in ended.stderr
    assert "choose another with --port or MOSIP_MOCK_PORT" in ended.stderr
    assert mocks.run("status").returncode == 1
    assert pids(mocks.data_dir) == []


def test_up_refuses_a_key_file_that_holds_something_else(mocks: Command) -> None:
    mocks.run("up", "--detach")
    mocks.run("down")
    (key,) = (mocks.data_dir / "keys").glob("root.*.jwk.json")
    key.write_text("garbage")
    ended = mocks.run("up", "--detach")
    assert ended.returncode == 1
    assert ended.stderr.count("\n") == 1
    assert f"{key} does not hold the root key that was written there; restore the file" in ended.stderr


def test_the_kit_names_the_addresses_of_what_runs(mocks: Command) -> None:
    assert mocks.run("up", "--detach").returncode == 0

    told = (mocks.data_dir / "kit" / "mosip-api.env").read_text()
    assert f"IDA_AUTH_URL={mocks.url('mosip')}/" in told
    assert f"{mocks.url('esignet').rpartition(':')[2]}/" in told
    assert "20240" not in told
    assert "20260" not in told


def test_up_says_when_another_mock_has_the_port(mocks: Command, tmp_path: Path) -> None:
    mocks.run("up", "--detach")
    port = mocks.url("mosip").rpartition(":")[2]
    other = Command(tmp_path / "other", {"MOSIP_MOCK_PORT": port})
    ended = other.run("up", "--detach")
    assert ended.returncode == 1
    assert "another MOSIP mock, not started from" in ended.stderr
    assert mocks.run("status").returncode == 0


def test_up_says_why_an_app_did_not_start(mocks: Command) -> None:
    mocks.environment["MOCKS_TOLERATE"] = "everything"
    ended = mocks.run("up", "--detach")
    assert ended.returncode == 1
    assert ended.stderr.count("\n") == 1
    assert "'everything' is no tolerance" in ended.stderr


@pytest.fixture
def background_job() -> Iterator[None]:
    """A script's shell has its background jobs ignore Ctrl-C, and whoever they start inherits that."""
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("background_job")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=["ctrl-c", "terminated"])
def test_in_the_foreground_both_end_with_the_command(mocks: Command, number: signal.Signals) -> None:
    process = mocks.process("up")
    assert process.stdout is not None
    silent = {"mosip", "esignet"}
    while silent:
        silent.discard(process.stdout.readline().partition("|")[0].strip())
    running = pids(mocks.data_dir)
    process.send_signal(number)
    rest = process.communicate(timeout=30)[0]
    assert process.returncode == 0, rest
    assert "Traceback" not in rest
    assert len(running) == 2
    assert not any(map(is_alive, running))


def test_in_the_foreground_the_end_of_one_ends_both_with_a_reason(mocks: Command) -> None:
    process = mocks.process("up")
    assert process.stdout is not None
    for line in process.stdout:
        if line.startswith("esignet | "):
            break
    running = pids(mocks.data_dir)
    os.kill(json.loads((mocks.data_dir / "run" / "mosip.json").read_text())["pid"], signal.SIGKILL)
    rest = process.communicate(timeout=30)[0]
    assert process.returncode == 1
    assert "Error: the MOSIP mock ended by itself" in rest
    assert not any(map(is_alive, running))


def test_down_elsewhere_ends_a_foreground_start_quietly(mocks: Command) -> None:
    process = mocks.process("up")
    assert process.stdout is not None
    for line in process.stdout:
        if line.startswith("esignet | "):
            break
    assert mocks.run("down").returncode == 0
    rest = process.communicate(timeout=30)[0]
    assert process.returncode == 0, rest


def test_serve_becomes_the_app_and_passes_its_options_on(mocks: Command, tmp_path: Path) -> None:
    ready = tmp_path / "ready.json"
    process = subprocess.Popen(
        [*COMMAND, "serve", "esignet", "--port", "0", f"--ready-file={ready}"],
        cwd=ROOT, env=environment_of(mocks.data_dir), stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    try:
        wait_for(ready)
        assert json.loads(ready.read_text())["pid"] == process.pid
    finally:
        process.terminate()
        process.communicate(timeout=30)


def test_serve_shows_the_help_of_the_app(mocks: Command) -> None:
    ended = mocks.run("serve", "mosip", "--help")
    assert ended.returncode == 0
    assert "MOSIP_MOCK_PORT" in ended.stdout


def test_apps_are_not_fooled_by_a_package_of_the_same_name_in_the_working_directory(
    mocks: Command, tmp_path: Path
) -> None:
    (tmp_path / "shared").mkdir()
    (tmp_path / "shared" / "__init__.py").write_text("raise SystemExit('the wrong one')")
    (tmp_path / "mosip_mock.py").write_text("raise SystemExit('the wrong one')")
    console_script = """if True:
        import sys
        sys.path.remove("")
        sys.path.insert(0, sys.argv.pop(1))
        from shared.cli.main import main
        main()
    """
    ended = subprocess.run(
        [COMMAND[0], "-c", console_script, str(ROOT), "up", "--detach"],
        cwd=tmp_path, env=environment_of(mocks.data_dir), capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert ended.returncode == 0, ended.stderr
