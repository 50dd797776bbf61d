"""The apps as child processes on ports that the system assigns."""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Collection, Mapping
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

from mosip_mocks.steering import Mocks
from mosip_mocks.transport import MocksError

_START_SECONDS = 30
_DEFAULT_PORTS = {"mosip": 20240, "esignet": 20260}
_MODULES = {"mosip": "mosip_mock", "esignet": "esignet_mock"}


class RunningApp:
    """One app. `stop` ends it; its output goes to a file in the data directory."""

    def __init__(self, module: str, data_dir: Path, environment: Mapping[str, str]) -> None:
        self._ready_file = data_dir / f"{module}.ready"
        self._ready_file.unlink(missing_ok=True)
        self.log_file = data_dir / f"{module}.log"
        arguments = ["--port", "0", "--data-dir", str(data_dir), "--ready-file", str(self._ready_file)]
        with self.log_file.open("ab") as log:
            self._process = subprocess.Popen(  # noqa: S603 - our own module
                [sys.executable, "-m", module, *arguments],
                stdout=log,
                stderr=subprocess.STDOUT,
                env={**os.environ, **environment},
            )
        self.url = self._wait_until_ready()

    def stop(self) -> None:
        """End the process and wait for it."""
        self._process.terminate()
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def _wait_until_ready(self) -> str:
        deadline = time.monotonic() + _START_SECONDS
        while time.monotonic() < deadline:
            if self._ready_file.exists():
                return str(json.loads(self._ready_file.read_text())["url"])
            if self._process.poll() is not None:
                break
            time.sleep(0.01)
        self.stop()
        raise MocksError(f"the app did not start: {self.log_file.read_text()[-500:]}")


class RunningMocks:
    """Both apps over one data directory, or one of them; a context manager."""

    def __init__(
        self,
        data_dir: Path | None = None,
        environment: Mapping[str, str] | None = None,
        apps: Collection[str] = ("mosip", "esignet"),
    ) -> None:
        unknown = [name for name in apps if name not in _MODULES]
        if unknown or not apps:
            raise MocksError(f"there is no app {' or '.join(unknown) or 'to start'}; the apps are mosip and esignet")
        self._temporary = None if data_dir else tempfile.TemporaryDirectory(prefix="mosip-mocks-")
        self.data_dir = data_dir or Path(self._temporary.name if self._temporary else ".")
        self.data_dir.mkdir(parents=True, exist_ok=True)
        environment = environment or {}
        self._apps: dict[str, RunningApp] = {}
        try:
            for name in apps:
                self._apps[name] = RunningApp(_MODULES[name], self.data_dir, environment)
        except MocksError:
            self.stop()
            raise
        self.mocks = Mocks(*(self._apps[name].url if name in self._apps else "" for name in _MODULES))
        self._name_addresses(self.data_dir / "kit" / "mosip-api.env")
        self.kit = self.data_dir / "kit"
        """`ida-partner.crt`, `keystore.p12`, `esignet-jwk.txt`, `mosip-api.env`."""

    def _name_addresses(self, environment: Path) -> None:
        """The kit is made before anybody knows the ports."""
        text = environment.read_text()
        for name, app in self._apps.items():
            text = text.replace(f":{_DEFAULT_PORTS[name]}", f":{urlsplit(app.url).port}")
        environment.write_text(text)

    def stop(self) -> None:
        """End both apps and remove what was temporary."""
        for app in self._apps.values():
            app.stop()
        if self._temporary:
            self._temporary.cleanup()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
