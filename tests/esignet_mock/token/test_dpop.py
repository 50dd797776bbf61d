"""Sender-constrained tokens (RFC 9449): proof, nonce challenge, binding."""

import secrets
from collections.abc import Callable
from typing import Any

import httpx2
import pytest
from joserfc import jwt
from joserfc.jwk import ECKey, RSAKey

from shared.settings import Addresses
from tests.benches.back_channel import PUBLIC, TOKEN_V1, TOKEN_V2, USERINFO, BackChannelBench
from tests.support.relying_party import DpopKey

OpenBench = Callable[..., BackChannelBench]
TOKEN_URL = f"{PUBLIC}{TOKEN_V2}"
USERINFO_URL = f"{PUBLIC}{USERINFO}"


@pytest.fixture(scope="module")
def dpop() -> DpopKey:
    return DpopKey()


def bound(bench: BackChannelBench, dpop: DpopKey, **login: Any) -> tuple[dict[str, Any], str]:
    """The token answer of a bound login, and the nonce it took."""
    code = bench.issue(**login)
    assertion = bench.assertion()
    first = bench.token(code, headers={"DPoP": dpop.proof("POST", TOKEN_URL)}, client_assertion=assertion)
    assert first.status_code == 400, first.text
    nonce = first.headers["dpop-nonce"]
    proof = dpop.proof("POST", TOKEN_URL, nonce=nonce)
    answer = bench.token(code, headers={"DPoP": proof}, client_assertion=assertion)
    assert answer.status_code == 200, answer.text
    return answer.json(), nonce


def ask(bench: BackChannelBench, token: str, proof: str | None, scheme: str = "DPoP") -> httpx2.Response:
    headers = {"Authorization": f"{scheme} {token}", **({"DPoP": proof} if proof else {})}
    return bench.http.get(USERINFO, headers=headers)


def test_the_first_call_is_answered_by_a_nonce_and_the_same_assertion_may_follow(
    bench: BackChannelBench, dpop: DpopKey
) -> None:
    code = bench.issue()
    assertion = bench.assertion()
    first = bench.token(code, headers={"DPoP": dpop.proof("POST", TOKEN_URL)}, client_assertion=assertion)
    assert first.json() == {
        "error": "use_dpop_nonce",
        "error_description": "Authorization server requires nonce in DPoP proof",
    }
    assert first.headers["access-control-expose-headers"] == "DPoP-Nonce, WWW-Authenticate"
    proof = dpop.proof("POST", TOKEN_URL, nonce=first.headers["dpop-nonce"])
    answer = bench.token(code, headers={"DPoP": proof}, client_assertion=assertion)
    assert answer.json()["token_type"] == "DPoP"
    claims, _ = bench.verified(answer.json()["access_token"])
    assert claims["cnf"] == {"jkt": dpop.thumbprint}


def test_the_nonce_lasts_fifteen_seconds(bench: BackChannelBench, dpop: DpopKey) -> None:
    code = bench.issue()
    first = bench.token(code, headers={"DPoP": dpop.proof("POST", TOKEN_URL)})
    bench.http.put("/_mock/clock", json={"advanceSeconds": 16})
    proof = dpop.proof("POST", TOKEN_URL, nonce=first.headers["dpop-nonce"])
    second = bench.token(code, headers={"DPoP": proof})
    assert second.json()["error"] == "use_dpop_nonce"
    assert second.headers["dpop-nonce"] != first.headers["dpop-nonce"]


PROOFS: dict[str, dict[str, Any]] = {
    "other method": {"htm": "GET"},
    "other address": {"htu": "https://elsewhere.example/token"},
    "address with query": {"htu": f"{TOKEN_URL}?a=b"},
    "no htu": {"htu": None},
    "no htm": {"htm": None},
    "no jti": {"jti": None},
    "jti a number": {"jti": 5},
    "no iat": {"iat": None},
    "iat as text": {"iat": "now"},
    "expired": {"exp": 1_000_000_000},
    "not yet": {"nbf": 32_000_000_000},
}


def refused(answer: httpx2.Response) -> None:
    assert answer.status_code == 400
    assert answer.json() == {"error": "invalid_dpop_proof", "error_description": "invalid_dpop_proof"}
    assert answer.headers["www-authenticate"] == (
        'DPoP error="invalid_dpop_proof", error_description="invalid_dpop_proof", algs="ES256 PS256"'
    )


@pytest.mark.parametrize("changes", PROOFS.values(), ids=PROOFS)
def test_a_bad_proof_is_refused(bench: BackChannelBench, dpop: DpopKey, changes: dict[str, Any]) -> None:
    claims = {"htm": "POST", "htu": TOKEN_URL} | changes
    proof = dpop.proof(claims.pop("htm"), claims.pop("htu"), **claims)
    refused(bench.token(bench.issue(), headers={"DPoP": proof}))


@pytest.mark.parametrize("iat", [1_000_000_000, 32_000_000_000])
def test_the_age_of_a_proof_is_not_limited(bench: BackChannelBench, dpop: DpopKey, iat: int) -> None:
    proof = dpop.proof("POST", TOKEN_URL, iat=iat)
    assert bench.token(bench.issue(), headers={"DPoP": proof}).json()["error"] == "use_dpop_nonce"


def made_by(key: Any, header: dict[str, Any], alg: str = "RS256") -> str:
    claims = {"htm": "POST", "htu": TOKEN_URL, "iat": 1_700_000_000, "jti": secrets.token_urlsafe(8)}
    return jwt.encode({"alg": alg, **header}, claims, key, algorithms=[alg])


def test_a_proof_of_another_shape_is_refused(bench: BackChannelBench, dpop: DpopKey, other_key: RSAKey) -> None:
    public = dpop.key.as_dict(private=False)
    elliptic = ECKey.generate_key("P-256")
    proofs = [
        "nonsense",
        made_by(dpop.key, {"typ": "JWT", "jwk": public}),
        made_by(dpop.key, {"typ": "dpop+jwt"}),
        made_by(dpop.key, {"typ": "dpop+jwt", "jwk": dpop.key.as_dict(private=True)}),
        made_by(dpop.key, {"typ": "dpop+jwt", "jwk": other_key.as_dict(private=False)}),
        made_by(elliptic, {"typ": "dpop+jwt", "jwk": elliptic.as_dict(private=False)}, "ES256"),
    ]
    for proof in proofs:
        refused(bench.token(bench.issue(), headers={"DPoP": proof}))


def test_two_proofs_are_refused(bench: BackChannelBench, dpop: DpopKey) -> None:
    headers = httpx2.Headers([("DPoP", dpop.proof("POST", TOKEN_URL)), ("DPoP", dpop.proof("POST", TOKEN_URL))])
    refused(bench.http.post(TOKEN_V2, data=bench.form(bench.issue()), headers=headers))


def test_a_proof_works_once_and_shares_its_memory_with_assertions(bench: BackChannelBench, dpop: DpopKey) -> None:
    proof = dpop.proof("POST", TOKEN_URL)
    assert bench.token(bench.issue(), headers={"DPoP": proof}).json()["error"] == "use_dpop_nonce"
    refused(bench.token(bench.issue(), headers={"DPoP": proof}))
    assert bench.token(bench.issue(), client_assertion=bench.assertion(jti="shared")).status_code == 200
    refused(bench.token(bench.issue(), headers={"DPoP": dpop.proof("POST", TOKEN_URL, jti="shared")}))


def test_the_filter_comes_before_the_form(bench: BackChannelBench) -> None:
    refused(bench.token("made-up", grant_type="x", headers={"DPoP": "nonsense"}))


@pytest.mark.parametrize(("method", "media_type"), [("POST", "application/json"), ("PUT", "application/json")])
def test_the_filter_comes_before_method_and_media_type(bench: BackChannelBench, method: str, media_type: str) -> None:
    headers = {"DPoP": "nonsense", "Content-Type": media_type}
    refused(bench.http.request(method, TOKEN_V2, content=b"{}", headers=headers))


@pytest.mark.parametrize(("profile", "path"), [("1.8", TOKEN_V1), ("1.6", TOKEN_V2)])
def test_v1_and_older_releases_take_no_notice_of_a_proof(open_bench: OpenBench, profile: str, path: str) -> None:
    bench = open_bench(profile=profile)
    audience = PUBLIC if profile == "1.8" else TOKEN_URL
    answer = bench.token(
        bench.issue(), path=path, headers={"DPoP": "nonsense"}, client_assertion=bench.assertion(aud=audience)
    )
    assert answer.json()["token_type"] == "Bearer"


def test_a_code_bound_to_a_key_is_redeemed_by_that_key_only(bench: BackChannelBench, dpop: DpopKey) -> None:
    code = bench.issue(dpop_jkt=dpop.thumbprint)
    refused_code = bench.token(code, headers={"DPoP": DpopKey().proof("POST", TOKEN_URL)})
    assert refused_code.json() == {"error": "invalid_request", "error_description": "invalid_dpop_proof"}
    assert bench.token(code).json()["error"] == "invalid_request"
    assert bench.token(code, headers={"DPoP": dpop.proof("POST", TOKEN_URL)}).json()["error"] == "use_dpop_nonce"


def test_a_client_registered_for_bound_tokens_must_send_a_proof(bench: BackChannelBench) -> None:
    bench.register("bound", additional_config={"dpop_bound_access_tokens": True})
    answer = bench.token(
        bench.issue(client_id="bound"),
        client_id="bound",
        client_assertion=bench.assertion(iss="bound", sub="bound"),
    )
    assert answer.json() == {"error": "invalid_request", "error_description": "invalid_request"}


def test_userinfo_of_a_bound_token(bench: BackChannelBench, dpop: DpopKey) -> None:
    body, nonce = bound(bench, dpop)
    token = body["access_token"]
    ath = dpop.hash_of(token)
    challenged = ask(bench, token, dpop.proof("GET", USERINFO_URL, ath=ath))
    assert (challenged.status_code, challenged.content) == (401, b"")
    assert challenged.headers["www-authenticate"] == 'DPoP error="use_dpop_nonce"'
    fresh = challenged.headers["dpop-nonce"]
    assert fresh != nonce
    answer = ask(bench, token, dpop.proof("GET", USERINFO_URL, ath=ath, nonce=fresh))
    assert answer.status_code == 200
    assert bench.verified(answer.text)[0]["name"] == "Joseph Mwamba"


def test_userinfo_takes_the_nonce_of_the_token_call_while_it_lasts(bench: BackChannelBench, dpop: DpopKey) -> None:
    body, nonce = bound(bench, dpop)
    token = body["access_token"]
    proof = dpop.proof("GET", USERINFO_URL, ath=dpop.hash_of(token), nonce=nonce)
    assert ask(bench, token, proof).status_code == 200


def test_a_bound_token_is_refused_as_bearer(bench: BackChannelBench, dpop: DpopKey) -> None:
    body, _ = bound(bench, dpop)
    answer = ask(bench, body["access_token"], None, scheme="Bearer")
    assert (answer.status_code, answer.headers["www-authenticate"]) == (401, 'error="invalid_token"')


def test_an_unbound_token_is_refused_as_bound(bench: BackChannelBench, dpop: DpopKey) -> None:
    token = bench.access_token()
    answer = ask(bench, token, dpop.proof("GET", USERINFO_URL, ath=dpop.hash_of(token)))
    refused_proof(answer)


def test_userinfo_refuses_proofs_of_others(bench: BackChannelBench, dpop: DpopKey) -> None:
    body, _ = bound(bench, dpop)
    token = body["access_token"]
    wrong_hash = ask(bench, token, dpop.proof("GET", USERINFO_URL, ath=dpop.hash_of("other")))
    assert (wrong_hash.status_code, wrong_hash.headers["www-authenticate"]) == (401, 'DPoP error="invalid_token"')
    other = DpopKey().proof("GET", USERINFO_URL, ath=dpop.hash_of(token))
    refused_proof(ask(bench, token, other))
    refused_proof(ask(bench, token, "nonsense"))
    refused_proof(ask(bench, token, dpop.proof("GET", USERINFO_URL)))


def test_userinfo_refuses_scheme_dpop_without_proof(bench: BackChannelBench, dpop: DpopKey) -> None:
    body, _ = bound(bench, dpop)
    answer = ask(bench, body["access_token"], None)
    assert (answer.status_code, answer.headers["www-authenticate"]) == (401, 'error="invalid_token"')


def test_userinfo_refuses_a_proof_beside_a_bearer_token(bench: BackChannelBench, dpop: DpopKey) -> None:
    token = bench.access_token()
    proof = dpop.proof("GET", USERINFO_URL, ath=dpop.hash_of(token))
    answer = ask(bench, token, proof, scheme="Bearer")
    assert (answer.status_code, answer.headers["www-authenticate"]) == (401, 'DPoP error="invalid_token"')


def refused_proof(answer: Any) -> None:
    assert (answer.status_code, answer.content) == (400, b"")
    assert answer.headers["www-authenticate"].startswith('DPoP error="invalid_dpop_proof"')


def test_an_internal_address_counts_as_address_of_the_endpoint(open_bench: OpenBench, dpop: DpopKey) -> None:
    addresses = Addresses(public=PUBLIC, internal="http://esignet:8088", bound="http://127.0.0.1:1")
    bench = open_bench(addresses=addresses)
    proof = dpop.proof("POST", f"http://esignet:8088{TOKEN_V2}")
    assert bench.token(bench.issue(), headers={"DPoP": proof}).json()["error"] == "use_dpop_nonce"
