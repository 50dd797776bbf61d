"""Whether a userinfo request may have what its access token opens, checked in e-Signet's order.

Source: mosip/esignet `OpenIdConnectController`, `OpenIdConnectServiceImpl.getUserInfo`,
`TokenServiceImpl.verifyAccessToken`.
"""

from typing import Final

from msgspec import Struct
from starlette.datastructures import Headers

from esignet_mock.clients.registry import Clients
from esignet_mock.endpoints import Endpoints
from esignet_mock.profiles import Profile
from esignet_mock.token.dpop import DpopNonces, Proof, nonce_headers, nonce_needed
from esignet_mock.userinfo.access_tokens import AccessTokens, GrantedAccess
from esignet_mock.userinfo.encryption import encrypted_by_esignet
from esignet_mock.userinfo.errors import UserinfoError, UserinfoErrorCode, userinfo_refused
from esignet_mock.userinfo.faulty import spoilt_userinfo
from esignet_mock.userinfo.presented_token import PresentedTokens
from shared.control.exchange import Exchange
from shared.control.faults.registry import Faults
from shared.jwks.keyring import KeyRing
from shared.jwks.public_key import InvalidKeyError
from shared.jwks.verifying import InvalidTokenError, parse_jws

_ACCEPTED: Final = frozenset({"application/jwt", "application/*", "*/*"})


class Opened(Struct, frozen=True):
    """The body of the answer, and whether it shall be held back as a magic UIN asks for."""

    userinfo: str
    is_slow: bool


class UserinfoAccess(Struct, frozen=True, kw_only=True):
    """The userinfo endpoint's work."""

    endpoints: Endpoints
    presented: PresentedTokens
    access_tokens: AccessTokens
    clients: Clients
    nonces: DpopNonces
    faults: Faults
    keys: KeyRing

    def open(self, method: str, headers: Headers, exchange: Exchange) -> Opened:
        """What this request gets. Raises `UserinfoError`."""
        filtered = self.presented.of(headers, exchange) if self._profile.has_par else None
        self._check_request(method, headers.getlist("accept"))
        token, proof = filtered or self.presented.of(headers, exchange)
        access = self._access(token)
        exchange.tag(client=access.client_id, uin=access.uin, transaction=access.transaction_id)
        if proof is not None:
            self._check_nonce(access, proof)
        userinfo = self._userinfo(access)
        fault = self.faults.named("userinfo", client=access.client_id, uin=access.uin)
        if fault:
            exchange.met(fault)
            userinfo = spoilt_userinfo(userinfo, fault, self.keys, self.clients.find(access.client_id))
        return Opened(userinfo, is_slow=access.magic == "userinfo-slow")

    @property
    def _profile(self) -> Profile:
        return self.endpoints.profile

    def _check_request(self, method: str, accept: list[str]) -> None:
        knows_status = self._profile.accept_refused_status == 406  # noqa: PLR2004 - Not Acceptable
        if method not in {"GET", "HEAD"}:
            raise userinfo_refused(
                UserinfoErrorCode.METHOD_NOT_ALLOWED if knows_status else UserinfoErrorCode.UNKNOWN_ERROR,
                "GET",
                method,
                "method",
                "ask by GET with the token in the header `Authorization`",
            )
        if accept and not any(_accepts_jwt(value) for value in accept):
            raise userinfo_refused(
                UserinfoErrorCode.NOT_ACCEPTABLE if knows_status else UserinfoErrorCode.UNKNOWN_ERROR,
                "an `Accept` that allows application/jwt",
                f"Accept: {', '.join(accept)}"[:200],
                "header Accept",
                "leave `Accept` out, or send `application/jwt` or `*/*`; the answer is a JWT, never JSON",
            )

    def _access(self, token: str) -> GrantedAccess:
        access = self.access_tokens.find(token)
        if access is None:
            raise userinfo_refused(
                UserinfoErrorCode.INVALID_TOKEN,
                "an access token that this server handed out",
                _what_came(token),
                "header Authorization",
                "send `access_token` of the token answer, unchanged",
            )
        if self.access_tokens.is_expired(access):
            raise userinfo_refused(
                UserinfoErrorCode.INVALID_TOKEN,
                "an access token that still works",
                f"one that expired at {access.expires_at:%Y-%m-%dT%H:%M:%SZ}",
                "header Authorization",
                "fetch userinfo right after the token; there is no refresh token, so let the person log in again",
            )
        if access.magic == "userinfo-refused" or not access.userinfo:
            raise userinfo_refused(
                UserinfoErrorCode.INVALID_TOKEN,
                "an access token that opens userinfo",
                "one for a credential" if not access.userinfo else "one of a magic UIN that never does",
                "header Authorization",
                "log in with scope `openid`, as another person",
            )
        return access

    def _check_nonce(self, access: GrantedAccess, proof: Proof) -> None:
        nonce = self.nonces.challenge(access.transaction_id, proof)
        if nonce is not None:
            code = UserinfoErrorCode.USE_DPOP_NONCE
            challenge = f'DPoP error="{code}"'
            raise UserinfoError(code, nonce_needed(proof), challenge=challenge, headers=nonce_headers(nonce))

    def _userinfo(self, access: GrantedAccess) -> str:
        """As frozen at token time; encrypted on the way out if that is this release's part."""
        client = self.clients.find(access.client_id) if access.is_to_encrypt else None
        if client is None:
            return access.userinfo
        try:
            return encrypted_by_esignet(access.userinfo, client)
        except InvalidKeyError as error:
            raise userinfo_refused(
                UserinfoErrorCode.UNKNOWN_ERROR,
                "an RSA key to encrypt userinfo to",
                str(error),
                "registered encPublicKey",
                "register it: `PATCH /client-mgmt/client/{client_id}` with `encPublicKey`",
            ) from error


def _accepts_jwt(accept: str) -> bool:
    """Whether one of the ranges takes `application/jwt` (RFC 9110, section 12.5.1); `q=0` excludes."""
    for media_range in accept.lower().split(","):
        name, *parameters = (part.strip() for part in media_range.split(";"))
        quality = next((p[2:].strip() for p in parameters if p.startswith("q=")), "1")
        if name in _ACCEPTED and quality.strip("0.") != "":
            return True
    return False


def _what_came(token: str) -> str:
    try:
        header = parse_jws(token).header
    except InvalidTokenError as error:
        return f"no JWT: {error.received}"
    return f"a JWT with kid {header.get('kid')!r} that is changed, from another server, or forgotten by a restart"[:200]
