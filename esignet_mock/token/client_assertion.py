"""`private_key_jwt`: the JWT by which a client proves who it is (RFC 7523, OpenID Connect Core section 9).

The token endpoint and pushed authorization requests check it alike. Source: mosip/esignet
`TokenServiceImpl.verifyClientAssertionToken`; the effects of its library (Nimbus) on `typ`, `kid` and `alg` included.
"""

import math
from collections.abc import Mapping
from typing import Any, Final

import msgspec

from esignet_mock.clients.client import Client
from esignet_mock.endpoints import AssertionEndpoint, Endpoints
from esignet_mock.oauth_errors import Condition, OAuthError, oauth_error
from esignet_mock.token.replay import ReplayCache
from shared.control.exchange import Exchange
from shared.control.explanation import Explanation
from shared.control.tolerances import ASSERTION_AUDIENCE, ASSERTION_WITHOUT_JTI
from shared.jwks import base64url
from shared.jwks.public_key import InvalidKeyError, PublicKey
from shared.jwks.verifying import InvalidTokenError, TokenFault, parse_jws, verify_jws

ASSERTION_TYPE: Final = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
_MOST_KEYS: Final = 10_000
_MEND_BY_FAULT: Final[Mapping[TokenFault, str]] = {
    TokenFault.MALFORMED: "send the compact form of a signed JWT: header.payload.signature",
    TokenFault.ALGORITHM: "sign with the private key; a shared secret (HS256) or `none` is never accepted",
    TokenFault.UNKNOWN_KID: "send the `kid` of the registered key, or none",
    TokenFault.UNUSABLE_KEY: "sign with the algorithm that the registered key is for",
    TokenFault.SIGNATURE: "sign with the private key whose public half is registered for this client "
    "(`esignet-jwk.txt` of the partner kit)",
}


class ClientAssertions:
    """Checks assertions for one server; keeps clients' parsed keys and the `jti` that were used."""

    def __init__(self, endpoints: Endpoints, replays: ReplayCache) -> None:
        self._endpoints = endpoints
        self._profile = endpoints.profile
        self._replays = replays
        self._keys: dict[str, tuple[dict[str, Any], PublicKey]] = {}
        self._accepted = {e: frozenset(endpoints.audiences(e)) for e in AssertionEndpoint}
        self._others = endpoints.other_audiences()

    def check(self, assertion: str, client: Client, endpoint: AssertionEndpoint, exchange: Exchange) -> None:
        """Refuse an assertion that does not prove this client at this endpoint. Raises `OAuthError`.

        The `jti` is used up only by an assertion that is right in everything else.
        """
        header, claims = self._verified(assertion, client, exchange)
        exchange.decode("clientAssertion", {"header": header, "claims": claims})
        self._check_type(header)
        self._check_times(claims, exchange.started.timestamp())
        self._check_names(claims, client)
        self._check_audience(claims.get("aud"), endpoint, exchange)
        self._check_jti(claims.get("jti"), exchange)

    def _verified(self, assertion: str, client: Client, exchange: Exchange) -> tuple[Mapping[str, Any], dict[str, Any]]:
        key = self._key(client)
        try:
            token = verify_jws(assertion, (key,), self._profile.assertion_algorithms)
            claims = token.claims
        except InvalidTokenError as error:
            exchange.decode("clientAssertion", _unverified(assertion))
            raise self._refused(
                error.expected,
                error.received,
                "form field client_assertion",
                "the signature must prove possession of the client's registered key",
                _MEND_BY_FAULT.get(error.reason, "build the assertion as RFC 7523 section 3 says"),
            ) from error
        return token.header, claims

    def _key(self, client: Client) -> PublicKey:
        known = self._keys.get(client.client_id)
        if known is not None and known[0] == client.public_key:
            return known[1]
        try:
            key = PublicKey.from_jwk(client.public_key)
        except InvalidKeyError as error:
            raise self._refused(
                "a usable public key registered for the client",
                str(error),
                "registered publicKey",
                "no signature verifies with it",
                "register the client again with its public RSA or EC key as JWK",
            ) from error
        if len(self._keys) >= _MOST_KEYS:
            self._keys.clear()
        self._keys[client.client_id] = (client.public_key, key)
        return key

    def _check_type(self, header: Mapping[str, Any]) -> None:
        typ = header.get("typ", "JWT")
        if not isinstance(typ, str) or typ.upper() != "JWT":
            raise self._refused(
                "`typ` JWT or none",
                f"typ {typ!r}",
                "header typ of client_assertion",
                "e-Signet's JWT library accepts no other type",
                "leave `typ` out or set it to `JWT`",
            )

    def _check_times(self, claims: Mapping[str, Any], now: float) -> None:
        leeway = self._profile.assertion_leeway
        expires = self._instant(claims, "exp", required=True)
        if expires + leeway <= now:
            raise self._refused(
                f"`exp` after now ({now:.0f}), {leeway} s leeway",
                f"exp {expires:.0f}, {now - expires:.0f} s ago",
                "claim exp of client_assertion",
                "an expired assertion proves nothing any more",
                "make a new assertion for each request, and compare this machine's clock with the server's",
            )
        not_before = self._instant(claims, "nbf", required=False)
        if not_before - leeway > now:
            raise self._refused(
                f"`nbf` not after now ({now:.0f}), {leeway} s leeway",
                f"nbf {not_before:.0f}, {not_before - now:.0f} s ahead",
                "claim nbf of client_assertion",
                "it is not valid yet",
                "compare this machine's clock with the server's",
            )
        self._instant(claims, "iat", required=True)

    def _instant(self, claims: Mapping[str, Any], name: str, *, required: bool) -> float:
        value = claims.get(name)
        if value is None and not required:
            return -math.inf
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise self._refused(
                f"`{name}` in seconds since 1970",
                "none" if value is None else repr(value)[:80],
                f"claim {name} of client_assertion",
                "RFC 7519 section 2: times in a JWT are numbers",
                f"add `{name}` as a number",
            )
        try:
            return float(value)
        except OverflowError:
            return math.inf

    def _check_names(self, claims: Mapping[str, Any], client: Client) -> None:
        for name in ("iss", "sub"):
            if claims.get(name) != client.client_id:
                raise self._refused(
                    f"`{name}` {client.client_id}",
                    f"{name} {claims.get(name)!r}"[:120],
                    f"claim {name} of client_assertion",
                    "RFC 7523 section 3: issuer and subject are both the client id of the authorize request",
                    f"set `{name}` to the client id",
                )

    def _check_audience(self, audience: object, endpoint: AssertionEndpoint, exchange: Exchange) -> None:
        named = audience if isinstance(audience, list) else [audience]
        one_only = self._profile.audience_rule == "exact"
        if (len(named) == 1 or not one_only) and any(_is_in(value, self._accepted[endpoint]) for value in named):
            return
        explanation = Explanation(
            expected=f"`aud` {' or '.join(self._endpoints.audiences(endpoint))}",
            received=f"aud {audience!r}"[:200],
            where="claim aud of client_assertion",
            why=f"e-Signet {self._profile.name} compares with the public address that it advertises, "
            "not with the one it was called by" + (", and takes no further audiences" if one_only else ""),
            mend="take the audience from the discovery document (`token_endpoint` or `issuer`)",
        )
        if any(_is_in(value, self._others) for value in named) and exchange.tolerates(ASSERTION_AUDIENCE, explanation):
            return
        raise oauth_error(self._profile, Condition.ASSERTION, explanation)

    def _check_jti(self, jti: object, exchange: Exchange) -> None:
        if self._profile.jti == "ignored":
            return
        if not isinstance(jti, str) or not jti.strip():
            explanation = Explanation(
                expected="a `jti` that is never used twice",
                received="none" if jti is None else f"jti {jti!r}"[:80],
                where="claim jti of client_assertion",
                why=f"e-Signet {self._profile.name} requires it, so that an assertion works once",
                mend="add a random UUID as `jti`",
            )
            if jti is None and exchange.tolerates(ASSERTION_WITHOUT_JTI, explanation):
                return
            raise oauth_error(self._profile, Condition.ASSERTION, explanation)
        if self._profile.jti == "unique" and not self._replays.first_use(jti):
            raise self._refused(
                "a `jti` not used in the last 24 hours, by any client",
                f"jti {jti!r} again"[:120],
                "claim jti of client_assertion",
                f"e-Signet {self._profile.name} remembers each for 24 hours, against replay",
                "make a new assertion for each request; five random characters collide within a day",
            )

    def _refused(self, expected: str, received: str, where: str, why: str, mend: str) -> OAuthError:
        explanation = Explanation(expected=expected, received=received, where=where, why=why, mend=mend)
        return oauth_error(self._profile, Condition.ASSERTION, explanation)


def _is_in(value: object, accepted: frozenset[str]) -> bool:
    return isinstance(value, str) and value in accepted


def _unverified(assertion: str) -> dict[str, Any]:
    """What can be read of it, for the journal; believed by nobody."""
    try:
        token = parse_jws(assertion)
    except InvalidTokenError as error:
        return {"unreadable": error.received}
    try:
        claims = msgspec.json.decode(base64url.decode(token.body))
    except (base64url.Base64UrlError, msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        claims = "unreadable"
    return {"header": token.header, "claims": claims, "verified": False}
