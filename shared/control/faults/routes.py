"""`/_mock/faults`: list, add, remove, clear; and the catalogue of named faults."""

from collections.abc import Callable, Mapping

import msgspec
from msgspec import Struct
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from shared.control.faults.catalogue import CATALOGUE
from shared.control.faults.registry import Faults, NoSuchFaultError
from shared.control.faults.rule import Action, FaultRule, Match
from shared.control.faults.validation import ServiceNames, checked
from shared.control.listing import listing
from shared.wire import json_response, read_json


class NewFault(msgspec.Struct, frozen=True, kw_only=True, rename="camel", forbid_unknown_fields=True):
    """A rule as it is asked for."""

    action: Action
    match: Match = Match()
    id: str = ""
    times: int | None = None
    seconds: float | None = None
    probability: float = 1.0
    seed: int = 0

    def to_rule(self) -> FaultRule:
        """The rule, unchecked."""
        return FaultRule(**{name: getattr(self, name) for name in self.__struct_fields__})


class FaultsRoutes(Struct, frozen=True):
    """The rules of one app."""

    faults: Faults
    services: Callable[[], Mapping[str, ServiceNames]]
    """Looks into every service, so it is asked only where a rule is made or somebody wants to know."""
    app: str

    def routes(self) -> list[BaseRoute]:
        return [
            Route("/faults", self.list, methods=["GET"]),
            Route("/faults", self.add, methods=["POST"]),
            Route("/faults", self.clear, methods=["DELETE"]),
            Route("/faults/catalogue", self.catalogue, methods=["GET"]),
            Route("/faults/services", self.names, methods=["GET"]),
            Route("/faults/{rule_id}", self.remove, methods=["DELETE"]),
        ]

    async def list(self, request: Request) -> Response:
        return listing(request, self.faults.list())

    async def add(self, request: Request) -> Response:
        new = await read_json(request, NewFault)
        return json_response(self.faults.add(checked(new.to_rule(), self.services(), self.app)), 201)

    async def remove(self, request: Request) -> Response:
        try:
            self.faults.remove(request.path_params["rule_id"])
        except NoSuchFaultError as error:
            raise HTTPException(404, str(error)) from error
        return json_response({"status": "removed"})

    async def clear(self, _: Request) -> Response:
        return json_response({"status": "cleared", "removed": self.faults.clear()})

    async def catalogue(self, request: Request) -> Response:
        return listing(request, CATALOGUE)

    async def names(self, request: Request) -> Response:
        """What a rule may name: services, their endpoints, their codes."""
        return listing(request, list(self.services().values()))
