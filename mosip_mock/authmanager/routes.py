"""`/v1/authmanager`: tokens for clients and people. Source: mosip/mosip-openid-bridge `AuthController`."""

from datetime import timedelta
from email.utils import format_datetime
from typing import Any, Final

from msgspec import Struct
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Mount, Route

from mosip_mock.authmanager.answers import answer, refusal
from mosip_mock.authmanager.caller import Caller, TokenError, TokenProblem
from mosip_mock.authmanager.clients import User
from mosip_mock.authmanager.cookies import servlet_token
from mosip_mock.authmanager.errors import AuthCode, AuthError
from mosip_mock.authmanager.login import Logins, require_cookie
from mosip_mock.authmanager.realms import require_realm
from mosip_mock.authmanager.requests import (
    ClientSecretRequest,
    PasswordRequest,
    RefreshRequest,
    SendOtpRequest,
    UserOtpRequest,
    read_bare,
    read_envelope,
)
from mosip_mock.authmanager.tokens import ACCESS_LIFETIME, REFRESH_LIFETIME
from mosip_mock.authmanager.userroutes import UserRoutes
from mosip_mock.spring import text_of
from shared.control.clock import Clock
from shared.control.exchange import exchange_of
from shared.control.explanation import Explanation
from shared.control.faults.registry import Faults
from shared.jwks.jwks import public_jwks
from shared.jwks.keyring import KeyName, KeyRing
from shared.wire import json_response

PREFIX: Final = "/v1/authmanager"
COOKIE_MAX_AGE: Final = 6_000_000
"""Seconds; `auth.jwt.expiry` looks like milliseconds and is used as seconds, so the cookie outlives the token."""


class AuthManagerRoutes(Struct, frozen=True):
    """Every endpoint of the auth manager, and the key set of the realm behind it."""

    logins: Logins
    keys: KeyRing
    faults: Faults
    clock: Clock

    def routes(self) -> list[BaseRoute]:
        return [
            Mount(
                PREFIX,
                routes=[
                    Route("/authenticate/clientidsecretkey", self.client_secret, methods=["POST"]),
                    Route("/authorize/admin/validateToken", self.validate_online, methods=["GET"]),
                    Route("/authorize/validateToken", self.validate_legacy, methods=["POST"]),
                    Route("/authorize/invalidateToken", self.invalidate, methods=["POST"]),
                    Route("/authorize/refreshToken/{app_id}", self.refresh, methods=["POST"]),
                    Route("/authorize/internal/refreshToken/{app_id}", self.refresh_internal, methods=["POST"]),
                    Route("/authenticate/internal/useridPwd", self.password, methods=["POST"]),
                    Route("/authenticate/sendotp", self.send_otp, methods=["POST"]),
                    Route("/authenticate/useridOTP", self.user_otp, methods=["POST"]),
                    Route("/authenticate/internal/userotp", self.user_otp_internal, methods=["POST"]),
                    Route("/logout/user", self.log_out, methods=["DELETE"]),
                    *UserRoutes(self.logins.accounts, self.clock).routes(),
                ],
            ),
            Route("/auth/realms/mosip/protocol/openid-connect/certs", self.certs, methods=["GET"]),
        ]

    async def client_secret(self, request: Request) -> Response:
        """A token for a client. The body names no token: cookie and header carry it."""
        exchange = exchange_of(request.scope)
        exchange.service = "authmanager"
        body, id_, version = await read_envelope(request, ClientSecretRequest)
        client_id = text_of(body.client_id)
        exchange.tag(client=client_id or "")
        client = self.logins.client_by_secret(client_id, text_of(body.secret_key), text_of(body.app_id))
        fault = self.faults.named("authmanager", client=client.client_id)
        if fault:
            exchange.faults.append(fault)
        response = answer(
            self.clock,
            {"status": "Success", "message": "Clientid and Token combination had been validated successfully"},
            id_,
            version,
        )
        self._hand_out(response, self.logins.tokens.issue_for_client(client, fault), fault)
        return response

    async def password(self, request: Request) -> Response:
        exchange_of(request.scope).service = "authmanager"
        body, id_, version = await read_envelope(request, PasswordRequest)
        user = self.logins.user_by_password(text_of(body.user_name), text_of(body.password), text_of(body.app_id))
        client_id = text_of(body.client_id)
        message = "Username and password combination had been validated successfully"
        return answer(self.clock, self._session(user, client_id or "account", message), id_, version)

    async def send_otp(self, request: Request) -> Response:
        exchange_of(request.scope).service = "authmanager"
        body, id_, version = await read_envelope(request, SendOtpRequest)
        channels = tuple(str(c).lower() for c in body.otp_channel or ())
        message = self.logins.otps.send(text_of(body.user_id), text_of(body.useridtype), channels, text_of(body.app_id))
        return answer(self.clock, {"status": "success", "message": message}, id_, version)

    async def user_otp(self, request: Request) -> Response:
        exchange_of(request.scope).service = "authmanager"
        body, id_, version = await read_envelope(request, UserOtpRequest)
        user = self.logins.otps.use(text_of(body.user_id), text_of(body.otp), text_of(body.app_id))
        response = answer(self.clock, {"status": "success", "message": "OTP validated Successfully"}, id_, version)
        self._hand_out(response, self.logins.tokens.issue_for_user(user, "account"))
        return response

    async def user_otp_internal(self, request: Request) -> Response:
        exchange_of(request.scope).service = "authmanager"
        body, id_, version = await read_envelope(request, UserOtpRequest)
        user = self.logins.otps.use(text_of(body.user_id), text_of(body.otp), text_of(body.app_id))
        return answer(self.clock, self._session(user, "account", "OTP validated Successfully"), id_, version)

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
        response = answer(self.clock, user_view(caller))
        _set_cookie(response, caller.token, self.clock)
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
        response = answer(self.clock, {"status": "SUCCESS", "message": "Access token refreshed"})
        _set_cookie(response, tokens.issue_for_user(user, "account"), self.clock)
        response.headers.append("Set-Cookie", f"refresh_token={tokens.issue_refresh(user, 'account')}; HttpOnly")
        return response

    async def refresh_internal(self, request: Request) -> Response:
        user = await self._refreshed(request)
        return answer(self.clock, self._session(user, "account", "Access token refreshed"))

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
        return answer(self.clock, {"status": "Success", "message": "successfully loggedout"})

    async def certs(self, _: Request) -> Response:
        """The realm's public keys, current first."""
        return json_response(public_jwks(self.keys.published(KeyName.AUTH_MANAGER)))

    async def on_error(self, request: Request, error: Exception) -> Response:
        """Render an `AuthError`."""
        assert isinstance(error, AuthError)  # noqa: S101 - registered for this class only
        exchange_of(request.scope).explain(error.explanation)
        return refusal(self.clock, error)

    async def _refreshed(self, request: Request) -> User:
        """Body, cookie, realm, in this order. Raises `AuthError`."""
        exchange_of(request.scope).service = "authmanager"
        await read_bare(request, RefreshRequest)
        token = self.logins.require_refresh(request.cookies.get("refresh_token"))
        require_realm(request.path_params["app_id"])
        return self.logins.user_by_refresh(token)

    def _session(self, user: User, client_id: str, message: str) -> dict[str, Any]:
        tokens = self.logins.tokens
        return {
            "token": tokens.issue_for_user(user, client_id),
            "message": message,
            "refreshToken": tokens.issue_refresh(user, client_id),
            "expiryTime": int(ACCESS_LIFETIME.total_seconds()),
            "userId": None,
            "status": "success",
            "refreshExpiryTime": int(REFRESH_LIFETIME.total_seconds()),
        }

    def _hand_out(self, response: Response, token: str, fault: str | None = None) -> None:
        response.headers["Authorization"] = token
        if fault == "token-second-cookie":
            response.headers.append("Set-Cookie", "INGRESSCOOKIE=1732406400.123.45.678901; Path=/; HttpOnly")
        if fault != "token-without-cookie":
            _set_cookie(response, token, self.clock)


def user_view(caller: Caller) -> dict[str, Any]:
    """A token's holder as `MosipUserDto`; the roles as one text that ends with a comma."""
    claims = caller.claims
    return {
        "userId": caller.username,
        "mobile": claims.get("mobile"),
        "mail": claims.get("email"),
        "langCode": None,
        "userPassword": None,
        "name": claims.get("name") or caller.username,
        "role": "".join(f"{role}," for role in sorted(caller.roles)),
        "rId": claims.get("rid"),
        "token": caller.token,
    }


def _token(request: Request) -> str | None:
    return servlet_token(request.headers.get("cookie"))


def _set_cookie(response: Response, value: str, clock: Clock) -> None:
    expires = format_datetime(clock.now() + timedelta(seconds=COOKIE_MAX_AGE), usegmt=True)
    response.headers.append(
        "Set-Cookie", f"Authorization={value}; Max-Age={COOKIE_MAX_AGE}; Expires={expires}; Path=/; HttpOnly"
    )
