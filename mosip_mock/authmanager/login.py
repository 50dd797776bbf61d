"""Who gets a token: clients by secret, people by password, sessions by refresh token; by OTP: `otps`.

Source: mosip/mosip-openid-bridge `AuthController`, `AuthServiceImpl`, `KeycloakImpl`.
"""

from typing import Final

from msgspec import Struct

from mosip_mock.authmanager.caller import Caller, TokenError, TokenProblem
from mosip_mock.authmanager.clients import Accounts, Client, User
from mosip_mock.authmanager.errors import AuthCode, AuthError
from mosip_mock.authmanager.otps import OtpLogins
from mosip_mock.authmanager.realms import require_realm
from mosip_mock.authmanager.tokens import Tokens, is_same_secret
from shared.control.explanation import Explanation

_UNAUTHORIZED: Final = (
    '401 Unauthorized: [{"error":"%s","error_description":"Invalid client or Invalid client credentials"}]'
)


class Logins(Struct, frozen=True):
    """Checks of credentials."""

    accounts: Accounts
    tokens: Tokens
    otps: OtpLogins

    def forget(self) -> None:
        """Forget OTPs and ended sessions, as a restart does."""
        self.otps.forget()
        self.tokens.forget_revoked()

    def client_by_secret(self, client_id: str | None, secret: str | None, app_id: str | None) -> Client:
        """The client of a client-credentials call. Raises `AuthError`."""
        require_realm(app_id)
        client = self.accounts.client(client_id or "")
        if client is None:
            known = ", ".join(c.client_id for c in self.accounts.all_clients())
            raise AuthError(
                AuthCode.INTERNAL,
                Explanation(
                    expected=f"a registered client id ({known})",
                    received=repr(client_id)[:80],
                    where="request.clientId",
                    why="Keycloak refuses an unknown client; the auth manager has no catch around that call, so "
                    "its answer becomes HTTP 500",
                    mend="correct the client id, or add the client to the file of MOSIP_MOCK_ACCOUNTS",
                ),
                message=_UNAUTHORIZED % "invalid_client",
                status=500,
            )
        if not is_same_secret(secret or "", client.secret):
            raise AuthError(
                AuthCode.INTERNAL,
                Explanation(
                    expected=f"the secret of {client.client_id}",
                    received="another text" if secret else "nothing",
                    where="request.secretKey",
                    why="Keycloak refuses a wrong secret; the auth manager has no catch around that call, so its "
                    "answer becomes HTTP 500 and not KER-ATH-401",
                    mend="send the client's secret; the mock's default is abcdeABCDE123456",
                ),
                message=_UNAUTHORIZED % "unauthorized_client",
                status=500,
            )
        return client

    def user_by_password(self, name: str | None, password: str | None, app_id: str | None) -> User:
        """The person of a password log-in. Raises `AuthError`."""
        require_realm(app_id)
        if not name or not password:
            raise AuthError(
                AuthCode.VALIDATION,
                Explanation(
                    expected="a user name and a password",
                    received="an empty one",
                    where="request.password" if name else "request.userName",
                    why="Keycloak answers 400, which the auth manager maps to this code",
                    mend="send both",
                ),
            )
        user = self.accounts.user(name)
        if user is None or not is_same_secret(password, user.password):
            raise AuthError(
                AuthCode.INVALID_CREDENTIALS,
                Explanation(
                    expected="the name and password of a registered user",
                    received=f"{name!r}"[:60] + " with another password" * (user is not None),
                    where="request.userName" if user is None else "request.password",
                    why="Keycloak answers 401, which the auth manager maps to this code",
                    mend="use one of the documented users, such as crvs-officer",
                ),
            )
        return user

    def require_refresh(self, token: str | None) -> str:
        """The refresh token that came as a cookie. Raises `AuthError`."""
        if not token:
            raise self._no_refresh("no cookie named refresh_token")
        return token

    def user_by_refresh(self, token: str) -> User:
        """The person whose refresh token this is. Raises `AuthError`."""
        try:
            caller = self.tokens.read(token)
        except TokenError as error:
            raise self._no_refresh(f"a token that is refused: {error.explanation.received}") from error
        user = self.accounts.user(str(caller.claims.get("sub", "")))
        if caller.claims.get("typ") != "Refresh" or user is None:
            raise self._no_refresh("a token that is no refresh token")
        return user

    def online(self, token: str | None, *, has_cookies: bool) -> Caller:
        """The caller, as Keycloak's userinfo confirms it. Raises `AuthError`."""
        require_cookie(token, has_cookies=has_cookies)
        try:
            caller = self.tokens.read(token)
        except TokenError as error:
            if error.problem is TokenProblem.NOT_A_JWT:
                raise AuthError(AuthCode.INTERNAL, error.explanation, message=error.text, status=500) from error
            raise _refused_by_keycloak(error.explanation) from error
        if self.tokens.is_revoked(caller):
            raise _refused_by_keycloak(
                Explanation(
                    expected="a token whose session lasts",
                    received="one that was logged out",
                    where="cookie Authorization",
                    why="this check asks Keycloak, which knows of the log-out; checks of other services do not",
                    mend="fetch a new token",
                )
            )
        return caller

    @staticmethod
    def _no_refresh(received: str) -> AuthError:
        return AuthError(
            AuthCode.INTERNAL,
            Explanation(
                expected="the refresh token of a log-in, in the cookie refresh_token",
                received=received,
                where="header Cookie",
                why="the service takes it from the cookie and does not handle its absence: HTTP 500",
                mend="send the `refreshToken` of internal/useridPwd as cookie refresh_token",
            ),
            message="No refresh token cookie found",
            status=500,
        )


def require_cookie(token: str | None, *, has_cookies: bool) -> None:
    """Raise `AuthError` unless the request has a cookie named `Authorization`."""
    if token:
        return
    raise AuthError(
        AuthCode.NO_TOKEN_COOKIE if has_cookies else AuthCode.NO_COOKIES,
        Explanation(
            expected="a cookie named Authorization",
            received="other cookies only" if has_cookies else "no cookie",
            where="header Cookie",
            why="the token is read from the cookie; an Authorization header is ignored",
            mend="send `Cookie: Authorization=<token>`",
        ),
    )


def _refused_by_keycloak(explanation: Explanation) -> AuthError:
    return AuthError(
        AuthCode.UNAUTHENTICATED,
        explanation,
        message="Authentication Failed : Invalid Token :Token verification failed",
        status=401,
    )
