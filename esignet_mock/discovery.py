"""What e-Signet publishes about itself: OpenID configuration, authorization server metadata, key set.

Keys and values are those of mosip/esignet v1.8.0 (`application-default.properties`), placeholders included; what
came with later releases is left out of the older profiles' documents. OpenID Connect Discovery 1.0, RFC 8414.
"""

from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import urlsplit

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from esignet_mock.claims import ACRS, CLAIMS_SUPPORTED, OPENID_SCOPES
from esignet_mock.endpoints import AUTHORIZE, JWKS, PAR, SERVICE, TOKEN_V2, USERINFO, Endpoints
from shared.jwks.jwks import public_jwks
from shared.jwks.keyring import KeyName, KeyRing

OPENID_CONFIGURATION: Final = (
    "/.well-known/openid-configuration",
    f"{SERVICE}/oidc/.well-known/openid-configuration",
)
SERVER_METADATA: Final = (
    "/.well-known/oauth-authorization-server",
    f"{SERVICE}/oauth/.well-known/oauth-authorization-server",
)
KEY_SET: Final = (JWKS, f"{SERVICE}/oauth{JWKS}")
SIGNERS: Final = (KeyName.ESIGNET, KeyName.KYC)

_CORS: Final = {"Access-Control-Allow-Origin": "*"}
_DPOP_ALGORITHMS: Final = ("RS256", "PS256")


class DiscoveryRoutes:
    """The three documents, each serialised once; any web page may read them."""

    def __init__(self, endpoints: Endpoints, keys: KeyRing) -> None:
        self._key_set = KeySet(keys)
        addresses = endpoints.addresses
        self._internal_host = urlsplit(addresses.internal).netloc
        self._public = _Documents(endpoints, addresses.public)
        self._internal = (
            self._public if addresses.internal == addresses.public else _Documents(endpoints, addresses.internal)
        )

    @property
    def key_set(self) -> "KeySet":
        """The published keys, for whoever rotates them."""
        return self._key_set

    def routes(self) -> list[BaseRoute]:
        return [
            *(Route(path, self.openid_configuration, methods=["GET"]) for path in OPENID_CONFIGURATION),
            *(Route(path, self.server_metadata, methods=["GET"]) for path in SERVER_METADATA),
            *(Route(path, self.jwks, methods=["GET"]) for path in KEY_SET),
        ]

    async def openid_configuration(self, request: Request) -> Response:
        return _json(self._documents(request).openid_configuration)

    async def server_metadata(self, request: Request) -> Response:
        return _json(self._documents(request).server_metadata)

    async def jwks(self, _: Request) -> Response:
        return _json(self._key_set.document())

    def _documents(self, request: Request) -> "_Documents":
        """Those for who came by the internal address name endpoints there; issuer and login page stay public."""
        return self._internal if request.headers.get("host") == self._internal_host else self._public


class KeySet:
    """The JWKS: keys of e-Signet, then those of the KYC signer, old ones while they overlap.

    Frozen, it stays as it is while the keys are rotated: a cache in front of e-Signet, or a client's own.
    """

    def __init__(self, keys: KeyRing) -> None:
        self._keys = keys
        self._kids: tuple[str, ...] = ()
        self._document = b""
        self.is_frozen = False

    def freeze(self, *, frozen: bool) -> None:
        """Keep the document as it is now, or follow the keys again."""
        if frozen:
            self.document()
        self.is_frozen = frozen

    def document(self) -> bytes:
        """As JSON, serialised again only when the published keys changed."""
        if self.is_frozen:
            return self._document
        published = [key for signer in SIGNERS for key in self._keys.published(signer)]
        kids = tuple(key.kid for key in published)
        if kids != self._kids:
            self._document, self._kids = msgspec.json.encode(public_jwks(published)), kids
        return self._document


class _Documents:
    """The two metadata documents, with back-channel endpoints at `base`."""

    def __init__(self, endpoints: Endpoints, base: str) -> None:
        self.openid_configuration = msgspec.json.encode(_openid_configuration(endpoints, base))
        self.server_metadata = msgspec.json.encode(_server_metadata(endpoints, base))


def _shared_members(endpoints: Endpoints, base: str) -> dict[str, Any]:
    profile = endpoints.profile
    members: dict[str, Any] = {
        "issuer": endpoints.issuer,
        "authorization_endpoint": f"{endpoints.addresses.public}{AUTHORIZE}",
        "token_endpoint": f"{base}{TOKEN_V2}",
        "jwks_uri": f"{base}{JWKS}",
        "token_endpoint_auth_methods_supported": ["private_key_jwt"],
        "token_endpoint_auth_signing_alg_values_supported": profile.assertion_algorithms,
        "scopes_supported": OPENID_SCOPES,
        "response_modes_supported": ["query"],
        "response_types_supported": ["code"],
    }
    if profile.has_par:
        members["pushed_authorization_request_endpoint"] = f"{base}{PAR}"
        members["authorization_response_iss_parameter_supported"] = True
    return members


def _openid_configuration(endpoints: Endpoints, base: str) -> Mapping[str, Any]:
    profile = endpoints.profile
    signing = ["RS256", "PS256"] if profile.has_par else ["RS256"]
    document = _shared_members(endpoints, base) | {
        "userinfo_endpoint": f"{base}{USERINFO}",
        "acr_values_supported": ACRS,
        "userinfo_signed_response_alg": profile.token_algorithm,
        "userinfo_signing_alg_values_supported": signing,
        # The original has this placeholder, and names another content encryption than it uses (A256GCM).
        "userinfo_encryption_alg_values_supported": ["RSAXXXXX"],
        "userinfo_encryption_enc_values_supported": ["A128GCM"],
        "id_token_signed_response_alg": profile.token_algorithm,
        "id_token_signing_alg_values_supported": signing,
        "claim_types_supported": ["normal"],
        "claims_parameter_supported": True,
        "display_values_supported": ["page", "popup", "touch", "wap"],
        "subject_types_supported": ["pairwise"],
        "claims_supported": CLAIMS_SUPPORTED,
        "claims_locales_supported": ["en"],
        "ui_locales_supported": ["en"],
        "request_parameter_supported": False,
        "claims_in_verified_claims_supported": CLAIMS_SUPPORTED[:7],
        "code_challenge_methods_supported": ["S256"],
    }
    if profile.has_par:
        document["dpop_signing_alg_values_supported"] = _DPOP_ALGORITHMS
        document["require_pushed_authorization_requests"] = False
    return document


def _server_metadata(endpoints: Endpoints, base: str) -> Mapping[str, Any]:
    return _shared_members(endpoints, base) | {"grant_types_supported": ["authorization_code"]}


def _json(document: bytes) -> Response:
    return Response(document, headers=_CORS, media_type="application/json")
