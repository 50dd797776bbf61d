"""The pages that show something."""

from collections.abc import Callable, Coroutine
from typing import Any

from msgspec import Struct
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from shared.control.dashboard.context import Desk
from shared.control.dashboard.paging import PAGE, paging
from shared.control.dashboard.people import People
from shared.control.dashboard.readiness import ClientReport, readiness_of
from shared.control.dashboard.sequence import LANES, arrows_of
from shared.control.exchange import Exchange
from shared.control.listing import whole_number
from shared.control.presenting import detail_of, summary_of
from shared.wire import json_response, query_of

_Handler = Callable[[Request], Coroutine[Any, Any, Response]]


class Views(Struct, frozen=True):
    """One method for each page that is not about citizens."""

    desk: Desk
    people: People

    def routes(self) -> list[BaseRoute]:
        """The pages that both apps have, and those of this app."""
        pages: dict[str, dict[str, _Handler]] = {
            "exchanges": {"": self.exchanges, "/{id}": self.exchange},
            "traces": {"": self.traces, "/{name}": self.trace},
            "citizens": {
                "": self.people.list,
                "/new": self.people.new,
                "/{uin}": self.people.show,
                "/{uin}/card": self.people.card,
            },
            "packets": {"": self.packets, "/{rid}": self.packet},
            "deliveries": {"": self.deliveries},
            "outbox": {"": self.outbox},
            "faults": {"": self.faults},
            "clients": {"": self.clients},
            "partners": {"": self.partners},
            "readiness": {"": self.readiness},
            "clock": {"": self.clock},
        }
        return [
            Route("/citizens/{uin}/photo", self.people.photo, methods=["GET"]),
            *(
                Route(f"/{view}{rest}", self._once(handler), methods=["GET"])
                for view, handlers in pages.items()
                if self.desk.has(view)
                for rest, handler in handlers.items()
            ),
        ]

    def _once(self, handler: _Handler) -> _Handler:
        async def page(request: Request) -> Response:
            return self.desk.kept(request) or await handler(request)

        return page

    async def exchanges(self, request: Request) -> Response:
        """Newest first, with the explanation of each refusal."""
        query = query_of(request)
        only, text = query.get("only", ""), query.get("q", "").strip()
        offset = whole_number(query, "offset", 0)
        found = [e for e in self.desk.world.journal.newest_first() if _is_wanted(e, only, text)]
        page = [summary_of(e) for e in found[offset : offset + PAGE]]
        return await self.desk.page(
            request,
            "exchanges.html",
            {"exchanges": page, "only": only, "q": text} | paging(query, offset, len(found)),
        )

    async def exchange(self, request: Request) -> Response:
        journal = self.desk.world.journal
        exchange = journal.find(request.path_params["id"])
        if exchange is None:
            raise HTTPException(404, "no such exchange, or the journal has forgotten it")
        shown = detail_of(exchange, journal.made_in(exchange))
        return await self.desk.page(request, "exchange.html", {"exchange": shown})

    async def traces(self, request: Request) -> Response:
        query = query_of(request)
        if name := query.get("q", "").strip():
            return await self._trace(request, name)
        offset = whole_number(query, "offset", 0)
        answer = await self.desk.api.get("/traces", limit=str(PAGE), offset=str(offset))
        total = answer.content["total"]
        context = {"traces": answer.items, "apps": answer.content["apps"]} | paging(query, offset, total)
        return await self.desk.page(request, "traces.html", context)

    async def trace(self, request: Request) -> Response:
        return await self._trace(request, request.path_params["name"])

    async def _trace(self, request: Request, name: str) -> Response:
        answer = await self.desk.api.get(f"/traces/{name}")
        if answer.is_error:
            return await self.desk.refused(request, answer)
        arrows = arrows_of(answer.content["items"], self.desk.world.journal.app)
        return await self.desk.page(request, "trace.html", {"trace": answer.content, "arrows": arrows, "lanes": LANES})

    async def packets(self, request: Request) -> Response:
        query = query_of(request)
        answer = await self.desk.api.get("/packets")
        items = list(reversed(answer.items))
        offset = whole_number(query, "offset", 0)
        context = {"packets": items[offset : offset + PAGE]} | paging(query, offset, len(items))
        return await self.desk.page(request, "packets.html", context)

    async def packet(self, request: Request) -> Response:
        answer = await self.desk.api.get(f"/packets/{request.path_params['rid']}")
        if answer.is_error:
            return await self.desk.refused(request, answer)
        return await self.desk.page(
            request, "packet.html", {"rid": request.path_params["rid"], "packets": answer.items}
        )

    async def deliveries(self, request: Request) -> Response:
        query = query_of(request)
        offset = whole_number(query, "offset", 0)
        subscriptions = await self.desk.api.get("/subscriptions")
        answer = await self.desk.api.get("/deliveries", limit=str(PAGE), offset=str(offset))
        context = {"subscriptions": subscriptions.items, "deliveries": answer.items}
        return await self.desk.page(
            request, "deliveries.html", context | paging(query, offset, answer.content["total"])
        )

    async def outbox(self, request: Request) -> Response:
        query = query_of(request)
        to = query.get("to", "").strip()
        answer = await self.desk.api.get("/outbox", to=to)
        items = list(reversed(answer.items))
        offset = whole_number(query, "offset", 0)
        context = {"messages": items[offset : offset + PAGE], "to": to} | paging(query, offset, len(items))
        return await self.desk.page(request, "outbox.html", context)

    async def faults(self, request: Request) -> Response:
        return await self.desk.page(request, "faults.html", await self.faults_context() | {"given": {}})

    async def faults_context(self) -> dict[str, Any]:
        """The rules, and what a new one may name."""
        rules = await self.desk.api.get("/faults")
        services = await self.desk.api.get("/faults/services")
        catalogue = await self.desk.api.get("/faults/catalogue")
        names = {service["service"] for service in services.items}
        named = [fault for fault in catalogue.items if names.intersection(fault["services"])]
        options = [("", "any"), *((name, name) for name in sorted(names))]
        return {"rules": rules.items, "services": services.items, "service_options": options, "catalogue": named}

    async def clients(self, request: Request) -> Response:
        answer = await self.desk.api.get("/clients")
        return await self.desk.page(request, "clients.html", {"clients": answer.items})

    async def partners(self, request: Request) -> Response:
        kinds = ("partners", "policies", "api-keys", "misps", "oidc-clients")
        tables = {kind.replace("-", "_"): (await self.desk.api.get(f"/{kind}")).items for kind in kinds}
        return await self.desk.page(request, "partners.html", tables)

    async def readiness(self, request: Request) -> Response:
        return await self.desk.page(request, "readiness.html", {"reports": await self._reports()})

    async def readiness_items(self, _: Request) -> Response:
        """The report for scripts."""
        reports = await self._reports()
        return json_response({"items": reports, "total": len(reports)})

    async def _reports(self) -> list[ClientReport]:
        packets = (await self.desk.api.get("/packets")).items if self.desk.has("packets") else []
        return readiness_of(self.desk.world.journal.newest_first(), packets)

    async def clock(self, request: Request) -> Response:
        return await self.desk.page(request, "clock.html", {"given": {}})


def _is_wanted(exchange: Exchange, only: str, text: str) -> bool:
    match only:
        case "refused" if not exchange.explanations:
            return False
        case "tolerated" if not exchange.tolerated:
            return False
        case "faults" if not exchange.faults:
            return False
        case _:
            return not text or text in exchange.path or text in exchange.service or text in exchange.trace.values()
