"""fayda-sdk (PyPI) in a virtual environment of its own, as far as it can work.

It is made for releases before 1.7 and sends PKCE to the v1 token endpoint, which no release honours.
"""

import base64
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.support.installed import python_with
from tests.support.line_client import LineClient
from tests.support.login_page import LoginRefusedError
from tests.support.one_esignet import Esignet

StartEsignet = Callable[..., Esignet]
LogIn = Callable[..., dict[str, Any]]
pytestmark = pytest.mark.e2e
HERE = Path(__file__).parent / "fayda"
REQUIREMENTS = HERE / "requirements.txt"
PKCE_AT_V1 = {"ESIGNET_MOCK_V1_ACCEPTS_CODE_VERIFIER": "1"}


@pytest.fixture(scope="module")
def log_in() -> LogIn:
    """A login by the SDK, which is installed from its locked requirements at first use."""
    python = python_with(REQUIREMENTS, "fayda-sdk")

    def start(esignet: Esignet, **further: Any) -> dict[str, Any]:
        settings = {
            "base_url": esignet.issuer,
            "client_id": esignet.client_id,
            "key": base64.b64encode(json.dumps(esignet.jwk).encode()).decode(),
            "redirect_uri": esignet.redirect_uri,
            **further,
        }
        with LineClient([str(python), str(HERE / "login.py")], settings) as client:
            return client.finish(esignet.redirect_uri)

    return start


def test_a_login_against_the_release_it_is_made_for(log_in: LogIn, start_esignet: StartEsignet) -> None:
    found = log_in(start_esignet(ESIGNET_MOCK_PROFILE="1.6", **PKCE_AT_V1))
    assert "error" not in found, found
    assert found["expiresIn"] == 3600
    user = found["user"]
    assert (user["name"], user["gender"], user["birthdate"]) == ("Joseph Mwamba", "Male", "1986/03/14")


def test_without_the_switch_its_verifier_is_dropped(log_in: LogIn, start_esignet: StartEsignet) -> None:
    found = log_in(start_esignet(ESIGNET_MOCK_PROFILE="1.6"))
    assert "invalid_pkce_code_verifier" in json.dumps(found)


def test_1_8_refuses_its_audience(log_in: LogIn, start_esignet: StartEsignet) -> None:
    found = log_in(start_esignet(ESIGNET_MOCK_PROFILE="1.8", **PKCE_AT_V1))
    assert "invalid_client" in json.dumps(found)


def test_1_8_lets_its_audience_through_when_that_is_tolerated(log_in: LogIn, start_esignet: StartEsignet) -> None:
    found = log_in(start_esignet(ESIGNET_MOCK_PROFILE="1.8", MOCKS_TOLERATE="opencrvs", **PKCE_AT_V1))
    assert found["user"]["name"] == "Joseph Mwamba"


def test_its_doubly_encoded_claims_stop_at_the_authorize_page(log_in: LogIn, start_esignet: StartEsignet) -> None:
    esignet = start_esignet(ESIGNET_MOCK_PROFILE="1.6", **PKCE_AT_V1)
    with pytest.raises(LoginRefusedError):
        log_in(esignet, claims={"userinfo": {"name": {"essential": True}}})
