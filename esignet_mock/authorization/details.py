"""Beginning a login: the checks of an authorize request in the real order, and the answer the login page works from.

Source: mosip/esignet `AuthorizationServiceImpl.getOauthDetails*`, `buildTransactionAndOAuthDetailResponse`.
"""

import hashlib
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final, Literal

import msgspec
from msgspec import Struct

from esignet_mock.authorization.authorize_request import AuthorizeRequest, violations_of
from esignet_mock.authorization.errors import AuthorizationCode as Code
from esignet_mock.authorization.errors import refused
from esignet_mock.authorization.factors import auth_factors, resolve_acrs
from esignet_mock.authorization.nonces import UsedNonces
from esignet_mock.authorization.requested_claims import RequestedClaims, resolve_claims
from esignet_mock.authorization.sign_up import with_hint
from esignet_mock.authorization.transactions import Transaction, Transactions
from esignet_mock.clients.client import Client
from esignet_mock.clients.redirect_uris import matches_any, nearest
from esignet_mock.clients.registry import Clients
from esignet_mock.envelope import Violation, refuse_violations
from esignet_mock.profiles import Profile
from shared.jwks import base64url

Version = Literal[1, 2, 3]
NO_COOKIES: Final[Mapping[str, str]] = MappingProxyType({})


class Started(msgspec.Struct, frozen=True):
    """A transaction that began, and the `response` of oauth-details."""

    transaction: Transaction
    response: dict[str, Any]


class OauthDetails(Struct, frozen=True):
    """Checks requests and begins transactions."""

    clients: Clients
    transactions: Transactions
    nonces: UsedNonces
    profile: Profile
    configs: Mapping[str, Any]

    def begin(
        self,
        request: AuthorizeRequest,
        *,
        version: Version = 3,
        violations: tuple[Violation, ...] = (),
        cookies: Mapping[str, str] = NO_COOKIES,
    ) -> Started:
        """Check everything and begin. `violations` are those of the envelope. Raises `AuthorizationError`."""
        return self.described(self.begun(request, violations=violations, cookies=cookies), version=version)

    def begun(
        self,
        request: AuthorizeRequest,
        *,
        violations: tuple[Violation, ...] = (),
        cookies: Mapping[str, str] = NO_COOKIES,
    ) -> Transaction:
        """Check everything and begin, for a page, which needs no answer. Raises `AuthorizationError`."""
        refuse_violations([*violations, *violations_of(request)])
        request = with_hint(request, cookies)
        client = self.active_client(request)
        if self.profile.demands("require_pushed_authorization_requests", client.additional_config):
            raise refused(
                Code.INVALID_REQUEST,
                expected="a `request_uri` from the PAR endpoint",
                received="plain parameters",
                where="request",
                why=self.profile.reason_for("require_pushed_authorization_requests", client.client_id),
                mend="push the request first (RFC 9126), then send `client_id` and `request_uri`",
            )
        self.check_redirect_uri(request, client)
        self.check_nonce(request)
        return self._begun(request, client)

    def begun_pushed(self, request: AuthorizeRequest, cookies: Mapping[str, str] = NO_COOKIES) -> Transaction:
        """Begin with a request that was checked when it was pushed. Raises `AuthorizationError`."""
        request = with_hint(request, cookies)
        return self._begun(request, self.active_client(request))

    def active_client(self, request: AuthorizeRequest) -> Client:
        """The client of a request whose parameters were checked. Raises `AuthorizationError`."""
        client_id = request.client_id or ""
        client = self.clients.find(client_id)
        if client is not None and client.status == "ACTIVE":
            return client
        raise refused(
            Code.INVALID_CLIENT_ID,
            expected="a registered client that is ACTIVE",
            received=repr(client_id)[:80] + (", which is INACTIVE" if client else ", which nobody registered"),
            where="request.clientId",
            why="e-Signet serves registered relying parties only",
            mend="set the client ACTIVE again (PUT /v1/esignet/client-mgmt/oidc-client/{client_id})"
            if client
            else "register it (POST /v1/esignet/client-mgmt/oidc-client), or use `mock-client_id`; "
            "GET /_mock/clients lists those that exist",
        )

    def check_redirect_uri(self, request: AuthorizeRequest, client: Client) -> None:
        """It has to match a registered pattern. Raises `AuthorizationError`."""
        redirect_uri = request.redirect_uri or ""
        if matches_any(client.redirect_uris, redirect_uri):
            return
        raise refused(
            Code.INVALID_REDIRECT_URI,
            expected=f"one that matches {' or '.join(client.redirect_uris[:9])}",
            received=repr(redirect_uri)[:200],
            where="request.redirectUri",
            why="a code sent anywhere else would give the person away; the match is case-sensitive, "
            f"`*` ends at a slash (nearest: {nearest(client.redirect_uris, redirect_uri)})",
            mend="register a pattern that covers it, such as `https://register.example/**`; for the default client "
            "ESIGNET_MOCK_REDIRECT_URIS adds patterns",
        )

    def check_nonce(self, request: AuthorizeRequest) -> None:
        """Nobody may have used it in the last 24 hours. Raises `AuthorizationError`."""
        if not request.nonce or self.nonces.use(request.nonce):
            return
        raise refused(
            Code.INVALID_REQUEST,
            expected="a nonce that nobody has sent in the last 24 hours",
            received=repr(request.nonce)[:80],
            where="request.nonce",
            why="a nonce ties one ID token to one request",
            mend="make a new random nonce for each login; reloading this page sends the same one again",
        )

    def _begun(self, request: AuthorizeRequest, client: Client) -> Transaction:
        """The rest, for a request whose redirect URI and nonce were checked. Raises `AuthorizationError`."""
        if request.asks_for_userinfo and "openid" not in request.scopes:
            raise refused(
                Code.INVALID_SCOPE,
                expected="scope `openid`, since `claims.userinfo` is given",
                received=repr(request.scope)[:80],
                where="request.scope",
                why="claims about a person are a matter of OpenID Connect",
                mend="add `openid` to the scope",
            )
        claims = resolve_claims(request, client)
        acrs = resolve_acrs(request, client)
        self._check_pkce(request, client)
        return self.transactions.begin(request=request, client=client, claims=claims, acrs=acrs)

    def described(self, transaction: Transaction, *, version: Version = 3) -> Started:
        """The answer that the login page works from; its hash goes with each later call."""
        response = self._response(transaction, transaction.claims, version)
        transaction = self.transactions.update(
            msgspec.structs.replace(transaction, details_hash=details_hash(response))
        )
        return Started(transaction, response)

    def _check_pkce(self, request: AuthorizeRequest, client: Client) -> None:
        if self.profile.demands("require_pkce", client.additional_config) and not request.pkce_challenge:
            raise refused(
                Code.USE_PKCE,
                expected="a `code_challenge`",
                received="none",
                where="request.codeChallenge",
                why=self.profile.reason_for("require_pkce", client.client_id),
                mend="send `code_challenge` and `code_challenge_method=S256` (RFC 7636)",
            )

    def _response(self, transaction: Transaction, claims: RequestedClaims, version: Version) -> dict[str, Any]:
        client = transaction.client
        response = {
            "transactionId": transaction.id,
            "logoUrl": client.logo_uri,
            "authFactors": auth_factors(transaction.acrs),
            "authorizeScopes": claims.authorize_scopes,
            "essentialClaims": claims.essential,
            "voluntaryClaims": claims.voluntary,
            "configs": {**self.configs, "clientAdditionalConfig": client.additional_config or None},
            "redirectUri": transaction.redirect_uri,
            "clientName": client.client_name if version == 1 else client.names,
        }
        return response if version == 1 else {**response, "credentialScopes": claims.credential_scopes}


def details_hash(response: Mapping[str, Any]) -> str:
    """What the login page sends as `oauth-details-hash`: SHA-256 over the compact JSON, base64url."""
    return base64url.encode_text(hashlib.sha256(msgspec.json.encode(response)).digest())
