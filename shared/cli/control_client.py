"""The control API of a running app, over HTTP from the standard library alone."""

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

import msgspec
from msgspec import Struct

_TIMEOUT = 10.0


class ControlError(Exception):
    """The app answered, and refused; the text is its reason."""


class NotRunningError(ControlError):
    """Nothing that is an app of this suite answers there."""


class Health(msgspec.Struct, frozen=True, rename="camel"):
    """`GET /_mock/health`."""

    status: str
    app: str
    version: str
    citizens: int
    public_url: str = ""
    internal_url: str = ""


class ControlClient(Struct, frozen=True):
    """One app's `/_mock/`."""

    title: str
    base: str
    admin_token: str | None = None

    def health(self, timeout: float = _TIMEOUT) -> Health:
        """Whether the app stands. Raises `NotRunningError`."""
        try:
            return msgspec.convert(self.get("health", timeout=timeout), Health)
        except (msgspec.ValidationError, ControlError) as error:
            raise NotRunningError(f"no mock of this suite answers at {self.base}") from error

    def get(self, path: str, query: Mapping[str, object] = {}, *, timeout: float = _TIMEOUT) -> Any:  # noqa: ANN401 - any JSON value
        """A JSON answer. Raises `ControlError`."""
        given = {key: value for key, value in query.items() if value is not None}
        return self.send("GET", path + (f"?{urlencode(given)}" if given else ""), timeout=timeout)

    def items(self, path: str, query: Mapping[str, object] = {}) -> list[dict[str, Any]]:
        """The items of a listing. Raises `ControlError`."""
        answer = self.get(path, query)
        if not isinstance(answer, dict) or not isinstance(answer.get("items"), list):
            raise ControlError(f"the {self.title} answered no listing at {self.base}/_mock/{path}")
        items: list[dict[str, Any]] = answer["items"]
        return items

    def send(
        self,
        method: str,
        path: str,
        body: Any = None,  # noqa: ANN401 - any JSON value
        *,
        timeout: float = _TIMEOUT,
    ) -> Any:  # noqa: ANN401 - any JSON value
        """Call `/_mock/<path>`. Raises `ControlError` with the app's own reason."""
        return _json_of(self._answered(method, path, body, timeout))

    def text(self, path: str) -> str:
        """An answer as it is. Raises `ControlError`."""
        return self._answered("GET", path, None, _TIMEOUT).decode()

    def _answered(self, method: str, path: str, body: object, timeout: float) -> bytes:
        """The body of a success. Raises `ControlError` with the app's own reason."""
        from http.client import HTTPException  # noqa: PLC0415 - `--help` calls nobody

        try:
            status, raw = self._exchange(method, path, body, timeout)
        except (OSError, HTTPException) as error:
            raise NotRunningError(
                f"the {self.title} does not answer at {self.base} ({str(error) or type(error).__name__})"
            ) from error
        if status < 300:  # noqa: PLR2004 - the success range of HTTP
            return raw
        answer = _json_of(raw)
        message = answer.get("message") if isinstance(answer, dict) else None
        if status == 404 and message is None:  # noqa: PLR2004 - HTTP
            raise ControlError(f"the {self.title} at {self.base} has no /_mock/{path.partition('?')[0]}")
        explained = answer.get("explain") if isinstance(answer, dict) else None
        more = f"; see: mosip-mocks explain {explained}" if explained else ""
        raise ControlError(f"the {self.title} answered {status}: {message or 'no reason given'}{more}")

    def _exchange(self, method: str, path: str, body: object, timeout: float) -> tuple[int, bytes]:
        from http.client import HTTPConnection, HTTPSConnection  # noqa: PLC0415 - `--help` calls nobody

        parts = urlsplit(self.base)
        kind = HTTPSConnection if parts.scheme == "https" else HTTPConnection
        connection = kind(parts.hostname or "", parts.port, timeout=timeout)
        headers = {"Accept": "application/json"}
        payload = None
        if body is not None:
            payload = msgspec.json.encode(body)
            headers["Content-Type"] = "application/json"
        if self.admin_token:
            headers["Authorization"] = f"Bearer {self.admin_token}"
        try:
            target = f"{parts.path}/_mock/{quote(path, safe='/?=&%+.:,-_~')}"
            connection.request(method, target, body=payload, headers=headers)
            response = connection.getresponse()
            return response.status, response.read()
        finally:
            connection.close()


def _json_of(raw: bytes) -> Any:  # noqa: ANN401 - any JSON value
    try:
        return json.loads(raw) if raw else None
    except ValueError:
        return None
