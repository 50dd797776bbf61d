"""`/v1/authmanager`: tokens for clients and people. Source: mosip/mosip-openid-bridge `AuthController`.

`session_routes` has what is done with a token, `user_routes` what is told of users.
"""

from http import HTTPStatus

from msgspec import Struct
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Mount, Route

from mosip_mock.authmanager.answers import answer, cors_headers, no_session, refusal, session_of
from mosip_mock.authmanager.clients import User
from mosip_mock.authmanager.cookies import token_cookie
from mosip_mock.authmanager.errors import AuthError, WrongOtpError
from mosip_mock.authmanager.login import Logins
from mosip_mock.authmanager.otps import RIGHT
from mosip_mock.authmanager.requests import (
    ClientSecretRequest,
    PasswordRequest,
    SendOtpRequest,
    UserOtpRequest,
    read_envelope,
)
from mosip_mock.authmanager.session_routes import SessionRoutes
from mosip_mock.authmanager.user_routes import UserRoutes
from mosip_mock.paths import AUTH_MANAGER, REALMS
from mosip_mock.spring import SpringErrors, text_of
from shared.control.clock import Clock
from shared.control.exchange import exchange_of
from shared.control.faults.registry import Faults
from shared.jwks.jwks import public_jwks
from shared.jwks.keyring import KeyName, KeyRing
from shared.wire import json_response, path_of


class AuthManagerRoutes(Struct, frozen=True):
    """Every endpoint of the auth manager, and the key set of the realm behind it."""

    logins: Logins
    keys: KeyRing
    faults: Faults
    spring: SpringErrors
    clock: Clock

    def routes(self) -> list[BaseRoute]:
        return [
            Mount(
                AUTH_MANAGER,
                routes=[
                    Route("/authenticate/clientidsecretkey", self.client_secret, methods=["POST"]),
                    Route("/authenticate/internal/useridPwd", self.password, methods=["POST"]),
                    Route("/authenticate/sendotp", self.send_otp, methods=["POST"]),
                    Route("/authenticate/useridOTP", self.user_otp, methods=["POST"]),
                    Route("/authenticate/internal/userotp", self.user_otp_internal, methods=["POST"]),
                    *SessionRoutes(self.logins, self.clock).routes(),
                    *UserRoutes(self.logins.accounts, self.clock).routes(),
                ],
            ),
            Route(f"{REALMS}/mosip/protocol/openid-connect/certs", self.certs, methods=["GET"]),
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
            exchange.met(fault)
        response = answer(
            request,
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
        return answer(
            request, self.clock, session_of(self.logins.tokens, user, client_id or "account", message), id_, version
        )

    async def send_otp(self, request: Request) -> Response:
        exchange_of(request.scope).service = "authmanager"
        body, id_, version = await read_envelope(request, SendOtpRequest)
        channels = tuple(str(c).lower() for c in body.otp_channel or ())
        message = self.logins.otps.send(text_of(body.user_id), text_of(body.useridtype), channels, text_of(body.app_id))
        return answer(request, self.clock, {"status": "success", "message": message}, id_, version)

    async def user_otp(self, request: Request) -> Response:
        """A token for whoever has the OTP; with a wrong one HTTP 200 without a cookie, and `failure`."""
        exchange = exchange_of(request.scope)
        exchange.service = "authmanager"
        body, id_, version = await read_envelope(request, UserOtpRequest)
        try:
            user = self._user_by_otp(body)
        except WrongOtpError as error:
            exchange.explain(error.explanation)
            return answer(request, self.clock, {"status": "failure", "message": error.message}, id_, version)
        response = answer(request, self.clock, {"status": "success", "message": RIGHT}, id_, version)
        self._hand_out(response, self.logins.tokens.issue_for_user(user, "account"))
        return response

    async def user_otp_internal(self, request: Request) -> Response:
        exchange = exchange_of(request.scope)
        exchange.service = "authmanager"
        body, id_, version = await read_envelope(request, UserOtpRequest)
        try:
            session = session_of(self.logins.tokens, self._user_by_otp(body), "account", RIGHT)
        except WrongOtpError as error:
            exchange.explain(error.explanation)
            session = no_session(error.message)
        return answer(request, self.clock, session, id_, version)

    def _user_by_otp(self, body: UserOtpRequest) -> User:
        return self.logins.otps.use(text_of(body.user_id), text_of(body.otp), text_of(body.app_id))

    async def certs(self, _: Request) -> Response:
        """The realm's public keys, current first."""
        return json_response(public_jwks(self.keys.published(KeyName.AUTH_MANAGER)))

    async def on_error(self, request: Request, error: Exception) -> Response:
        """Render an `AuthError`."""
        assert isinstance(error, AuthError)  # noqa: S101 - registered for this class only
        exchange_of(request.scope).explain(error.explanation)
        return await refusal(request, self.clock, error)

    async def on_http_error(self, request: Request, error: Exception) -> Response:
        """An unknown path, a wrong method; a browser's question before a call is answered by the filter alone."""
        assert isinstance(error, HTTPException)  # noqa: S101 - registered for this class only
        if not path_of(request).startswith(AUTH_MANAGER):  # the realm's, which is Keycloak's
            return PlainTextResponse(error.detail, error.status_code, error.headers)
        headers = cors_headers(request)
        if error.status_code == HTTPStatus.METHOD_NOT_ALLOWED and request.method == "OPTIONS":
            return Response(headers=headers)
        return self.spring.page(request, HTTPStatus(error.status_code), {**(error.headers or {}), **headers})

    def _hand_out(self, response: Response, token: str, fault: str | None = None) -> None:
        response.headers["Authorization"] = token
        if fault == "token-second-cookie":
            response.headers.append("Set-Cookie", "INGRESSCOOKIE=1732406400.123.45.678901; Path=/; HttpOnly")
        if fault != "token-without-cookie":
            response.headers.append("Set-Cookie", token_cookie(token, self.clock.now()))
