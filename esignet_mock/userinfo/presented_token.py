"""The access token that a userinfo request presents, and the proof beside it, checked before anything is looked up.

Since 1.7 a filter does this in front of the service, so that it comes before method and media type.
Source: mosip/esignet `DpopValidationFilter`, `OpenIdConnectController`.
"""

from typing import Final, NamedTuple

from msgspec import Struct
from starlette.datastructures import Headers

from esignet_mock.endpoints import SHORT_USERINFO, USERINFO, Endpoints
from esignet_mock.oauth_errors import OAuthError
from esignet_mock.token.dpop import HEADER, REFUSED_CHALLENGE, DpopProofs, Proof
from esignet_mock.userinfo.access_tokens import AccessTokens
from esignet_mock.userinfo.errors import UserinfoError, UserinfoErrorCode, userinfo_refused
from shared.control.exchange import Exchange
from shared.control.explanation import Explanation

_DPOP_REFUSED: Final = f'DPoP error="{UserinfoErrorCode.INVALID_TOKEN}"'
_BEARER: Final = "Bearer"


class Presented(NamedTuple):
    """Nothing in the token is believed yet; the proof is over it and by the key that it is bound to."""

    token: str
    proof: Proof | None


class PresentedTokens(Struct, frozen=True, kw_only=True):
    """Reads `Authorization` and `DPoP`."""

    endpoints: Endpoints
    proofs: DpopProofs
    access_tokens: AccessTokens

    def of(self, headers: Headers, exchange: Exchange) -> Presented:
        """What is presented. Raises `UserinfoError`."""
        given = headers.getlist("authorization")
        if not self.endpoints.profile.has_par:
            return Presented(self._bearer(given[0] if given else None), None)
        if len(given) > 1:
            raise userinfo_refused(
                UserinfoErrorCode.INVALID_REQUEST,
                "one `Authorization` header",
                f"{len(given)} of them",
                "header Authorization",
                "send the access token once",
            )
        authorization = given[0] if given else None
        if proofs := headers.getlist(HEADER):
            return self._proven(authorization, ",".join(proofs), exchange)
        token = self._bearer(authorization)
        access = self.access_tokens.find(token)
        if access is not None and access.jkt is not None:
            raise userinfo_refused(
                UserinfoErrorCode.INVALID_TOKEN,
                "a bound token with a proof by its key",
                f"scheme {_BEARER} without proof",
                "header Authorization",
                "send scheme `DPoP` and a proof (RFC 9449, section 7.1)",
            )
        return Presented(token, None)

    def _bearer(self, authorization: str | None) -> str:
        if not authorization:
            raise userinfo_refused(
                UserinfoErrorCode(self.endpoints.profile.userinfo_missing_header_error),
                "`Authorization: Bearer <access token>`",
                "no such header",
                "header Authorization",
                "send the access token of the token answer",
            )
        scheme, _, token = authorization.partition(" ")
        if scheme != _BEARER or not token or " " in token:
            raise userinfo_refused(
                UserinfoErrorCode.INVALID_TOKEN,
                "`Bearer`, one space, the access token",
                f"{scheme[:20]!r} and {len(token.split())} more word(s)",
                "header Authorization",
                "write `Bearer` with a capital B and one space; scheme `DPoP` needs a header `DPoP` beside it",
            )
        return token

    def _proven(self, authorization: str | None, proofs: str, exchange: Exchange) -> Presented:
        """A proof is looked at whatever the scheme; then it has to be over this token and by its key."""
        path = SHORT_USERINFO if exchange.path == SHORT_USERINFO else USERINFO
        urls = tuple(dict.fromkeys(self.endpoints.literal_urls(USERINFO) + self.endpoints.literal_urls(path)))
        try:
            proof = self.proofs.check(proofs, method=exchange.method, urls=urls, exchange=exchange)
        except OAuthError as error:
            raise _bad_proof(error.explanation) from error
        scheme, _, token = (authorization or "").partition(" ")
        if scheme != HEADER or not token:
            raise userinfo_refused(
                UserinfoErrorCode.INVALID_TOKEN,
                "`Authorization: DPoP <access token>`, since there is a proof",
                f"scheme {scheme[:20]!r}" if authorization else "no such header",
                "header Authorization",
                "use scheme `DPoP`, or leave the header `DPoP` out for a token that is not bound",
                challenge=_DPOP_REFUSED,
            )
        self._check_hash(proof, token)
        access = self.access_tokens.find(token)
        if access is not None and access.jkt != proof.thumbprint:
            raise _bad_proof(
                _about_proof(
                    f"a proof by the key with the thumbprint {access.jkt}" if access.jkt else "scheme Bearer",
                    f"one by {proof.thumbprint}",
                    "header DPoP",
                    "use one DPoP key for the whole login, and scheme `DPoP` for its token only",
                )
            )
        return Presented(token, proof)

    def _check_hash(self, proof: Proof, token: str) -> None:
        mend = "compute base64url(SHA-256(access token)) for each proof (RFC 9449 section 4.3)"
        expected, where = "`ath` with the hash of this access token", "claim ath of the DPoP proof"
        if proof.claims.get("ath") is None:
            raise _bad_proof(_about_proof(expected, "none", where, mend))
        if not proof.is_over(token):
            received = f"ath {proof.claims['ath']!r}"[:100]
            raise userinfo_refused(
                UserinfoErrorCode.INVALID_TOKEN, expected, received, where, mend, challenge=_DPOP_REFUSED
            )


def _bad_proof(explanation: Explanation) -> UserinfoError:
    return UserinfoError(UserinfoErrorCode.INVALID_DPOP_PROOF, explanation, challenge=REFUSED_CHALLENGE)


def _about_proof(expected: str, received: str, where: str, mend: str) -> Explanation:
    why = "the proof shows that the token is used by whom it was given to"
    return Explanation(expected=expected, received=received, where=where, why=why, mend=mend)
