"""Named faults of ID token, access token and userinfo, as a careful relying party sees them."""

import base64
import json
from pathlib import Path
from typing import Any

import pytest
from joserfc.errors import BadSignatureError, InvalidKeyIdError

from shared.control.faults.catalogue import BY_NAME
from shared.control.faults.rule import Action, FaultRule, Match
from tests.benches.back_channel import PUBLIC, BackChannelBench
from tests.support.id_token_check import problem_of

NONCE = "n-of-the-request"
SEEN: dict[str, str] = {
    "id-token-expired": "exp",
    "id-token-from-future": "iat",
    "id-token-wrong-issuer": "iss",
    "id-token-wrong-audience": "aud",
    "id-token-wrong-nonce": "nonce",
    "id-token-wrong-algorithm": "alg",
    "id-token-wrong-key": "signature",
    "id-token-unknown-kid": "kid",
    "id-token-tampered": "signature",
    "id-token-unsigned": "alg",
    "id-token-missing-claims": "missing",
}


def fail(bench: BackChannelBench, name: str, **match: Any) -> None:
    bench.world.faults.add(FaultRule(action=Action(named=name), match=Match(**match)))


def log_in(bench: BackChannelBench) -> dict[str, Any]:
    answer = bench.token(bench.issue(nonce=NONCE))
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] = answer.json()
    return body


def problem(bench: BackChannelBench, tokens: dict[str, Any]) -> str | None:
    return problem_of(
        tokens["id_token"],
        bench.http.get("/.well-known/jwks.json").json(),
        issuer=bench.http.get("/.well-known/openid-configuration").json()["issuer"],
        client_id=bench.client_id,
        nonce=NONCE,
        algorithm="PS256",
        now=bench.world.clock.now().timestamp(),
    )


def claims_in(token: str) -> dict[str, Any]:
    part = token.split(".")[1]
    claims: dict[str, Any] = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    return claims


def test_without_a_rule_a_careful_relying_party_finds_nothing(bench: BackChannelBench) -> None:
    assert problem(bench, log_in(bench)) is None


@pytest.mark.parametrize(("name", "seen"), SEEN.items())
def test_a_careful_relying_party_refuses_the_id_token(bench: BackChannelBench, name: str, seen: str) -> None:
    fail(bench, name)

    tokens = log_in(bench)

    assert problem(bench, tokens) == seen
    assert bench.last_exchange().status == 200


def test_fault_is_named_in_the_journal(bench: BackChannelBench) -> None:
    fail(bench, "id-token-expired")
    log_in(bench)

    assert bench.last_exchange().faults == ("id-token-expired",)


def test_subject_of_id_token_and_userinfo_differ(bench: BackChannelBench) -> None:
    fail(bench, "id-token-wrong-subject")
    tokens = log_in(bench)

    userinfo, _ = bench.verified(bench.userinfo(tokens["access_token"]).text)

    assert claims_in(tokens["id_token"])["sub"] != userinfo["sub"]


def test_id_token_is_missing(bench: BackChannelBench) -> None:
    fail(bench, "id-token-missing")

    assert "id_token" not in log_in(bench)


def test_fresh_access_token_is_rejected_at_userinfo(bench: BackChannelBench) -> None:
    fail(bench, "access-token-rejected")

    answer = bench.userinfo(log_in(bench)["access_token"])

    assert (answer.status_code, answer.headers["www-authenticate"]) == (401, 'error="invalid_token"')


def test_rule_for_one_client_spares_the_others(bench: BackChannelBench) -> None:
    fail(bench, "id-token-tampered", client="somebody-else")

    assert problem(bench, log_in(bench)) is None


@pytest.mark.parametrize("name", ["userinfo-wrong-key", "userinfo-tampered"])
def test_userinfo_does_not_verify(bench: BackChannelBench, name: str) -> None:
    token = log_in(bench)["access_token"]
    fail(bench, name)

    with pytest.raises(BadSignatureError):
        bench.verified(bench.userinfo(token).text)


def test_userinfo_names_a_key_that_is_nowhere(bench: BackChannelBench) -> None:
    token = log_in(bench)["access_token"]
    fail(bench, "userinfo-unknown-kid")

    with pytest.raises(InvalidKeyIdError, match="no-such-key"):
        bench.verified(bench.userinfo(token).text)


def test_userinfo_is_about_somebody_else(bench: BackChannelBench) -> None:
    token = log_in(bench)["access_token"]
    right, _ = bench.verified(bench.userinfo(token).text)
    fail(bench, "userinfo-wrong-subject")

    wrong, _ = bench.verified(bench.userinfo(token).text)

    assert wrong["sub"] != right["sub"]
    assert wrong["name"] == right["name"]


def test_userinfo_is_a_jwe_where_a_jws_was_expected(bench: BackChannelBench) -> None:
    token = log_in(bench)["access_token"]
    fail(bench, "userinfo-encrypted")

    assert bench.userinfo(token).text.count(".") == 4


def test_userinfo_has_lost_its_claims(bench: BackChannelBench) -> None:
    token = log_in(bench)["access_token"]
    fail(bench, "userinfo-missing-claims")

    assert list(bench.verified(bench.userinfo(token).text)[0]) == ["sub"]


def test_userinfo_outgrows_the_limits_of_proxies(bench: BackChannelBench) -> None:
    token = log_in(bench)["access_token"]
    fail(bench, "userinfo-large-picture")

    assert len(bench.userinfo(token).content) > 1_000_000


def test_each_fault_of_token_and_userinfo_is_held_here() -> None:
    named = {name for name, fault in BY_NAME.items() if {"token", "userinfo"} & set(fault.services)}
    source = Path(__file__).read_text("utf-8")

    assert [name for name in sorted(named) if f'"{name}"' not in source] == []


def test_issuer_is_the_public_address(bench: BackChannelBench) -> None:
    assert claims_in(log_in(bench)["id_token"])["iss"].startswith(PUBLIC)
