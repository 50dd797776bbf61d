"""Until a service is first asked for, its prefixes alone tell which paths are its own."""

import re

import pytest

from esignet_mock.endpoints import PAR
from tests.benches.back_channel import TOKEN_V2, BackChannelBench
from tests.benches.front_channel import CLAIMS
from tests.esignet_mock.conftest import OpenBench


@pytest.mark.parametrize("profile", ["1.5", "1.6", "1.7", "1.8"])
def test_each_path_is_asked_of_the_service_that_serves_it(open_bench: OpenBench, profile: str) -> None:
    """No route takes TRACE: 405 where the path is known to the service that is asked, 404 where it is not."""
    bench = open_bench(profile=profile)
    paths = [re.sub(r"{\w+}", "x", path) for path in bench.assembly.table.endpoints()]

    assert {path: bench.http.request("TRACE", path).status_code for path in paths} == dict.fromkeys(paths, 405)


@pytest.mark.parametrize(
    ("path", "owner", "service"),
    [
        (PAR, "authorization", "token"),
        (TOKEN_V2, "token", "token"),
        ("/login/static/login.css", "authorization", ""),
        ("/login/quick", "authorization", "authorization"),
        ("/v1/esignet/oauth/.well-known/jwks.json", "discovery", "discovery"),
        ("/v1/esignet/client-mgmt/client", "clients", "clients"),
    ],
)
def test_the_longest_prefix_tells_whose_a_path_is(bench: BackChannelBench, path: str, owner: str, service: str) -> None:
    table = bench.assembly.table

    found = table.owner_of(path)

    assert found is not None
    assert (found.name, table.service_of(path)) == (owner, service)


@pytest.mark.parametrize("path", ["/", "/_mock/health", "/nothing", "/v1/esignet", "/oauth"])
def test_other_paths_are_no_services(bench: BackChannelBench, path: str) -> None:
    assert bench.assembly.table.owner_of(path) is None


def test_what_a_login_by_the_control_api_alone_used_is_forgotten_with_a_reset(bench: BackChannelBench) -> None:
    parameters = {
        "client_id": bench.client_id,
        "response_type": "code",
        "scope": "openid profile",
        "redirect_uri": "http://localhost:3020/callback",
        "nonce": "n-1",
        "claims": CLAIMS,
    }
    login = {"individualId": "2718201306", "parameters": parameters}
    code = bench.http.post("/_mock/authorize", json=login).json()["code"]
    assert bench.http.post("/_mock/authorize", json=login).status_code == 400

    bench.http.post("/_mock/reset")

    assert bench.http.post("/_mock/authorize", json=login).status_code == 200
    assert bench.token(code).status_code == 400
