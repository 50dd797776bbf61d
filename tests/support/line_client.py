"""A relying party in a process of its own, talked to by lines of JSON: settings in, authorize URL out, and so on."""

import json
import subprocess
from typing import Any, Self

from tests.support.login_page import Browser
from tests.support.one_esignet import FATHER


class LineClient:
    """One login of a foreign client. Use as a context manager."""

    def __init__(self, command: list[str], settings: dict[str, Any]) -> None:
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self._send(json.dumps(settings))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.communicate()

    def finish(self, redirect_uri: str, individual_id: str = FATHER) -> dict[str, Any]:
        """Log the person in with a browser; what the client made of it. Raises `LoginRefusedError`."""
        started = self._read()
        if "authorizeUrl" not in started:
            return started
        with Browser() as browser:
            returned = browser.log_in(started["authorizeUrl"], individual_id, redirect_uri)
        self._send(returned.url)
        return self._read()

    def _send(self, line: str) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(f"{line}\n")
        self._process.stdin.flush()

    def _read(self) -> dict[str, Any]:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        assert line, f"{self._process.args!r} ended without an answer"
        answer = json.loads(line)
        assert isinstance(answer, dict)
        return answer
