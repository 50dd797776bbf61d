"""What an app's services are called, where they answer, which codes they have and how each words an error.

One table for each app: it checks fault rules, tells the service of a request, and renders a code on demand.
"""

from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Final

from msgspec import Struct
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Mount, Route

from shared.control.explanation import Explanation
from shared.control.faults.naming import AppNames, RequestNames, nothing_more
from shared.control.faults.validation import ServiceNames

_PATHS_KEPT: Final = 1_000
RenderCode = Callable[[Request, str, Explanation], Awaitable[Response]]
"""(request, code, explanation) -> what the real service answers with this code."""


class Service(Struct, frozen=True, kw_only=True):
    """One service of an app. The longest prefix that fits a path decides whose it is."""

    name: str
    prefixes: tuple[str, ...]
    codes: tuple[str, ...]
    names: tuple[str, ...]
    """Of `client`, `partner`, `uin`, `process`: what its requests name, so what a rule for it may match."""
    processes: tuple[str, ...] = ()
    """Those that its requests may name."""
    without: tuple[str, ...] = ()
    """Prefixes below its own that are no service's, such as style sheets."""
    render: RenderCode


class ServiceTable:
    """All services of an app, with the endpoints found in its routes."""

    def __init__(
        self, services: Sequence[Service], routes: Iterable[BaseRoute], known: AppNames = nothing_more
    ) -> None:
        """`known` is what the app knows of whom a request is about, besides what it says."""
        self._services = {service.name: service for service in services}
        owned = [(prefix, service.name) for service in services for prefix in service.prefixes]
        nobodys = [(prefix, "") for service in services for prefix in service.without]
        self._by_prefix = sorted([*owned, *nobodys], key=lambda entry: -len(entry[0]))
        self.service_of = lru_cache(_PATHS_KEPT)(self._service_of)
        """Path -> the name of the service that answers it; empty when none does. Asked for most requests."""
        paths = list(_paths(routes))
        endpoints = [path.replace(":path", "").replace(":int", "") for path in paths]
        self.names_of = RequestNames(paths, known).of
        self.names: Mapping[str, ServiceNames] = {
            service.name: ServiceNames(
                service=service.name,
                endpoints=tuple(dict.fromkeys(p for p in endpoints if self.service_of(p) == service.name)),
                codes=service.codes,
                names=service.names,
                processes=service.processes,
            )
            for service in services
        }

    def _service_of(self, path: str) -> str:
        return next((name for prefix, name in self._by_prefix if path.startswith(prefix)), "")

    async def render(self, request: Request, service: str, code: str, explanation: Explanation) -> Response:
        """The service's own answer with this code."""
        return await self._services[service].render(request, code, explanation)


def _paths(routes: Iterable[BaseRoute], prefix: str = "") -> Iterator[str]:
    for route in routes:
        if isinstance(route, Mount):
            yield from _paths(route.routes, prefix + route.path)
        elif isinstance(route, Route):
            yield prefix + route.path
