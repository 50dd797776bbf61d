"""`verified_claims` end to end: metadata by the mock-identity-system's API, the request, userinfo."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.benches.back_channel import FATHER, BackChannelBench

OpenBench = Callable[..., BackChannelBench]
DETAILS = {
    "name": {"trust_framework": "eIDAS", "time": "2024-02-01T10:00:00Z"},
    "birthdate": {"trust_framework": "eIDAS", "time": "2024-02-01T10:00:00Z"},
    "email": {"trust_framework": "PWD", "time": "2024-03-01T10:00:00Z"},
}
ACCEPTED = ("name", "birthdate", "email", "gender")


def verify(bench: BackChannelBench, details: dict[str, Any], *, active: bool = True) -> None:
    now = bench.world.clock.now()
    answer = bench.http.post(
        "/v1/mock-identity-system/identity/add-verified-claim",
        json={
            "requestTime": f"{now:%Y-%m-%dT%H:%M:%S}.000Z",
            "request": {"individualId": FATHER, "verificationDetail": details, "active": active},
        },
    )
    assert answer.status_code == 200
    assert not answer.json()["errors"], answer.text


def wanted(framework: Any, *claims: str) -> dict[str, Any]:
    return {"verification": {"trust_framework": framework}, "claims": dict.fromkeys(claims)}


def asked(bench: BackChannelBench, *requests: dict[str, Any], **login: Any) -> dict[str, Any]:
    return bench.claims(accepted_claims=ACCEPTED, requested_claims={"verified_claims": list(requests)}, **login)


@pytest.fixture
def mock_bench(open_bench: OpenBench) -> BackChannelBench:
    bench = open_bench(identity_system="mock")
    verify(bench, DETAILS)
    return bench


def test_verified_claims_leave_the_top_level(mock_bench: BackChannelBench) -> None:
    claims = asked(mock_bench, wanted(None, "name", "birthdate", "gender"))
    assert claims["verified_claims"] == [
        {
            "verification": {"trust_framework": "eIDAS", "time": "2024-02-01T10:00:00Z"},
            "claims": {"name": "Joseph Mwamba", "birthdate": "1986/03/14"},
        }
    ]
    assert not {"name", "birthdate"} & set(claims)
    assert claims["gender"] == "Male"


@pytest.mark.parametrize(
    ("framework", "found"),
    [({"value": "PWD"}, ["email"]), ({"values": ["PWD", "eIDAS"]}, ["name", "email"]), ({"value": "none"}, [])],
)
def test_the_trust_framework_selects(mock_bench: BackChannelBench, framework: Any, found: list[str]) -> None:
    claims = asked(mock_bench, wanted(framework, "name", "email"))
    groups = claims.get("verified_claims", [])
    assert [name for group in groups for name in group["claims"]] == found
    assert len({group["verification"]["trust_framework"] for group in groups}) == len(groups)


def test_locales_are_not_converted_on_this_path(mock_bench: BackChannelBench) -> None:
    assert "verified_claims" not in asked(mock_bench, wanted(None, "name"), claims_locales=("en",))
    [group] = asked(mock_bench, wanted(None, "name"), claims_locales=("eng",))["verified_claims"]
    assert group["claims"] == {"name": "Joseph Mwamba"}


def test_what_is_withheld_is_not_verified_either(mock_bench: BackChannelBench) -> None:
    request = {"verified_claims": [wanted(None, "name", "birthdate")]}
    claims = mock_bench.claims(accepted_claims=("birthdate",), requested_claims=request)
    assert [group["claims"] for group in claims["verified_claims"]] == [{"birthdate": "1986/03/14"}]


def test_a_revoked_verification_does_not_count(mock_bench: BackChannelBench) -> None:
    verify(mock_bench, {"name": {}}, active=False)
    assert "verified_claims" not in asked(mock_bench, wanted(None, "name"))


def test_ida_takes_no_notice(open_bench: OpenBench) -> None:
    bench = open_bench()
    verify(bench, DETAILS)
    claims = asked(bench, wanted(None, "name"))
    assert "verified_claims" not in claims
    assert claims["name"] == "Joseph Mwamba"
