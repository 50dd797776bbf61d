"""openid-client (npm) with non-repudiation checks: discovery, PKCE, private_key_jwt, ID token and userinfo by JWKS."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.support.installed import node_with_packages
from tests.support.line_client import LineClient
from tests.support.one_esignet import Esignet

StartEsignet = Callable[..., Esignet]
LogIn = Callable[..., dict[str, Any]]
pytestmark = pytest.mark.e2e
NODE = Path(__file__).parent / "node"
CLAIMS = '{"userinfo":{"name":{"essential":true},"birthdate":{"essential":true}}}'


@pytest.fixture(scope="module")
def log_in() -> LogIn:
    """A login by Node, with the locked packages installed."""
    node = node_with_packages(NODE)

    def start(esignet: Esignet, **further: Any) -> dict[str, Any]:
        settings = {
            "issuer": esignet.issuer,
            "clientId": esignet.client_id,
            "jwk": esignet.jwk,
            "redirectUri": esignet.redirect_uri,
            "claims": CLAIMS,
            **further,
        }
        with LineClient([node, str(NODE / "login.mjs")], settings) as client:
            return client.finish(esignet.redirect_uri)

    return start


def test_a_login_with_every_check(log_in: LogIn, esignet: Esignet) -> None:
    found = log_in(esignet)
    assert "error" not in found, found
    assert found["idToken"]["iss"] == esignet.issuer
    assert found["userinfo"]["name"] == "Joseph Mwamba"
    assert found["userinfo"]["birthdate"] == "1986/03/14"
    assert found["tokenType"] == "bearer"


def test_fapi_style_par_dpop_pkce_and_private_key_jwt_in_one_flow(log_in: LogIn, esignet: Esignet) -> None:
    found = log_in(esignet, fapi=True)
    assert "error" not in found, found
    assert found["tokenType"] == "dpop"
    assert found["userinfo"]["name"] == "Joseph Mwamba"
    assert found["userinfo"]["sub"] == found["idToken"]["sub"]


@pytest.mark.parametrize(
    "settings",
    [{"ESIGNET_MOCK_PROFILE": "1.7"}, {"ESIGNET_MOCK_IDENTITY_SYSTEM": "mock"}],
    ids=["ID token of 1.7", "userinfo of the mock identity system"],
)
def test_an_issuer_that_is_not_the_advertised_one_is_noticed(
    log_in: LogIn, start_esignet: StartEsignet, settings: dict[str, str]
) -> None:
    """A strict client cannot accept these two of e-Signet's own inconsistencies."""
    found = log_in(start_esignet(**settings))
    assert "error" in found
    assert "iss" in json.dumps(found)
