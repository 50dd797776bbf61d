"""The detour to the sign-up portal, where people have essential claims verified before they go on.

The suite has no portal. What it would bring about can be done by `add-verified-claim` of the mock-identity-system;
the detour is complete once every essential verified claim of the login is verified.
Source: mosip/esignet `AuthorizationServiceImpl.prepareSignupRedirect`, `completeSignupRedirect`, `handleIdTokenHint`,
`AuthorizationHelperService.validateAndGetSubjectAndNonce`.
"""

from collections.abc import Mapping
from typing import Any, Final

import msgspec
from msgspec import Struct

from esignet_mock.authorization.authorize_request import AuthorizeRequest
from esignet_mock.authorization.errors import AuthorizationCode as Code
from esignet_mock.authorization.errors import AuthorizationError, refused
from esignet_mock.authorization.login import Login
from esignet_mock.authorization.transactions import Stage, Transaction
from esignet_mock.endpoints import Endpoints
from shared.draws import RANDOM, Draw
from shared.jwks import base64url
from shared.jwks.keyring import KeyName, KeyRing
from shared.jwks.verifying import InvalidTokenError, parse_jws

SIGN_UP_CLIENT_ID: Final = "mosip-signup-oauth-client"
ID_TOKEN_LIFETIME: Final = 300
COMPLETED: Final = "COMPLETED"
_SEPARATOR: Final = "~###~"


class Departure(Struct, frozen=True):
    """What the page takes along: an ID token as hint, and the value of the cookie named after the transaction."""

    id_token: str
    cookie: str


class SignUpDetour(Struct, frozen=True):
    """Halting a login and taking it up again."""

    login: Login
    endpoints: Endpoints
    keys: KeyRing
    draw: Draw = RANDOM

    def prepare(self, transaction: Transaction, path_fragment: str) -> Departure:
        """Halt the login."""
        nonce = self.draw.token(32)
        now = int(self.login.clock.now().timestamp())
        claims = {
            "iss": self.endpoints.token_issuer,
            "sub": transaction.id,
            "aud": SIGN_UP_CLIENT_ID,
            "iat": now,
            "exp": now + ID_TOKEN_LIFETIME,
            "auth_time": int(transaction.auth_time.timestamp()) if transaction.auth_time else now,
            "nonce": nonce,
            "acr": " ".join(transaction.satisfied_acrs),
        }
        token = self.keys.signing(KeyName.ESIGNET).sign_jwt(claims, alg=self.endpoints.profile.token_algorithm)
        self.login.transactions.put(Stage.HALTED, transaction)
        return Departure(token, f"{nonce}{_SEPARATOR}{''.join(path_fragment.split())}")

    def complete(self, transaction: Transaction) -> str:
        """Go on with the login; the status. Raises `AuthorizationError` with `verification_incomplete`."""
        if not self.login.needs_update(transaction):
            self.login.transactions.put(Stage.AUTHENTICATED, transaction)
            return COMPLETED
        self.login.transactions.put(Stage.FINISHED, transaction)
        raise refused(
            Code.VERIFICATION_INCOMPLETE,
            expected="every essential verified claim verified by now",
            received="one at least that is not",
            where="request.transactionId",
            why="the person came back from the sign-up portal without what the relying party needs",
            mend="POST /v1/mock-identity-system/identity/add-verified-claim in the meantime, then begin a new login",
        )


def with_hint(request: AuthorizeRequest, cookies: Mapping[str, str]) -> AuthorizeRequest:
    """The request with nonce and state of the halted login that its `id_token_hint` names, if it has one.

    Raises `AuthorizationError` with `invalid_id_token_hint`: for any other client than the portal's, without cookie.
    """
    if request.id_token_hint is None:
        return request
    claims = _claims_of(request.id_token_hint)
    if request.client_id != SIGN_UP_CLIENT_ID or claims.get("aud") != SIGN_UP_CLIENT_ID:
        raise _bad_hint(f"one of the client {request.client_id!r}"[:80], "leave `id_token_hint` out")
    subject, nonce = claims.get("sub"), claims.get("nonce")
    if not isinstance(subject, str) or not isinstance(nonce, str) or subject not in cookies:
        raise _bad_hint(
            "one whose login this browser did not halt", "keep the cookie that prepare-signup-redirect has set"
        )
    value = cookies[subject]
    state = value.partition(_SEPARATOR)[2] if value.count(_SEPARATOR) == 1 else value
    return msgspec.structs.replace(request, nonce=nonce, state=state)


def _claims_of(hint: str) -> dict[str, Any]:
    """The claims, unverified as in the original. Raises `AuthorizationError`."""
    try:
        claims = msgspec.json.decode(base64url.decode(parse_jws(hint).body))
    except (InvalidTokenError, base64url.Base64UrlError, msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        claims = None
    if not isinstance(claims, dict):
        raise _bad_hint("something that is no JWT", "leave `id_token_hint` out")
    return claims


def _bad_hint(received: str, mend: str) -> AuthorizationError:
    return refused(
        Code.INVALID_ID_TOKEN_HINT,
        expected=f"no `id_token_hint`: it is for {SIGN_UP_CLIENT_ID} alone",
        received=received,
        where="request.idTokenHint",
        why="only the sign-up portal continues a login that e-Signet halted",
        mend=mend,
    )
