import json
from typing import Any

import pytest

from tests.benches.back_channel import CALLBACK, FATHER
from tests.benches.front_channel import CLAIMS, FrontChannelBench

PARAMETERS = {
    "client_id": "mock-client_id",
    "response_type": "code",
    "scope": "openid",
    "redirect_uri": CALLBACK,
    "state": "s1",
    "claims": CLAIMS,
}


def test_login_is_approved_by_parameters(front: FrontChannelBench) -> None:
    answer = front.http.post("/_mock/authorize", json={"individualId": FATHER, "parameters": PARAMETERS})

    assert answer.status_code == 200
    assert answer.json()["redirectUrl"].startswith(f"{CALLBACK}?state=s1&code={answer.json()['code']}")
    assert front.back.provider.codes.find(answer.json()["code"]) is not None


@pytest.mark.parametrize(("person", "status"), [(FATHER, 200), ("3592563415", 400), ("", 400)])
def test_approval_stands_in_the_journal_with_its_outcome(front: FrontChannelBench, person: str, status: int) -> None:
    front.http.post("/_mock/authorize", json={"individualId": person, "parameters": PARAMETERS})

    (shown,) = front.http.get("/_mock/requests?path=/_mock/authorize").json()["items"]
    assert shown["status"] == status


def test_login_is_approved_by_url(front: FrontChannelBench) -> None:
    url = front.authorize(claims=json.dumps(CLAIMS)).request.url

    answer = front.http.post("/_mock/authorize", json={"individualId": FATHER, "url": str(url)})

    assert answer.json()["state"] == "s1"


def test_login_is_denied(front: FrontChannelBench) -> None:
    body = {"individualId": FATHER, "parameters": PARAMETERS, "decision": "deny"}

    assert "error=access_denied" in front.http.post("/_mock/authorize", json=body).json()["redirectUrl"]


def test_login_withholds_claims(front: FrontChannelBench) -> None:
    body = {"individualId": FATHER, "parameters": PARAMETERS, "acceptedClaims": []}

    login = front.back.provider.codes.find(front.http.post("/_mock/authorize", json=body).json()["code"])

    assert login is not None
    assert login.accepted_claims == ("name",)


@pytest.mark.parametrize(
    ("body", "error"),
    [
        ({"individualId": FATHER, "parameters": {**PARAMETERS, "client_id": "nobody"}}, "invalid_client_id"),
        ({"individualId": FATHER, "parameters": {**PARAMETERS, "claims": "name,x"}}, "parsing_error_msg"),
        ({"individualId": FATHER, "parameters": {}}, "invalid_client_id"),
        ({"individualId": FATHER}, "invalid_client_id"),
        ({"individualId": "3592563415", "parameters": PARAMETERS}, "IDA-MLC-018"),
        ({"individualId": "", "parameters": PARAMETERS}, "invalid_identifier"),
        ({"individualId": FATHER, "url": "http://["}, "bad_request"),
        ({"individualId": FATHER, "url": "x?a=1&a=2"}, "bad_request"),
        ({"individualId": 5}, "bad_request"),
        ([], "bad_request"),
    ],
)
def test_login_is_refused_with_the_reason(front: FrontChannelBench, body: Any, error: str) -> None:
    answer = front.http.post("/_mock/authorize", json=body)

    assert answer.status_code == 400
    assert answer.json()["error"] == error
    if error != "bad_request":
        assert answer.json()["explanations"][0]["mend"]
        assert front.http.get(f"/_mock/requests/{answer.json()['explain']}").status_code == 200


def test_clients_are_listed(front: FrontChannelBench) -> None:
    front.back.register("another")

    listing = front.http.get("/_mock/clients").json()

    assert [c["clientId"] for c in listing["items"]] == ["mock-client_id", "another"]
    assert listing["total"] == 2
    assert "d" not in listing["items"][0]["publicKey"]
    assert listing["items"][0]["publicKey"]["kty"] == "RSA"
