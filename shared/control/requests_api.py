"""`/_mock/requests`: the journal for people, scripts and tests that wait."""

from collections.abc import Iterator
from typing import Annotated

import msgspec
from msgspec import Struct
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from shared.control.exchange import Direction, Exchange
from shared.control.export import curl_of, har_of
from shared.control.journal import Journal
from shared.control.listing import whole_number
from shared.control.presenting import detail_of, summary_of
from shared.control.release import suite_version
from shared.wire import json_response, misfitting, query_of, read_json

_LONGEST_WAIT = 60.0


class Matcher(msgspec.Struct, frozen=True, rename="camel", forbid_unknown_fields=True):
    """Which exchanges are meant; every given member must fit."""

    service: str | None = None
    method: str | None = None
    path: str | None = None
    """A piece of the path."""
    status: int | None = None
    code: str | None = None
    """An error code among the explanations."""
    direction: Direction | None = None
    refused: bool | None = None
    trace: dict[str, str] = {}

    def matches(self, exchange: Exchange) -> bool:
        """Whether this exchange is one of them."""
        return (
            (self.service is None or exchange.service == self.service)
            and (self.method is None or exchange.method == self.method.upper())
            and (self.path is None or self.path in exchange.path)
            and (self.status is None or exchange.status == self.status)
            and (self.direction is None or exchange.direction == self.direction)
            and (self.code is None or any(e.code == self.code for e in exchange.explanations))
            and (self.refused is None or bool(exchange.explanations) == self.refused)
            and all(exchange.trace.get(key) == value for key, value in self.trace.items())
        )


class Wait(Matcher, frozen=True, rename="camel", forbid_unknown_fields=True):
    """A matcher, how often it has to match, and for how long to wait."""

    times: Annotated[int, msgspec.Meta(ge=0)] = 1
    seconds: Annotated[float, msgspec.Meta(ge=0)] = 10.0
    timeout: Annotated[float, msgspec.Meta(ge=0)] | None = None
    """The same as `seconds`, by the name that many look for."""
    limit: int = 100
    offset: int = 0


class RequestsRoutes(Struct, frozen=True):
    """Listing, one exchange, forgetting, counting, waiting."""

    journal: Journal
    base_url: str
    """Where this app is found, for exports."""

    def routes(self) -> list[BaseRoute]:
        return [
            Route("/requests", self.list, methods=["GET"]),
            Route("/requests", self.clear, methods=["DELETE"]),
            Route("/requests/count", self.count, methods=["POST"]),
            Route("/requests/wait", self.wait, methods=["GET"]),
            Route("/requests/har", self.har, methods=["GET"]),
            Route("/requests/{exchange_id}", self.show, methods=["GET"]),
            Route("/requests/{exchange_id}/curl", self.curl, methods=["GET"]),
        ]

    async def list(self, request: Request) -> Response:
        query = query_of(request)
        found = list(self._matching(_matcher_of(query)))
        offset = whole_number(query, "offset", 0)
        items = found[offset : offset + whole_number(query, "limit", 100)]
        return json_response({"items": [summary_of(e) for e in items], "total": len(found)})

    async def show(self, request: Request) -> Response:
        exchange = self._found(request)
        return json_response(detail_of(exchange, self.journal.made_in(exchange)))

    async def curl(self, request: Request) -> Response:
        """The request as a command, its secrets hidden."""
        exchange = self._found(request)
        if exchange.direction == "internal":
            raise HTTPException(404, f"{exchange.id} is a step of work inside the mocks; no request travelled")
        return PlainTextResponse(curl_of(exchange, self.base_url))

    async def har(self, request: Request) -> Response:
        """The matching exchanges as an HTTP Archive."""
        exchanges = self._matching(_matcher_of(query_of(request)))
        return json_response(har_of(exchanges, self.base_url, suite_version()))

    async def clear(self, _: Request) -> Response:
        self.journal.clear()
        return json_response({"status": "cleared"})

    async def count(self, request: Request) -> Response:
        matcher = await read_json(request, Matcher)
        return json_response({"count": sum(1 for _ in self._matching(matcher))})

    async def wait(self, request: Request) -> Response:
        wanted = _matcher_of(query_of(request))
        seconds = wanted.seconds if wanted.timeout is None else wanted.timeout
        found = await self.journal.wait_for(wanted.matches, times=wanted.times, seconds=min(seconds, _LONGEST_WAIT))
        met = len(found) >= wanted.times
        items = [summary_of(e) for e in found]
        return json_response({"items": items, "total": len(items), "met": met}, 200 if met else 408)

    def _found(self, request: Request) -> Exchange:
        exchange = self.journal.find(request.path_params["exchange_id"])
        if exchange is None:
            raise HTTPException(404, "no such exchange, or the journal has forgotten it")
        return exchange

    def _matching(self, matcher: Matcher) -> Iterator[Exchange]:
        return (e for e in self.journal.newest_first() if matcher.matches(e))


def _matcher_of(query: dict[str, str]) -> Wait:
    """`?service=token&status=400&trace.rid=100...` as a matcher. Raises `WireError`."""
    members: dict[str, object] = {k: v for k, v in query.items() if not k.startswith("trace.")}
    members["trace"] = {k.removeprefix("trace."): v for k, v in query.items() if k.startswith("trace.")}
    for number in ("limit", "offset"):
        members.pop(number, None)
    return _convert(members)


def _convert(members: dict[str, object]) -> Wait:
    try:
        return msgspec.convert(members, Wait, strict=False)
    except msgspec.ValidationError as error:
        raise misfitting(error, Wait, "query") from error
