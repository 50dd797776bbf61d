"""An app's services: where each answers, and what it consists of, which is put together when it is first asked for.

A start costs what it loads, and few runs ask every service. One table for each app: it passes requests on, tells the
service of a path, checks fault rules against what is there, and renders a code on demand.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property, lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from msgspec import Struct
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.types import ASGIApp, Receive, Scope, Send

from shared.control.explanation import Explanation
from shared.control.store_trouble import on_store_error
from shared.store.protocol import StoreError

if TYPE_CHECKING:
    from shared.control.faults.naming import AppNames, Names, RequestNames
    from shared.control.faults.validation import ServiceNames

_PATHS_KEPT: Final = 1_000
RenderCode = Callable[[Request, str, Explanation], Awaitable[Response]]
"""(request, code, explanation) -> what the real service answers with this code."""
Handler = Callable[[Request, Any], Awaitable[Response]]
"""(request, exception) -> how the service answers it."""


class ServiceParts(Struct, frozen=True, kw_only=True):
    """What a service consists of."""

    routes: Sequence[BaseRoute]
    handlers: Mapping[type[Exception], Handler] = {}
    codes: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    """Of `client`, `partner`, `uin`, `process`: what its requests name, so what a fault rule for it may match."""
    processes: tuple[str, ...] = ()
    """Those that its requests may name."""
    render: RenderCode | None = None
    """None where there are no codes."""


class Service:
    """One service of an app. The longest prefix that fits a path decides whose it is."""

    def __init__(
        self,
        name: str,
        prefixes: tuple[str, ...],
        make: Callable[[], ServiceParts],
        *,
        aside: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        """`aside` are prefixes that it answers, too, each with the service asked by them; empty for style sheets."""
        self.name = name
        self.prefixes = prefixes
        self.aside = aside
        self._make = make

    @cached_property
    def parts(self) -> ServiceParts:
        """Put together when they are first asked for."""
        return self._make()


class ServiceTable:
    """All services of an app."""

    def __init__(self, services: Sequence[Service], known: Callable[[], AppNames] | None = None) -> None:
        """`known` gives what the app knows of whom a request is about, besides what the request says."""
        self._services = {service.name: service for service in services}
        self._known = known
        named = [(prefix, service, service.name) for service in services for prefix in service.prefixes]
        aside = [(prefix, service, asked) for service in services for prefix, asked in service.aside.items()]
        self._by_prefix = sorted([*named, *aside], key=lambda entry: -len(entry[0]))
        self._found = lru_cache(_PATHS_KEPT)(self._find)

    def owner_of(self, path: str) -> Service | None:
        """The service that answers this path."""
        return self._found(path)[0]

    def service_of(self, path: str) -> str:
        """The name of the service that is asked by this path; empty when none is."""
        return self._found(path)[1]

    def _find(self, path: str) -> tuple[Service | None, str]:
        return next(((s, name) for prefix, s, name in self._by_prefix if path.startswith(prefix)), (None, ""))

    @cached_property
    def names(self) -> Mapping[str, ServiceNames]:
        """What fault rules may name of each service."""
        from shared.control.faults.validation import ServiceNames  # noqa: PLC0415 - few starts have rules

        paths = dict.fromkeys(path.replace(":path", "").replace(":int", "") for path in self.endpoints())
        return {
            name: ServiceNames(
                service=name,
                endpoints=tuple(path for path in paths if self.service_of(path) == name),
                codes=service.parts.codes,
                names=service.parts.names,
                processes=service.parts.processes,
            )
            for name, service in self._services.items()
        }

    def names_of(self, scope: Scope, body: bytes) -> Names:
        """Whom and what a request names."""
        return self._reader.of(scope, body)

    @cached_property
    def _reader(self) -> RequestNames:
        from shared.control.faults.naming import RequestNames, nothing_more  # noqa: PLC0415 - few starts have rules

        return RequestNames(self.endpoints(), self._known() if self._known else nothing_more)

    def endpoints(self) -> list[str]:
        """The paths of all routes, as templates."""
        return [path for service in self._services.values() for path in _paths(service.parts.routes)]

    async def render(self, request: Request, service: str, code: str, explanation: Explanation) -> Response:
        """The service's own answer with this code, which is one of its codes."""
        render = self._services[service].parts.render
        assert render is not None, service  # noqa: S101 - rules are checked against the codes
        return await render(request, code, explanation)


class ByService:
    """The app that passes each request on to the service that answers it."""

    def __init__(self, table: ServiceTable, others: ASGIApp, app_of: Callable[[ServiceParts], ASGIApp]) -> None:
        """`others` gets what is no service's, `app_of` makes a service's routes an app."""
        self._owner_of = table.owner_of
        self._others = others
        self._app_of = app_of
        self._apps: dict[str, ASGIApp] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request, or the lifespan."""
        service = self._owner_of(scope["path"]) if scope["type"] == "http" else None
        if service is None:
            await self._others(scope, receive, send)
            return
        app = self._apps.get(service.name)
        if app is None:
            app = self._apps[service.name] = self._app_of(service.parts)
        await app(scope, receive, send)


def all_handlers(parts: ServiceParts) -> dict[type[Exception], Handler]:
    """The service's own, and that of what may happen to each of them."""
    return {StoreError: on_store_error, **parts.handlers}


def starlette_of(parts: ServiceParts) -> Starlette:
    """A service as an app of its own."""
    return Starlette(routes=list(parts.routes), exception_handlers=all_handlers(parts))


def _paths(routes: Iterable[BaseRoute], prefix: str = "") -> Iterator[str]:
    for route in routes:
        if isinstance(route, Mount):
            yield from _paths(route.routes, prefix + route.path)
        elif isinstance(route, Route):
            yield prefix + route.path
