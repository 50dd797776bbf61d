"""ID and access tokens as this release makes them.

Source: mosip/esignet `TokenServiceImpl.getIDToken`, `getAccessToken`; OpenID Connect Core section 2.
"""

from datetime import datetime, timedelta
from typing import Any, Final

import msgspec
from msgspec import Struct

from esignet_mock.authorization.logins import AuthorizedLogin
from esignet_mock.claims import CREDENTIAL_SCOPES
from esignet_mock.endpoints import CREDENTIAL, Endpoints
from esignet_mock.token.faulty import spoilt_id_token
from esignet_mock.userinfo.access_tokens import half_hash
from shared.draws import RANDOM, Draw
from shared.jwks.keyring import KeyName, KeyRing
from shared.jwks.signing import SigningKey

LIFETIME: Final = timedelta(seconds=3600)
_NONCE_LIFETIME: Final = 40
_NONCE_BYTES: Final = 15


class TokenAnswer(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The body of a successful answer, in the order of the original."""

    id_token: str | None = None
    token_type: str
    access_token: str
    expires_in: int
    c_nonce: str | None = None
    c_nonce_expires_in: int | None = None


class Minted(Struct, frozen=True):
    """The answer, the hash of its access token, and until when that works."""

    answer: TokenAnswer
    at_hash: str
    expires_at: datetime


class Tokens(Struct, frozen=True):
    """Makes and signs tokens for one server."""

    endpoints: Endpoints
    keys: KeyRing
    draw: Draw = RANDOM

    def mint(
        self, login: AuthorizedLogin, *, subject: str, jkt: str | None, now: datetime, fault: str | None = None
    ) -> Minted:
        """The tokens of a login. `jkt` binds the access token to the client's DPoP key, `fault` spoils the ID token."""
        lifetime = LIFETIME
        if login.consent_expires_in is not None:
            # `expires_in` goes on saying 3600 in the original, too.
            lifetime = min(lifetime, timedelta(seconds=login.consent_expires_in))
        issued = int(now.timestamp())
        common = {
            "iss": self.endpoints.token_issuer,
            "sub": subject,
            "aud": login.client_id,
            "iat": issued,
            "exp": issued + int(lifetime.total_seconds()),
        }
        nonce = self.draw.token(_NONCE_BYTES) if is_for_credential(login) else None
        key = self.keys.signing(KeyName.ESIGNET)
        access_token = self._signed(common | self._access_claims(login, jkt, nonce), key)
        at_hash = half_hash(access_token)
        answer = TokenAnswer(
            id_token=None if nonce else self._id_token(common | self._id_claims(login, at_hash), key, fault),
            token_type="DPoP" if jkt else "Bearer",
            access_token=access_token,
            expires_in=int(LIFETIME.total_seconds()),
            c_nonce=nonce,
            c_nonce_expires_in=_NONCE_LIFETIME if nonce else None,
        )
        return Minted(answer, at_hash, now + lifetime)

    def _access_claims(self, login: AuthorizedLogin, jkt: str | None, nonce: str | None) -> dict[str, Any]:
        claims: dict[str, Any] = {"client_id": login.client_id}
        if is_for_credential(login):
            claims["aud"] = f"{self.endpoints.addresses.public}{CREDENTIAL}"
        if self.endpoints.profile.azp_in_access_token:
            claims["azp"] = login.client_id
        if login.permitted_scopes:
            claims["scope"] = " ".join(login.permitted_scopes)
        if nonce:
            claims |= {"c_nonce": nonce, "c_nonce_expires_in": _NONCE_LIFETIME}
        if jkt:
            claims["cnf"] = {"jkt": jkt}
        return claims

    def _id_claims(self, login: AuthorizedLogin, at_hash: str) -> dict[str, Any]:
        claims: dict[str, Any] = {
            "auth_time": int(login.auth_time.timestamp()),
            "acr": " ".join(login.acr),
            "at_hash": at_hash,
        }
        if login.nonce is not None or self.endpoints.profile.null_nonce_in_id_token:
            claims["nonce"] = login.nonce
        return claims

    def _id_token(self, claims: dict[str, Any], key: SigningKey, fault: str | None) -> str | None:
        if fault == "id-token-missing":
            return None
        if fault is not None:
            return spoilt_id_token(claims, fault, self.keys, self.endpoints.profile.token_algorithm)
        return self._signed(claims, key)

    def _signed(self, claims: dict[str, Any], key: SigningKey) -> str:
        return key.sign_jwt(claims, alg=self.endpoints.profile.token_algorithm)


def is_for_credential(login: AuthorizedLogin) -> bool:
    """Whether the login was for a verifiable credential instead of claims."""
    return any(scope in CREDENTIAL_SCOPES for scope in login.scopes)
