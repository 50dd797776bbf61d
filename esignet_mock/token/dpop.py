"""Demonstrating proof of possession (RFC 9449), as e-Signet does it since 1.7.

A filter checks each proof by itself; token and userinfo then ask for a nonce of the server, which stands for 15
seconds. Source: mosip/esignet `DpopValidationFilter`, `OAuthServiceImpl`.
"""

import hashlib
import hmac
from collections import OrderedDict
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final

import msgspec

from esignet_mock.oauth_errors import Condition, OAuthError, oauth_error
from esignet_mock.profiles import Profile
from esignet_mock.token.replay import ReplayCache
from shared.control.clock import Clock
from shared.control.exchange import Exchange
from shared.control.explanation import Explanation
from shared.draws import RANDOM, Draw
from shared.jwks import base64url
from shared.jwks.public_key import InvalidKeyError, PublicKey
from shared.jwks.verifying import InvalidTokenError, parse_jws, verify_jws

HEADER: Final = "DPoP"
ALGORITHMS: Final = ("RS256", "PS256")
NONCE_LIFETIME: Final = timedelta(seconds=15)
NONCE_DESCRIPTION: Final = "Authorization server requires nonce in DPoP proof"
REFUSED_CHALLENGE: Final = 'DPoP error="invalid_dpop_proof", error_description="invalid_dpop_proof", algs="ES256 PS256"'
"""`WWW-Authenticate` of a bad proof; the algorithms are the original's, though it takes others."""
_TYPE: Final = "dpop+jwt"
_SKEW: Final = 10
_MOST_NONCES: Final = 50_000


class Proof(msgspec.Struct, frozen=True):
    """A proof that passed the filter."""

    thumbprint: str
    """RFC 7638 thumbprint of its key: `jkt`."""
    claims: dict[str, Any]

    def is_over(self, access_token: str) -> bool:
        """Whether `ath` is the hash of this access token."""
        ath = self.claims.get("ath")
        expected = base64url.encode_text(hashlib.sha256(access_token.encode()).digest())
        return isinstance(ath, str) and hmac.compare_digest(ath.encode(), expected.encode())


class DpopProofs:
    """The filter in front of token, PAR and userinfo."""

    def __init__(self, profile: Profile, clock: Clock, replays: ReplayCache) -> None:
        self._profile = profile
        self._clock = clock
        self._replays = replays

    def check(self, proof: str, *, method: str, urls: tuple[str, ...], exchange: Exchange) -> Proof:
        """Check a proof for a request to one of these URLs. Raises `OAuthError` (`invalid_dpop_proof`)."""
        try:
            header = parse_jws(proof).header
            key = PublicKey.from_jwk(header.get("jwk") or {})
            token = verify_jws(proof, (key,), ALGORITHMS, match_kid=False)
            claims = token.claims
        except (InvalidTokenError, InvalidKeyError) as error:
            expected = (
                error.expected if isinstance(error, InvalidTokenError) else "a public `jwk` in the proof's header"
            )
            received = error.received if isinstance(error, InvalidTokenError) else str(error)
            raise self._refused(expected, received, "header DPoP") from error
        exchange.decode("dpopProof", {"header": header, "claims": claims})
        if header.get("typ") != _TYPE:
            raise self._refused(f"typ {_TYPE}", f"typ {header.get('typ')!r}"[:80], "header typ of the DPoP proof")
        self._check_claims(claims, method, urls)
        if not self._replays.first_use(claims["jti"]):
            raise self._refused("a `jti` that was not used before", "one that was", "claim jti of the DPoP proof")
        return Proof(key.thumbprint, claims)

    def _check_claims(self, claims: Mapping[str, Any], method: str, urls: tuple[str, ...]) -> None:
        if claims.get("htm") != method:
            raise self._refused(f"htm {method}", f"htm {claims.get('htm')!r}"[:80], "claim htm of the DPoP proof")
        if claims.get("htu") not in urls:
            raise self._refused(
                f"htu {' or '.join(urls)}, literally", f"htu {claims.get('htu')!r}"[:200], "claim htu of the DPoP proof"
            )
        jti = claims.get("jti")
        if not isinstance(jti, str) or not jti.strip():
            raise self._refused("a `jti`", f"jti {jti!r}"[:80], "claim jti of the DPoP proof")
        now = self._clock.now().timestamp()
        if not _is_instant(claims.get("iat")):
            raise self._refused("`iat` as a number", f"iat {claims.get('iat')!r}"[:80], "claim iat of the DPoP proof")
        for name in ("exp", "nbf"):
            value = claims.get(name)
            if value is None:
                continue
            fits = _is_instant(value) and (value + _SKEW > now if name == "exp" else value - _SKEW < now)
            if not fits:
                raise self._refused(f"a proof valid now ({now:.0f})", f"{name} {value!r}"[:80], f"claim {name}")

    def _refused(self, expected: str, received: str, where: str) -> OAuthError:
        explanation = Explanation(
            expected=expected,
            received=received,
            where=where,
            why="RFC 9449 section 4.3: the proof must be fresh, for this request, and signed with the key it carries",
            mend="make a new proof for each request from method and advertised URL of the endpoint",
        )
        headers = {"WWW-Authenticate": REFUSED_CHALLENGE}
        return oauth_error(self._profile, Condition.DPOP_PROOF, explanation, headers=headers)


def _is_instant(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


class DpopNonces:
    """The server's nonces, one per login transaction."""

    def __init__(self, clock: Clock, draw: Draw = RANDOM) -> None:
        self._draw = draw
        self._clock = clock
        self._nonces: OrderedDict[str, tuple[str, datetime]] = OrderedDict()

    def challenge(self, transaction_id: str, proof: Proof) -> str | None:
        """None if the proof carries the nonce of this transaction in time; else the nonce to ask for."""
        now = self._clock.now()
        nonce, until = self._nonces.get(transaction_id, ("", now))
        given = proof.claims.get("nonce")
        if nonce and now < until and isinstance(given, str) and hmac.compare_digest(given.encode(), nonce.encode()):
            return None
        fresh = self._draw.token(24)
        self._nonces[transaction_id] = (fresh, now + NONCE_LIFETIME)
        self._nonces.move_to_end(transaction_id)
        if len(self._nonces) > _MOST_NONCES:
            self._nonces.popitem(last=False)
        return fresh

    def clear(self) -> None:
        """Forget everything."""
        self._nonces.clear()


def nonce_headers(nonce: str) -> dict[str, str]:
    """The headers that bring a nonce to the client, also to one in a browser."""
    return {"DPoP-Nonce": nonce, "Access-Control-Expose-Headers": "DPoP-Nonce, WWW-Authenticate"}


def nonce_needed(proof: Proof) -> Explanation:
    """Why a good proof is sent back once."""
    return Explanation(
        expected=f"`nonce` in the proof, as given by `DPoP-Nonce` at most {NONCE_LIFETIME.seconds} s ago",
        received=f"nonce {proof.claims.get('nonce')!r}"[:100],
        where="claim nonce of the DPoP proof",
        why="RFC 9449 section 8: the first call of each login is answered by a nonce; this is part of the protocol",
        mend="repeat the request with the nonce of the `DPoP-Nonce` header; the client assertion may be the same",
    )
