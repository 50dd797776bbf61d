"""The apps as child processes on ports that the system assigns."""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

from mosip_mocks.steering import Mocks
from mosip_mocks.transport import MocksError

_START_SECONDS = 30


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
    """Both apps over one data directory; a context manager."""

    def __init__(self, data_dir: Path | None = None, environment: Mapping[str, str] | None = None) -> None:
        self._temporary = None if data_dir else tempfile.TemporaryDirectory(prefix="mosip-mocks-")
        self.data_dir = data_dir or Path(self._temporary.name if self._temporary else ".")
        self.data_dir.mkdir(parents=True, exist_ok=True)
        environment = environment or {}
        self._apps = [RunningApp(module, self.data_dir, environment) for module in ("mosip_mock", "esignet_mock")]
        self.mocks = Mocks(self._apps[0].url, self._apps[1].url)
        self.kit = self.data_dir / "kit"
        """`ida-partner.crt`, `keystore.p12`, `esignet-jwk.txt`, `mosip-api.env`."""

    def stop(self) -> None:
        """End both apps and remove what was temporary."""
        for app in self._apps:
            app.stop()
        if self._temporary:
            self._temporary.cleanup()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
