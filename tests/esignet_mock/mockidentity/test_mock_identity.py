"""The mock-identity-system's API, as Postman collections and set-up scripts call it."""

import json
from typing import Any

import httpx2
import pytest
from joserfc.jwk import RSAKey

from tests.benches.back_channel import FATHER
from tests.benches.front_channel import FrontChannelBench

BASE = "/v1/mock-identity-system"
PARTY = "/health/mock-client_id"


def listed(*values: str) -> list[dict[str, str]]:
    return [{"language": language, "value": value} for language, value in zip(("eng", "fra"), values, strict=False)]


def identity(**changes: Any) -> dict[str, Any]:
    """Somebody who is not there yet; `...` leaves a field out."""
    fields = {
        "individualId": "8267411571",
        "pin": "545411",
        "fullName": listed("Sidi Tamba", "Sidi Tambà"),
        "givenName": listed("Sidi"),
        "familyName": listed("Tamba"),
        "middleName": listed("Bo"),
        "gender": listed("Male", "Homme"),
        "dateOfBirth": "1987/11/25",
        "streetAddress": listed("Slung"),
        "locality": listed("Yuan"),
        "region": listed("Yuanwee"),
        "country": listed("GIN"),
        "postalCode": "45009",
        "encodedPhoto": "data:image/jpeg;base64,AAAA",
        "email": "sidi@example.org",
        "phone": "+919427357934",
        "preferredLang": "eng",
        "password": "Mosip@12345",
        **changes,
    }
    return {name: value for name, value in fields.items() if value is not ...}


def send(front: FrontChannelBench, method: str, request: Any, path: str = "/identity") -> httpx2.Response:
    return front.http.request(method, BASE + path, json={"requestTime": front.now(), "request": request})


def codes_of(answer: httpx2.Response) -> list[str]:
    assert answer.status_code == 200, answer.text
    return [error["errorCode"] for error in answer.json()["errors"]]


def test_identity_is_made_and_shown(front: FrontChannelBench) -> None:
    answer = send(front, "POST", identity())

    assert answer.json()["response"] == {"status": "mock identity data created successfully"}
    shown = front.http.get(f"{BASE}/identity/8267411571").json()["response"]
    assert shown["fullName"] == listed("Sidi Tamba", "Sidi Tambà")
    assert shown["dateOfBirth"] == "1987/11/25"
    assert shown["locality"] == listed("Yuan")
    assert shown["password"] != "Mosip@12345"


def test_identity_is_a_citizen_who_logs_in(front: FrontChannelBench) -> None:
    send(front, "POST", identity())
    login = front.begin().log_in("8267411571")

    code = login.auth_code().json()["response"]["code"]

    token = front.back.token(code).json()["access_token"]
    claims = front.back.verified(front.back.userinfo(token).text)[0]
    assert claims["name"] == "Sidi Tamba"
    assert claims["birthdate"] == "1987/11/25"
    assert front.http.get("/_mock/citizens/8267411571").json()["familyName"] == "Tamba"


@pytest.mark.parametrize("number", ["12345", "1234567890123456789"])
def test_number_of_any_length_logs_in(front: FrontChannelBench, number: str) -> None:
    send(front, "POST", identity(individualId=number))

    assert front.begin().log_in(number).auth_code().json()["errors"] == []


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"individualId": ...}, "invalid_individual_id"),
        ({"individualId": "1234"}, "invalid_individual_id"),
        ({"individualId": "12345678901234567890"}, "invalid_individual_id"),
        ({"individualId": 8267411571}, "invalid_individual_id"),
        ({"fullName": ...}, "invalid_fullname"),
        ({"fullName": "Sidi"}, "invalid_fullname"),
        ({"fullName": [{"language": "eng"}]}, "invalid_fullname"),
        ({"gender": []}, "invalid_gender"),
        ({"dateOfBirth": "25.11.1987"}, "invalid_dateofbirth"),
        ({"dateOfBirth": "1987/13/25"}, "invalid_dateofbirth"),
        ({"pin": "abc"}, "invalid_pin"),
        ({"email": "nobody"}, "invalid_email"),
        ({"phone": "call me"}, "invalid_phone"),
        ({"preferredLang": "en"}, "invalid_preferredlang"),
        ({"encodedPhoto": ""}, "invalid_encodedphoto"),
        ({"shoeSize": "44"}, "invalid_shoesize"),
    ],
)
def test_identity_is_refused(front: FrontChannelBench, changes: dict[str, Any], code: str) -> None:
    answer = send(front, "POST", identity(**changes))

    assert codes_of(answer) == [code]
    assert set(answer.json()["errors"][0]) == {"errorCode", "message"}
    assert front.explanations()


def test_number_is_taken_once(front: FrontChannelBench) -> None:
    assert codes_of(send(front, "POST", identity(individualId=FATHER))) == ["duplicate_individual_id"]


def test_put_merges(front: FrontChannelBench) -> None:
    send(front, "POST", identity())

    answer = send(front, "PUT", {"individualId": "8267411571", "email": "new@example.org", "phone": None})

    assert answer.json()["response"] == {"status": "mock Identity data updated successfully"}
    shown = front.http.get(f"{BASE}/identity/8267411571").json()["response"]
    assert (shown["email"], shown["phone"]) == ("new@example.org", "+919427357934")
    assert shown["fullName"] == listed("Sidi Tamba", "Sidi Tambà")
    citizen = front.back.world.citizens.get("8267411571")
    assert citizen.password == "Mosip@12345"


def test_put_changes_a_persona(front: FrontChannelBench) -> None:
    assert codes_of(send(front, "PUT", {"individualId": FATHER, "pin": "222222"})) == []

    citizen = front.back.world.citizens.get(FATHER)
    assert (citizen.pin, citizen.full_name, citizen.vids != ()) == ("222222", "Joseph Mwamba", True)


@pytest.mark.parametrize("request_body", [{"individualId": "3592563415"}, {}, {"email": "a@b.c"}])
def test_put_of_nobody_is_refused(front: FrontChannelBench, request_body: dict[str, str]) -> None:
    assert codes_of(send(front, "PUT", request_body)) == ["invalid_individual_id"]


def test_nobody_is_shown(front: FrontChannelBench) -> None:
    assert codes_of(front.http.get(f"{BASE}/identity/3592563415")) == ["invalid_individual_id"]


def test_verified_claim_is_added(front: FrontChannelBench) -> None:
    claim = {"individualId": FATHER, "verificationDetail": {"name": {"trust_framework": "x"}}, "active": True}

    assert codes_of(send(front, "POST", claim, "/identity/add-verified-claim")) == []


@pytest.mark.parametrize(
    ("claim", "code"),
    [
        ({"individualId": "3592563415", "verificationDetail": {}}, "invalid_individual_id"),
        ({"individualId": FATHER, "verificationDetail": "x"}, "invalid_request"),
        ({}, "invalid_request"),
    ],
)
def test_verified_claim_is_refused(front: FrontChannelBench, claim: Any, code: str) -> None:
    assert codes_of(send(front, "POST", claim, "/identity/add-verified-claim")) == [code]


@pytest.mark.parametrize("path", ["ui-spec", "identity-schema"])
def test_schema_is_shown(front: FrontChannelBench, path: str) -> None:
    assert "individualId" in front.http.get(f"{BASE}/identity/{path}").text


def test_request_time_is_checked(front: FrontChannelBench) -> None:
    answer = front.http.post(f"{BASE}/identity", json={"requestTime": "now", "request": identity()})

    assert answer.json()["errors"] == [{"errorCode": "invalid_request", "message": "requestTime: invalid_request"}]


# Partners


def test_partner_key_encrypts_userinfo_of_a_client(front: FrontChannelBench) -> None:
    key = json.dumps(RSAKey.generate_key(2048).as_dict(private=False))
    partner = {"partnerId": "crvs-partner", "clientId": "mock-client_id", "key": key, "status": "ACTIVE"}

    assert codes_of(send(front, "POST", partner, "/partner")) == []

    client = front.back.provider.clients.find("mock-client_id")
    assert client is not None
    assert client.enc_public_key is not None


@pytest.mark.parametrize("key", [None, "", "{}", "x", {"kty": "oct", "k": "AAAA"}, 5, []])
def test_partner_key_is_refused(front: FrontChannelBench, key: Any) -> None:
    partner = {"partnerId": "p", "clientId": "mock-client_id", "key": key, "status": "ACTIVE"}

    assert codes_of(send(front, "POST", partner, "/partner")) == ["mock-ida-008"]
