"""The detour to the sign-up portal: a login halted, taken up again, and what the portal's own client brings along."""

from datetime import timedelta
from typing import Any, Final

import pytest

from tests.benches.back_channel import FATHER, PUBLIC
from tests.benches.front_channel import FrontChannelBench, UiLogin, codes_of
from tests.esignet_mock.authorization.conftest import OpenFront

SIGN_UP: Final = "mosip-signup-oauth-client"
PREPARE, COMPLETE = "/authorization/prepare-signup-redirect", "/authorization/complete-signup-redirect"
WANTED: Final = {
    "verification": {"trust_framework": {"value": "I9ID-PWD"}},
    "claims": {"name": {"essential": True}, "email": None},
}


@pytest.fixture
def front(open_front: OpenFront) -> FrontChannelBench:
    """Over the mock identity system, which alone knows verified claims."""
    return open_front(identity_system="mock")


def logged_in(front: FrontChannelBench) -> UiLogin:
    return front.begin(claims={"userinfo": {"verified_claims": [WANTED]}, "id_token": {}}, prompt="consent").log_in()


def verify(front: FrontChannelBench, framework: str = "I9ID-PWD") -> None:
    claim = {"individualId": FATHER, "verificationDetail": {"name": {"trust_framework": framework}}, "active": True}
    body = {"requestTime": front.now(), "request": claim}
    path = "/v1/mock-identity-system/identity/add-verified-claim"
    assert front.http.post(path, json=body).json()["errors"] == []


def step(front: FrontChannelBench, path: str, login: UiLogin, **request: Any) -> Any:
    return front.call(path, {"transactionId": login.id, **request}, headers=login.headers)


def halted(front: FrontChannelBench) -> tuple[UiLogin, str]:
    login = logged_in(front)
    answer = step(front, PREPARE, login, pathFragment="/identity verification")
    return login, answer.json()["response"]["idToken"]


@pytest.mark.parametrize(
    ("framework", "is_verified", "is_available"),
    [(None, False, False), ("other", False, True), ("I9ID-PWD", True, True)],
)
def test_claim_details_tell_what_is_verified(
    front: FrontChannelBench, framework: str | None, is_verified: bool, is_available: bool
) -> None:
    if framework:
        verify(front, framework)

    details = logged_in(front).claim_details().json()["response"]

    status = {entry["claim"]: entry for entry in details["claimStatus"]}
    assert status["name"] == {"claim": "name", "verified": is_verified, "available": is_available}
    assert details["profileUpdateRequired"] is not is_verified


def test_ida_knows_nothing_of_verified_claims(open_front: OpenFront) -> None:
    front = open_front()
    verify(front)

    details = logged_in(front).claim_details().json()["response"]

    assert not any(entry["verified"] or entry["available"] for entry in details["claimStatus"])


def test_halted_login_goes_nowhere_else(front: FrontChannelBench) -> None:
    login, _ = halted(front)

    assert codes_of(login.auth_code(["name"])) == ["invalid_transaction"]
    assert codes_of(login.claim_details()) == ["invalid_transaction"]


def test_departure_brings_a_token_and_a_cookie(front: FrontChannelBench) -> None:
    login = logged_in(front)

    answer = step(front, PREPARE, login, pathFragment="/a b")

    claims = front.back.verified(answer.json()["response"]["idToken"])[0]
    assert (claims["sub"], claims["aud"], claims["iss"]) == (login.id, SIGN_UP, PUBLIC)
    assert claims["exp"] - claims["iat"] == 300
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith(f"{login.id}=")
    assert f"{claims['nonce']}~###~/ab" in cookie
    assert "HttpOnly" in cookie
    assert "Secure" in cookie


def test_login_goes_on_once_the_claim_is_verified(front: FrontChannelBench) -> None:
    login, _ = halted(front)
    verify(front)

    assert step(front, COMPLETE, login).json()["response"] == {"status": "COMPLETED"}
    assert codes_of(login.auth_code(["name"])) == []


def test_login_is_over_when_the_claim_is_not_verified(front: FrontChannelBench) -> None:
    login, _ = halted(front)

    assert codes_of(step(front, COMPLETE, login)) == ["verification_incomplete"]
    assert codes_of(step(front, COMPLETE, login)) == ["invalid_transaction"]


def test_halted_login_waits_for_half_an_hour(front: FrontChannelBench) -> None:
    login, _ = halted(front)
    front.back.world.clock.advance(timedelta(seconds=1800))

    assert codes_of(step(front, COMPLETE, login)) == ["invalid_transaction"]


def test_steps_need_the_headers_of_the_login(front: FrontChannelBench) -> None:
    login = logged_in(front)

    refused = front.call(PREPARE, {"transactionId": login.id, "pathFragment": "/x"})

    assert codes_of(refused) == ["invalid_transaction"]


def test_portal_goes_on_with_nonce_and_state_of_the_halted_login(front: FrontChannelBench) -> None:
    _, token = halted(front)
    front.back.register(SIGN_UP)
    nonce = front.back.verified(token)[0]["nonce"]
    begun = front.call(
        "/authorization/v3/oauth-details",
        front.details_request(clientId=SIGN_UP, idTokenHint=token, claims=...),
        headers=_cookies_of(front),
    )

    assert codes_of(begun) == []
    transaction = begun.json()["response"]["transactionId"]
    login = UiLogin(front, begun.json()["response"]).log_in()
    assert login.id == transaction
    answer = login.auth_code([]).json()["response"]
    assert (answer["nonce"], answer["state"]) == (nonce, "/identityverification")


def test_hint_needs_the_cookie(front: FrontChannelBench) -> None:
    _, token = halted(front)
    front.back.register(SIGN_UP)
    front.http.cookies.clear()

    begun = front.details(clientId=SIGN_UP, idTokenHint=token)

    assert codes_of(begun) == ["invalid_id_token_hint"]


def test_hint_is_refused_before_the_client_is_looked_up(front: FrontChannelBench) -> None:
    assert codes_of(front.details(clientId="nobody", idTokenHint="e30.e30.AA")) == ["invalid_id_token_hint"]


def _cookies_of(front: FrontChannelBench) -> dict[str, str]:
    """The browser's cookies; those for secure connections are not sent to this test's address by themselves."""
    front.csrf()
    return {"cookie": "; ".join(f"{c.name}={c.value or ''}" for c in front.http.cookies.jar)}
