"""Fault rules at the apps themselves: every service words its own codes, and the client sees what was asked for."""

import json
import re
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from starlette.testclient import TestClient

from mosip_mock.idauthentication.errors import IdaCode
from mosip_mock.websub.errors import HubReason
from shared.citizens.magic import MAGIC_UINS
from shared.control.faults.validation import SERVICES
from tests.benches.back_channel import TOKEN_V2, USERINFO, BackChannelBench

AUTH = "/idauthentication/v1/auth/misp/partner/apikey"


def rule(app: Any, action: dict[str, Any], **match: Any) -> None:
    answer = app.post("/_mock/faults", json={"action": action, "match": match})
    assert answer.status_code == 201, answer.text


def newest(app: Any) -> dict[str, Any]:
    """The newest exchange as the app itself sees it, since the journal is not made for other threads."""
    exchange: dict[str, Any] = app.get("/_mock/requests?limit=1").json()["items"][0]
    return exchange


@pytest.mark.parametrize("code", IdaCode, ids=str)
def test_every_code_of_ida_is_given_on_demand(mosip: TestClient, code: IdaCode) -> None:
    rule(mosip, {"error": code}, service="idauthentication")

    answer = mosip.post(AUTH, json={"transactionID": "1234567890", "individualId": "2718201306"})

    body = answer.json()
    assert answer.status_code == 200
    assert code in [e["errorCode"] for e in body["errors"]]
    assert not any("{}" in e["errorMessage"] for e in body["errors"])
    assert body["transactionID"] == "1234567890"
    assert "response-signature" in answer.headers


@pytest.mark.parametrize("reason", HubReason, ids=lambda r: r.name)
def test_every_reason_of_the_hub_is_given_on_demand(mosip: TestClient, reason: HubReason) -> None:
    rule(mosip, {"error": reason}, service="websub")

    answer = mosip.post("/hub", data={"hub.mode": "subscribe"})

    assert answer.text == f"hub.mode=denied&hub.reason={reason}"
    assert answer.status_code in {200, 500}


@pytest.mark.parametrize(
    ("path", "service", "code"),
    [
        ("/v1/authmanager/authenticate/clientidsecretkey", "authmanager", "KER-ATH-023"),
        ("/commons/v1/packetmanager/createPacket", "packetmanager", "KER-PUT-027"),
        ("/registrationprocessor/v1/workflowmanager/workflowinstance", "registration", "RPR-WIS-001"),
        ("/idrepository/v1/identity/idvid/2718201306", "idrepository", "IDR-IDC-007"),
    ],
)
def test_each_service_words_its_own_code(mosip: TestClient, path: str, service: str, code: str) -> None:
    rule(mosip, {"error": code}, service=service)

    answer = mosip.request("PUT" if "createPacket" in path else "GET" if "idvid" in path else "POST", path, json={})

    assert [e["errorCode"] for e in answer.json()["errors"]] == [code]
    assert "X-Mock-Explain" in answer.headers


def test_each_app_has_the_services_that_rules_are_sent_by(mosip: TestClient, bench: BackChannelBench) -> None:
    for app, name in ((mosip, "mosip"), (bench.http, "esignet")):
        items = app.get("/_mock/faults/services").json()["items"]
        assert {item["service"] for item in items} == set(SERVICES[name])


def test_unknown_code_is_refused_with_the_nearest(mosip: TestClient) -> None:
    answer = mosip.post(
        "/_mock/faults", json={"match": {"service": "idauthentication"}, "action": {"error": "IDA-MLC-999"}}
    )

    assert answer.status_code == 400
    assert "IDA-MLC-0" in answer.json()["explanation"]["mend"]


def test_named_fault_that_could_never_be_matched_is_refused(mosip: TestClient) -> None:
    answer = mosip.post("/_mock/faults", json={"match": {"endpoint": "/hub"}, "action": {"named": "delivery-lost"}})

    assert answer.status_code == 400
    assert "client, process or nth" in answer.json()["explanation"]["expected"]


def test_load_balancers_cookie_stands_before_the_token(mosip: TestClient) -> None:
    """What a client that takes the first cookie for the token, as OpenCRVS does, takes for it then."""
    rule(mosip, {"named": "token-second-cookie"})
    request = {"clientId": "mosip-regproc-client", "secretKey": "abcdeABCDE123456", "appId": "admin"}
    body = {"id": "x", "version": "x", "requesttime": "2026-02-03T08:15:30.120Z", "request": request}

    answer = mosip.post("/v1/authmanager/authenticate/clientidsecretkey", json=body)

    cookies = [cookie.partition("=")[0] for cookie in answer.headers.get_list("set-cookie")]
    assert cookies == ["INGRESSCOOKIE", "Authorization"]
    assert not re.split(r"[=;]", answer.headers["set-cookie"], maxsplit=2)[1].startswith("eyJ")


def test_magic_person_of_ida_is_behind_a_broken_gateway(mosip: TestClient) -> None:
    uin = next(m.uin for m in MAGIC_UINS if m.name == "auth-gateway-error")

    answer = mosip.post(AUTH, json={"individualId": uin})

    assert (answer.status_code, answer.headers["content-type"].partition(";")[0]) == (502, "text/html")


def test_identity_system_is_down_at_token_time(bench: BackChannelBench) -> None:
    rule(bench.http, {"error": "data_exchange_failed"}, service="token")

    answer = bench.token(bench.issue())

    assert answer.status_code == 400
    assert answer.json() == {"error": "invalid_request", "error_description": "data_exchange_failed"}


def test_rule_for_one_client_meets_the_form(bench: BackChannelBench) -> None:
    rule(bench.http, {"status": 503}, service="token", client="somebody-else")
    assert bench.token(bench.issue()).status_code == 200
    rule(bench.http, {"status": 503}, service="token", client=bench.client_id)

    assert bench.token(bench.issue()).status_code == 503


@pytest.mark.parametrize("path", [TOKEN_V2, USERINFO])
def test_gateway_answers_html(bench: BackChannelBench, path: str) -> None:
    rule(bench.http, {"body": "html", "status": 503}, endpoint=path)

    answer = bench.http.request("POST" if path == TOKEN_V2 else "GET", path)

    assert answer.status_code == 503
    assert re.search(r"<h1>", answer.text)
    with pytest.raises(json.JSONDecodeError):
        answer.json()


def test_slow_answer_comes_once_the_clock_moves(bench: BackChannelBench) -> None:
    rule(bench.http, {"delay": 3600}, service="userinfo")
    token = bench.access_token()
    with ThreadPoolExecutor(1) as pool:
        pending = pool.submit(bench.userinfo, token)
        deadline = time.monotonic() + 10
        while not newest(bench.http)["faults"] and time.monotonic() < deadline:
            pass  # the other thread is on its way to the delay
        assert not pending.done()
        bench.http.put("/_mock/clock", json={"advanceSeconds": 3600})

        assert pending.result(10).status_code == 401  # by then the access token has expired
