"""What every endpoint of the ID repository does first and last: token, body, role; answers and refusals.

Roles are checked after the body was read, as Spring's method security does.
"""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from msgspec import Struct
from starlette.requests import Request
from starlette.responses import Response

from mosip_mock.authmanager.caller import Caller, TokenError
from mosip_mock.authmanager.cookies import servlet_token
from mosip_mock.authmanager.tokens import Tokens
from mosip_mock.idrepository.answers import answer, refusal
from mosip_mock.idrepository.errors import IdRepoCode, IdRepoError, invalid_request
from mosip_mock.idrepository.requests import decode
from mosip_mock.spring import media_type_problem
from shared.control.clock import Clock
from shared.control.exchange import exchange_of
from shared.control.explanation import Explanation
from shared.wire import path_of


class Doors(Struct, frozen=True):
    """The way in and out."""

    tokens: Tokens
    clock: Clock

    def enter(self, request: Request, roles: tuple[str, ...], what: str) -> None:
        """Let a call without a body in. Raises `IdRepoError`: 401 for the token, 200 for the role."""
        _permit(self._caller(request), roles, what)

    async def enter_with_body(self, request: Request, roles: tuple[str, ...], what: str) -> Mapping[str, Any]:
        """Let a call in; its body as a JSON object. Raises `IdRepoError`."""
        caller = self._caller(request)
        problem = media_type_problem(request)
        if problem is not None:
            raise invalid_request(problem)
        document = decode(await request.body())
        _permit(caller, roles, what)
        return document

    def answer(self, id_: str | None, content: Any, version: str | None = "v1") -> Response:  # noqa: ANN401 - JSON
        return answer(self.clock.now(), content, id_, version, errors=[])

    async def on_error(self, request: Request, error: Exception) -> Response:
        """Render an `IdRepoError`."""
        assert isinstance(error, IdRepoError)  # noqa: S101 - registered for this class only
        exchange = exchange_of(request.scope)
        exchange.service = "idrepository"
        for found in (error, *error.others):
            exchange.explain(found.explanation)
        return refusal(self.clock.now(), error, request.method, path_of(request))

    async def on_wrong_method(self, request: Request) -> Response:
        """Spring finds no controller method, which the exception handler takes for an invalid request."""
        return await self.on_error(
            request,
            invalid_request(
                Explanation(
                    expected="a method that this path has",
                    received=request.method,
                    where="method",
                    why="the exception handler answers this like a body that cannot be read: HTTP 200",
                    mend="look the endpoint up at /_mock/openapi",
                )
            ),
        )

    def _caller(self, request: Request) -> Caller:
        exchange = exchange_of(request.scope)
        exchange.service = "idrepository"
        try:
            caller = self.tokens.read(servlet_token(request.headers.get("cookie")))
        except TokenError as error:
            raise IdRepoError(IdRepoCode.UNAUTHENTICATED, error.explanation, status=HTTPStatus.UNAUTHORIZED) from error
        exchange.tag(client=caller.client_id)
        return caller


def _permit(caller: Caller, roles: tuple[str, ...], what: str) -> None:
    try:
        caller.require_role(roles, what)
    except TokenError as error:
        raise IdRepoError(IdRepoCode.FORBIDDEN, error.explanation) from error
