"""`/v1/authmanager`: tokens for clients and people. Source: mosip/mosip-openid-bridge `AuthController`."""

from collections.abc import Mapping
from datetime import timedelta
from email.utils import format_datetime
from typing import Any, Final

from msgspec import Struct
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Mount, Route

from mosip_mock.authmanager.clients import User
from mosip_mock.authmanager.errors import AuthCode, AuthError
from mosip_mock.authmanager.login import Logins, require_cookie, require_realm
from mosip_mock.authmanager.requests import (
    ClientSecretRequest,
    PasswordRequest,
    RefreshRequest,
    SendOtpRequest,
    UserListRequest,
    UserOtpRequest,
    read_bare,
    read_envelope,
)
from mosip_mock.authmanager.tokens import (
    ACCESS_LIFETIME,
    REFRESH_LIFETIME,
    Caller,
    TokenError,
    TokenProblem,
    servlet_token,
)
from mosip_mock.envelope import ResponseWrapper, ServiceError, wire_time
from mosip_mock.spring import text_of
from shared.control.exchange import exchange_of
from shared.control.explanation import Explanation
from shared.control.faults.registry import Faults
from shared.jwks.jwks import public_jwks
from shared.jwks.keyring import KeyName, KeyRing
from shared.wire import json_response

PREFIX: Final = "/v1/authmanager"
COOKIE_MAX_AGE: Final = 6_000_000
"""Seconds; `auth.jwt.expiry` looks like milliseconds and is used as seconds, so the cookie outlives the token."""
CORS: Final[Mapping[str, str]] = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Allow-Credentials": "true",
    "Access-Control-Allow-Methods": "GET, POST, PUT, DELETE, OPTIONS",
    "Access-Control-Allow-Headers": "Content-Type, Authorization",
    "Access-Control-Expose-Headers": "Set-Cookie",
}


class AuthManagerRoutes(Struct, frozen=True):
    """Every endpoint of the auth manager, and the key set of the realm behind it."""

    logins: Logins
    keys: KeyRing
    faults: Faults

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
                    Route("/roles/{app_id}", self.roles, methods=["GET"]),
                    Route("/userdetails/{app_id}", self.user_details, methods=["GET", "POST"]),
                    Route("/usersaltdetails/{app_id}", self.salts, methods=["POST"]),
                    Route("/rid/{app_id}/{user_id}", self.rid, methods=["GET"]),
                    Route("/individualId/{app_id}/{user_id}", self.individual_id, methods=["GET"]),
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
        response = self._answer(
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
        return self._answer(self._session(user, client_id or "account", message), id_, version)

    async def send_otp(self, request: Request) -> Response:
        exchange_of(request.scope).service = "authmanager"
        body, id_, version = await read_envelope(request, SendOtpRequest)
        channels = tuple(str(c).lower() for c in body.otp_channel or ())
        message = self.logins.send_otp(text_of(body.user_id), text_of(body.useridtype), channels, text_of(body.app_id))
        return self._answer({"status": "success", "message": message}, id_, version)

    async def user_otp(self, request: Request) -> Response:
        exchange_of(request.scope).service = "authmanager"
        body, id_, version = await read_envelope(request, UserOtpRequest)
        user = self.logins.user_by_otp(text_of(body.user_id), text_of(body.otp), text_of(body.app_id))
        response = self._answer({"status": "success", "message": "OTP validated Successfully"}, id_, version)
        self._hand_out(response, self.logins.tokens.issue_for_user(user, "account"))
        return response

    async def user_otp_internal(self, request: Request) -> Response:
        exchange_of(request.scope).service = "authmanager"
        body, id_, version = await read_envelope(request, UserOtpRequest)
        user = self.logins.user_by_otp(text_of(body.user_id), text_of(body.otp), text_of(body.app_id))
        return self._answer(self._session(user, "account", "OTP validated Successfully"), id_, version)

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
        response = self._answer(user_view(caller))
        _set_cookie(response, "Authorization", caller.token, self.logins)
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
        response = self._answer({"status": "SUCCESS", "message": "Access token refreshed"})
        _set_cookie(response, "Authorization", tokens.issue_for_user(user, "account"), self.logins)
        response.headers.append("Set-Cookie", f"refresh_token={tokens.issue_refresh(user, 'account')}; HttpOnly")
        return response

    async def refresh_internal(self, request: Request) -> Response:
        user = await self._refreshed(request)
        return self._answer(self._session(user, "account", "Access token refreshed"))

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
        return self._answer({"status": "Success", "message": "successfully loggedout"})

    async def roles(self, request: Request) -> Response:
        exchange_of(request.scope).service = "authmanager"
        require_realm(request.path_params["app_id"])
        names = sorted({role for user in self.logins.accounts.all_users() for role in user.roles})
        return self._answer({"roles": [{"roleId": n, "roleName": n, "roleDescription": n} for n in names]})

    async def user_details(self, request: Request) -> Response:
        users = await self._users(request)
        return self._answer({"mosipUserDtoList": [_listed(user) for user in users]})

    async def salts(self, request: Request) -> Response:
        users = await self._users(request)
        return self._answer({"mosipUserSaltList": [{"userId": u.user_id, "salt": None} for u in users]})

    async def rid(self, request: Request) -> Response:
        user = self._user(request)
        if user.rid is None:
            raise _no_user(request.path_params["user_id"], AuthCode.NO_SUCH_USER, "has no registration id")
        return self._answer({"rId": user.rid})

    async def individual_id(self, request: Request) -> Response:
        user = self._user(request)
        if user.individual_id is None:
            raise _no_user(request.path_params["user_id"], AuthCode.NO_INDIVIDUAL_ID, "has no individual id")
        return self._answer({"individualId": user.individual_id})

    async def certs(self, _: Request) -> Response:
        """The realm's public keys, current first."""
        return json_response(public_jwks(self.keys.published(KeyName.AUTH_MANAGER)))

    async def on_error(self, request: Request, error: Exception) -> Response:
        """Render an `AuthError`."""
        assert isinstance(error, AuthError)  # noqa: S101 - registered for this class only
        exchange_of(request.scope).explain(error.explanation)
        return json_response(
            ResponseWrapper(responsetime=self._now(), errors=[ServiceError(error.code, error.message)]),
            error.status,
            CORS,
        )

    async def _refreshed(self, request: Request) -> User:
        """Body, cookie, realm, in this order. Raises `AuthError`."""
        exchange_of(request.scope).service = "authmanager"
        await read_bare(request, RefreshRequest)
        token = self.logins.require_refresh(request.cookies.get("refresh_token"))
        require_realm(request.path_params["app_id"])
        return self.logins.user_by_refresh(token)

    async def _users(self, request: Request) -> list[User]:
        exchange_of(request.scope).service = "authmanager"
        require_realm(request.path_params["app_id"])
        if request.method == "GET":
            return list(self.logins.accounts.all_users())
        body, _, _ = await read_envelope(request, UserListRequest)
        found = [self.logins.accounts.user(text_of(name) or "") for name in body.user_details or ()]
        return [user for user in found if user is not None]

    def _user(self, request: Request) -> User:
        exchange_of(request.scope).service = "authmanager"
        require_realm(request.path_params["app_id"])
        user = self.logins.accounts.user(request.path_params["user_id"])
        if user is None:
            raise _no_user(request.path_params["user_id"], AuthCode.NO_SUCH_USER, "is nobody")
        return user

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

    def _answer(self, content: Any, id_: str | None = None, version: str | None = None) -> Response:  # noqa: ANN401 - JSON
        return json_response(
            ResponseWrapper(id=id_, version=version, responsetime=self._now(), response=content), headers=CORS
        )

    def _hand_out(self, response: Response, token: str, fault: str | None = None) -> None:
        response.headers["Authorization"] = token
        if fault == "token-second-cookie":
            response.headers.append("Set-Cookie", "INGRESSCOOKIE=1732406400.123.45.678901; Path=/; HttpOnly")
        if fault != "token-without-cookie":
            _set_cookie(response, "Authorization", token, self.logins)

    def _now(self) -> str:
        return wire_time(self.logins.clock.now())


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


def _set_cookie(response: Response, name: str, value: str, logins: Logins) -> None:
    expires = format_datetime(logins.clock.now() + timedelta(seconds=COOKIE_MAX_AGE), usegmt=True)
    response.headers.append(
        "Set-Cookie", f"{name}={value}; Max-Age={COOKIE_MAX_AGE}; Expires={expires}; Path=/; HttpOnly"
    )


def _listed(user: User) -> dict[str, Any]:
    return {
        "userId": user.user_id,
        "mobile": user.mobile,
        "mail": user.mail,
        "langCode": None,
        "userPassword": None,
        "name": user.name,
        "role": ",".join(user.roles),
        "rId": user.rid,
        "token": None,
    }


def _no_user(user_id: str, code: AuthCode, received: str) -> AuthError:
    return AuthError(
        code,
        Explanation(
            expected="a user who has one",
            received=f"{user_id[:60]!r}, who {received}",
            where="path",
            why="the answer is read from the user's attributes in Keycloak",
            mend="use a documented user such as crvs-officer",
        ),
    )
