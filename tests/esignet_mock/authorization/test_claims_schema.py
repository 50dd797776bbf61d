"""What the members of a claims request may hold: rules of `claims_request_schema.json`, one by one."""

from typing import Any

import pytest

from esignet_mock.authorization.claims_schema import claims_violations


def simple(**members: Any) -> dict[str, Any]:
    return {"userinfo": {"name": members}}


def verified(**members: Any) -> dict[str, Any]:
    request = {"verification": {"trust_framework": None}, "claims": {"name": members}}
    return {"userinfo": {"verified_claims": request}}


@pytest.mark.parametrize(
    "claims",
    [
        simple(),
        simple(essential=False, purpose="abc"),
        simple(value="x", values=[]),
        simple(value=True),
        verified(value="abc", values=["x"]),
        {"userinfo": None, "id_token": None},
        {"something": "else"},
    ],
    ids=str,
)
def test_request_is_taken(claims: dict[str, Any]) -> None:
    assert claims_violations(claims) == []


@pytest.mark.parametrize(
    ("claims", "where"),
    [
        (simple(essential=None), "name.essential"),
        (simple(purpose=None), "name.purpose"),
        (simple(purpose="x" * 301), "name.purpose"),
        (verified(essential=1), "verified_claims.claims.name.essential"),
        (verified(value=" x "), "verified_claims.claims.name.value"),
        (verified(value=5), "verified_claims.claims.name.value"),
        (verified(values=[]), "verified_claims.claims.name.values"),
        (verified(values=["abc", 5]), "verified_claims.claims.name.values"),
    ],
    ids=str,
)
def test_request_is_refused(claims: dict[str, Any], where: str) -> None:
    (violation,) = claims_violations(claims)

    assert violation.code == "invalid_claim"
    assert violation.field == f"request.claims.userinfo.{where}"


def test_framework_is_held_to_the_rules_of_a_verified_claim() -> None:
    request = {"verification": {"trust_framework": {"value": "x"}}, "claims": {"name": None}}

    (violation,) = claims_violations({"userinfo": {"verified_claims": [request]}})

    assert violation.field == "request.claims.userinfo.verified_claims[0].verification.trust_framework.value"
