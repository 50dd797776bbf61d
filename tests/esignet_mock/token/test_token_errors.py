"""Each condition of the token endpoint, in the words of each release."""

from collections.abc import Callable
from typing import Any

import msgspec
import pytest

from esignet_mock.oauth_errors import SINCE_1_7, UNTIL_1_6, Condition
from esignet_mock.token.pkce import challenge_of
from tests.benches.back_channel import CALLBACK, TOKEN_V1, TOKEN_V2, BackChannelBench

OpenBench = Callable[..., BackChannelBench]
Answer = tuple[int, str, str]

INVALID_GRANT: Answer = (400, "invalid_grant", "invalid_grant")
INVALID_CLIENT: Answer = (400, "invalid_client", "invalid_client")
URI: Answer = (400, "invalid_request", "invalid_redirect_uri")
GRANT_TYPE: Answer = (400, "unsupported_grant_type", "unsupported_grant_type")
CLIENT_ID: Answer = (400, "invalid_request", "invalid_client_id")

FORM_MISTAKES: dict[str, tuple[dict[str, Any], Answer, tuple[int, str]]] = {
    "no grant_type": ({"grant_type": ...}, GRANT_TYPE, (400, "invalid_grant_type")),
    "padded grant_type": (
        {"grant_type": " authorization_code"},
        GRANT_TYPE,
        (400, "invalid_grant_type"),
    ),
    "refresh grant": (
        {"grant_type": "refresh_token"},
        GRANT_TYPE,
        (400, "invalid_grant_type"),
    ),
    "blank code": ({"code": " "}, INVALID_GRANT, (400, "invalid_auth_code")),
    "no code": ({"code": ...}, INVALID_GRANT, (400, "invalid_auth_code")),
    "made-up code": ({"code": "made-up"}, INVALID_GRANT, (400, "invalid_transaction")),
    "no redirect_uri": ({"redirect_uri": ...}, URI, (400, "invalid_redirect_uri")),
    "redirect_uri no URL": ({"redirect_uri": "callback"}, URI, (400, "invalid_redirect_uri")),
    "redirect_uri with slash": ({"redirect_uri": f"{CALLBACK}/"}, URI, (400, "invalid_redirect_uri")),
    "redirect_uri with query": ({"redirect_uri": f"{CALLBACK}?a=b"}, URI, (400, "invalid_redirect_uri")),
    "redirect_uri with fragment": ({"redirect_uri": f"{CALLBACK}#a"}, URI, (400, "invalid_redirect_uri")),
    "other client_id": ({"client_id": "other"}, CLIENT_ID, (400, "invalid_client_id")),
    "no assertion type": ({"client_assertion_type": ...}, INVALID_CLIENT, (400, "invalid_assertion_type")),
    "other assertion type": ({"client_assertion_type": "saml"}, INVALID_CLIENT, (400, "invalid_assertion_type")),
    "blank assertion": ({"client_assertion": " "}, INVALID_CLIENT, (400, "invalid_assertion")),
    "no assertion": ({"client_assertion": ...}, INVALID_CLIENT, (400, "invalid_assertion")),
    "assertion no JWT": ({"client_assertion": "abc"}, INVALID_CLIENT, (400, "invalid_assertion")),
}


def answer_of(response: Any) -> Answer:
    body = response.json()
    assert set(body) == {"error", "error_description"}
    assert response.headers["cache-control"] == "no-store"
    assert response.headers["pragma"] == "no-cache"
    return response.status_code, body["error"], body["error_description"]


@pytest.mark.parametrize("profile", ["1.7", "1.8"])
@pytest.mark.parametrize(("changes", "modern", "_legacy"), FORM_MISTAKES.values(), ids=FORM_MISTAKES)
def test_a_mistake_in_the_form_is_answered_in_rfc_words_since_1_7(
    open_bench: OpenBench, profile: str, changes: dict[str, Any], modern: Answer, _legacy: object
) -> None:
    bench = open_bench(profile=profile)
    assert answer_of(bench.token(**{"code": bench.issue(), **changes})) == modern


@pytest.mark.parametrize("profile", ["1.5", "1.6"])
@pytest.mark.parametrize(("changes", "_modern", "legacy"), FORM_MISTAKES.values(), ids=FORM_MISTAKES)
def test_a_mistake_in_the_form_is_answered_in_own_words_until_1_6(
    open_bench: OpenBench, profile: str, changes: dict[str, Any], _modern: object, legacy: tuple[int, str]
) -> None:
    bench = open_bench(profile=profile)
    answer = answer_of(bench.token(**{"code": bench.issue(), **changes}))
    assert answer == (*legacy, legacy[1])


@pytest.mark.parametrize(
    ("profile", "expected"), [("1.8", CLIENT_ID), ("1.6", (500, "invalid_client_id", "invalid_client_id"))]
)
def test_a_client_switched_off_after_authorize_is_refused(
    open_bench: OpenBench, profile: str, expected: Answer
) -> None:
    bench = open_bench(profile=profile)
    code = bench.issue()
    bench.provider.clients.change(bench.client_id, lambda client: msgspec.structs.replace(client, status="INACTIVE"))
    assert answer_of(bench.token(code)) == expected


def test_a_client_removed_after_authorize_is_refused(bench: BackChannelBench) -> None:
    bench.register("passing")
    code = bench.issue(client_id="passing")
    bench.provider.clients.remove("passing")
    assert answer_of(bench.token(code, client_id="passing")) == CLIENT_ID


def test_until_1_6_a_redirect_uri_that_is_no_longer_registered_is_refused(open_bench: OpenBench) -> None:
    bench = open_bench(profile="1.6")
    code = bench.issue()
    bench.provider.clients.change(
        bench.client_id, lambda client: msgspec.structs.replace(client, redirect_uris=("https://rp.example/",))
    )
    assert answer_of(bench.token(code)) == (500, "invalid_redirect_uri", "invalid_redirect_uri")


def test_since_1_7_nobody_looks_again_whether_the_redirect_uri_is_registered(bench: BackChannelBench) -> None:
    code = bench.issue()
    bench.provider.clients.change(
        bench.client_id, lambda client: msgspec.structs.replace(client, redirect_uris=("https://rp.example/",))
    )
    assert bench.token(code).status_code == 200


@pytest.mark.parametrize(
    ("profile", "missing", "wrong"),
    [
        ("1.8", INVALID_GRANT, INVALID_GRANT),
        ("1.6", (500, *["invalid_pkce_code_verifier"] * 2), (500, *["pkce_failed"] * 2)),
    ],
)
def test_pkce_is_checked_at_v2(open_bench: OpenBench, profile: str, missing: Answer, wrong: Answer) -> None:
    bench = open_bench(profile=profile)
    code = bench.issue(code_challenge=challenge_of("v" * 43))
    assert answer_of(bench.token(code)) == missing
    assert answer_of(bench.token(code, code_verifier="w" * 43)) == wrong
    assert bench.token(code, code_verifier="v" * 43).status_code == 200


def test_a_pkce_login_can_never_be_redeemed_at_v1(bench: BackChannelBench) -> None:
    code = bench.issue(code_challenge=challenge_of("v" * 43))
    assertion = bench.assertion(aud="https://esignet.example")
    refused = bench.token(code, path=TOKEN_V1, code_verifier="v" * 43, client_assertion=assertion)
    assert answer_of(refused) == INVALID_GRANT
    assert "drops `code_verifier`" in bench.last_exchange().explanations[0].why


def test_v1_honours_pkce_when_told_to(open_bench: OpenBench) -> None:
    bench = open_bench(v1_accepts_code_verifier=True)
    code = bench.issue(code_challenge=challenge_of("v" * 43))
    assertion = bench.assertion(aud="https://esignet.example")
    wrong = bench.token(code, path=TOKEN_V1, code_verifier="x", client_assertion=assertion)
    assert answer_of(wrong) == INVALID_GRANT
    right = bench.token(code, path=TOKEN_V1, code_verifier="v" * 43, client_assertion=assertion)
    assert right.status_code == 200


@pytest.mark.parametrize("method", ["GET", "PUT", "PATCH", "DELETE", "OPTIONS"])
def test_another_method_is_refused(open_bench: OpenBench, method: str) -> None:
    since, until = open_bench(), open_bench(profile="1.6")
    assert answer_of(since.http.request(method, TOKEN_V2)) == (405, "invalid_request", "Method Not Allowed")
    assert answer_of(until.http.request(method, TOKEN_V2)) == (500, "unknown_error", "unknown_error")


@pytest.mark.parametrize("path", [TOKEN_V1, TOKEN_V2])
def test_a_json_body_is_refused(bench: BackChannelBench, path: str) -> None:
    response = bench.http.post(path, json=bench.form(bench.issue()))
    assert response.status_code == 415
    assert "form" in bench.last_exchange().explanations[0].mend


def test_a_field_given_twice_is_refused(bench: BackChannelBench) -> None:
    code = bench.issue()
    response = bench.http.post(
        TOKEN_V2,
        content=f"code={code}&code={code}",
        headers={"Content-Type": "application/x-www-form-urlencoded"},
    )
    assert answer_of(response) == (400, "invalid_request", "invalid_request")


def test_a_form_that_is_too_large_is_refused(open_bench: OpenBench) -> None:
    bench = open_bench(max_body_bytes=2048)
    response = bench.token(bench.issue(), client_assertion="x" * 4096)
    assert answer_of(response) == (413, "payload_too_large", "payload_too_large")


def test_all_mistakes_of_a_form_are_explained_at_once(bench: BackChannelBench) -> None:
    bench.http.post(TOKEN_V2, data={"code": "x"})
    where = {e.where for e in bench.last_exchange().explanations}
    assert where == {
        "form field grant_type",
        "form field redirect_uri",
        "form field client_assertion_type",
        "form field client_assertion",
    }


@pytest.mark.parametrize("table", [SINCE_1_7, UNTIL_1_6], ids=["since 1.7", "until 1.6"])
def test_the_tables_cover_every_condition(table: dict[Condition, object]) -> None:
    assert set(table) == set(Condition)
