"""Every rule of an authorize request, through the UI API and through the page."""

import json
from datetime import timedelta
from typing import Any

import pytest

from tests.benches.back_channel import CALLBACK
from tests.benches.front_channel import CLAIMS, OTP, PIN, FrontChannelBench, codes_of
from tests.support.login_page import Page

REFUSED = {
    "no client": ({"clientId": ...}, "invalid_client_id"),
    "blank client": ({"clientId": "  "}, "invalid_client_id"),
    "unknown client": ({"clientId": "nobody"}, "invalid_client_id"),
    "no scope": ({"scope": ...}, "invalid_scope"),
    "unknown scopes only": ({"scope": "a b"}, "invalid_scope"),
    "profile without openid": ({"scope": "profile"}, "invalid_scope"),
    "credential scope mixed": ({"scope": "openid mosip_identity_vc_ldp"}, "invalid_scope"),
    "claims without openid": ({"scope": "Manage-VID"}, "invalid_scope"),
    "response type token": ({"responseType": "token"}, "invalid_response_type"),
    "no response type": ({"responseType": ...}, "invalid_response_type"),
    "no redirect uri": ({"redirectUri": ...}, "invalid_redirect_uri"),
    "relative redirect uri": ({"redirectUri": "/cb"}, "invalid_redirect_uri"),
    "foreign redirect uri": ({"redirectUri": "https://evil.example/cb"}, "invalid_redirect_uri"),
    "loopback look-alike": ({"redirectUri": "http://localhost.evil.example/cb"}, "invalid_redirect_uri"),
    "other case": ({"redirectUri": "http://LOCALHOST:3020/cb"}, "invalid_redirect_uri"),
    "bad display": ({"display": "tv"}, "invalid_display"),
    "bad prompt": ({"prompt": "maybe"}, "invalid_prompt"),
    "list of prompts": ({"prompt": "login consent"}, "invalid_prompt"),
    "claims as text": ({"claims": "name,birthdate"}, "invalid_claim"),
    "claim as text": ({"claims": {"userinfo": {"name": "x"}}}, "invalid_claim"),
    "essential as text": ({"claims": {"userinfo": {"name": {"essential": "yes"}}}}, "invalid_claim"),
    "short purpose": ({"claims": {"userinfo": {"name": {"purpose": "x"}}}}, "invalid_claim"),
    "empty verified claims": ({"claims": {"userinfo": {"verified_claims": {"claims": {}}}}}, "invalid_verified_claims"),
    "no trust framework": (
        {"claims": {"userinfo": {"verified_claims": {"verification": {}, "claims": {"name": None}}}}},
        "invalid_verification",
    ),
    "acr claim without values": ({"claims": {"id_token": {"acr": {"essential": True}}}}, "unknown_error"),
    "challenge without method": ({"codeChallenge": "x" * 43}, "invalid_pkce_challenge"),
    "method without challenge": ({"codeChallengeMethod": "S256"}, "invalid_pkce_challenge"),
    "plain pkce": (
        {"codeChallenge": "x" * 43, "codeChallengeMethod": "plain"},
        "unsupported_pkce_challenge_method",
    ),
    "id token hint": ({"idTokenHint": "a.b.c"}, "invalid_id_token_hint"),
    "max age no number": ({"maxAge": "soon"}, "unknown_error"),
}


@pytest.mark.parametrize(("changes", "code"), REFUSED.values(), ids=REFUSED)
def test_oauth_details_refuses(front: FrontChannelBench, changes: dict[str, Any], code: str) -> None:
    answer = front.details(**changes)

    assert codes_of(answer) == [code]
    explanation = front.explanations()[0]
    assert explanation.code == code
    assert all((explanation.expected, explanation.received, explanation.where, explanation.why, explanation.mend))
    assert answer.headers["X-Mock-Explain"] == front.back.last_exchange().id


_AS_PARAMETER = {
    "clientId": "client_id", "scope": "scope", "responseType": "response_type", "redirectUri": "redirect_uri",
    "display": "display", "prompt": "prompt", "claims": "claims", "codeChallenge": "code_challenge",
    "codeChallengeMethod": "code_challenge_method", "idTokenHint": "id_token_hint", "maxAge": "max_age",
}  # fmt: skip


@pytest.mark.parametrize(("changes", "code"), REFUSED.values(), ids=REFUSED)
def test_page_refuses_without_redirect(front: FrontChannelBench, changes: dict[str, Any], code: str) -> None:
    parameters = {
        _AS_PARAMETER[n]: None if v is ... else json.dumps(v) if isinstance(v, dict) else v for n, v in changes.items()
    }
    expected = "parsing_error_msg" if changes.get("claims") == "name,birthdate" else code

    answer = front.authorize(**parameters)

    assert answer.status_code == 400
    assert "location" not in answer.headers
    assert expected in Page(answer.text).text
    mend = " ".join(front.explanations()[0].mend.replace("`", " ").split())  # code stands in an element of its own
    assert mend[1:20] in Page(answer.text).text


def test_violations_come_together(front: FrontChannelBench) -> None:
    answer = front.details(scope="x", responseType="x", prompt="x")

    entries = {(e["errorCode"], e["errorMessage"]) for e in answer.json()["errors"]}
    assert entries == {
        ("invalid_scope", "request.scope: invalid_scope"),
        ("invalid_response_type", "request.responseType: invalid_response_type"),
        ("invalid_prompt", "request.prompt: invalid_prompt"),
    }


def test_business_error_repeats_its_code(front: FrontChannelBench) -> None:
    answer = front.details(clientId="nobody")

    assert answer.json()["errors"] == [{"errorCode": "invalid_client_id", "errorMessage": "invalid_client_id"}]


def test_client_goes_before_redirect_uri(front: FrontChannelBench) -> None:
    assert codes_of(front.details(clientId="nobody", redirectUri="https://evil.example/")) == ["invalid_client_id"]


def test_redirect_uri_goes_before_nonce(front: FrontChannelBench) -> None:
    front.details(nonce="n")

    assert codes_of(front.details(nonce="n", redirectUri="https://evil.example/")) == ["invalid_redirect_uri"]


def test_nonce_goes_before_claims(front: FrontChannelBench) -> None:
    front.details(nonce="n")

    assert codes_of(front.details(nonce="n", scope="Manage-VID")) == ["invalid_request"]


def test_nonce_serves_once_in_24_hours(front: FrontChannelBench) -> None:
    assert codes_of(front.details(nonce="n")) == []
    assert codes_of(front.details(nonce="n")) == ["invalid_request"]
    front.back.world.clock.advance(timedelta(hours=24))
    assert codes_of(front.details(nonce="n")) == []


def test_inactive_client_is_refused(front: FrontChannelBench) -> None:
    front.back.register("sleeper", status="INACTIVE")

    assert codes_of(front.details(clientId="sleeper")) == ["invalid_client_id"]


def test_client_without_acr_is_refused(front: FrontChannelBench) -> None:
    front.back.register("poor", auth_context_refs=())

    assert codes_of(front.details(clientId="poor")) == ["no_acr_registered"]


@pytest.mark.parametrize(
    ("config", "code"),
    [("require_pushed_authorization_requests", "invalid_request"), ("require_pkce", "use_pkce")],
)
def test_client_may_require_more(front: FrontChannelBench, config: str, code: str) -> None:
    front.back.register("strict", additional_config={config: True})

    assert codes_of(front.details(clientId="strict")) == [code]


def test_answer_has_the_members_in_order(front: FrontChannelBench) -> None:
    response = front.begin().response

    assert list(response) == [
        "transactionId", "logoUrl", "authFactors", "authorizeScopes", "essentialClaims", "voluntaryClaims",
        "configs", "redirectUri", "clientName", "credentialScopes",
    ]  # fmt: skip
    assert len(response["transactionId"]) == 43
    assert response["authFactors"] == [[{"type": "OTP", "count": 0, "subTypes": None}]]
    assert response["essentialClaims"] == ["name"]
    assert "birthdate" in response["voluntaryClaims"]
    assert response["redirectUri"] == CALLBACK
    assert response["clientName"]["@none"] == "OpenCRVS"


def test_first_version_has_a_plain_client_name(front: FrontChannelBench) -> None:
    response = front.details("/authorization/oauth-details").json()["response"]

    assert response["clientName"] == "OpenCRVS"
    assert "credentialScopes" not in response


def test_first_version_knows_no_pkce(front: FrontChannelBench) -> None:
    assert codes_of(front.details("/authorization/oauth-details", codeChallenge="x" * 43)) == []
    assert codes_of(front.details("/authorization/v2/oauth-details", codeChallenge="x" * 43)) == [
        "invalid_pkce_challenge"
    ]


def test_claims_resolve_to_registered_ones(front: FrontChannelBench) -> None:
    front.back.register("modest", user_claims=("name", "email"))

    response = front.begin(
        clientId="modest",
        claims={"userinfo": {"name": None, "phone_number": {"essential": True}, "shoe_size": None}},
        scope="openid email",
    ).response

    assert response["essentialClaims"] == []
    assert sorted(response["voluntaryClaims"]) == ["email", "name"]


@pytest.mark.parametrize(
    ("acr_values", "offered"),
    [
        ("mosip:idp:acr:static-code", ["PIN"]),
        ("mosip:idp:acr:password mosip:idp:acr:generated-code", ["PWD", "OTP"]),
        ("no:such:acr", ["KBI", "PWD", "PIN", "OTP", "WLA", "BIO"]),
        (None, ["KBI", "PWD", "PIN", "OTP", "WLA", "BIO"]),
    ],
)
def test_acrs_are_filtered_to_the_registered_ones(
    front: FrontChannelBench, acr_values: str | None, offered: list[str]
) -> None:
    response = front.begin(acrValues=acr_values).response

    assert [factors[0]["type"] for factors in response["authFactors"]] == offered


def test_acr_claim_outranks_acr_values(front: FrontChannelBench) -> None:
    claims = {**CLAIMS, "id_token": {"acr": {"values": ["mosip:idp:acr:password"]}}}

    response = front.begin(claims=claims).response

    assert [factors[0]["type"] for factors in response["authFactors"]] == ["PWD"]


@pytest.mark.parametrize(
    "time",
    [None, 5, "2025-01-01", "2025-01-01T00:00:00Z", "2025-01-01T00:00:00.000Z", "2025-13-01T00:00:00.000Z"],
)
def test_request_time_is_checked(front: FrontChannelBench, time: Any) -> None:
    answer = front.call("/authorization/v3/oauth-details", front.details_request(), request_time=time)

    assert answer.json()["errors"] == [{"errorCode": "invalid_request", "errorMessage": "requestTime: invalid_request"}]


def test_request_time_violation_comes_with_the_others(front: FrontChannelBench) -> None:
    answer = front.call("/authorization/v3/oauth-details", front.details_request(scope="x"), request_time=None)

    assert sorted(codes_of(answer)) == ["invalid_request", "invalid_scope"]


@pytest.mark.parametrize("request_body", [None, ..., [], "x", 5])
def test_request_has_to_be_an_object(front: FrontChannelBench, request_body: Any) -> None:
    body = {"requestTime": front.now(), **({} if request_body is ... else {"request": request_body})}

    answer = front.http.post("/v1/esignet/authorization/v3/oauth-details", json=body, headers=front.csrf())

    assert codes_of(answer) == ["invalid_request" if request_body in (None, ...) else "unknown_error"]


def test_a_member_of_another_type_is_named_in_plain_words(front: FrontChannelBench) -> None:
    front.details(maxAge="soon")

    explanation = front.explanations()[-1]
    assert explanation.where == "request.maxAge"
    assert (explanation.expected, explanation.received) == ("a whole number or null", "text")


@pytest.mark.parametrize("headers", [{}, {"X-XSRF-TOKEN": "wrong"}], ids=["missing", "wrong"])
def test_csrf_token_is_needed(front: FrontChannelBench, headers: dict[str, str]) -> None:
    front.csrf()
    body = {"requestTime": front.now(), "request": front.details_request()}

    answer = front.http.post("/v1/esignet/authorization/v3/oauth-details", json=body, headers=headers)

    assert answer.status_code == 403


def test_csrf_token_without_cookie_is_refused(front: FrontChannelBench) -> None:
    headers = front.csrf()
    front.http.cookies.clear()
    body = {"requestTime": front.now(), "request": front.details_request()}

    answer = front.http.post("/v1/esignet/authorization/v3/oauth-details", json=body, headers=headers)

    assert answer.status_code == 403


def test_acr_values_count_where_the_claims_name_none_that_the_client_has(front: FrontChannelBench) -> None:
    front.back.register("two", auth_context_refs=(PIN, OTP))
    claims = {"userinfo": {}, "id_token": {"acr": {"values": ["mosip:idp:acr:password"]}}}

    response = front.begin(clientId="two", acrValues=PIN, claims=claims).response

    assert [factors[0]["type"] for factors in response["authFactors"]] == ["PIN"]


def test_empty_userinfo_claims_need_openid_too(front: FrontChannelBench) -> None:
    assert codes_of(front.details(scope="Manage-VID", claims={"userinfo": {}})) == ["invalid_scope"]


def test_challenge_without_method_is_found_with_the_other_mistakes(front: FrontChannelBench) -> None:
    answer = front.details(codeChallenge="c" * 43, clientId="nobody", prompt="x")

    assert sorted(codes_of(answer)) == ["invalid_pkce_challenge", "invalid_prompt"]


def test_page_of_a_login_is_not_taken_for_its_script(front: FrontChannelBench) -> None:
    transaction = front.form_of(front.authorize(), "id-input")["transaction"]
    headers = {"oauth-details-key": transaction, "oauth-details-hash": ""}

    assert codes_of(front.call("/authorization/send-otp", {}, headers=headers)) == ["invalid_request"]
