"""`/v1/mock-identity-system/...`, without authentication; errors have `message` in the place of `errorMessage`.

Source: mosip/esignet-mock-services `controller/*`.
"""

from collections.abc import Awaitable, Callable
from typing import Any

import msgspec
from msgspec import Struct
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from esignet_mock.clients.registry import Clients
from esignet_mock.endpoints import MOCK_IDENTITY_SYSTEM
from esignet_mock.envelope import Enveloped, EnvelopeRefusal, refuse_violations
from esignet_mock.mockidentity.errors import IdentityCode as Code
from esignet_mock.mockidentity.errors import IdentityError, refused
from esignet_mock.mockidentity.identities import Identities, presented
from esignet_mock.mockidentity.kyc import Kyc, KycAuthRequest, KycExchangeRequest, OtpRequest
from esignet_mock.mockidentity.schema import FIELDS, LANGUAGE_LISTS, OPTIONAL_LISTS, REQUIRED
from shared.control.exchange import exchange_of
from shared.jwks.jwks import public_jwks
from shared.jwks.keyring import KeyName, KeyRing
from shared.jwks.public_key import InvalidKeyError, PublicKey
from shared.wire import WireError, json_response, read_json

Handler = Callable[[Request], Awaitable[Response]]


class _PartnerRequest(msgspec.Struct, frozen=True, rename="camel"):
    partner_id: str | None = None
    client_id: str | None = None
    key: Any = None
    status: str | None = None


class MockIdentityRoutes(Struct, frozen=True):
    """Identities, partners, and the calls of e-Signet's mock plugin."""

    identities: Identities
    kyc: Kyc
    clients: Clients
    keys: KeyRing
    enveloped: Enveloped

    def routes(self) -> list[BaseRoute]:
        party = "/{relying_party_id}/{client_id}"
        paths: tuple[tuple[str, str, Handler], ...] = (
            ("POST", "/identity", self.add),
            ("PUT", "/identity", self.change),
            ("POST", "/identity/add-verified-claim", self.add_verified_claim),
            ("GET", "/identity/ui-spec", self.ui_spec),
            ("GET", "/identity/identity-schema", self.identity_schema),
            ("GET", "/identity/{individual_id}", self.show),
            ("POST", "/partner", self.partner),
            ("POST", f"/send-otp{party}", self.send_otp),
            ("POST", f"/kyc-auth{party}", self.kyc_auth),
            ("POST", f"/v2/kyc-auth{party}", self.kyc_auth),
            ("POST", f"/kyc-exchange{party}", self.kyc_exchange),
            ("POST", f"/v2/kyc-exchange{party}", self.kyc_exchange),
            ("POST", f"/v3/kyc-exchange{party}", self.kyc_exchange),
            ("GET", "/keys.json", self.keys_json),
        )
        return [
            Route(MOCK_IDENTITY_SYSTEM + path, self._enveloped(handler), methods=[method])
            for method, path, handler in paths
        ]

    def _enveloped(self, handler: Handler) -> Handler:
        async def enveloped(request: Request) -> Response:
            exchange_of(request.scope).service = "mockidentity"
            try:
                return await handler(request)
            except EnvelopeRefusal as refusal:
                return self.enveloped.refusal(request, refusal)
            except WireError as error:
                return self.enveloped.refusal(request, IdentityError(Code.INVALID_REQUEST, error.explanation))

        return enveloped

    # Identities

    async def add(self, request: Request) -> Response:
        identity, violations = await self.enveloped.read(request, dict[str, Any])
        citizen = self.identities.add(identity, violations)
        exchange_of(request.scope).tag(uin=citizen.uin)
        return self.enveloped.answer({"status": "mock identity data created successfully"})

    async def change(self, request: Request) -> Response:
        identity, violations = await self.enveloped.read(request, dict[str, Any])
        citizen = self.identities.change(identity, violations)
        exchange_of(request.scope).tag(uin=citizen.uin)
        return self.enveloped.answer({"status": "mock Identity data updated successfully"})

    async def show(self, request: Request) -> Response:
        return self.enveloped.answer(presented(self.identities.get(request.path_params["individual_id"])))

    async def add_verified_claim(self, request: Request) -> Response:
        claim, violations = await self.enveloped.read(request, dict[str, Any])
        self.identities.add_verified_claim(claim, violations)
        return self.enveloped.answer({"status": "Verified Claim added successfully"})

    async def ui_spec(self, _: Request) -> Response:
        lists = (*LANGUAGE_LISTS, *OPTIONAL_LISTS)
        fields = [
            {"id": name, "type": "simpleType" if name in lists else "string", "required": name in REQUIRED}
            for name in FIELDS
        ]
        return self.enveloped.answer({"schema": fields, "errors": {}, "language": {"mandatory": ["eng"]}})

    async def identity_schema(self, _: Request) -> Response:
        text: dict[str, Any] = {"type": "string"}
        entry = {"type": "object", "required": ["language", "value"], "properties": {"language": text, "value": text}}
        lists = (*LANGUAGE_LISTS, *OPTIONAL_LISTS)
        properties = {name: {"type": "array", "items": entry} if name in lists else text for name in FIELDS}
        schema = {"type": "object", "required": REQUIRED, "properties": properties, "additionalProperties": False}
        return self.enveloped.answer({"$schema": "http://json-schema.org/draft-07/schema#", **schema})

    # Partners

    async def partner(self, request: Request) -> Response:
        """The key that the client's userinfo is encrypted to."""
        wanted, violations = await self.enveloped.read(request, _PartnerRequest)
        refuse_violations(violations)
        try:
            key = msgspec.json.decode(wanted.key) if isinstance(wanted.key, str) else wanted.key
            _ = PublicKey.from_jwk(key).rsa
        except (InvalidKeyError, msgspec.DecodeError, RecursionError) as error:
            raise refused(
                Code.PARTNER_KEY,
                expected="a public RSA key as the JSON text of a JWK",
                received=str(error)[:120],
                where="request.key",
                why="userinfo of clients that want JWE is encrypted to it",
                mend='send "key": "{\\"kty\\":\\"RSA\\",\\"n\\":...,\\"e\\":\\"AQAB\\"}"',
            ) from error
        client_id = wanted.client_id or ""
        self.kyc.partner_keys.put(client_id, key)
        self.clients.change(client_id, lambda client: msgspec.structs.replace(client, enc_public_key=key))
        return self.enveloped.answer("Partner details added successfully")

    # What e-Signet's mock plugin calls

    async def send_otp(self, request: Request) -> Response:
        wanted = await read_json(request, OtpRequest)
        sent = self.kyc.send_otp(wanted)
        return self.enveloped.answer(
            {
                "transactionId": wanted.transaction_id,
                "maskedEmail": sent.masked_email,
                "maskedMobile": sent.masked_mobile,
            }
        )

    async def kyc_auth(self, request: Request) -> Response:
        wanted = await read_json(request, KycAuthRequest)
        return self.enveloped.answer(self.kyc.authenticate(wanted, request.path_params["relying_party_id"]))

    async def kyc_exchange(self, request: Request) -> Response:
        wanted = await read_json(request, KycExchangeRequest)
        return self.enveloped.answer({"kyc": self.kyc.kyc(wanted, request.path_params["client_id"])})

    async def keys_json(self, _: Request) -> Response:
        return json_response(public_jwks(self.keys.published(KeyName.KYC)))
