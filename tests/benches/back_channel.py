"""e-Signet's back channel in this process: codes are issued straight into the app, the rest goes over HTTP.

Assertions, proofs and checks of tokens are joserfc's, never the suite's own.
"""

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import httpx2
import msgspec
from joserfc import jws, jwt
from joserfc.jwk import ECKey, KeySet, RSAKey
from starlette.testclient import TestClient

from esignet_mock.app import Assembly, assemble
from esignet_mock.authorization.logins import AuthorizedLogin
from esignet_mock.clients.client import Client
from esignet_mock.provider import Provider
from esignet_mock.settings import Settings
from shared.citizens.numbering import Uin
from shared.control.exchange import Exchange
from shared.control.tolerances import Tolerances, parse_tolerances
from shared.settings import Addresses
from shared.world import World, open_world
from tests.support.kit import Kit

PUBLIC: Final = "https://esignet.example"
INTERNAL: Final = "http://esignet-mock:20260"
ASSERTION_TYPE: Final = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
FATHER: Final = Uin("2718201306")
CALLBACK: Final = "http://localhost:3020/callback"
TOKEN_V1: Final = "/v1/esignet/oauth/token"
TOKEN_V2: Final = "/v1/esignet/oauth/v2/token"
USERINFO: Final = "/v1/esignet/oidc/userinfo"
ALGORITHMS: Final = ["RS256", "PS256", "ES256"]


def as_client_key(jwk: Mapping[str, Any]) -> RSAKey:
    """A private JWK as joserfc takes it."""
    return RSAKey.import_key({name: value for name, value in jwk.items() if name not in {"use", "alg"}})


@dataclass
class BackChannelBench:
    """One app over one world, and the default client's private key."""

    world: World
    settings: Settings
    key: RSAKey
    client_id: str = "mock-client_id"
    assembly: Assembly = field(init=False)
    http: TestClient = field(init=False)

    def __post_init__(self) -> None:
        self.assembly = assemble(self.settings, self.world)
        self.http = TestClient(self.assembly.app, base_url="http://testserver", raise_server_exceptions=True)

    @classmethod
    def open(cls, data_dir: Path, *, tolerate: str = "none", **settings: Any) -> "BackChannelBench":
        """An app with these settings over the data directory, whose partner kit holds the client's key."""
        tolerances: Tolerances = parse_tolerances(tolerate)
        world = open_world(data_dir, app="esignet", tolerances=tolerances)
        addresses = settings.pop("addresses", Addresses(public=PUBLIC, internal=PUBLIC, bound="http://127.0.0.1:1"))
        made = Settings(addresses=addresses, data_dir=data_dir, tolerances=tolerances, **settings)
        return cls(world, made, as_client_key(Kit.read(data_dir / "kit").client_jwk))

    @property
    def provider(self) -> Provider:
        """What the app's services have in common."""
        return self.assembly.provider()

    def close(self) -> None:
        self.world.close()

    def register(self, client_id: str, key: RSAKey | ECKey | None = None, **members: Any) -> Client:
        """A further client; with the default client's key unless another one is given."""
        registered: dict[str, Any] = {
            "client_name": client_id,
            "relying_party_id": f"{client_id}-partner",
            "public_key": (key or self.key).as_dict(private=False),
            "user_claims": ("name", "birthdate"),
            "auth_context_refs": ("mosip:idp:acr:generated-code",),
            "redirect_uris": (CALLBACK,),
        }
        client = Client(client_id=client_id, **(registered | members))
        return self.provider.clients.add(client, client_id)

    def issue(self, **changes: Any) -> str:
        """A code, as if the father of the cast had just logged in and consented to his name."""
        login: dict[str, Any] = {
            "transaction_id": secrets.token_urlsafe(12),
            "client_id": self.client_id,
            "redirect_uri": CALLBACK,
            "scopes": ("openid", "profile"),
            "individual_id": str(changes.get("uin", FATHER)),
            "uin": FATHER,
            "auth_time": self.world.clock.now(),
            "acr": ("mosip:idp:acr:generated-code",),
            "accepted_claims": ("name", "birthdate"),
        }
        return self.provider.codes.issue(AuthorizedLogin(**(login | changes)))

    def assertion(
        self, *, key: Any = None, header: Mapping[str, Any] | None = None, alg: str = "RS256", **changes: Any
    ) -> str:
        """A client assertion for the issuer as audience; a claim of `...` is left out."""
        now = int(self.world.clock.now().timestamp())
        claims = {
            "iss": self.client_id,
            "sub": self.client_id,
            "aud": f"{PUBLIC}{TOKEN_V2}",
            "iat": now,
            "exp": now + 60,
            "jti": secrets.token_urlsafe(16),
            **changes,
        }
        claims = {name: value for name, value in claims.items() if value is not ...}
        return jwt.encode({"alg": alg, **(header or {"typ": "JWT"})}, claims, key or self.key, algorithms=[alg])

    def form(self, code: str, **changes: Any) -> dict[str, str]:
        """A complete token request; a field of `...` is left out."""
        fields = {
            "grant_type": "authorization_code",
            "code": code,
            "client_id": self.client_id,
            "redirect_uri": CALLBACK,
            "client_assertion_type": ASSERTION_TYPE,
            **changes,
        }
        if "client_assertion" not in fields:
            fields["client_assertion"] = self.assertion()
        return {name: value for name, value in fields.items() if value is not ...}

    def token(
        self, code: str, *, path: str = TOKEN_V2, headers: Mapping[str, str] | None = None, **changes: Any
    ) -> httpx2.Response:
        return self.http.post(path, data=self.form(code, **changes), headers=dict(headers or {}))

    def access_token(self, **login: Any) -> str:
        """The access token of a whole login."""
        answer = self.token(self.issue(**login))
        assert answer.status_code == 200, answer.text
        token = answer.json()["access_token"]
        assert isinstance(token, str)
        return token

    def userinfo(self, access_token: str, *, path: str = USERINFO, **headers: str) -> httpx2.Response:
        return self.http.get(path, headers={"Authorization": f"Bearer {access_token}", **headers})

    def claims(self, **login: Any) -> dict[str, Any]:
        """The verified userinfo claims of a whole login."""
        answer = self.userinfo(self.access_token(**login))
        assert answer.status_code == 200, answer.headers
        return self.verified(answer.text)[0]

    def verified(self, token: str) -> tuple[dict[str, Any], dict[str, Any]]:
        """Claims and header of a JWS that verifies with the published keys."""
        keys = KeySet.import_key_set(self.http.get("/.well-known/jwks.json").json())
        signed = jws.deserialize_compact(token, keys, algorithms=ALGORITHMS)
        return json.loads(signed.payload), dict(signed.headers())

    def last_exchange(self) -> Exchange:
        """The newest journalled exchange."""
        return next(self.world.journal.newest_first())

    def mended(self, **changes: Any) -> None:
        """Change the father of the cast."""
        self.world.citizens.change(FATHER, lambda citizen: msgspec.structs.replace(citizen, **changes))
