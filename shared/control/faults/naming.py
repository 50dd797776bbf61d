"""Whom and what a request names, before any handler runs: in its path, its body or query, and what only the app knows.

Nothing is decrypted or checked: a rule meets what a request says of itself, whether or not it would be let in.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from typing import Final
from urllib.parse import unquote_plus

from starlette.routing import compile_path
from starlette.types import Scope

NAMED: Final = ("client", "partner", "uin", "process")
"""The members of a match that say whom or what a request names."""

Names = Mapping[str, str]
AppNames = Callable[[Scope, bytes], Names]
"""(scope, body) -> what the app knows besides: whose token, code or login the request carries."""

_PARAMETERS: Final[Names] = {
    **dict.fromkeys(("uin", "vid", "number", "individual_id"), "uin"),
    "client_id": "client",
    "partner": "partner",
}
_VALUE: Final = rb'\\?"\s*:\s*(?:\\?"([^"\\]+)|(\d+))'
_MEMBERS: Final[Mapping[str, re.Pattern[bytes]]] = {
    "uin": re.compile(rb'"(?:individualId|UIN|vid|VID|uin)' + _VALUE),
    "client": re.compile(rb'"clientId' + _VALUE),
    "process": re.compile(rb'"process' + _VALUE),
    "partner": re.compile(rb'"(?:partnerId|issuer)' + _VALUE),
}
"""Of JSON, also of JSON inside a text."""
_FIELDS: Final[Mapping[str, re.Pattern[bytes]]] = {
    "uin": re.compile(rb"(?:^|&)individualId=([^&]+)"),
    "client": re.compile(rb"(?:^|&)client_id=([^&]+)"),
}


def nothing_more(_: Scope, __: bytes) -> Names:
    """Of an app that knows no more than the request says."""
    return {}


class RequestNames:
    """Reads the names out of the requests of one app."""

    def __init__(self, paths: Iterable[str], known: AppNames = nothing_more) -> None:
        """`paths` are the templates of the app's routes."""
        self._paths = tuple(paths)
        self._known = known

    def of(self, scope: Scope, body: bytes) -> Names:
        """Member of a match -> what the request names; the plainest place wins."""
        said = {**_in_json(body), **_in_form(scope["query_string"]), **_in_form(body)}
        return {**self._known(scope, body), **said, **self._in_path(scope)}

    @cached_property
    def _patterns(self) -> list[re.Pattern[str]]:
        """Of the paths that name somebody; compiled for the first request that meets a rule, not at each start."""
        patterns = (compile_path(path) for path in self._paths)
        return [regex for regex, _, parameters in patterns if _PARAMETERS.keys() & parameters.keys()]

    def _in_path(self, scope: Scope) -> Names:
        path: str = scope["path"]
        found = next((match for pattern in self._patterns if (match := pattern.match(path))), None)
        values = found.groupdict() if found else {}
        return {_PARAMETERS[name]: value for name, value in values.items() if name in _PARAMETERS}


def _in_json(body: bytes) -> Names:
    found = {name: pattern.search(body) for name, pattern in _MEMBERS.items()}
    return {name: (m[1] or m[2]).decode("utf-8", "replace") for name, m in found.items() if m}


def _in_form(text: bytes) -> Names:
    found = {name: pattern.search(text) for name, pattern in _FIELDS.items()}
    return {name: unquote_plus(m[1].decode("utf-8", "replace")) for name, m in found.items() if m}
