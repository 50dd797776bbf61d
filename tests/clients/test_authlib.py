"""Authlib as a relying party: discovery, PKCE, private_key_jwt, the ID token verified with the published keys."""

import json
import secrets
from collections.abc import Callable
from typing import Any

import pytest
from authlib.integrations.base_client.sync_app import BaseApp, OAuth2Mixin
from authlib.integrations.base_client.sync_openid import OpenIDMixin
from authlib.integrations.requests_client import OAuth2Session
from authlib.oauth2.rfc7523 import PrivateKeyJWT
from joserfc import jws
from joserfc.errors import InvalidClaimError
from joserfc.jwk import KeySet

from tests.support.login_page import Browser
from tests.support.one_esignet import FATHER, Esignet

StartEsignet = Callable[..., Esignet]
CLAIMS = '{"userinfo":{"name":{"essential":true},"birthdate":{"essential":true},"gender":null}}'


class RelyingParty(OAuth2Mixin, OpenIDMixin, BaseApp):  # type: ignore[misc]  # Authlib ships no types
    """Authlib's client without a web framework around it."""

    client_cls = OAuth2Session

    def __init__(self, esignet: Esignet) -> None:
        members = ("kty", "n", "e", "d", "p", "q", "dp", "dq", "qi")
        super().__init__(
            framework=None,
            client_id=esignet.client_id,
            client_secret={name: esignet.jwk[name] for name in members},
            client_kwargs={
                "scope": "openid profile",
                "token_endpoint_auth_method": "private_key_jwt",
                "code_challenge_method": "S256",
            },
            client_auth_methods=[PrivateKeyJWT()],
            server_metadata_url=f"{esignet.issuer}/.well-known/openid-configuration",
        )
        self._redirect_uri = esignet.redirect_uri

    def log_in(self, individual_id: str, nonce: str) -> dict[str, Any]:
        """The token answer of a login in a browser."""
        start = self.create_authorization_url(self._redirect_uri, nonce=nonce, claims=CLAIMS)
        with Browser() as browser:
            returned = browser.log_in(start["url"], individual_id, self._redirect_uri)
        assert returned.parameters["state"] == start["state"]
        token = self.fetch_access_token(
            self._redirect_uri, code=returned.parameters["code"], code_verifier=start["code_verifier"]
        )
        assert isinstance(token, dict)
        return token

    def verified_userinfo(self, token: dict[str, Any]) -> dict[str, Any]:
        """Userinfo, a JWT here, checked with the published keys; Authlib's own call reads JSON only."""
        answer = self.get(self.load_server_metadata()["userinfo_endpoint"], token=token)
        assert answer.headers["Content-Type"] == "application/jwt"
        signed = jws.deserialize_compact(answer.text, KeySet.import_key_set(self.fetch_jwk_set()), ["RS256", "PS256"])
        found = json.loads(signed.payload)
        assert isinstance(found, dict)
        return found


@pytest.fixture
def relying_party(esignet: Esignet) -> RelyingParty:
    return RelyingParty(esignet)


def test_a_login_with_full_verification(relying_party: RelyingParty) -> None:
    nonce = secrets.token_urlsafe(12)
    token = relying_party.log_in(FATHER, nonce)
    claims = relying_party.parse_id_token(token, nonce, leeway=0)
    userinfo = relying_party.verified_userinfo(token)
    assert userinfo["sub"] == claims["sub"]
    assert (userinfo["name"], userinfo["gender"]) == ("Joseph Mwamba", "Male")


def test_another_nonce_is_noticed(relying_party: RelyingParty) -> None:
    token = relying_party.log_in(FATHER, secrets.token_urlsafe(12))
    with pytest.raises(InvalidClaimError):
        relying_party.parse_id_token(token, "another")


def test_another_access_token_is_noticed(relying_party: RelyingParty) -> None:
    nonce = secrets.token_urlsafe(12)
    token = relying_party.log_in(FATHER, nonce)
    with pytest.raises(InvalidClaimError):
        relying_party.parse_id_token({**token, "access_token": "another"}, nonce)


def test_the_issuer_of_1_7_is_noticed(start_esignet: StartEsignet) -> None:
    relying_party = RelyingParty(start_esignet(ESIGNET_MOCK_PROFILE="1.7"))
    nonce = secrets.token_urlsafe(12)
    token = relying_party.log_in(FATHER, nonce)
    with pytest.raises(InvalidClaimError):
        relying_party.parse_id_token(token, nonce)
