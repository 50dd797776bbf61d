"""Tokens as Keycloak issues them, and the check that every service makes of the `Authorization` cookie.

The check is offline and in the order of mosip/mosip-openid-bridge `kernel-auth-adapter` (`ValidateTokenHelper`,
`TokenValidationHelper`): expiry, issuer's host, signature; then audience and role, which `Caller` checks.
"""

import hmac
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from urllib.parse import urlsplit

import msgspec

from mosip_mock.authmanager.caller import Caller, TokenError, TokenProblem
from mosip_mock.authmanager.clients import REALM, Client, User
from mosip_mock.authmanager.token_claims import claims_of_client, claims_of_user, spoilt, tampered
from shared.control.clock import Clock
from shared.control.explanation import Explanation
from shared.draws import RANDOM, Draw
from shared.jwks import base64url
from shared.jwks.keyring import KeyName, KeyRing
from shared.jwks.signing import SigningKey
from shared.jwks.verifying import InvalidTokenError, TokenFault, parse_jws, verify_jws
from shared.settings import Addresses

ALGORITHMS: Final = ("RS256", "RS384", "RS512")
ACCESS_LIFETIME: Final = timedelta(seconds=86400)
"""`accessTokenLifespan` of the stock realm."""
REFRESH_LIFETIME: Final = timedelta(seconds=172800)


class Tokens:
    """Issues and checks access tokens of the realm."""

    def __init__(self, keys: KeyRing, clock: Clock, addresses: Addresses, draw: Draw = RANDOM) -> None:
        self._keys = keys
        self._clock = clock
        self._draw = draw
        self.issuer = f"{addresses.public}/auth/realms/{REALM}"
        self._hosts = frozenset(filter(None, (urlsplit(base).hostname for base in addresses.all())))
        self._revoked: set[str] = set()

    # Issuing

    def issue_for_client(self, client: Client, fault: str | None = None) -> str:
        """An access token of the client's service account; `fault` of the catalogue makes it wrong."""
        claims = self._common(ACCESS_LIFETIME, "Bearer", client.client_id) | claims_of_client(client)
        return self._signed(spoilt(claims, fault), fault)

    def issue_for_user(self, user: User, client_id: str) -> str:
        """An access token of a person who logged in through this client."""
        return self._signed(self._common(ACCESS_LIFETIME, "Bearer", client_id) | claims_of_user(user))

    def issue_refresh(self, user: User, client_id: str) -> str:
        """A refresh token of a person."""
        return self._signed(
            {**self._common(REFRESH_LIFETIME, "Refresh", client_id), "aud": self.issuer, "sub": user.user_id}
        )

    def revoke(self, caller: Caller) -> None:
        """End the session of this token: online checks refuse it from now on, offline ones cannot know."""
        self._revoked.add(str(caller.claims.get("jti")))

    def forget_revoked(self) -> None:
        """Let ended sessions go on, as a restart does."""
        self._revoked.clear()

    def is_revoked(self, caller: Caller) -> bool:
        """Whether its session was ended."""
        return str(caller.claims.get("jti")) in self._revoked

    def _common(self, lifetime: timedelta, kind: str, client_id: str) -> dict[str, Any]:
        now = self._clock.now()
        return {
            "exp": int((now + lifetime).timestamp()),
            "iat": int(now.timestamp()),
            "jti": self._draw.uuid(),
            "iss": self.issuer,
            "typ": kind,
            "azp": client_id,
        }

    def _signed(self, claims: Mapping[str, Any], fault: str | None = None) -> str:
        key: SigningKey = self._keys.signing(KeyName.AUTH_MANAGER)
        token = key.sign_jwt(claims, alg="RS256", header={"typ": "JWT"})
        return tampered(token) if fault == "token-tampered" else token

    # Checking

    def read(self, token: str | None) -> Caller:
        """Whom this token speaks for; raises `TokenError` for all but audience and role."""
        if not token:
            raise TokenError(TokenProblem.NO_COOKIE, _NO_COOKIE)
        claims = self._decoded(token)
        self._check_expiry(claims)
        self._check_issuer(claims)
        self._check_signature(token)
        roles = claims.get("realm_access")
        listed = roles.get("roles") if isinstance(roles, dict) else claims.get("roles")
        audience = claims.get("aud")
        return Caller(
            client_id=str(claims.get("azp", "")),
            username=str(claims.get("preferred_username", "")),
            roles=frozenset(map(str, listed)) if isinstance(listed, list) else frozenset(str(listed or "").split(",")),
            audience=tuple(map(str, audience if isinstance(audience, list) else filter(None, [audience]))),
            claims=claims,
            token=token,
        )

    def _decoded(self, token: str) -> dict[str, Any]:
        parts = token.count(".") + 1
        if parts != 3:  # noqa: PLR2004 - header, payload, signature
            raise _not_a_jwt(token, f"The token was expected to have 3 parts, but got {parts}.")
        try:
            parsed = parse_jws(token)
            claims = msgspec.json.decode(base64url.decode(parsed.body))
        except (InvalidTokenError, ValueError, RecursionError) as error:
            raise _not_a_jwt(token, f"The string '{token.split('.')[1][:80]}' doesn't have a valid JSON format.") from (
                error
            )
        if not isinstance(claims, dict):
            raise _not_a_jwt(token, f"The string '{token.split('.')[1][:80]}' doesn't have a valid JSON format.")
        return claims

    def _check_expiry(self, claims: Mapping[str, Any]) -> None:
        expires = claims.get("exp")
        now = self._clock.now().timestamp()
        if isinstance(expires, int | float) and not isinstance(expires, bool) and expires > now:
            return
        raise TokenError(
            TokenProblem.EXPIRED,
            Explanation(
                expected=f"`exp` after {int(now)} (now)",
                received=f"{expires!r}{_told_time(expires)}",
                where="claim exp",
                why="access tokens live for a day; the cookie's Max-Age is longer and says nothing about it",
                mend="fetch a new token from the auth manager",
            ),
            "Token expired",
        )

    def _check_issuer(self, claims: Mapping[str, Any]) -> None:
        issuer = claims.get("iss")
        try:
            host = urlsplit(issuer).hostname if isinstance(issuer, str) else None
        except ValueError:
            host = None
        if host in self._hosts:
            return
        raise TokenError(
            TokenProblem.ISSUER,
            Explanation(
                expected=f"the issuer {self.issuer}",
                received=repr(issuer)[:120],
                where="claim iss",
                why="a service accepts tokens of its own Keycloak only; it compares the host",
                mend="fetch the token from this auth manager, at the address where you call the service",
            ),
            "Invalid Token",
        )

    def _check_signature(self, token: str) -> None:
        try:
            verify_jws(token, (key.public for key in self._keys.published(KeyName.AUTH_MANAGER)), ALGORITHMS)
        except InvalidTokenError as error:
            raise TokenError(
                TokenProblem.SIGNATURE,
                Explanation(
                    expected=error.expected,
                    received=error.received,
                    where="cookie Authorization",
                    why="the signature is checked with the key of the realm that the header's `kid` names",
                    mend="send the token exactly as the auth manager gave it; tokens of an earlier installation "
                    "(another data directory) are signed with other keys",
                ),
                "The Token's Signature resulted invalid"
                if error.reason is TokenFault.SIGNATURE
                else "The provided Algorithm doesn't match the one defined in the JWT's Header.",
            ) from error


def is_same_secret(given: str, expected: str) -> bool:
    """Compare secrets without telling where they differ."""
    return hmac.compare_digest(given.encode("utf-8", "surrogatepass"), expected.encode())


_NO_COOKIE: Final = Explanation(
    expected="a cookie named `Authorization` holding the token",
    received="no such cookie",
    where="header Cookie",
    why="MOSIP's services read the token from the cookie alone; an `Authorization` header is ignored",
    mend="send `Cookie: Authorization=<token>` with the token that the auth manager gave in `Set-Cookie`",
)


def _not_a_jwt(token: str, text: str) -> TokenError:
    return TokenError(
        TokenProblem.NOT_A_JWT,
        Explanation(
            expected="a JWT: three parts of base64url joined by dots",
            received=f"{len(token)} characters that are none",
            where="cookie Authorization",
            why="the service takes the token apart before it looks at anything in it",
            mend="send the value of the auth manager's `Set-Cookie`; no other cookie may stand before it for the "
            "workflow manager",
        ),
        text,
    )


def _told_time(expires: object) -> str:
    try:
        return f" ({datetime.fromtimestamp(float(expires), UTC):%Y-%m-%dT%H:%M:%SZ})"  # type: ignore[arg-type]  # checked by try
    except (TypeError, ValueError, OverflowError, OSError):
        return ""
