"""`/registrationprocessor/v1/registrationstatus`: what became of registrations; a Spring service.

Source: mosip/registration `RegistrationExternalStatusController`, `RegistrationStatusController` and their exception
handlers; token checks as in mosip/mosip-openid-bridge `AuthFilter`.
"""

from functools import partial
from http import HTTPStatus
from typing import Any, Final

from msgspec import Struct
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from mosip_mock.authmanager.caller import Caller, TokenError, TokenProblem
from mosip_mock.authmanager.cookies import servlet_token
from mosip_mock.authmanager.tokens import Tokens
from mosip_mock.envelope import ResponseWrapper, ServiceError
from mosip_mock.registration.errors import MESSAGE, StatusError, WorkflowCode
from mosip_mock.registration.searching import client_status, external_status
from mosip_mock.registration.status_requests import VERSION, read_status_request, registration_ids
from mosip_mock.registration.workflow import Workflows
from mosip_mock.spring import SpringError
from shared.control.clock import Clock
from shared.control.exchange import exchange_of
from shared.control.explanation import Explanation
from shared.wire import json_response, path_of, wire_time

EXTERNAL_ID: Final = "mosip.registration.external.status"
CLIENT_ID: Final = "mosip.registration.status"
_STATUS_OF: Final = {EXTERNAL_ID: external_status, CLIENT_ID: client_status}
_ROLES: Final = ("REGISTRATION_ADMIN", "REGISTRATION_OFFICER", "REGISTRATION_SUPERVISOR", "RESIDENT")


class StatusRoutes(Struct, frozen=True):
    """The search for partners, and the variant of the registration client."""

    workflows: Workflows
    tokens: Tokens
    audiences: tuple[str, ...]
    clock: Clock

    def routes(self) -> list[BaseRoute]:
        return [
            Route("/registrationstatus/externalstatus/search", partial(self.search, EXTERNAL_ID), methods=["POST"]),
            Route("/registrationstatus/search", partial(self.search, CLIENT_ID), methods=["POST"]),
        ]

    async def search(self, endpoint_id: str, request: Request) -> Response:
        """The status of each registration, and an error for each that nobody started."""
        caller = self._caller(request)
        asked = read_status_request(await request.body())
        _permit(caller)
        ids = registration_ids(asked, endpoint_id, self.clock.now())
        found = {rid: _STATUS_OF[endpoint_id](self.workflows.of_registration(rid)) for rid in ids}
        unknown = [rid for rid, status in found.items() if status is None]
        for rid in unknown:
            exchange_of(request.scope).explain(_not_found(rid))
        response = [
            {"registrationId": rid, "statusCode": status, "additionalInfoReqId": None}
            for rid, status in found.items()
            if status is not None
        ]
        return self._answer(
            endpoint_id, response, [{"registrationId": rid, **_error(WorkflowCode.RID_NOT_FOUND)} for rid in unknown]
        )

    async def on_error(self, request: Request, error: Exception) -> Response:
        """Render a `StatusError`: as the filter does where the token is refused, else as the exception handler."""
        assert isinstance(error, StatusError)  # noqa: S101 - registered for this class only
        exchange_of(request.scope).explain(error.explanation)
        if error.status != HTTPStatus.OK:
            errors = [ServiceError(code, MESSAGE[code]) for code in error.codes]
            return json_response(ResponseWrapper(responsetime=wire_time(self.clock.now()), errors=errors), error.status)
        endpoint_id = EXTERNAL_ID if "/externalstatus/" in path_of(request) else CLIENT_ID
        return self._answer(endpoint_id, None, [_error(code) for code in error.codes])

    def _caller(self, request: Request) -> Caller:
        exchange = exchange_of(request.scope)
        exchange.service = "registration"
        try:
            caller = self.tokens.read(servlet_token(request.headers.get("cookie")))
            caller.require_audience(self.audiences, "registration processor")
        except TokenError as error:
            if error.problem is TokenProblem.NOT_A_JWT:
                raise SpringError(HTTPStatus.INTERNAL_SERVER_ERROR, error.explanation) from error
            raise StatusError(WorkflowCode.UNAUTHENTICATED, error.explanation, HTTPStatus.UNAUTHORIZED) from error
        exchange.tag(client=caller.client_id)
        return caller

    def _answer(self, endpoint_id: str, response: Any, errors: list[dict[str, str]]) -> Response:  # noqa: ANN401 - JSON
        return json_response(
            {
                "id": endpoint_id,
                "version": VERSION,
                "responsetime": wire_time(self.clock.now()),
                "response": response,
                "errors": errors,
            }
        )


def _permit(caller: Caller) -> None:
    try:
        caller.require_role(_ROLES, "the registration status")
    except TokenError as error:
        raise StatusError(WorkflowCode.FORBIDDEN, error.explanation, HTTPStatus.FORBIDDEN) from error


def _error(code: WorkflowCode) -> dict[str, str]:
    """One entry of `errors`, whose text is called otherwise here."""
    return {"errorCode": code, "errorMessage": MESSAGE[code]}


def _not_found(registration_id: str) -> Explanation:
    return Explanation(
        expected="a registration id whose processing was started",
        received=repr(registration_id)[:60],
        where="request.registrationId",
        why="an id is known from workflowinstance on, not from createPacket",
        mend="call workflowinstance first",
        code=WorkflowCode.RID_NOT_FOUND,
    )
