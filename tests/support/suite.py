"""Both apps as child processes over one data directory, the way people run them.

Ports are the system's choice; the ready file tells them. What a child prints goes to a log beside the data directory
and is quoted when it does not start.
"""

import functools
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Self
from urllib.parse import urlsplit

import httpx2

from tests.support.control import Control
from tests.support.kit import Kit
from tests.support.plain_http import get

_ROOT: Final = Path(__file__).parents[2]
_SECONDS_TO_START: Final = 30.0
_SECONDS_TO_STOP: Final = 10.0
_OURS: Final = ("MOCKS_", "MOSIP_MOCK_", "ESIGNET_MOCK_")


class NotHealthyError(AssertionError):
    """An app did not start, or did not answer; the text quotes its log."""


@dataclass
class RunningApp:
    """One app in a child process, for the length of a `with` block. `module` is what `python -m` runs."""

    module: str
    data_dir: Path
    environment: Mapping[str, str] = field(default_factory=dict)
    options: tuple[str, ...] = ()
    url: str = ""
    _process: subprocess.Popen[bytes] | None = None

    @property
    def log(self) -> Path:
        return self.data_dir.with_name(f"{self.data_dir.name}-{self.module}.log")

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def start(self) -> None:
        """Start on the port it had before, else on one that the system chooses; return once it is healthy."""
        port = urlsplit(self.url).port or 0
        ready = self.data_dir.with_name(f"{self.data_dir.name}-{self.module}.ready")
        ready.unlink(missing_ok=True)
        inherited = {name: value for name, value in os.environ.items() if not name.startswith(_OURS)}
        command = [sys.executable, "-m", self.module, "--host", "127.0.0.1", "--port", str(port)]
        command += ["--data-dir", str(self.data_dir), "--ready-file", str(ready), *self.options]
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                command, cwd=_ROOT, env={**inherited, **self.environment}, stdout=log, stderr=log
            )
        deadline = time.monotonic() + _SECONDS_TO_START
        try:
            self.url = self._url_from(ready, deadline)
            self._wait_until_healthy(deadline)
        except BaseException:
            self.kill()
            raise

    def stop(self) -> int | None:
        """Ask it to end, and end it if it does not. The exit code."""
        if self._process is None:
            return None
        self._process.send_signal(signal.SIGTERM)
        try:
            return self._process.wait(_SECONDS_TO_STOP)
        except subprocess.TimeoutExpired:
            self._process.kill()
            return self._process.wait()
        finally:
            self._process = None

    def kill(self) -> None:
        """End it without a word, like a power cut."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def restart(self) -> None:
        """Stop and start again: same port, same data."""
        self.stop()
        self.start()

    def _url_from(self, ready: Path, deadline: float) -> str:
        while not ready.exists():
            self._alive_or_fail(deadline)
            time.sleep(0.005)
        url = json.loads(ready.read_text())["url"]
        assert isinstance(url, str)
        return url

    def _wait_until_healthy(self, deadline: float) -> None:
        while True:
            try:
                answer = get(f"{self.url}/_mock/health", timeout=5)
            except httpx2.TransportError:
                answer = None
            if answer is not None and answer.status_code == 200 and answer.json().get("status") == "ok":
                return
            self._alive_or_fail(deadline)
            time.sleep(0.005)

    def _alive_or_fail(self, deadline: float) -> None:
        assert self._process is not None
        code = self._process.poll()
        if code is None and time.monotonic() < deadline:
            return
        reason = f"ended with {code}" if code is not None else f"was not healthy within {_SECONDS_TO_START:.0f} s"
        tail = self.log.read_text(errors="replace")[-3000:]
        raise NotHealthyError(f"python -m {self.module} {reason}; its log ends:\n{tail}")


@dataclass
class Suite:
    """Both apps over one world."""

    mosip: RunningApp
    esignet: RunningApp
    data_dir: Path

    @property
    def mosip_url(self) -> str:
        return self.mosip.url

    @property
    def esignet_url(self) -> str:
        return self.esignet.url

    @functools.cached_property
    def kit(self) -> Kit:
        """The partner's three files, read once, as `mosip-api` does at its start."""
        return Kit.read(self.data_dir / "kit")

    @property
    def mosip_control(self) -> Control:
        return Control(self.mosip_url)

    @property
    def esignet_control(self) -> Control:
        return Control(self.esignet_url)


@contextmanager
def running_suite(directory: Path, environment: Mapping[str, str] | None = None) -> Iterator[Suite]:
    """A suite with its own data below `directory`, stopped at the end of the block. `environment` adds settings."""
    data_dir = directory / "mocks"
    settings = dict(environment or {})
    with (
        RunningApp("mosip_mock", data_dir, settings) as mosip,
        RunningApp("esignet_mock", data_dir, settings) as esignet,
    ):
        yield Suite(mosip, esignet, data_dir)


def environment_for(app: RunningApp) -> dict[str, str]:
    """In which the command finds this app, whatever else runs at the default ports."""
    port = str(urlsplit(app.url).port)
    return {"MOCKS_DATA_DIR": str(app.data_dir), "MOSIP_MOCK_PORT": port, "ESIGNET_MOCK_PORT": "0"}
