"""JSON over HTTP to the control API, with the standard library alone."""

import json
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Mapping
from typing import Any

_TIMEOUT_SECONDS = 70  # a little longer than the longest wait that the control API grants


class MocksError(Exception):
    """The mocks refused or could not be reached; the text is theirs."""

    def __init__(self, message: str, status: int | None = None) -> None:
        super().__init__(message)
        self.status = status


class Transport:
    """One app's control API."""

    def __init__(self, base_url: str, admin_token: str | None = None) -> None:
        self.base_url = base_url.rstrip("/")
        self._admin_token = admin_token

    def call(self, method: str, path: str, body: object = None, query: Mapping[str, str] | None = None) -> Any:  # noqa: ANN401 - JSON
        """Call `/_mock/PATH`; the decoded answer. Raises `MocksError`."""
        if not self.base_url:
            raise MocksError(f"this app does not run, so nothing answers {method} /_mock/{path}; see `mocks_apps`")
        url = f"{self.base_url}/_mock/{path}" + (f"?{urllib.parse.urlencode(query)}" if query else "")
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(url, data, {"Content-Type": "application/json"}, method=method)  # noqa: S310 - the URL is the suite's
        if self._admin_token:
            request.add_header("Authorization", f"Bearer {self._admin_token}")
        try:
            with urllib.request.urlopen(request, timeout=_TIMEOUT_SECONDS) as answer:  # noqa: S310 - as above
                return json.loads(answer.read())
        except urllib.error.HTTPError as error:
            with error:
                text = error.read().decode("utf-8", "replace")
            raise MocksError(_message(text) or f"{error.code} {error.reason}", error.code) from None
        except OSError as error:
            raise MocksError(f"{self.base_url} does not answer: {error}") from error


def _message(text: str) -> str:
    try:
        answer = json.loads(text)
    except ValueError:
        return text[:200]
    return str(answer.get("message", text[:200])) if isinstance(answer, dict) else text[:200]
