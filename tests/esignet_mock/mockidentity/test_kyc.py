"""Authentication and data exchange at the mock-identity-system, as e-Signet's mock plugin calls them."""

from datetime import timedelta
from typing import Any

import httpx2
import pytest

from tests.benches.back_channel import FATHER
from tests.benches.front_channel import FrontChannelBench
from tests.esignet_mock.mockidentity.test_mock_identity import BASE, PARTY, codes_of


def post(front: FrontChannelBench, path: str, **body: Any) -> httpx2.Response:
    return front.http.post(BASE + path, json={"transactionId": "t1", "individualId": FATHER, **body})


def kyc_token(front: FrontChannelBench) -> str:
    post(front, f"/send-otp{PARTY}", otpChannels=["email"])
    return str(post(front, f"/v2/kyc-auth{PARTY}", otp="111111").json()["response"]["kycToken"])


def test_kyc_calls_end_in_signed_claims(front: FrontChannelBench) -> None:
    sent = post(front, f"/send-otp{PARTY}", otpChannels=["email", "phone"]).json()["response"]
    auth = post(front, f"/v2/kyc-auth{PARTY}", otp="111111").json()["response"]

    answer = post(
        front,
        f"/v3/kyc-exchange{PARTY}",
        kycToken=auth["kycToken"],
        acceptedClaims=["name"],
        claimLocales=["en"],
        respType="JWS",
    ).json()["response"]

    assert sent["maskedEmail"].endswith("@example.org")
    assert auth["authStatus"] is True
    claims = front.back.verified(answer["kyc"])[0]
    assert claims["name"] == "Joseph Mwamba"
    assert claims["sub"] == auth["partnerSpecificUserToken"]
    assert len(claims["sub"]) == 43
    assert claims["aud"] == "mock-client_id"


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"otp": "111111"}, "invalid_transaction"),
        ({"pin": "000000"}, "auth_failed"),
        ({}, "invalid_request"),
        ({"individualId": "3592563415", "pin": "111111"}, "invalid_individual_id"),
        ({"kbi": "e30"}, "auth_failed"),
    ],
)
def test_kyc_auth_refuses(front: FrontChannelBench, body: dict[str, str], code: str) -> None:
    assert codes_of(post(front, f"/v2/kyc-auth{PARTY}", **body)) == [code]


def test_wrong_otp_is_refused(front: FrontChannelBench) -> None:
    post(front, f"/send-otp{PARTY}", otpChannels=["email"])

    assert codes_of(post(front, f"/v2/kyc-auth{PARTY}", otp="000000")) == ["auth_failed"]


def test_wrong_password_is_no_error(front: FrontChannelBench) -> None:
    answer = post(front, f"/v2/kyc-auth{PARTY}", password="wrong")

    assert codes_of(answer) == []
    assert answer.json()["response"]["authStatus"] is False


def test_biometrics_always_pass(front: FrontChannelBench) -> None:
    answer = post(front, f"/kyc-auth{PARTY}", individualId="2718251960", biometrics="AAAA")

    assert answer.json()["response"]["authStatus"] is True


def test_kyc_token_serves_once(front: FrontChannelBench) -> None:
    token = kyc_token(front)

    assert codes_of(post(front, f"/kyc-exchange{PARTY}", kycToken=token, acceptedClaims=["name"])) == []
    assert codes_of(post(front, f"/kyc-exchange{PARTY}", kycToken=token, acceptedClaims=["name"])) == ["mock-ida-006"]


@pytest.mark.parametrize("changes", [{"transactionId": "t2"}, {"individualId": "2718201967"}, {"kycToken": "x"}])
def test_kyc_token_of_another_is_refused(front: FrontChannelBench, changes: dict[str, str]) -> None:
    body = {"kycToken": kyc_token(front), "acceptedClaims": ["name"], **changes}

    assert codes_of(post(front, f"/v2/kyc-exchange{PARTY}", **body)) == ["mock-ida-006"]


def test_kyc_token_is_not_used_up_by_another_transaction(front: FrontChannelBench) -> None:
    token = kyc_token(front)
    post(front, f"/kyc-exchange{PARTY}", kycToken=token, acceptedClaims=["name"], transactionId="t2")

    assert codes_of(post(front, f"/kyc-exchange{PARTY}", kycToken=token, acceptedClaims=["name"])) == []


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"otpChannels": ["pigeon"]}, "invalid_otp_channel"),
        ({"otpChannels": ["email", "pigeon"]}, "invalid_otp_channel"),
        ({"otpChannels": []}, "no_email_mobile_found"),
        ({"otpChannels": ["pigeon"], "individualId": "3592563415"}, "invalid_individual_id"),
    ],
)
def test_send_otp_refuses(front: FrontChannelBench, body: dict[str, Any], code: str) -> None:
    assert codes_of(post(front, f"/send-otp{PARTY}", **body)) == [code]


def test_kyc_token_expires(front: FrontChannelBench) -> None:
    token = kyc_token(front)
    front.back.world.clock.advance(timedelta(seconds=181))

    answer = post(front, f"/v2/kyc-exchange{PARTY}", kycToken=token, acceptedClaims=["name"])

    assert codes_of(answer) == ["mock-ida-007"]


@pytest.mark.parametrize("path", [f"/send-otp{PARTY}", f"/v2/kyc-auth{PARTY}", f"/kyc-exchange{PARTY}"])
def test_body_of_another_shape_is_refused(front: FrontChannelBench, path: str) -> None:
    for body in (b"", b"[]", b'"x"', b'{"transactionId": 5}', b"\xff"):
        assert codes_of(front.http.post(BASE + path, content=body)) == ["invalid_request"]


def test_keys_are_public(front: FrontChannelBench) -> None:
    keys = front.http.get(f"{BASE}/keys.json").json()["keys"]

    assert keys
    assert not any({"d", "p", "q"} & set(key) for key in keys)
