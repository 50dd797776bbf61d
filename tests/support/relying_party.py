"""A relying party of e-Signet: OpenCRVS' `mosip-api` in its releases, and a strict one that does all the RFCs ask for.

Tokens are made and checked by joserfc, never by the suite's own code.
"""

import hashlib
import json
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import quote, urlencode

import httpx2
from joserfc import jws, jwt
from joserfc.jwk import KeySet, RSAKey

from tests.support.ida_styles import base64url
from tests.support.login_page import Browser, Redirected
from tests.support.opencrvs_flavours import Flavour
from tests.support.plain_http import get, post

ASSERTION_TYPE: Final = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
_SIGNATURES: Final = ["RS256", "PS256", "ES256"]


@dataclass(frozen=True)
class UserInfo:
    """The claims of a userinfo answer whose signature was verified, and the header that it had."""

    claims: dict[str, Any]
    header: dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class RelyingParty:
    """One client of e-Signet. `jwk` is its private key."""

    esignet_url: str
    jwk: Mapping[str, Any]
    client_id: str = "mock-client_id"
    redirect_uri: str = "http://localhost:3020/drafts/5f1d8f9c-2b1e-4a3c-9d55-0c1c2f6a7b11/events/birth/informant"

    def authorize_url(self, flavour: Flavour) -> str:
        """The address behind the button of this OpenCRVS release."""
        parameters = {
            "client_id": self.client_id,
            "response_type": "code",
            "scope": "openid profile",
            "acr_values": flavour.acr_values,
            "claims": flavour.claims,
            **({"state": flavour.state} if flavour.state else {}),
        }
        redirect_uri = quote(self.redirect_uri, safe="") if flavour.redirect_uri_encoded else self.redirect_uri
        return f"{self.esignet_url}/authorize?{urlencode(parameters)}&redirect_uri={redirect_uri}"

    def strict_authorize_url(self, **changes: str | None) -> str:
        """An authorize request that every release of e-Signet takes; `None` leaves a parameter out."""
        claims = {"userinfo": {"name": {"essential": True}, "birthdate": None, "gender": None}, "id_token": {}}
        parameters: dict[str, str | None] = {
            "client_id": self.client_id,
            "response_type": "code",
            "scope": "openid profile",
            "acr_values": "mosip:idp:acr:generated-code",
            "claims": json.dumps(claims, separators=(",", ":")),
            "claims_locales": "en",
            "state": secrets.token_urlsafe(12),
            "nonce": secrets.token_urlsafe(12),
            "redirect_uri": self.redirect_uri,
            **changes,
        }
        given = {name: value for name, value in parameters.items() if value is not None}
        return f"{self.esignet_url}/authorize?{urlencode(given)}"

    def log_in(self, authorize_url: str, individual_id: str) -> Redirected:
        """The user's part, up to the redirect. Raises `LoginRefusedError`."""
        with Browser() as browser:
            return browser.log_in(authorize_url, individual_id, self.redirect_uri)

    def client_assertion(self, audience: str | list[str], **changes: Any) -> str:
        """A JWT that proves who the client is (RFC 7523); a claim of `None` is left out."""
        now = int(time.time())
        claims = {
            "iss": self.client_id,
            "sub": self.client_id,
            "aud": audience,
            "iat": now,
            "exp": now + 3600,
            "jti": secrets.token_urlsafe(16),
            **changes,
        }
        claims = {name: value for name, value in claims.items() if value is not None}
        return jwt.encode({"alg": "RS256", "typ": "JWT"}, claims, RSAKey.import_key(dict(self.jwk)))

    def opencrvs_token(self, code: str, flavour: Flavour, *, path: str = "/oauth/token") -> httpx2.Response:
        """The token call of `mosip-api`: its own URL as audience, `jti` since 2.x, the redirect URI cut at `?`."""
        url = f"{self.esignet_url}{path}"
        assertion = self.client_assertion(url, **({} if flavour.assertion_with_jti else {"jti": None}))
        form = {
            "code": code,
            "client_id": self.client_id,
            "redirect_uri": self.redirect_uri.partition("?")[0],
            "grant_type": "authorization_code",
            "client_assertion_type": ASSERTION_TYPE,
            "client_assertion": assertion,
        }
        return post(url, data=form)

    def token(self, code: str, *, headers: Mapping[str, str] | None = None, **changes: str) -> httpx2.Response:
        """The token call of the strict client, at the advertised endpoint with itself as audience."""
        endpoint = self.discovery()["token_endpoint"]
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "client_id": self.client_id,
            "redirect_uri": self.redirect_uri,
            "client_assertion_type": ASSERTION_TYPE,
            "client_assertion": self.client_assertion(endpoint),
            **changes,
        }
        return post(endpoint, data=form, headers=dict(headers or {}))

    def pushed_authorization(self, parameters: Mapping[str, str], **changes: str) -> httpx2.Response:
        """RFC 9126: the authorize parameters by a back channel; the answer has the `request_uri`."""
        endpoint = self.discovery()["pushed_authorization_request_endpoint"]
        form = {
            **parameters,
            "client_id": self.client_id,
            "redirect_uri": self.redirect_uri,
            "client_assertion_type": ASSERTION_TYPE,
            "client_assertion": self.client_assertion(endpoint),
            **changes,
        }
        return post(endpoint, data=form)

    def userinfo(self, access_token: str, *, path: str = "/oidc/userinfo", **headers: str) -> httpx2.Response:
        given = {"Authorization": f"Bearer {access_token}", **headers}
        return get(f"{self.esignet_url}{path}", headers=given)

    def verified(self, compact: str) -> UserInfo:
        """Claims and header of a JWS whose signature verifies with a key of the published JWKS.

        Raises joserfc's errors when it does not.
        """
        signed = jws.deserialize_compact(compact, self.jwks(), algorithms=_SIGNATURES)
        claims = json.loads(signed.payload)
        assert isinstance(claims, dict)
        return UserInfo(claims, dict(signed.headers()))

    def discovery(self) -> dict[str, Any]:
        answer = get(f"{self.esignet_url}/.well-known/openid-configuration")
        assert answer.status_code == 200, answer.text
        document = answer.json()
        assert isinstance(document, dict)
        return document

    def jwks(self) -> KeySet:
        """The published keys, at the address that discovery names."""
        answer = get(self.discovery()["jwks_uri"])
        assert answer.status_code == 200, answer.text
        return KeySet.import_key_set(answer.json())


@dataclass(frozen=True)
class Pkce:
    """RFC 7636 with S256."""

    verifier: str = field(default_factory=lambda: secrets.token_urlsafe(48))

    @property
    def challenge(self) -> str:
        return base64url(hashlib.sha256(self.verifier.encode()).digest())


@dataclass(frozen=True)
class DpopKey:
    """RFC 9449: a key of the client's own that tokens are bound to."""

    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048))

    @property
    def thumbprint(self) -> str:
        return self.key.thumbprint()

    def proof(self, method: str, url: str, **changes: Any) -> str:
        """A proof for this request. Further claims: `nonce`, `ath`; `None` leaves one out."""
        claims = {"htm": method, "htu": url, "iat": int(time.time()), "jti": secrets.token_urlsafe(16), **changes}
        claims = {name: value for name, value in claims.items() if value is not None}
        header = {"alg": "RS256", "typ": "dpop+jwt", "jwk": self.key.as_dict(private=False)}
        return jwt.encode(header, claims, self.key)

    @staticmethod
    def hash_of(access_token: str) -> str:
        """The `ath` claim."""
        return base64url(hashlib.sha256(access_token.encode()).digest())
