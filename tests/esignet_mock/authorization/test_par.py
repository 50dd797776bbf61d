from datetime import timedelta
from typing import Any

import httpx2
import pytest

from tests.benches.back_channel import ASSERTION_TYPE, CALLBACK, FATHER, PUBLIC
from tests.benches.front_channel import FrontChannelBench, codes_of, parameters_of
from tests.esignet_mock.authorization.conftest import OpenFront

PAR = "/v1/esignet/oauth/par"


def push(front: FrontChannelBench, **changes: Any) -> httpx2.Response:
    form = {
        "client_id": front.back.client_id,
        "scope": "openid profile",
        "response_type": "code",
        "redirect_uri": CALLBACK,
        "state": "s1",
        "claims": '{"userinfo":{"name":{"essential":true}}}',
        "client_assertion_type": ASSERTION_TYPE,
        **changes,
    }
    if "client_assertion" not in form:
        form["client_assertion"] = front.back.assertion(aud=f"{PUBLIC}{PAR}")
    return front.http.post(PAR, data={n: v for n, v in form.items() if v is not ...})


def pushed(front: FrontChannelBench) -> str:
    answer = push(front)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["request_uri"])


def test_push_answers_with_a_request_uri(front: FrontChannelBench) -> None:
    answer = push(front)

    assert answer.status_code == 201
    assert answer.json()["expires_in"] == 60
    assert len(answer.json()["request_uri"]) == len("urn:ietf:params:oauth:request_uri:") + 43


def test_pushed_request_logs_in_by_the_page(front: FrontChannelBench) -> None:
    query = {"client_id": front.back.client_id, "request_uri": pushed(front), "login_hint": FATHER}

    assert parameters_of(front.http.get("/authorize", params=query))["state"] == "s1"


def test_pushed_request_is_read_once(front: FrontChannelBench) -> None:
    request = {"clientId": front.back.client_id, "requestUri": pushed(front)}

    first = front.call("/authorization/par-oauth-details", request)

    assert first.json()["response"]["essentialClaims"] == ["name"]
    assert codes_of(front.call("/authorization/par-oauth-details", request)) == ["invalid_request"]


def test_pushed_request_of_another_client_is_gone(front: FrontChannelBench) -> None:
    request_uri = pushed(front)

    for client_id in ("another", front.back.client_id):
        request = {"clientId": client_id, "requestUri": request_uri}
        assert codes_of(front.call("/authorization/par-oauth-details", request)) == ["invalid_request"]


def test_pushed_request_expires(front: FrontChannelBench) -> None:
    request_uri = pushed(front)
    front.back.world.clock.advance(timedelta(seconds=60))

    answer = front.http.get("/authorize", params={"client_id": front.back.client_id, "request_uri": request_uri})

    assert answer.status_code == 400
    assert "invalid_request" in answer.text


@pytest.mark.parametrize(
    ("changes", "error", "description"),
    [
        ({"scope": "profile"}, "invalid_scope", "invalid_scope"),
        ({"scope": ...}, "invalid_scope", "invalid_scope"),
        ({"response_type": "token"}, "invalid_request", "invalid_response_type"),
        ({"redirect_uri": "nowhere"}, "invalid_request", "invalid_redirect_uri"),
        ({"redirect_uri": "https://evil.example/"}, "invalid_request", "invalid_redirect_uri"),
        ({"client_id": "nobody"}, "invalid_request", "invalid_client_id"),
        ({"claims": "name,birthdate"}, "invalid_request", "invalid_claim"),
        ({"claims": '{"userinfo":{"name":1}}'}, "invalid_request", "invalid_claim"),
        ({"prompt": "x"}, "invalid_request", "invalid_prompt"),
        ({"display": "x"}, "invalid_request", "invalid_display"),
        ({"request_uri": "urn:x"}, "invalid_request", "invalid_request"),
        ({"client_assertion_type": ...}, "invalid_client", "invalid_client"),
        ({"client_assertion": "x.y.z"}, "invalid_client", "invalid_client"),
        ({"client_assertion": ""}, "invalid_client", "invalid_client"),
        ({"max_age": "soon"}, "unknown_error", "unknown_error"),
    ],
)
def test_push_refuses(front: FrontChannelBench, changes: dict[str, Any], error: str, description: str) -> None:
    answer = push(front, **changes)

    assert answer.status_code == 400
    assert answer.json() == {"error": error, "error_description": description}
    assert front.explanations()


def test_push_refuses_a_used_nonce(front: FrontChannelBench) -> None:
    assert push(front, nonce="n").status_code == 201
    assert push(front, nonce="n").json()["error"] == "invalid_request"


def test_nonce_of_a_pushed_request_counts_once(front: FrontChannelBench) -> None:
    request_uri = push(front, nonce="n").json()["request_uri"]

    request = {"clientId": front.back.client_id, "requestUri": request_uri}
    assert codes_of(front.call("/authorization/par-oauth-details", request)) == []


def test_push_refuses_json(front: FrontChannelBench) -> None:
    assert front.http.post(PAR, json={}).status_code == 415


@pytest.mark.parametrize("profile", ["1.5", "1.6"])
def test_older_releases_have_no_par(open_front: OpenFront, profile: str) -> None:
    front = open_front(profile=profile)

    assert front.http.post(PAR, data={}).status_code == 404
    assert front.call("/authorization/par-oauth-details", {}).status_code == 404


def test_client_that_must_push_may_log_in_so(front: FrontChannelBench) -> None:
    config = {"require_pushed_authorization_requests": True}
    front.back.register("pusher", additional_config=config)
    assertion = front.back.assertion(aud=f"{PUBLIC}{PAR}", iss="pusher", sub="pusher")

    request_uri = push(front, client_id="pusher", client_assertion=assertion).json()["request_uri"]

    query = {"client_id": "pusher", "request_uri": request_uri, "login_hint": FATHER}
    assert "code" in parameters_of(front.http.get("/authorize", params=query))


def test_pushed_request_is_approved_without_a_browser(front: FrontChannelBench) -> None:
    parameters = {"client_id": front.back.client_id, "request_uri": pushed(front)}

    answer = front.http.post("/_mock/authorize", json={"individualId": FATHER, "parameters": parameters})

    assert answer.json()["state"] == "s1"


def test_pushed_challenge_without_method_counts_for_nothing(front: FrontChannelBench) -> None:
    request_uri = push(front, code_challenge="c" * 43).json()["request_uri"]
    query = {"client_id": front.back.client_id, "request_uri": request_uri, "login_hint": FATHER}

    code = parameters_of(front.http.get("/authorize", params=query))["code"]

    assert front.back.token(code).status_code == 200
