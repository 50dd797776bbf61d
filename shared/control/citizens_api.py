"""`/_mock/citizens`: the population by HTTP. The same drafts and presentation as the CLI's."""

from typing import Any, get_args

from msgspec import Struct
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from shared.citizens.citizen import CitizenStatus
from shared.citizens.drafts import create_citizen, patched, presented
from shared.control.listing import known_only, one_of, whole_number
from shared.wire import json_response, query_of, read_json
from shared.world import World


class CitizensRoutes(Struct, frozen=True):
    """Listing, one person, adding, changing, removing."""

    world: World

    def routes(self) -> list[BaseRoute]:
        one = "/citizens/{uin}"
        return [
            Route("/citizens", self.list, methods=["GET"]),
            Route("/citizens", self.add, methods=["POST"]),
            Route(one, self.show, methods=["GET"]),
            Route(one, self.change, methods=["PATCH"]),
            Route(one, self.remove, methods=["DELETE"]),
        ]

    async def list(self, request: Request) -> Response:
        query = query_of(request)
        known_only(query, ("q", "status", "limit", "offset"))
        citizens, total = self.world.citizens.list(
            query=query.get("q", ""),
            status=one_of(query, "status", get_args(CitizenStatus)),
            limit=whole_number(query, "limit", 100),
            offset=whole_number(query, "offset", 0),
        )
        return json_response({"items": [presented(c) for c in citizens], "total": total})

    async def show(self, request: Request) -> Response:
        citizen = self.world.citizens.get_by_individual_id(request.path_params["uin"])
        return json_response(presented(citizen))

    async def add(self, request: Request) -> Response:
        draft = await read_json(request, dict[str, Any])
        citizen = create_citizen(self.world.citizens, draft, now=self.world.clock.now())
        return json_response(presented(citizen), 201)

    async def change(self, request: Request) -> Response:
        changes = await read_json(request, dict[str, Any])
        uin = self.world.citizens.get_by_individual_id(request.path_params["uin"]).uin
        citizen = self.world.citizens.change(uin, lambda c: patched(c, changes, now=self.world.clock.now()))
        return json_response(presented(citizen))

    async def remove(self, request: Request) -> Response:
        citizen = self.world.citizens.get_by_individual_id(request.path_params["uin"])
        self.world.citizens.remove(citizen.uin)
        return json_response({"status": "removed", "uin": citizen.uin})
