"""A wallet takes part: link code, linked transaction, consent by signature."""

from datetime import timedelta
from typing import Any

import httpx2
import pytest

from tests.benches.back_channel import FATHER
from tests.benches.front_channel import FrontChannelBench, UiLogin, codes_of, otp_challenge
from tests.esignet_mock.authorization.conftest import OpenFront


@pytest.fixture
def front(open_front: OpenFront) -> FrontChannelBench:
    return open_front(link_poll_seconds=0.01)


def call(front: FrontChannelBench, path: str, **request: Any) -> httpx2.Response:
    return front.call(f"/linked-authorization{path}", request)


def linked(front: FrontChannelBench) -> tuple[UiLogin, str, str]:
    """A login whose link code a wallet has scanned: login, link code, linked transaction id."""
    login = front.begin()
    code = call(front, "/link-code", transactionId=login.id).json()["response"]["linkCode"]
    answer = call(front, "/v2/link-transaction", linkCode=code).json()["response"]
    return login, code, answer["linkTransactionId"]


def test_wallet_logs_in(front: FrontChannelBench) -> None:
    login, code, linked_id = linked(front)
    status = call(front, "/link-status", transactionId=login.id, linkCode=code).json()["response"]
    call(front, "/send-otp", transactionId=linked_id, individualId=FATHER, otpChannels=["phone"])
    authenticated = call(
        front,
        "/v2/authenticate",
        linkedTransactionId=linked_id,
        individualId=FATHER,
        challengeList=[otp_challenge()],
    ).json()["response"]
    call(front, "/v2/consent", linkedTransactionId=linked_id, acceptedClaims=["name"], signature="aaa.bbb")

    answer = call(front, "/link-auth-code", transactionId=login.id, linkedCode=code).json()["response"]

    assert status["linkStatus"] == "LINKED"
    assert authenticated == {"linkedTransactionId": linked_id, "consentAction": "CAPTURE"}
    assert list(answer) == ["nonce", "state", "code", "redirectUri"]
    found = front.back.provider.codes.find(answer["code"])
    assert found is not None
    assert found.accepted_claims == ("name",)


def test_link_code_has_15_characters_for_a_minute(front: FrontChannelBench) -> None:
    login = front.begin()
    answer = call(front, "/link-code", transactionId=login.id).json()["response"]
    assert len(answer["linkCode"]) == 15

    front.back.world.clock.advance(timedelta(seconds=60))

    assert codes_of(call(front, "/v2/link-transaction", linkCode=answer["linkCode"])) == ["invalid_link_code"]


def test_link_code_serves_one_wallet(front: FrontChannelBench) -> None:
    _, code, _ = linked(front)

    assert codes_of(call(front, "/link-transaction", linkCode=code)) == ["invalid_link_code"]


def test_two_link_codes_are_active(front: FrontChannelBench) -> None:
    login = front.begin()
    codes = [call(front, "/link-code", transactionId=login.id).json()["response"]["linkCode"] for _ in range(3)]

    assert codes_of(call(front, "/link-transaction", linkCode=codes[0])) == ["invalid_link_code"]
    assert codes_of(call(front, "/link-transaction", linkCode=codes[1])) == []


def test_eleventh_link_code_is_refused(front: FrontChannelBench) -> None:
    login = front.begin()
    for _ in range(10):
        assert codes_of(call(front, "/link-code", transactionId=login.id)) == []

    assert codes_of(call(front, "/link-code", transactionId=login.id)) == ["link_code_limit_reached"]


def test_browser_gives_up_waiting(front: FrontChannelBench) -> None:
    login = front.begin()
    code = call(front, "/link-code", transactionId=login.id).json()["response"]["linkCode"]

    assert codes_of(call(front, "/link-status", transactionId=login.id, linkCode=code)) == ["response_timeout"]


def test_browser_gives_up_waiting_for_consent(front: FrontChannelBench) -> None:
    login, code, _ = linked(front)

    assert codes_of(call(front, "/link-auth-code", transactionId=login.id, linkedCode=code)) == ["response_timeout"]


@pytest.mark.parametrize("path", ["/link-status", "/link-auth-code"])
def test_foreign_link_code_is_refused(front: FrontChannelBench, path: str) -> None:
    _, code, _ = linked(front)
    other = front.begin()

    assert codes_of(call(front, path, transactionId=other.id, linkCode=code, linkedCode=code)) == ["invalid_link_code"]


@pytest.mark.parametrize("signature", [None, "", "a.b.c", "abc"])
def test_consent_needs_a_detached_signature(front: FrontChannelBench, signature: str | None) -> None:
    _, _, linked_id = linked(front)
    call(front, "/send-otp", transactionId=linked_id, individualId=FATHER, otpChannels=["phone"])
    call(
        front,
        "/v2/authenticate",
        linkedTransactionId=linked_id,
        individualId=FATHER,
        challengeList=[otp_challenge()],
    )

    answer = call(front, "/v2/consent", linkedTransactionId=linked_id, acceptedClaims=["name"], signature=signature)

    assert codes_of(answer) == ["invalid_signature_format"]


@pytest.mark.parametrize("path", ["/send-otp", "/v2/consent"])
def test_unknown_linked_transaction_is_refused(front: FrontChannelBench, path: str) -> None:
    ids = {"linkedTransactionId": "x", "transactionId": "x"}
    answer = call(front, path, **ids, individualId=FATHER, otpChannels=["phone"], signature="a.b")

    assert codes_of(answer) == ["invalid_transaction"]


def test_browser_cannot_go_on_with_a_linked_login(front: FrontChannelBench) -> None:
    login, _, _ = linked(front)

    assert codes_of(login.send_otp()) == ["invalid_transaction"]


def test_wallet_needs_no_csrf_token(front: FrontChannelBench) -> None:
    body = {"requestTime": front.now(), "request": {"linkCode": "x"}}

    answer = front.http.post("/v1/esignet/linked-authorization/v2/link-transaction", json=body)

    assert codes_of(answer) == ["invalid_link_code"]


def test_browser_needs_a_csrf_token(front: FrontChannelBench) -> None:
    body = {"requestTime": front.now(), "request": {"transactionId": "x"}}

    answer = front.http.post("/v1/esignet/linked-authorization/link-code", json=body)

    assert answer.status_code == 403
