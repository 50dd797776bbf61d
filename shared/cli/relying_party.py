"""A relying party of e-Signet: the least that a login needs, with the kit's key.

Authorization code with PKCE (RFC 7636) and `private_key_jwt` (RFC 7523), endpoints from the discovery document.
"""

import base64
import hashlib
import json
import secrets
from datetime import datetime
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from pathlib import Path
from typing import Any, Final
from urllib.parse import parse_qs, urlencode, urlsplit

from msgspec import Struct

from shared.jwks.client_key import client_key_in
from shared.jwks.kit_files import CLIENT_ID, kit_directory
from shared.jwks.signing import SigningKey

_ASSERTION_TYPE: Final = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
_CLAIMS: Final = ("name", "given_name", "family_name", "birthdate", "gender", "email", "phone_number", "address")
_ACR: Final = "mosip:idp:acr:generated-code"
_TIMEOUT: Final = 10.0
_LIFETIME: Final = 300  # seconds


class LoginFailedError(Exception):
    """e-Signet refused; the text has its error and what it says."""


class AuthorizeRequest(Struct, frozen=True):
    """What the relying party remembers until the browser comes back."""

    url: str
    state: str
    nonce: str
    verifier: str


class RelyingParty(Struct, frozen=True):
    """A registered client that reaches e-Signet at `base`, whatever addresses it advertises."""

    base: str
    client_id: str
    key: SigningKey
    redirect_uri: str
    discovery: dict[str, Any]

    @classmethod
    def of_kit(cls, base: str, data_dir: Path, redirect_uri: str) -> "RelyingParty":
        """The kit's client. Raises `KitError` and `LoginFailedError`."""
        discovery = _json_of(_call(base, "GET", "/.well-known/openid-configuration"))
        return cls(base, CLIENT_ID, client_key_in(kit_directory(data_dir)), redirect_uri, discovery)

    def new_request(self) -> AuthorizeRequest:
        """A new login, asking for everything that OpenCRVS reads."""
        state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
        digest = hashlib.sha256(verifier.encode()).digest()
        parameters = {
            "client_id": self.client_id, "response_type": "code", "scope": "openid profile",
            "redirect_uri": self.redirect_uri, "state": state, "nonce": nonce, "acr_values": _ACR,
            "claims": json.dumps({"userinfo": dict.fromkeys(_CLAIMS), "id_token": {}}),
            "code_challenge": base64.urlsafe_b64encode(digest).rstrip(b"=").decode(),
            "code_challenge_method": "S256",
        }  # fmt: skip
        url = f"{self.discovery['authorization_endpoint']}?{urlencode(parameters)}"
        return AuthorizeRequest(url, state, nonce, verifier)

    def finish(self, request: AuthorizeRequest, location: str, now: datetime) -> dict[str, Any]:
        """Redeem the code with which the browser came back; `now` is the suite's time. Raises `LoginFailedError`."""
        returned = {name: values[0] for name, values in parse_qs(urlsplit(location).query).items()}
        if "code" not in returned:
            raise LoginFailedError(f"e-Signet redirects with {returned.get('error', 'no code')}: {location}")
        tokens = _json_of(self._redeem(returned["code"], request.verifier, int(now.timestamp())))
        userinfo = _call(
            self.base, "GET", self._path("userinfo_endpoint"), {"Authorization": f"Bearer {tokens['access_token']}"}
        )
        return {
            "redirectUrl": location,
            "tokens": tokens,
            "idToken": _claims_of(tokens.get("id_token", "")),
            "userinfo": _claims_of(userinfo.decode()),
        }

    def _redeem(self, code: str, verifier: str, now: int) -> bytes:
        endpoint = self.discovery["token_endpoint"]
        assertion = self.key.sign_jwt(
            {
                "iss": self.client_id, "sub": self.client_id, "aud": endpoint,
                "iat": now, "exp": now + _LIFETIME, "jti": secrets.token_urlsafe(24),
            },
            alg="RS256" if self.key.public.kty == "RSA" else "ES256", header={"typ": "JWT", "kid": None},
        )  # fmt: skip
        form = {
            "grant_type": "authorization_code", "code": code, "redirect_uri": self.redirect_uri,
            "client_id": self.client_id, "client_assertion_type": _ASSERTION_TYPE,
            "client_assertion": assertion, "code_verifier": verifier,
        }  # fmt: skip
        return _call(
            self.base, "POST", self._path("token_endpoint"),
            {"Content-Type": "application/x-www-form-urlencoded"}, urlencode(form),
        )  # fmt: skip

    def _path(self, endpoint: str) -> str:
        return urlsplit(str(self.discovery[endpoint])).path


def _call(base: str, method: str, path: str, headers: dict[str, str] | None = None, body: str | None = None) -> bytes:
    parts = urlsplit(base)
    kind = HTTPSConnection if parts.scheme == "https" else HTTPConnection
    connection = kind(parts.hostname or "", parts.port, timeout=_TIMEOUT)
    try:
        connection.request(method, parts.path + path, body, headers or {})
        response = connection.getresponse()
        content = response.read()
    except (OSError, HTTPException) as error:
        raise LoginFailedError(
            f"e-Signet does not answer at {base}{path} ({str(error) or type(error).__name__})"
        ) from error
    finally:
        connection.close()
    if response.status >= 300:  # noqa: PLR2004 - the success range of HTTP ends there
        explained = response.getheader("X-Mock-Explain")
        more = f"; see: mosip-mocks explain {explained}" if explained else ""
        raise LoginFailedError(f"e-Signet answers {response.status} to {path}: {_error_in(content, response)}{more}")
    return content


def _error_in(content: bytes, response: HTTPResponse) -> str:
    try:
        answer = json.loads(content)
    except ValueError:
        return str(response.getheader("WWW-Authenticate") or "no reason given")
    said = (str(answer[name]) for name in ("error", "error_description") if answer.get(name))
    return ", ".join(dict.fromkeys(said))


def _json_of(content: bytes) -> dict[str, Any]:
    try:
        answer = json.loads(content)
    except ValueError as error:
        raise LoginFailedError("e-Signet answers no JSON") from error
    if not isinstance(answer, dict):
        raise LoginFailedError("e-Signet answers JSON of another shape")
    return answer


def _claims_of(token: str) -> dict[str, Any]:
    """What a JWT says, for people to read: nothing here depends on it, so its signature is not checked."""
    parts = token.split(".")
    if len(parts) != 3:  # noqa: PLR2004 - header, payload, signature; five parts are encrypted
        return {"encrypted": token} if token else {}
    padded = parts[1] + "=" * (-len(parts[1]) % 4)
    claims: dict[str, Any] = json.loads(base64.urlsafe_b64decode(padded))
    return claims
