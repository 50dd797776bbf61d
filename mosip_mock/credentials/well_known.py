"""`/.well-known` documents of the credential issuer, and the data shares.

Shapes: mosip/documentation `well-known.md`. They resolve to this mock, which the real internal credential ids do not.
"""

from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import quote

from msgspec import Struct
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from mosip_mock.credentials.shares import DataShares
from mosip_mock.paths import DATA_SHARES, WELL_KNOWN
from shared.jwks import certificates
from shared.jwks.keyring import KeyName, KeyRing
from shared.wire import json_response

CONTEXT_PATH: Final = f"{WELL_KNOWN}/mosip-context.json"
CONTROLLER_PATH: Final = f"{WELL_KNOWN}/controller.json"
KEY_PATH: Final = f"{WELL_KNOWN}/public-key.json"
_SECURITY_V2: Final = "https://w3id.org/security/v2"


class WellKnownRoutes(Struct, frozen=True):
    """Key, controller and context that a verifier of the proof asks for."""

    keys: KeyRing
    shares: DataShares
    public_url: str
    mosip_context: Mapping[str, Any]

    def routes(self) -> list[BaseRoute]:
        return [
            Route(KEY_PATH, self.public_key, methods=["GET"]),
            Route(CONTROLLER_PATH, self.controller, methods=["GET"]),
            Route(CONTEXT_PATH, self.context, methods=["GET"]),
            Route(DATA_SHARES + "/{policy}/{partner}/{key}", self.share, methods=["GET"]),
        ]

    async def public_key(self, _: Request) -> Response:
        pem = certificates.public_key_pem(self.keys.certificate(KeyName.CREDENTIAL)).decode()
        return json_response(
            {
                "@context": _SECURITY_V2,
                "type": "RsaVerificationKey2018",
                "id": self.public_url + KEY_PATH,
                "controller": self.public_url + CONTROLLER_PATH,
                "publicKeyPem": pem.replace("\r\n", "\n").replace("\n", "\r\n"),
            }
        )

    async def controller(self, _: Request) -> Response:
        return json_response(
            {
                "@context": _SECURITY_V2,
                "id": self.public_url + CONTROLLER_PATH,
                "assertionMethod": [self.public_url + KEY_PATH],
            }
        )

    async def context(self, _: Request) -> Response:
        return json_response(self.mosip_context)

    async def share(self, request: Request) -> Response:
        found = request.path_params
        names = (quote(found["policy"], safe=""), quote(found["partner"], safe=""), found["key"])
        text = self.shares.find("/".join(names))
        return PlainTextResponse(text) if text is not None else PlainTextResponse("no such share", 404)
