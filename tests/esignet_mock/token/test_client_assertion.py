"""Every rule of `private_key_jwt`, at the token endpoint. The reason is told to the journal, never to the wire."""

import base64
import json
from collections.abc import Callable
from typing import Any

import msgspec
import pytest
from joserfc.jwk import ECKey, OctKey, RSAKey

from esignet_mock.endpoints import PAR, AssertionEndpoint
from esignet_mock.oauth_errors import OAuthError
from shared.settings import Addresses
from tests.benches.back_channel import INTERNAL, PUBLIC, TOKEN_V1, TOKEN_V2, BackChannelBench

OpenBench = Callable[..., BackChannelBench]

WRONG_CLAIMS: dict[str, tuple[dict[str, Any], str]] = {
    "no iss": ({"iss": ...}, "claim iss of client_assertion"),
    "other iss": ({"iss": "other"}, "claim iss of client_assertion"),
    "no sub": ({"sub": ...}, "claim sub of client_assertion"),
    "other sub": ({"sub": "other"}, "claim sub of client_assertion"),
    "no exp": ({"exp": ...}, "claim exp of client_assertion"),
    "exp as text": ({"exp": "tomorrow"}, "claim exp of client_assertion"),
    "exp true": ({"exp": True}, "claim exp of client_assertion"),
    "expired": ({"exp": 1_000_000_000}, "claim exp of client_assertion"),
    "no iat": ({"iat": ...}, "claim iat of client_assertion"),
    "nbf ahead": ({"nbf": 32_000_000_000}, "claim nbf of client_assertion"),
    "no aud": ({"aud": ...}, "claim aud of client_assertion"),
    "other aud": ({"aud": "https://elsewhere.example"}, "claim aud of client_assertion"),
    "aud a number": ({"aud": 5}, "claim aud of client_assertion"),
    "aud list without us": ({"aud": ["a", 7, None]}, "claim aud of client_assertion"),
    "aud empty": ({"aud": []}, "claim aud of client_assertion"),
    "no jti": ({"jti": ...}, "claim jti of client_assertion"),
    "blank jti": ({"jti": "  "}, "claim jti of client_assertion"),
    "jti a number": ({"jti": 5}, "claim jti of client_assertion"),
}
RIGHT_CLAIMS: dict[str, dict[str, Any]] = {
    "aud the issuer": {"aud": PUBLIC},
    "aud among others": {"aud": ["https://elsewhere.example", PUBLIC]},
    "old iat": {"iat": 1_000_000_000},
    "two hours": {"exp": 32_000_000_000},
    "enormous exp": {"exp": 10**18},
    "fraction": {"iat": 1_000_000_000.5},
    "nbf past": {"nbf": 1_000_000_000},
}


def encoded(header: dict[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(header).encode()).rstrip(b"=").decode()


def refusal(bench: BackChannelBench, assertion: str) -> str:
    """Where the explanation points; the answer itself must not tell."""
    answer = bench.token(bench.issue(), client_assertion=assertion)
    assert (answer.status_code, answer.json()) == (
        400,
        {"error": "invalid_client", "error_description": "invalid_client"},
    )
    [explanation] = bench.last_exchange().explanations
    assert answer.headers["x-mock-explain"] == bench.last_exchange().id
    return explanation.where


@pytest.mark.parametrize(("claims", "where"), WRONG_CLAIMS.values(), ids=WRONG_CLAIMS)
def test_wrong_claims_are_refused(bench: BackChannelBench, claims: dict[str, Any], where: str) -> None:
    assert refusal(bench, bench.assertion(**claims)) == where


@pytest.mark.parametrize("claims", RIGHT_CLAIMS.values(), ids=RIGHT_CLAIMS)
def test_unusual_claims_are_accepted(bench: BackChannelBench, claims: dict[str, Any]) -> None:
    assert bench.token(bench.issue(), client_assertion=bench.assertion(**claims)).status_code == 200


def test_another_key_is_refused(bench: BackChannelBench, other_key: RSAKey) -> None:
    assert refusal(bench, bench.assertion(key=other_key)) == "form field client_assertion"


def test_the_header_is_signed_too(bench: BackChannelBench) -> None:
    _, claims, signature = bench.assertion().split(".")
    assert refusal(bench, f"{encoded({'alg': 'RS256'})}.{claims}.{signature}") == "form field client_assertion"


def test_an_unregistered_kid_is_refused(bench: BackChannelBench) -> None:
    assert refusal(bench, bench.assertion(header={"kid": "unregistered"})) == "form field client_assertion"


def test_a_wrong_type_is_refused_even_when_signed(bench: BackChannelBench) -> None:
    assert refusal(bench, bench.assertion(header={"typ": "at+jwt"})) == "header typ of client_assertion"


def test_a_missing_type_is_accepted(bench: BackChannelBench) -> None:
    assert bench.token(bench.issue(), client_assertion=bench.assertion(header={})).status_code == 200


def test_the_kid_of_the_registered_key_is_accepted(bench: BackChannelBench, other_key: RSAKey) -> None:
    public = other_key.as_dict(private=False) | {"kid": "mine"}
    bench.register("with-kid", public_key=public)
    names = {"iss": "with-kid", "sub": "with-kid"}
    assertion = bench.assertion(key=other_key, header={"kid": "mine"}, **names)
    code = bench.issue(client_id="with-kid")
    assert bench.token(code, client_id="with-kid", client_assertion=assertion).status_code == 200


@pytest.mark.parametrize("member", [{"alg": "PS256"}, {"use": "enc"}], ids=["other alg", "for encryption"])
def test_a_registered_key_meant_for_something_else_never_matches(
    bench: BackChannelBench, other_key: RSAKey, member: dict[str, str]
) -> None:
    public = other_key.as_dict(private=False) | member
    bench.register("odd-key", public_key=public)
    assertion = bench.assertion(key=other_key, iss="odd-key", sub="odd-key")
    answer = bench.token(bench.issue(client_id="odd-key"), client_id="odd-key", client_assertion=assertion)
    assert answer.json()["error"] == "invalid_client"


def test_a_shared_secret_made_of_the_public_key_is_refused(bench: BackChannelBench) -> None:
    public = json.dumps(bench.key.as_dict(private=False)).encode()
    assert refusal(bench, bench.assertion(key=OctKey.import_key(public), alg="HS256")) == "form field client_assertion"


def test_an_unsigned_assertion_is_refused(bench: BackChannelBench) -> None:
    claims = bench.assertion().split(".")[1]
    assert refusal(bench, f"{encoded({'alg': 'none'})}.{claims}.") == "form field client_assertion"


@pytest.mark.parametrize("alg", ["PS256", "ES256"])
def test_further_algorithms_work_since_1_7_only(open_bench: OpenBench, other_key: RSAKey, alg: str) -> None:
    key = ECKey.generate_key("P-256") if alg == "ES256" else other_key
    for profile, expected in (("1.7", 200), ("1.6", 400)):
        bench = open_bench(profile=profile)
        bench.register("modern", key=key)
        assertion = bench.assertion(key=key, alg=alg, iss="modern", sub="modern")
        answer = bench.token(bench.issue(client_id="modern"), client_id="modern", client_assertion=assertion)
        assert answer.status_code == expected, profile


@pytest.mark.parametrize(("late", "expected"), [(4, 200), (6, 400)])
def test_five_seconds_of_leeway(bench: BackChannelBench, late: int, expected: int) -> None:
    bench.world.clock.freeze()
    now = int(bench.world.clock.now().timestamp())
    assert bench.token(bench.issue(), client_assertion=bench.assertion(exp=now - late)).status_code == expected
    assert bench.token(bench.issue(), client_assertion=bench.assertion(nbf=now + late)).status_code == expected


def test_a_jti_is_taken_once_in_24_hours_across_clients(bench: BackChannelBench, other_key: RSAKey) -> None:
    bench.register("second", key=other_key)
    assert bench.token(bench.issue(), client_assertion=bench.assertion(jti="one")).status_code == 200
    assert refusal(bench, bench.assertion(jti="one")) == "claim jti of client_assertion"
    again = bench.assertion(key=other_key, iss="second", sub="second", jti="one")
    assert bench.token(bench.issue(client_id="second"), client_id="second", client_assertion=again).status_code == 400
    bench.http.put("/_mock/clock", json={"advanceSeconds": 86_401})
    assert bench.token(bench.issue(), client_assertion=bench.assertion(jti="one")).status_code == 200


def test_a_jti_is_not_used_up_by_a_refused_assertion(bench: BackChannelBench) -> None:
    assert refusal(bench, bench.assertion(jti="one", aud="elsewhere"))
    assert bench.token(bench.issue(), client_assertion=bench.assertion(jti="one")).status_code == 200


@pytest.mark.parametrize(("profile", "without", "again"), [("1.5", 200, 200), ("1.6", 400, 200), ("1.7", 400, 400)])
def test_jti_by_release(open_bench: OpenBench, profile: str, without: int, again: int) -> None:
    bench = open_bench(profile=profile)
    assert bench.token(bench.issue(), client_assertion=bench.assertion(jti=...)).status_code == without
    bench.token(bench.issue(), client_assertion=bench.assertion(jti="one"))
    assert bench.token(bench.issue(), client_assertion=bench.assertion(jti="one")).status_code == again


AUDIENCES = {
    # profile: accepted at v1, accepted at v2
    "1.5": ({f"{PUBLIC}{TOKEN_V1}"}, {f"{PUBLIC}{TOKEN_V2}"}),
    "1.6": ({f"{PUBLIC}{TOKEN_V1}"}, {f"{PUBLIC}{TOKEN_V2}"}),
    "1.7": ({f"{PUBLIC}{TOKEN_V1}", PUBLIC}, {f"{PUBLIC}{TOKEN_V2}", PUBLIC}),
    "1.8": ({f"{PUBLIC}/oauth/token", PUBLIC}, {f"{PUBLIC}{TOKEN_V2}", PUBLIC}),
}
CANDIDATES = (PUBLIC, f"{PUBLIC}/oauth/token", f"{PUBLIC}{TOKEN_V1}", f"{PUBLIC}{TOKEN_V2}", f"{PUBLIC}/v1/esignet")


@pytest.mark.parametrize("profile", AUDIENCES)
def test_audiences_by_release(open_bench: OpenBench, profile: str) -> None:
    bench = open_bench(profile=profile)
    for path, accepted in zip((TOKEN_V1, TOKEN_V2), AUDIENCES[profile], strict=True):
        taken = {
            audience
            for audience in CANDIDATES
            if bench.token(bench.issue(), path=path, client_assertion=bench.assertion(aud=audience)).status_code == 200
        }
        assert taken == accepted, path


def test_until_1_6_a_list_may_hold_the_one_audience_only(open_bench: OpenBench) -> None:
    bench = open_bench(profile="1.6")
    ours = f"{PUBLIC}{TOKEN_V2}"
    assert bench.token(bench.issue(), client_assertion=bench.assertion(aud=[ours])).status_code == 200
    assert bench.token(bench.issue(), client_assertion=bench.assertion(aud=[ours, "x"])).status_code == 400


def test_par_takes_its_own_address_too(bench: BackChannelBench) -> None:
    assertions = bench.provider.assertions
    client = bench.provider.clients.find(bench.client_id)
    assert client is not None
    bench.http.get("/.well-known/jwks.json")
    for audience in (f"{PUBLIC}{PAR}", f"{PUBLIC}{TOKEN_V2}", PUBLIC):
        assertions.check(bench.assertion(aud=audience), client, AssertionEndpoint.PAR, bench.last_exchange())
    with pytest.raises(OAuthError):
        assertions.check(
            bench.assertion(aud=f"{PUBLIC}{TOKEN_V1}"), client, AssertionEndpoint.PAR, bench.last_exchange()
        )


def test_any_address_of_this_server_is_tolerated_as_audience(open_bench: OpenBench) -> None:
    addresses = Addresses(public=PUBLIC, internal=INTERNAL, bound="http://127.0.0.1:20260")
    strict, lenient = open_bench(addresses=addresses), open_bench(addresses=addresses, tolerate="opencrvs")
    for audience in (f"{INTERNAL}/oauth/token", "http://localhost:20260/oauth/token", f"{INTERNAL}{TOKEN_V2}"):
        assert refusal(strict, strict.assertion(aud=audience)) == "claim aud of client_assertion"
        assertion = lenient.assertion(aud=audience)
        assert lenient.token(lenient.issue(), client_assertion=assertion).status_code == 200
        assert [t.name for t in lenient.last_exchange().tolerated] == ["assertion-audience"]
    assert lenient.token(lenient.issue(), client_assertion=lenient.assertion(aud="elsewhere")).status_code == 400


def test_a_missing_jti_is_tolerated_and_reported(open_bench: OpenBench) -> None:
    bench = open_bench(tolerate="assertion-without-jti")
    assert bench.token(bench.issue(), client_assertion=bench.assertion(jti=...)).status_code == 200
    [tolerated] = bench.last_exchange().tolerated
    assert tolerated.refused_by == ("e-Signet 1.6", "e-Signet 1.7", "e-Signet 1.8")
    assert bench.token(bench.issue(), client_assertion=bench.assertion(jti=" ")).status_code == 400


def test_the_journal_shows_the_assertion_decoded(bench: BackChannelBench) -> None:
    bench.token(bench.issue(), client_assertion=bench.assertion(jti="seen"))
    assert bench.last_exchange().decoded["clientAssertion"]["claims"]["jti"] == "seen"
    bench.token(bench.issue(), client_assertion=bench.assertion(jti="unseen")[:-4] + "AAAA")
    shown = bench.last_exchange().decoded["clientAssertion"]
    assert (shown["claims"]["jti"], shown["verified"]) == ("unseen", False)


def test_a_client_whose_registered_key_is_broken_is_refused(bench: BackChannelBench) -> None:
    bench.provider.clients.change(
        bench.client_id,
        lambda client: msgspec.structs.replace(client, public_key={"kty": "RSA", "n": "!", "e": "AQAB"}),
    )
    assert refusal(bench, bench.assertion()) == "registered publicKey"
