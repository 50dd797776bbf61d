"""What the pages' forms do: the control API does it, then the page shows it. 303, so that reloading repeats nothing."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from msgspec import Struct
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from shared.control.dashboard.context import Desk, root_of
from shared.control.dashboard.forms import changed_citizen, clock_change, new_citizen, new_fault
from shared.control.dashboard.inside import Answer
from shared.control.dashboard.views import Views
from shared.wire import read_form


class Actions(Struct, frozen=True):
    """One method for each form."""

    desk: Desk
    views: Views

    def routes(self) -> list[BaseRoute]:
        """The targets of the forms that this app's pages have."""
        common = [
            Route("/citizens", self.add_citizen, methods=["POST"]),
            Route("/citizens/{uin}", self.change_citizen, methods=["POST"]),
            Route("/faults", self.add_fault, methods=["POST"]),
            Route("/faults/clear", self.clear_faults, methods=["POST"]),
            Route("/faults/{id}/remove", self.remove_fault, methods=["POST"]),
            Route("/clock", self.set_clock, methods=["POST"]),
            Route("/reset", self.reset, methods=["POST"]),
            Route("/exchanges/clear", self.clear_journal, methods=["POST"]),
        ]
        if self.desk.has("packets"):
            common.append(Route("/packets/{rid}/advance", self.advance, methods=["POST"]))
        if self.desk.has("deliveries"):
            common.append(Route("/deliveries/{number:int}/redeliver", self.redeliver, methods=["POST"]))
        return list(common)

    async def add_citizen(self, request: Request) -> Response:
        form = await read_form(request)
        answer = await self.desk.api.ask("POST", "/citizens", new_citizen(form))
        if answer.is_error:
            return await self._again(request, "citizen_new.html", {"given": form}, answer)
        return _see(request, f"view/citizens/{answer.content['uin']}", "added")

    async def change_citizen(self, request: Request) -> Response:
        uin = request.path_params["uin"]
        form = await read_form(request)
        present = await self.desk.api.get(f"/citizens/{uin}")
        if present.is_error:
            return await self.desk.refused(request, present)
        answer = await self.desk.api.ask("PATCH", f"/citizens/{uin}", changed_citizen(form, present.content))
        if answer.is_error:
            context = self.views.people.context_of(present.content) | {"given": form}
            return await self._again(request, "citizen.html", context, answer)
        return _see(request, f"view/citizens/{answer.content['uin']}", "saved")

    async def add_fault(self, request: Request) -> Response:
        form = await read_form(request)
        answer = await self.desk.api.ask("POST", "/faults", new_fault(form))
        if answer.is_error:
            return await self._again(
                request, "faults.html", await self.views.faults_context() | {"given": form}, answer
            )
        return _see(request, "view/faults", "added")

    async def clear_faults(self, request: Request) -> Response:
        return await self._done(request, await self.desk.api.ask("DELETE", "/faults"), "view/faults", "cleared")

    async def remove_fault(self, request: Request) -> Response:
        answer = await self.desk.api.ask("DELETE", f"/faults/{request.path_params['id']}")
        return await self._done(request, answer, "view/faults", "removed")

    async def set_clock(self, request: Request) -> Response:
        form = await read_form(request)
        answer = await self.desk.api.ask("PUT", "/clock", clock_change(form))
        if answer.is_error:
            return await self._again(request, "clock.html", {"given": form}, answer)
        return _see(request, "view/clock", "clock")

    async def reset(self, request: Request) -> Response:
        return await self._done(request, await self.desk.api.ask("POST", "/reset"), "view/clock", "reset")

    async def clear_journal(self, request: Request) -> Response:
        return await self._done(request, await self.desk.api.ask("DELETE", "/requests"), "view/exchanges", "cleared")

    async def advance(self, request: Request) -> Response:
        """One state on, or to the end."""
        form = await read_form(request)
        rid = request.path_params["rid"]
        body = {"to": form["to"]} if form.get("to") else {}
        answer = await self.desk.api.ask("POST", f"/packets/{rid}/advance", body)
        return await self._done(request, answer, f"view/packets/{quote(rid, safe='')}", "advanced")

    async def redeliver(self, request: Request) -> Response:
        answer = await self.desk.api.ask("POST", f"/deliveries/{request.path_params['number']}/redeliver")
        return await self._done(request, answer, "view/deliveries", "queued")

    async def _done(self, request: Request, answer: Answer, page: str, done: str) -> Response:
        return await self.desk.refused(request, answer) if answer.is_error else _see(request, page, done)

    async def _again(self, request: Request, template: str, context: Mapping[str, Any], answer: Answer) -> Response:
        """The form as it was filled in, and what is wrong with it."""
        return await self.desk.page(request, template, context, status=answer.status, problem=answer.content)


def _see(request: Request, page: str, done: str) -> Response:
    """On to a page below `/_mock/`, by a relative address, so that a space is not left."""
    return Response(status_code=303, headers={"Location": f"{root_of(request)}{page}?done={done}"})
