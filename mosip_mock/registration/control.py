"""`/_mock/packets`: every packet with its state, its history and what a real deployment would say; moving them on."""

from collections.abc import Iterator
from typing import Any

import msgspec
from msgspec import Struct
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from mosip_mock.packetmanager.packet import Container
from mosip_mock.packetmanager.packets import Packets
from mosip_mock.registration.actions import Actions
from mosip_mock.registration.pipeline import Pipeline
from mosip_mock.registration.workflow import State, Workflow, Workflows
from shared.control.listing import listing
from shared.wire import json_response, query_of, read_json


class Advance(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How far: one state, or to the end."""

    to: State | None = None


class PacketsRoutes(Struct, frozen=True):
    """Listing, one registration, advancing, pausing."""

    packets: Packets
    workflows: Workflows
    pipeline: Pipeline
    actions: Actions

    def routes(self) -> list[BaseRoute]:
        return [
            Route("/packets", self.list, methods=["GET"]),
            Route("/packets/{rid}", self.show, methods=["GET"]),
            Route("/packets/{rid}/advance", self.advance, methods=["POST"]),
            Route("/packets/{rid}/pause", self.pause, methods=["POST"]),
        ]

    async def list(self, request: Request) -> Response:
        """Newest last; `state`, `process` and `registrationId` filter."""
        query = query_of(request)
        items = [
            item
            for item in self._items(query.get("registrationId"))
            if all(item[name] == query[name] for name in ("state", "process") if name in query)
        ]
        return listing(request, items)

    async def show(self, request: Request) -> Response:
        rid = request.path_params["rid"]
        items = list(self._items(rid))
        if not items:
            raise HTTPException(404, f"no packet has the registration id {rid}")
        return json_response({"items": items, "total": len(items)})

    async def advance(self, request: Request) -> Response:
        """One state on, or with `{"to": "finished"}` as far as it goes, whatever the delay."""
        wanted = await read_json(request, Advance) if await request.body() else Advance()
        workflow = self._waiting(request)
        advanced = self.pipeline.advance(workflow)
        while wanted.to and advanced.state != wanted.to and not advanced.is_finished and advanced.status != "PAUSED":
            advanced = self.pipeline.advance(advanced)
        return json_response(item_of(advanced))

    async def pause(self, request: Request) -> Response:
        """Hold a packet where it is, until workflowaction resumes or stops it."""
        return json_response(item_of(self.actions.pause(self._waiting(request))))

    def _items(self, rid: str | None = None) -> Iterator[dict[str, Any]]:
        """All packets, or those of one registration id: first those whose processing nobody started."""
        workflows = list(self.workflows.all()) if rid is None else self.workflows.of_registration(rid)
        containers = self.packets.all() if rid is None else self.packets.of_id(rid)
        started = {(workflow.registration_id, workflow.process) for workflow in workflows}
        for container in containers:
            if (container.id, container.process) not in started:
                yield _unstarted(container)
        for workflow in workflows:
            yield item_of(workflow)

    def _waiting(self, request: Request) -> Workflow:
        rid = request.path_params["rid"]
        workflows = self.workflows.of_registration(rid)
        unfinished = [w for w in workflows if not w.is_finished]
        if unfinished:
            return unfinished[0]
        if workflows:
            raise HTTPException(409, f"the packet {rid} is {workflows[-1].state}")
        raise HTTPException(404, f"nobody called workflowinstance for the registration id {rid}")


def item_of(workflow: Workflow) -> dict[str, Any]:
    """A packet whose processing was started."""
    return {
        "registrationId": workflow.registration_id,
        "process": workflow.process,
        "source": workflow.source,
        "state": workflow.state,
        "statusCode": workflow.status,
        "statusComment": workflow.comment,
        "workflowInstanceId": workflow.id,
        "client": workflow.client,
        "uin": workflow.uin,
        "dueAt": workflow.due_at,
        "createdAt": workflow.created_at,
        "updatedAt": workflow.updated_at,
        "history": [{"state": s.state, "at": s.at, "comment": s.comment, "code": s.code} for s in workflow.history],
        "warnings": workflow.warnings,
        "credentialRequests": workflow.credential_requests,
    }


def _unstarted(container: Container) -> dict[str, Any]:
    """A packet that was written and is waiting for workflowinstance, perhaps for ever."""
    return {
        "registrationId": container.id,
        "process": container.process,
        "source": container.source,
        "state": "created",
        "statusCode": None,
        "statusComment": "written by createPacket; nothing happens before workflowinstance",
        "workflowInstanceId": None,
        "client": None,
        "uin": None,
        "dueAt": None,
        "createdAt": container.created_at,
        "updatedAt": container.created_at,
        "history": [{"state": "created", "at": container.created_at, "comment": "", "code": ""}],
        "warnings": [],
        "credentialRequests": [],
    }
