"""Sessions that were begun: tokens checked, refreshed and ended. Source: mosip/mosip-openid-bridge `AuthController`."""

from msgspec import Struct
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from mosip_mock.authmanager.answers import answer, session_of, user_view
from mosip_mock.authmanager.caller import TokenError, TokenProblem
from mosip_mock.authmanager.clients import User
from mosip_mock.authmanager.cookies import servlet_token, token_cookie
from mosip_mock.authmanager.errors import AuthCode, AuthError
from mosip_mock.authmanager.login import Logins, require_cookie
from mosip_mock.authmanager.realms import require_realm
from mosip_mock.authmanager.requests import RefreshRequest, read_bare
from shared.control.clock import Clock
from shared.control.exchange import exchange_of
from shared.control.explanation import Explanation


class SessionRoutes(Struct, frozen=True):
    """What is done with a token, an old token or a refresh token."""

    logins: Logins
    clock: Clock

    def routes(self) -> list[BaseRoute]:
        return [
            Route("/authorize/admin/validateToken", self.validate_online, methods=["GET"]),
            Route("/authorize/validateToken", self.validate_legacy, methods=["POST"]),
            Route("/authorize/invalidateToken", self.invalidate, methods=["POST"]),
            Route("/authorize/refreshToken/{app_id}", self.refresh, methods=["POST"]),
            Route("/authorize/internal/refreshToken/{app_id}", self.refresh_internal, methods=["POST"]),
            Route("/logout/user", self.log_out, methods=["DELETE"]),
        ]

    async def validate_legacy(self, request: Request) -> Response:
        """The check of the HS512 tokens before Keycloak: none are issued any more, so it refuses every token."""
        exchange_of(request.scope).service = "authmanager"
        token, has_cookies = _token(request), bool(request.headers.get("cookie"))
        require_cookie(token, has_cookies=has_cookies)
        try:
            self.logins.tokens.read(token)
        except TokenError as error:
            expired = error.problem is TokenProblem.EXPIRED
            raise AuthError(
                AuthCode.TOKEN_EXPIRED if expired else AuthCode.UNAUTHENTICATED, error.explanation
            ) from error
        raise AuthError(
            AuthCode.UNAUTHENTICATED,
            Explanation(
                expected="a token that begins with `Mosip-Token`",
                received="a token of Keycloak",
                where="cookie Authorization",
                why="this endpoint checks the auth manager's own HS512 tokens of before Keycloak",
                mend="call GET /v1/authmanager/authorize/admin/validateToken",
            ),
        )

    async def validate_online(self, request: Request) -> Response:
        """Who the token speaks for; other services (the WebSub hub) call this."""
        exchange = exchange_of(request.scope)
        exchange.service = "authmanager"
        caller = self.logins.online(_token(request), has_cookies=bool(request.headers.get("cookie")))
        exchange.tag(client=caller.client_id)
        response = answer(request, self.clock, user_view(caller))
        response.headers.append("Set-Cookie", token_cookie(caller.token, self.clock.now()))
        return response

    async def invalidate(self, request: Request) -> Response:
        """Keycloak's tokens are in no data store of the auth manager, so they are never invalidated here."""
        exchange_of(request.scope).service = "authmanager"
        require_cookie(_token(request), has_cookies=bool(request.headers.get("cookie")))
        raise AuthError(
            AuthCode.NOT_IN_STORE,
            Explanation(
                expected="a token that the auth manager stored itself",
                received="a token of Keycloak",
                where="cookie Authorization",
                why="only the tokens of before Keycloak were stored",
                mend="end the session with DELETE /v1/authmanager/logout/user",
            ),
        )

    async def refresh(self, request: Request) -> Response:
        """New tokens as cookies; the one of the refresh token has neither path nor age."""
        user = await self._refreshed(request)
        tokens = self.logins.tokens
        response = answer(request, self.clock, {"status": "SUCCESS", "message": "Access token refreshed"})
        response.headers.append("Set-Cookie", token_cookie(tokens.issue_for_user(user, "account"), self.clock.now()))
        response.headers.append("Set-Cookie", f"refresh_token={tokens.issue_refresh(user, 'account')}; HttpOnly")
        return response

    async def refresh_internal(self, request: Request) -> Response:
        user = await self._refreshed(request)
        return answer(request, self.clock, session_of(self.logins.tokens, user, "account", "Access token refreshed"))

    async def log_out(self, request: Request) -> Response:
        exchange_of(request.scope).service = "authmanager"
        token = _token(request)
        try:
            caller = self.logins.tokens.read(token)
        except TokenError as error:
            if error.problem is TokenProblem.NO_COOKIE:
                message = "Authentication Failed : Invalid Token :"
                raise AuthError(AuthCode.UNAUTHENTICATED, error.explanation, message=message, status=401) from error
            if error.problem is TokenProblem.NOT_A_JWT:
                raise AuthError(AuthCode.INTERNAL, error.explanation, message=error.text, status=500) from error
            raise AuthError(AuthCode.KEYCLOAK, error.explanation) from error
        self.logins.tokens.revoke(caller)
        return answer(request, self.clock, {"status": "Success", "message": "successfully loggedout"})

    async def _refreshed(self, request: Request) -> User:
        """Body, cookie, realm, in this order. Raises `AuthError`."""
        exchange_of(request.scope).service = "authmanager"
        await read_bare(request, RefreshRequest)
        token = self.logins.require_refresh(request.cookies.get("refresh_token"))
        require_realm(request.path_params["app_id"])
        return self.logins.user_by_refresh(token)


def _token(request: Request) -> str | None:
    return servlet_token(request.headers.get("cookie"))
