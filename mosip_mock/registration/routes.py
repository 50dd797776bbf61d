"""`/registrationprocessor/v1`: the workflow manager; `status_routes` has the registration status service beside it.

Source: mosip/registration `WorkflowInstanceApi`, `WorkflowActionApi`, `WorkflowSearchApi`; token checks as in
mosip/mosip-openid-bridge `VertxAuthHandler`.
"""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, Final

import msgspec
from msgspec import Struct
from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Mount, Route

from mosip_mock.authmanager.caller import Caller, TokenError, TokenProblem
from mosip_mock.authmanager.cookies import header_token
from mosip_mock.authmanager.tokens import Tokens
from mosip_mock.envelope import ResponseWrapper, ServiceError
from mosip_mock.paths import REGISTRATION
from mosip_mock.registration.actions import Actions
from mosip_mock.registration.errors import MESSAGE, NoJsonError, WorkflowCode, WorkflowError
from mosip_mock.registration.pipeline import Pipeline
from mosip_mock.registration.requests import (
    ACTION,
    INSTANCE,
    SEARCH,
    Endpoint,
    check_envelope,
    decode_envelope,
    request_of,
)
from mosip_mock.registration.searching import search
from mosip_mock.registration.starting import Starting
from mosip_mock.registration.status_routes import StatusRoutes
from mosip_mock.registration.workflow import Workflow, Workflows
from shared.control.clock import Clock
from shared.control.exchange import Exchange, exchange_of
from shared.wire import json_response, wire_time

_CORS: Final = {"Access-Control-Allow-Origin": "*", "Access-Control-Allow-Methods": "GET, POST"}
_INSTANCE_ROLES: Final = ("ONLINE_REGISTRATION_CLIENT", "REGISTRATION_PROCESSOR", "GLOBAL_ADMIN")
_ADMIN_ROLES: Final = ("REGISTRATION_PROCESSOR", "GLOBAL_ADMIN")


class WorkflowResponse(msgspec.Struct, frozen=True, kw_only=True):
    """The workflow manager's wrapper: without `metadata`."""

    id: str | None
    version: str | None
    responsetime: str
    response: Any = None
    errors: list[ServiceError] | None = None


class _Call(Struct, frozen=True):
    """A request whose token was checked."""

    endpoint: Endpoint
    envelope: Mapping[str, Any]
    caller: Caller

    @property
    def headers(self) -> dict[str, str]:
        """The token goes back with every answer, whatever it says."""
        return {"Set-Cookie": f"Authorization={self.caller.token}"}


class RegistrationRoutes(Struct, frozen=True):
    """Every endpoint of the workflow manager, and those of the status service under the same prefix."""

    starting: Starting
    actions: Actions
    workflows: Workflows
    pipeline: Pipeline
    statuses: StatusRoutes
    tokens: Tokens
    audiences: tuple[str, ...]
    clock: Clock

    def routes(self) -> list[BaseRoute]:
        return [
            Mount(
                REGISTRATION,
                routes=[
                    Route("/workflowmanager/workflowinstance", self.workflow_instance, methods=["POST"]),
                    Route("/workflowmanager/workflowaction", self.workflow_action, methods=["POST"]),
                    Route("/workflowmanager/workflow/search", self.workflow_search, methods=["POST"]),
                    *self.statuses.routes(),
                ],
            )
        ]

    async def workflow_instance(self, request: Request) -> Response:
        """Start the processing of a packet. Nothing is processed before this answer has been sent."""
        call = await self._admitted(request, INSTANCE, _INSTANCE_ROLES, "workflowinstance")
        if isinstance(call, Response):
            return call
        try:
            content = request_of(call.envelope, INSTANCE)
            check_envelope(call.envelope, INSTANCE)
            workflow = self.starting.start(content, call.caller.client_id)
        except WorkflowError as error:
            return self._refused(request, call, error)
        exchange = exchange_of(request.scope)
        exchange.tag(client=call.caller.client_id, rid=workflow.registration_id, process=workflow.process)
        response = self._answer(call, {"workflowInstanceId": workflow.id})
        response.background = BackgroundTask(self._release, workflow)
        return response

    async def workflow_action(self, request: Request) -> Response:
        call = await self._admitted(request, ACTION, _ADMIN_ROLES, "workflowaction")
        if isinstance(call, Response):
            return call
        try:
            content = request_of(call.envelope, ACTION)
            check_envelope(call.envelope, ACTION)
            message, workflows = self.actions.perform(content)
        except WorkflowError as error:
            return self._refused(request, call, error)
        for workflow in workflows:
            self.pipeline.release(workflow)
        return self._answer(call, {"statusMessage": message})

    async def workflow_search(self, request: Request) -> Response:
        call = await self._admitted(request, SEARCH, _ADMIN_ROLES, "workflow/search")
        if isinstance(call, Response):
            return call
        try:
            content = request_of(call.envelope, SEARCH)
            check_envelope(call.envelope, SEARCH)
            return self._answer(call, search(self.workflows, content))
        except WorkflowError as error:
            return self._refused(request, call, error)

    async def on_no_json(self, request: Request, error: Exception) -> Response:
        """Render a `NoJsonError`."""
        assert isinstance(error, NoJsonError)  # noqa: S101 - registered for this class only
        exchange_of(request.scope).explain(error.explanation)
        return Response("Internal Server Error", HTTPStatus.INTERNAL_SERVER_ERROR, media_type="text/plain")

    async def render_fault(self, request: Request, error: WorkflowError, status: int) -> Response:
        """Any of the codes on demand, in the workflow manager's wrapper."""
        exchange = exchange_of(request.scope)
        exchange.service = "registration"
        exchange.explain(error.explanation)
        body = WorkflowResponse(
            id=INSTANCE.id,
            version=INSTANCE.version,
            responsetime=self._now(),
            errors=[ServiceError(error.code, error.message)],
        )
        return json_response(body, status, _CORS)

    async def _release(self, workflow: Workflow) -> None:
        self.pipeline.release(workflow)

    async def _admitted(
        self, request: Request, endpoint: Endpoint, roles: tuple[str, ...], what: str
    ) -> _Call | Response:
        """The call once its token is checked; else the answer. Raises `NoJsonError`."""
        exchange = exchange_of(request.scope)
        exchange.service = "registration"
        envelope = decode_envelope(await request.body())
        try:
            caller = self.tokens.read(header_token(request.headers.get("cookie")))
            caller.require_audience(self.audiences, "registration processor")
            caller.require_role(roles, what)
        except TokenError as error:
            return self._unauthenticated(exchange, envelope, error)
        return _Call(endpoint, envelope, caller)

    def _unauthenticated(self, exchange: Exchange, envelope: Mapping[str, Any], error: TokenError) -> Response:
        """A token that is no JWT is answered as the real handler does: the library's message, a JSON text, 200."""
        if error.problem is TokenProblem.NOT_A_JWT:
            exchange.explain(error.explanation)
            return json_response(error.text)
        forbidden = error.problem in {TokenProblem.AUDIENCE, TokenProblem.ROLE}
        code = WorkflowCode.FORBIDDEN if forbidden else WorkflowCode.UNAUTHENTICATED
        exchange.explain(msgspec.structs.replace(error.explanation, code=code))
        body = ResponseWrapper(
            id=_echo(envelope.get("id")),
            version=_echo(envelope.get("version")),
            responsetime=self._now(),
            errors=[ServiceError(code, MESSAGE[code])],
        )
        return json_response(body, HTTPStatus.FORBIDDEN if forbidden else HTTPStatus.UNAUTHORIZED)

    def _refused(self, request: Request, call: _Call, error: WorkflowError) -> Response:
        exchange_of(request.scope).explain(error.explanation)
        return self._rendered(call, errors=[ServiceError(error.code, error.message)])

    def _answer(self, call: _Call, content: Any) -> Response:  # noqa: ANN401 - JSON
        return self._rendered(call, response=content)

    def _rendered(self, call: _Call, **members: Any) -> Response:  # noqa: ANN401 - JSON
        endpoint = call.endpoint
        body = WorkflowResponse(id=endpoint.id, version=endpoint.version, responsetime=self._now(), **members)
        pretty = msgspec.json.format(msgspec.json.encode(body), indent=2)
        # As a header of its own, since Starlette adds a charset to text, which Vert.x does not.
        return Response(pretty, headers={"Content-Type": endpoint.media_type, **_CORS, **call.headers})

    def _now(self) -> str:
        return wire_time(self.clock.now())


def _echo(value: Any) -> str | None:  # noqa: ANN401 - any JSON value
    return value if isinstance(value, str) else None
