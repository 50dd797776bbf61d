"""ID and access tokens by release, checked with another library through the published keys."""

import hashlib
from collections.abc import Callable
from typing import Any

import pytest

from tests.benches.back_channel import PUBLIC, BackChannelBench
from tests.support.ida_styles import base64url

OpenBench = Callable[..., BackChannelBench]


def tokens(bench: BackChannelBench, **login: Any) -> dict[str, Any]:
    answer = bench.token(bench.issue(**login))
    assert answer.status_code == 200, answer.text
    body = answer.json()
    assert isinstance(body, dict)
    return body


def test_the_answer_has_these_members_and_no_others(bench: BackChannelBench) -> None:
    answer = bench.token(bench.issue())
    body = answer.json()
    assert list(body) == ["id_token", "token_type", "access_token", "expires_in"]
    assert (body["token_type"], body["expires_in"]) == ("Bearer", 3600)
    assert "no-store" in answer.headers["cache-control"]
    assert answer.headers["content-type"] == "application/json"


@pytest.mark.parametrize(
    ("profile", "alg", "issuer"),
    [
        ("1.5", "RS256", f"{PUBLIC}/v1/esignet"),
        ("1.6", "RS256", f"{PUBLIC}/v1/esignet"),
        ("1.7", "PS256", f"{PUBLIC}/v1/esignet"),
        ("1.8", "PS256", PUBLIC),
    ],
)
def test_algorithm_and_issuer_by_release(open_bench: OpenBench, profile: str, alg: str, issuer: str) -> None:
    bench = open_bench(profile=profile)
    body = tokens(bench)
    for name in ("id_token", "access_token"):
        claims, header = bench.verified(body[name])
        assert header == {"kid": header["kid"], "alg": alg}
        assert claims["iss"] == issuer


def test_the_id_token_has_these_claims_and_no_others(bench: BackChannelBench) -> None:
    body = tokens(bench, nonce="n-1", acr=("mosip:idp:acr:generated-code", "mosip:idp:acr:biometrics"))
    claims, _ = bench.verified(body["id_token"])
    assert set(claims) == {"iss", "sub", "aud", "iat", "exp", "auth_time", "nonce", "acr", "at_hash"}
    assert claims["aud"] == "mock-client_id"
    assert claims["nonce"] == "n-1"
    assert claims["acr"] == "mosip:idp:acr:generated-code mosip:idp:acr:biometrics"
    assert claims["exp"] == claims["iat"] + 3600
    assert claims["auth_time"] <= claims["iat"]
    half = hashlib.sha256(body["access_token"].encode()).digest()[:16]
    assert claims["at_hash"] == base64url(half)


@pytest.mark.parametrize("profile", ["1.5", "1.6", "1.7", "1.8"])
def test_without_a_nonce_older_releases_say_null(open_bench: OpenBench, profile: str) -> None:
    bench = open_bench(profile=profile)
    claims, _ = bench.verified(tokens(bench)["id_token"])
    assert ("nonce" in claims) == (profile != "1.8")
    assert claims.get("nonce") is None


@pytest.mark.parametrize("profile", ["1.5", "1.6", "1.8"])
def test_the_access_token_has_these_claims_and_no_others(open_bench: OpenBench, profile: str) -> None:
    bench = open_bench(profile=profile)
    claims, _ = bench.verified(tokens(bench)["access_token"])
    expected = {"iss", "sub", "aud", "iat", "exp", "client_id"}
    assert set(claims) == (expected if profile == "1.5" else expected | {"azp"})


def test_permitted_scopes_stand_in_the_access_token(bench: BackChannelBench) -> None:
    claims, _ = bench.verified(tokens(bench, permitted_scopes=("Manage-VID", "Manage-Credentials"))["access_token"])
    assert claims["scope"] == "Manage-VID Manage-Credentials"


def test_a_short_consent_shortens_both_tokens_but_not_expires_in(bench: BackChannelBench) -> None:
    body = tokens(bench, consent_expires_in=600)
    for name in ("id_token", "access_token"):
        claims, _ = bench.verified(body[name])
        assert claims["exp"] - claims["iat"] == 600
    assert body["expires_in"] == 3600
    bench.http.put("/_mock/clock", json={"advanceSeconds": 601})
    assert bench.userinfo(body["access_token"]).status_code == 401


def test_a_long_consent_lengthens_nothing(bench: BackChannelBench) -> None:
    claims, _ = bench.verified(tokens(bench, consent_expires_in=86_400)["id_token"])
    assert claims["exp"] - claims["iat"] == 3600


def test_a_credential_scope_gives_a_nonce_instead_of_an_id_token(bench: BackChannelBench) -> None:
    scope = ("mosip_identity_vc_ldp",)
    body = tokens(bench, scopes=scope, permitted_scopes=scope, accepted_claims=())
    assert list(body) == ["token_type", "access_token", "expires_in", "c_nonce", "c_nonce_expires_in"]
    assert len(body["c_nonce"]) == 20
    claims, _ = bench.verified(body["access_token"])
    assert (claims["scope"], claims["c_nonce"]) == ("mosip_identity_vc_ldp", body["c_nonce"])
    assert claims["aud"] == f"{PUBLIC}/v1/esignet/vci/credential"
    assert bench.userinfo(body["access_token"]).status_code == 401


def test_tokens_of_one_login_agree_on_the_subject(bench: BackChannelBench) -> None:
    body = tokens(bench)
    subjects = {bench.verified(body[name])[0]["sub"] for name in ("id_token", "access_token")}
    subjects.add(bench.verified(bench.userinfo(body["access_token"]).text)[0]["sub"])
    assert len(subjects) == 1


def test_the_clock_of_the_suite_dates_the_tokens(bench: BackChannelBench) -> None:
    bench.http.put("/_mock/clock", json={"now": "2031-05-05T10:00:00Z", "frozen": True})
    claims, _ = bench.verified(tokens(bench)["id_token"])
    assert claims["iat"] == 1_935_741_600
