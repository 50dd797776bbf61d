"""`ESIGNET_MOCK_SERVER_PROFILE=fapi2.0`: what single clients may demand of themselves, demanded of all."""

import pytest

from tests.benches.back_channel import CALLBACK, PUBLIC
from tests.benches.front_channel import FrontChannelBench
from tests.esignet_mock.conftest import OpenBench

PAR = "/v1/esignet/oauth/par"
CHALLENGE = {"code_challenge": "c" * 43, "code_challenge_method": "S256"}


def codes_of(front: FrontChannelBench) -> list[str]:
    return [error["errorCode"] for error in front.details().json()["errors"]]


@pytest.mark.parametrize("profile", ["1.7", "1.8"])
def test_plain_request_is_refused_and_told_why(open_bench: OpenBench, profile: str) -> None:
    front = FrontChannelBench(open_bench(profile=profile, server_profile="fapi2.0"))

    assert codes_of(front) == ["invalid_request"]
    assert "all clients" in front.back.last_exchange().explanations[0].why


def test_release_without_par_takes_no_notice(open_bench: OpenBench) -> None:
    front = FrontChannelBench(open_bench(profile="1.6", server_profile="fapi2.0"))

    assert codes_of(front) == []


@pytest.mark.parametrize(("further", "codes"), [(CHALLENGE, []), ({}, ["use_pkce"])])
def test_pushed_request_needs_a_challenge(open_bench: OpenBench, further: dict[str, str], codes: list[str]) -> None:
    front = FrontChannelBench(open_bench(server_profile="fapi2.0"))
    request = {
        "client_id": front.back.client_id,
        "scope": "openid",
        "response_type": "code",
        "redirect_uri": CALLBACK,
        "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
        "client_assertion": front.back.assertion(aud=f"{PUBLIC}{PAR}"),
        **further,
    }
    request_uri = front.http.post(PAR, data=request).json()["request_uri"]

    answer = front.call(
        "/authorization/par-oauth-details", {"clientId": front.back.client_id, "requestUri": request_uri}
    )

    assert [error["errorCode"] for error in answer.json()["errors"]] == codes


def test_code_is_redeemed_with_a_proof_only(open_bench: OpenBench) -> None:
    bench = open_bench(server_profile="fapi2.0")

    answer = bench.token(bench.issue())

    assert answer.json() == {"error": "invalid_request", "error_description": "invalid_request"}
    assert bench.token(bench.issue(), headers={"DPoP": "nonsense"}).json()["error"] == "invalid_dpop_proof"
