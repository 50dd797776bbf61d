"""What stands in front of each call of the UI API: the check against forged requests, and the envelope of refusals.

Source: mosip/esignet `esignet-service` `SecurityConfig`.
"""

from collections.abc import Awaitable, Callable
from http import HTTPStatus

from msgspec import Struct
from starlette.requests import Request
from starlette.responses import Response

from esignet_mock.authorization.csrf import API_COOKIE, API_HEADER, is_genuine
from esignet_mock.authorization.header_filter import FilterError
from esignet_mock.envelope import Enveloped, EnvelopeRefusal
from esignet_mock.spring_errors import boot_error
from shared.control.exchange import exchange_of
from shared.control.explanation import Explanation
from shared.wire import json_response

Handler = Callable[[Request], Awaitable[Response]]


class UiGuard(Struct, frozen=True):
    """Exempt from CSRF are wallets, which have no cookies, and what only reads."""

    enveloped: Enveloped

    def guarded(self, handler: Handler, *, needs_csrf: bool) -> Handler:
        """The handler behind the CSRF check, its refusals put into the envelope."""

        async def guarded(request: Request) -> Response:
            exchange_of(request.scope).service = "authorization"
            if needs_csrf and not is_genuine(request, API_COOKIE, request.headers.get(API_HEADER)):
                return self._forged(request)
            try:
                return await handler(request)
            except EnvelopeRefusal as refusal:
                response = self.enveloped.refusal(request, refusal)
                if isinstance(refusal, FilterError):
                    del response.headers["content-type"]
                return response

        return guarded

    def _forged(self, request: Request) -> Response:
        """As Spring Boot answers a request that its CSRF filter refuses."""
        exchange = exchange_of(request.scope)
        exchange.explain(
            Explanation(
                expected=f"cookie `{API_COOKIE}` and header `{API_HEADER}` with the same token",
                received="none of them"
                if not request.headers.get(API_HEADER) and not request.cookies.get(API_COOKIE)
                else "one of them, or two different ones",
                where=f"header {API_HEADER}",
                why="the call is meant for the login page alone, so it has to show that it can read its cookie",
                mend="GET /v1/esignet/csrf/token first, keep the cookie, send its `token` in the header",
                code="403",
            )
        )
        status = HTTPStatus.FORBIDDEN
        return json_response(boot_error(request, status, self.enveloped.clock.now()), status)
