"""Who gets a token: clients by secret, people by password or OTP, sessions by refresh token.

Source: mosip/mosip-openid-bridge `AuthController`, `AuthServiceImpl`, `KeycloakImpl`.
"""

from datetime import datetime, timedelta
from typing import Final, NamedTuple

from msgspec import Struct, field

from mosip_mock.authmanager.clients import REALM_BY_APP_ID, Accounts, Client, User
from mosip_mock.authmanager.errors import MESSAGE, AuthCode, AuthError
from mosip_mock.authmanager.tokens import Caller, TokenError, TokenProblem, Tokens, is_same_secret
from shared.citizens.citizen import Citizen
from shared.citizens.population import Population
from shared.control.clock import Clock
from shared.control.explanation import Explanation
from shared.control.outbox import Channel, Outbox
from shared.draws import RANDOM, Draw

OTP_LIFETIME: Final = timedelta(minutes=3)
_FIXED_OTP: Final = "111111"
_UNAUTHORIZED: Final = (
    '401 Unauthorized: [{"error":"%s","error_description":"Invalid client or Invalid client credentials"}]'
)


class _SentOtp(NamedTuple):
    otp: str
    expires_at: datetime


class Logins(Struct, frozen=True):
    """Checks of credentials. OTPs are kept in memory only."""

    accounts: Accounts
    tokens: Tokens
    citizens: Population
    outbox: Outbox
    clock: Clock
    draw: Draw = RANDOM
    _otps: dict[str, _SentOtp] = field(default_factory=dict)

    def forget(self) -> None:
        """Forget OTPs and ended sessions, as a restart does."""
        self._otps.clear()
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

    def send_otp(self, user_id: str | None, kind: str | None, channels: tuple[str, ...], app_id: str | None) -> str:
        """Send an OTP to a user or citizen; the success message. Raises `AuthError`."""
        require_realm(app_id)
        if kind not in {"UIN", "USERID"}:
            raise AuthError(
                AuthCode.USER_ID_TYPE,
                Explanation(
                    expected="UIN or USERID",
                    received=repr(kind)[:40],
                    where="request.useridtype",
                    why="it says whether `userId` is a citizen's number or a user name",
                    mend="send one of the two, in capitals",
                ),
            )
        person = self._person(user_id or "", kind)
        phone, mail = (person.phone, person.email) if isinstance(person, Citizen) else (person.mobile, person.mail)
        by_sms, by_mail = (
            "phone" in channels or "mobile" in channels or not channels,
            "email" in channels or not channels,
        )
        reached: dict[Channel, str] = {}
        if by_sms and phone:
            reached["sms"] = phone
        if by_mail and mail:
            reached["email"] = mail
        if not reached:
            raise _unreachable(user_id or "", by_sms=by_sms, by_mail=by_mail)
        otp = _FIXED_OTP if isinstance(person, Citizen) and person.otp == "fixed" else self.draw.digits(6)
        self._otps[user_id or ""] = _SentOtp(otp, self.clock.now() + OTP_LIFETIME)
        for channel, address in reached.items():
            self.outbox.send(
                channel,
                address,
                kind="otp",
                subject="Your OTP",
                text=f"{otp} is your OTP to log in. It is valid for three minutes.",
                about={"otp": otp, "user": user_id or ""},
            )
        return "OTP message sent across all the channels" if len(reached) > 1 else "OTP Sent Successfully"

    def user_by_otp(self, user_id: str | None, otp: str | None, app_id: str | None) -> User:
        """The person of an OTP log-in; the OTP is spent. Raises `AuthError`."""
        for name, value in (("userId", user_id), ("otp", otp), ("appId", app_id)):
            if not (value or "").strip():
                raise AuthError(
                    AuthCode.INVALID_REQUEST,
                    Explanation(
                        expected="a text",
                        received="nothing",
                        where=f"request.{name}",
                        why="the three members are marked not blank",
                        mend=f"send `{name}`",
                    ),
                    message=f"{name} must not be blank",
                )
        require_realm(app_id)
        kind = "UIN" if self.accounts.user(user_id or "") is None else "USERID"
        person = self._person(user_id or "", kind)
        sent = self._otps.get(user_id or "")
        if sent is None or sent.expires_at <= self.clock.now() or not is_same_secret(otp or "", sent.otp):
            raise AuthError(
                AuthCode.INVALID_CREDENTIALS,
                Explanation(
                    expected="the OTP sent last, once, within three minutes",
                    received="no OTP was sent" if sent is None else "another or an expired OTP",
                    where="request.otp",
                    why="an OTP is good for one log-in",
                    mend="call sendotp and read the OTP in the outbox (GET /_mock/outbox)",
                ),
            )
        del self._otps[user_id or ""]
        if isinstance(person, Citizen):
            return User(
                user_id=person.uin,
                password="",
                name=person.full_name,
                mail=person.email or "",
                mobile=person.phone or "",
                roles=("INDIVIDUAL",),
                rid=person.registration_id,
                individual_id=person.uin,
            )
        return person

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

    def _person(self, user_id: str, kind: str) -> User | Citizen:
        found: User | Citizen | None = (
            self.accounts.user(user_id) if kind == "USERID" else self.citizens.find_by_individual_id(user_id)
        )
        if found is None:
            raise AuthError(
                AuthCode.NO_USER_DETAIL,
                Explanation(
                    expected="a registered user" if kind == "USERID" else "the UIN or VID of a citizen",
                    received=repr(user_id)[:60],
                    where="request.userId",
                    why="nobody has this name or number",
                    mend="use a documented user or `mosip-mocks citizens list`",
                ),
            )
        return found

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


def _unreachable(user_id: str, *, by_sms: bool, by_mail: bool) -> AuthError:
    code = AuthCode.OTP_NO_CHANNEL if by_sms and by_mail else AuthCode.OTP_NO_PHONE if by_sms else AuthCode.OTP_NO_EMAIL
    return AuthError(
        code,
        Explanation(
            expected="a person with "
            + " or ".join(n for n, is_asked in (("phone", by_sms), ("e-mail", by_mail)) if is_asked),
            received=f"{user_id[:40]!r}, who has none",
            where="request.otpChannel",
            why="there is nowhere to send the OTP to",
            mend="ask for the other channel, or give the person one with `mosip-mocks citizens update`",
        ),
    )


def require_realm(app_id: str | None) -> None:
    """Raise `AuthError` unless the application id is mapped to a realm."""
    if app_id in REALM_BY_APP_ID:
        return
    raise AuthError(
        AuthCode.REALM,
        Explanation(
            expected=f"one of {', '.join(REALM_BY_APP_ID)}",
            received=repr(app_id)[:60],
            where="request.appId",
            why="the application id chooses the Keycloak realm by a fixed, case-sensitive map",
            mend="send `admin` or `regproc`",
        ),
        message=MESSAGE[AuthCode.REALM] % (app_id or "null"),
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
