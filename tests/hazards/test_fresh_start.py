"""After a reset the apps behave as after a fresh start, byte for byte where answers are not random."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from starlette.testclient import TestClient

from tests.benches.back_channel import FATHER, TOKEN_V2, USERINFO, BackChannelBench
from tests.benches.front_channel import FrontChannelBench

INSTANT = datetime(2026, 2, 3, 8, 15, 30, tzinfo=UTC)
LOOK_AT_MOSIP = (
    ("GET", "/idauthentication/v1/internal/getCertificate"),
    ("POST", "/idauthentication/v1/auth/misp/partner/apikey"),
    ("GET", "/v1/authmanager/authorize/admin/validateToken"),
    ("GET", "/auth/realms/mosip/protocol/openid-connect/certs"),
    ("PUT", "/commons/v1/packetmanager/createPacket"),
    ("POST", "/registrationprocessor/v1/workflowmanager/workflowinstance"),
    ("GET", "/idrepository/v1/identity/idvid/2718201306"),
    ("GET", "/.well-known/controller.json"),
    ("POST", "/hub"),
    ("GET", "/_mock/citizens?limit=1000"),
    ("GET", "/_mock/packets"),
    ("GET", "/_mock/subscriptions"),
    ("GET", "/_mock/deliveries"),
    ("GET", "/_mock/outbox"),
    ("GET", "/_mock/faults"),
)
LOOK_AT_ESIGNET = (
    ("GET", "/.well-known/openid-configuration"),
    ("GET", "/.well-known/jwks.json"),
    ("POST", TOKEN_V2),
    ("GET", USERINFO),
    ("GET", "/_mock/citizens?limit=1000"),
    ("GET", "/_mock/clients"),
    ("GET", "/_mock/outbox"),
    ("GET", "/_mock/faults"),
)
Look = Callable[[TestClient], list[tuple[int, bytes]]]


def seen(client: Any, questions: tuple[tuple[str, str], ...]) -> list[tuple[int, bytes]]:
    """Status and body of each answer, at one instant of the suite's clock."""
    client.put("/_mock/clock", json={"frozen": True})
    client.put("/_mock/clock", json={"now": INSTANT.isoformat()})
    answers = [client.request(method, path) for method, path in questions]
    return [(answer.status_code, answer.content) for answer in answers]


def disturb(client: Any) -> None:
    """Whatever the control API of both apps can change."""
    client.post("/_mock/citizens", json={"fullName": "Ana Lopes", "birthDate": "1990-02-03"})
    client.patch(f"/_mock/citizens/{FATHER}", json={"status": "BLOCKED"})
    client.put("/_mock/clock", json={"frozen": False})
    client.put("/_mock/clock", json={"advanceSeconds": 10**6})
    client.post("/_mock/faults", json={"action": {"status": 503}})


def test_mosip_answers_as_after_a_fresh_start(mosip: TestClient) -> None:
    before = seen(mosip, LOOK_AT_MOSIP)
    disturb(mosip)
    assert seen(mosip, LOOK_AT_MOSIP) != before

    mosip.post("/_mock/reset")

    assert mosip.get("/_mock/clock").json()["offsetSeconds"] == 0
    assert mosip.get("/_mock/requests").json()["total"] == 0
    assert seen(mosip, LOOK_AT_MOSIP) == before


def test_esignet_answers_as_after_a_fresh_start(bench: BackChannelBench) -> None:
    before = seen(bench.http, LOOK_AT_ESIGNET)
    disturb(bench.http)
    bench.register("another-client")
    assert seen(bench.http, LOOK_AT_ESIGNET) != before

    bench.http.post("/_mock/reset")

    assert seen(bench.http, LOOK_AT_ESIGNET) == before


def test_esignet_forgets_codes_tokens_and_what_was_used(bench: BackChannelBench) -> None:
    front = FrontChannelBench(bench)
    code, spare, assertion = bench.issue(), bench.issue(), bench.assertion()
    token = bench.token(code, client_assertion=assertion).json()["access_token"]
    assert front.details(nonce="n-1").json()["errors"] == []
    login = front.begin().log_in()

    bench.http.post("/_mock/reset")

    assert bench.userinfo(token).status_code == 401
    assert "never issued" in why_refused(bench, code)
    assert "never issued" in why_refused(bench, spare)
    assert bench.token(bench.issue(), client_assertion=assertion).status_code == 200
    assert front.details(nonce="n-1").json()["errors"] == []
    assert login.auth_code().json()["errors"][0]["errorCode"] == "invalid_transaction"


def why_refused(bench: BackChannelBench, code: str) -> str:
    assert bench.token(code).status_code == 400
    return bench.last_exchange().explanations[0].received


def test_mosip_forgets_ended_sessions_and_otps(mosip: TestClient) -> None:
    request = {"clientId": "mosip-regproc-client", "secretKey": "abcdeABCDE123456", "appId": "admin"}
    body = {"id": "x", "version": "x", "requesttime": "2026-02-03T08:15:30.120Z", "request": request}
    mosip.post("/v1/authmanager/authenticate/clientidsecretkey", json=body)
    check = "/v1/authmanager/authorize/admin/validateToken"
    assert mosip.get(check).json()["errors"] is None
    mosip.delete("/v1/authmanager/logout/user")
    assert mosip.get(check).json()["errors"] is not None

    mosip.post("/_mock/reset")

    assert mosip.get(check).json()["errors"] is None
