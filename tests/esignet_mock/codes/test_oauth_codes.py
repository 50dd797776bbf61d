"""Each code of token, PAR and userinfo endpoint has a request that brings it about, in the words of each release."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any, Final

import msgspec
import pytest

from esignet_mock.oauth_errors import SINCE_1_7, UNTIL_1_6, Condition
from esignet_mock.token.pkce import challenge_of
from esignet_mock.userinfo.errors import UserinfoErrorCode
from tests.benches.back_channel import FATHER, PUBLIC, TOKEN_V2, USERINFO, BackChannelBench
from tests.esignet_mock.codes.conftest import OpenFront
from tests.support.relying_party import DpopKey

Provoke = Callable[[BackChannelBench], Any]
PAR: Final = "/v1/esignet/oauth/par"
VERIFIER: Final = "v" * 43
TOKEN_URL: Final = f"{PUBLIC}{TOKEN_V2}"
FORM: Final = {"Content-Type": "application/x-www-form-urlencoded"}


def form(**changes: Any) -> Provoke:
    return lambda bench: bench.token(**{"code": bench.issue(), **changes})


def pkce(**changes: Any) -> Provoke:
    return lambda bench: bench.token(bench.issue(code_challenge=challenge_of(VERIFIER)), **changes)


def changed(**members: Any) -> Provoke:
    def provoke(bench: BackChannelBench) -> Any:
        code = bench.issue()
        bench.provider.clients.change(bench.client_id, lambda client: msgspec.structs.replace(client, **members))
        return bench.token(code)

    return provoke


def with_proof(**login: Any) -> Provoke:
    return lambda bench: bench.token(bench.issue(**login), headers={"DPoP": DpopKey().proof("POST", TOKEN_URL)})


def exchange(magic: str) -> Provoke:
    def provoke(bench: BackChannelBench) -> Any:
        person = bench.world.citizens.find_by_persona(f"magic-{magic}")
        assert person is not None
        return bench.token(bench.issue(uin=person.uin))

    return provoke


def by_rule(bench: BackChannelBench) -> Any:
    rule = {"match": {"service": "token"}, "action": {"error": "unknown_error"}}
    assert bench.http.post("/_mock/faults", json=rule).status_code == 201
    return bench.token(bench.issue())


TOKEN: dict[Condition, tuple[Provoke, dict[str, Any]]] = {
    Condition.GRANT_TYPE: (form(grant_type="password"), {}),
    Condition.CODE_BLANK: (form(code=" "), {}),
    Condition.CODE_UNUSABLE: (form(code="made-up"), {}),
    Condition.REDIRECT_URI: (form(redirect_uri="http://localhost:3020/other"), {}),
    Condition.REDIRECT_URI_NOT_REGISTERED: (changed(redirect_uris=("https://rp.example/",)), {}),
    Condition.CLIENT_ID_DIFFERS: (form(client_id=" mock-client_id"), {}),
    Condition.CLIENT_UNUSABLE: (changed(status="INACTIVE"), {}),
    Condition.ASSERTION_TYPE: (form(client_assertion_type="saml"), {}),
    Condition.ASSERTION: (form(client_assertion="e30.e30.AA"), {}),
    Condition.VERIFIER_MISSING: (pkce(), {}),
    Condition.VERIFIER_WRONG: (pkce(code_verifier="w" * 43), {}),
    Condition.DPOP_PROOF: (form(headers={"DPoP": "nonsense"}), {}),
    Condition.DPOP_KEY: (with_proof(dpop_jkt="another"), {}),
    Condition.DPOP_MISSING: (lambda bench: bench.token(bench.issue(dpop_jkt="another")), {}),
    Condition.DPOP_NONCE: (with_proof(), {}),
    Condition.KYC_EXCHANGE: (exchange("kyc-unavailable"), {}),
    Condition.REQUEST: (lambda b: b.http.post(TOKEN_V2, content="code=a&code=b", headers=FORM), {}),
    Condition.METHOD: (lambda bench: bench.http.put(TOKEN_V2), {}),
    Condition.MEDIA_TYPE: (lambda bench: bench.http.post(TOKEN_V2, json={}), {}),
    Condition.TOO_LARGE: (form(client_assertion="x" * 5000), {"max_body_bytes": 2048}),
    Condition.SERVER_FAULT: (by_rule, {}),
}
SINCE_1_7_ALONE: Final = {Condition.DPOP_PROOF, Condition.DPOP_KEY, Condition.DPOP_MISSING, Condition.DPOP_NONCE}
UNTIL_1_6_ALONE: Final = {Condition.REDIRECT_URI_NOT_REGISTERED}


def test_the_table_has_each_condition() -> None:
    assert set(TOKEN) == set(Condition)


@pytest.mark.parametrize("profile", ["1.7", "1.8"])
@pytest.mark.parametrize("condition", sorted(set(Condition) - UNTIL_1_6_ALONE))
def test_condition_since_1_7(open_front: OpenFront, condition: Condition, profile: str) -> None:
    provoke, settings = TOKEN[condition]

    answer = provoke(open_front(profile=profile, **settings).back)

    wire = SINCE_1_7[condition]
    assert answer.status_code == wire.status
    if condition is not Condition.DPOP_NONCE:
        assert answer.json()["error_description"] == wire.inner
    own = {"invalid_client", "unsupported_grant_type", "invalid_grant", "use_dpop_nonce", "payload_too_large"}
    if condition in {Condition.DPOP_PROOF, Condition.SERVER_FAULT}:
        own.add(wire.inner)
    assert answer.json()["error"] == (wire.inner if wire.inner in own else "invalid_request")


@pytest.mark.parametrize("profile", ["1.5", "1.6"])
@pytest.mark.parametrize("condition", sorted(set(Condition) - SINCE_1_7_ALONE))
def test_condition_until_1_6(open_front: OpenFront, condition: Condition, profile: str) -> None:
    provoke, settings = TOKEN[condition]

    answer = provoke(open_front(profile=profile, **settings).back)

    wire = UNTIL_1_6[condition]
    assert answer.status_code == wire.status
    assert answer.json() == {"error": wire.inner, "error_description": wire.inner}


@pytest.mark.parametrize(
    ("magic", "system", "code"),
    [
        ("kyc-token-expired", "ida", "IDA-KYE-002"),
        ("kyc-token-expired", "mock", "mock-ida-007"),
        ("kyc-unavailable", "ida", "data_exchange_failed"),
    ],
)
def test_code_of_the_identity_system_is_the_description(
    open_front: OpenFront, magic: str, system: str, code: str
) -> None:
    answer = exchange(magic)(open_front(identity_system=system).back)
    assert answer.json() == {"error": "invalid_request", "error_description": code}


@pytest.mark.parametrize(
    ("changes", "error", "description"),
    [
        ({"scope": "profile"}, "invalid_scope", "invalid_scope"),
        ({"response_type": "token"}, "invalid_request", "invalid_response_type"),
        ({"display": "tv"}, "invalid_request", "invalid_display"),
        ({"prompt": "a b"}, "invalid_request", "invalid_prompt"),
        ({"redirect_uri": "https://elsewhere.example/"}, "invalid_request", "invalid_redirect_uri"),
        ({"client_id": "nobody"}, "invalid_request", "invalid_client_id"),
        ({"claims": '{"userinfo":{"name":3}}'}, "invalid_request", "invalid_claim"),
        ({"code_challenge_method": "plain"}, "invalid_request", "unsupported_pkce_challenge_method"),
        ({"request_uri": "urn:x"}, "invalid_request", "invalid_request"),
        ({"client_assertion_type": "saml"}, "invalid_client", "invalid_client"),
        ({"client_assertion": "e30.e30.AA"}, "invalid_client", "invalid_client"),
    ],
)
def test_code_of_par(open_front: OpenFront, changes: dict[str, str], error: str, description: str) -> None:
    bench = open_front().back
    pushed = {**bench.form("x"), "scope": "openid", "response_type": "code", "nonce": "n", **changes}
    answer = bench.http.post(PAR, data={n: v for n, v in pushed.items() if n not in {"code", "grant_type"}})
    assert answer.status_code == 400
    assert answer.json() == {"error": error, "error_description": description}


def asked(method: str = "GET", **headers: str) -> Provoke:
    def provoke(bench: BackChannelBench) -> Any:
        given = {"Authorization": f"Bearer {bench.access_token()}", **headers}
        return bench.http.request(method, USERINFO, headers={n: v for n, v in given.items() if v})

    return provoke


def twice(bench: BackChannelBench) -> Any:
    token = bench.access_token()
    return bench.http.get(USERINFO, headers=[("Authorization", f"Bearer {token}"), ("Authorization", "Bearer x")])


def without_key(bench: BackChannelBench) -> Any:
    change = {"additional_config": {"userinfo_response_type": "JWE"}}
    bench.provider.clients.change(bench.client_id, lambda client: msgspec.structs.replace(client, **change))
    return bench.userinfo(bench.access_token())


def unproven(bench: BackChannelBench) -> Any:
    return bench.http.get(USERINFO, headers={"Authorization": "DPoP x", "DPoP": "nonsense"})


def without_nonce(bench: BackChannelBench) -> Any:
    key = DpopKey()
    code = bench.issue(transaction_id="one")
    nonce = bench.token(code, headers={"DPoP": key.proof("POST", TOKEN_URL)}).headers["dpop-nonce"]
    token = bench.token(code, headers={"DPoP": key.proof("POST", TOKEN_URL, nonce=nonce)}).json()["access_token"]
    proof = key.proof("GET", TOKEN_URL.replace(TOKEN_V2, USERINFO), ath=key.hash_of(token))
    return bench.http.get(USERINFO, headers={"Authorization": f"DPoP {token}", "DPoP": proof})


def late(bench: BackChannelBench) -> Any:
    token = bench.access_token()
    bench.world.clock.advance(timedelta(seconds=3600))
    return bench.userinfo(token)


INFO: dict[UserinfoErrorCode, tuple[Provoke, str, int]] = {
    UserinfoErrorCode.INVALID_TOKEN: (late, "1.8", 401),
    UserinfoErrorCode.MISSING_HEADER: (asked(Authorization=""), "1.6", 401),
    UserinfoErrorCode.INVALID_REQUEST: (twice, "1.8", 400),
    UserinfoErrorCode.UNKNOWN_ERROR: (without_key, "1.8", 401),
    UserinfoErrorCode.NOT_ACCEPTABLE: (asked(Accept="application/json"), "1.8", 406),
    UserinfoErrorCode.METHOD_NOT_ALLOWED: (asked("POST"), "1.8", 405),
    UserinfoErrorCode.INVALID_DPOP_PROOF: (unproven, "1.8", 400),
    UserinfoErrorCode.USE_DPOP_NONCE: (without_nonce, "1.8", 401),
}


def test_the_table_has_each_code_of_userinfo() -> None:
    assert set(INFO) == set(UserinfoErrorCode)


@pytest.mark.parametrize("code", INFO)
def test_code_of_userinfo(open_front: OpenFront, code: UserinfoErrorCode) -> None:
    provoke, profile, status = INFO[code]

    answer = provoke(open_front(profile=profile).back)

    assert (answer.status_code, answer.content) == (status, b"")
    assert f'error="{code}"' in answer.headers["www-authenticate"]


@pytest.mark.parametrize("profile", ["1.7", "1.8"])
def test_bad_token_is_found_before_method_and_media_type_since_1_7(open_front: OpenFront, profile: str) -> None:
    bench = open_front(profile=profile).back
    for method, headers in (("POST", {}), ("GET", {"Accept": "application/json"})):
        answer = bench.http.request(method, USERINFO, headers=headers)
        assert (answer.status_code, answer.headers["www-authenticate"]) == (401, 'error="invalid_token"')


def test_person_who_is_gone_is_told_by_the_code(open_front: OpenFront) -> None:
    bench = open_front().back
    code = bench.issue()
    bench.world.citizens.remove(FATHER)
    assert bench.token(code).json()["error_description"] == "IDA-MLC-018"
