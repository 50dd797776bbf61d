"""Rules that say whose requests fail: they meet what a request carries, and nobody else's."""

from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.benches.back_channel import FATHER, TOKEN_V2, USERINFO, BackChannelBench

FATHERS_VID = "2718240964814598"
MOTHER = "2718201967"
TEAPOT = 418


def rule(app: Any, **match: Any) -> None:
    answer = app.post("/_mock/faults", json={"action": {"status": TEAPOT}, "match": match})
    assert answer.status_code == 201, answer.text


def token_cookie(mosip: TestClient, client_id: str) -> dict[str, str]:
    request = {"clientId": client_id, "secretKey": "abcdeABCDE123456", "appId": "admin"}
    body = {"id": "x", "version": "x", "requesttime": "2026-02-03T08:15:30.120Z", "request": request}
    answer = mosip.post("/v1/authmanager/authenticate/clientidsecretkey", json=body)
    mosip.cookies.clear()
    return {"Cookie": answer.headers["set-cookie"].partition(";")[0]}


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("PUT", "/commons/v1/packetmanager/createPacket"),
        ("POST", "/registrationprocessor/v1/workflowmanager/workflowinstance"),
        ("GET", f"/idrepository/v1/identity/idvid/{FATHER}"),
        ("POST", "/hub"),
    ],
)
def test_client_is_the_one_that_fetched_the_token(mosip: TestClient, method: str, path: str) -> None:
    cookies = [token_cookie(mosip, client) for client in ("mosip-regproc-client", "mosip-websub-client")]
    rule(mosip, client="mosip-regproc-client")

    met, spared = (mosip.request(method, path, json={}, headers=cookie).status_code for cookie in cookies)

    assert met == TEAPOT
    assert spared != TEAPOT


@pytest.mark.parametrize(
    "path", ["/idrepository/v1/identity/idvid/{}", "/idrepository/v1/vid/uin/{}", "/idrepository/v1/identity/rid/{}"]
)
def test_person_is_the_one_in_the_path(mosip: TestClient, path: str) -> None:
    rule(mosip, uin=str(FATHER))

    assert mosip.get(path.format(FATHER)).status_code == TEAPOT
    assert mosip.get(path.format(MOTHER)).status_code != TEAPOT


@pytest.mark.parametrize("path", ["auth", "otp", "kyc", "kyc-auth/delegated"])
def test_person_is_met_by_uin_and_by_vid(mosip: TestClient, path: str) -> None:
    rule(mosip, service="idauthentication", partner="crvs-partner", uin=str(FATHER))

    def status(individual_id: str, partner: str = "crvs-partner") -> int:
        address = f"/idauthentication/v1/{path}/misp/{partner}/key"
        return mosip.post(address, json={"individualId": individual_id}).status_code

    assert (status(str(FATHER)), status(FATHERS_VID)) == (TEAPOT, TEAPOT)
    assert TEAPOT not in {status(MOTHER), status(str(FATHER), "another-partner")}


def test_delegated_request_names_the_client_of_esignet(mosip: TestClient) -> None:
    rule(mosip, client="mock-client_id")

    assert mosip.post("/idauthentication/v1/kyc-auth/delegated/misp/partner/mock-client_id").status_code == TEAPOT
    assert mosip.post("/idauthentication/v1/auth/misp/partner/mock-client_id").status_code != TEAPOT


def test_process_is_the_one_of_the_packet(mosip: TestClient) -> None:
    rule(mosip, process="CRVS_DEATH")

    def status(process: str) -> int:
        body = {"request": {"id": "1", "process": process}}
        return mosip.put("/commons/v1/packetmanager/createPacket", json=body).status_code

    assert (status("CRVS_DEATH"), status("CRVS_NEW") == TEAPOT) == (TEAPOT, False)


@pytest.mark.parametrize("match", [{"uin": str(FATHER)}, {"uin": FATHERS_VID}, {"client": "mock-client_id"}])
def test_access_token_is_somebodys(bench: BackChannelBench, match: dict[str, str]) -> None:
    bench.register("other")
    assertion = bench.assertion(iss="other", sub="other")
    answer = bench.token(bench.issue(client_id="other", uin=MOTHER), client_id="other", client_assertion=assertion)
    tokens = [bench.access_token(), answer.json()["access_token"]]
    rule(bench.http, service="userinfo", **match)

    met, spared = (bench.http.get(USERINFO, headers={"Authorization": f"Bearer {t}"}).status_code for t in tokens)

    assert met == TEAPOT
    assert spared != TEAPOT


def test_pages_of_the_login_are_its_service_and_style_sheets_nobodys(bench: BackChannelBench) -> None:
    rule(bench.http, service="authorization")

    assert bench.http.post("/login/quick").status_code == TEAPOT
    assert bench.http.get("/login/static/login.css").status_code != TEAPOT


def test_code_is_somebodys(bench: BackChannelBench) -> None:
    rule(bench.http, service="token", uin=str(FATHER))

    assert bench.token(bench.issue()).status_code == TEAPOT
    assert bench.token(bench.issue(uin=MOTHER)).status_code == 200


def test_client_assertion_is_somebodys(bench: BackChannelBench) -> None:
    rule(bench.http, service="token", client=bench.client_id)
    form = {"grant_type": "authorization_code", "code": "unknown", "client_assertion": bench.assertion()}

    assert bench.http.post(TOKEN_V2, data=form).status_code == TEAPOT


def test_step_of_a_login_is_the_clients(bench: BackChannelBench) -> None:
    rule(bench.http, service="authorization", client=bench.client_id, endpoint="/v1/esignet/authorization/v3/*")
    parameters = {
        "client_id": bench.client_id,
        "response_type": "code",
        "scope": "openid",
        "redirect_uri": "http://localhost:3020/callback",
        "acr_values": "mosip:idp:acr:generated-code",
    }
    page = bench.http.get("/authorize", params=parameters).text
    transaction = page.partition('name="transaction" value="')[2].partition('"')[0]

    answer = bench.http.post(
        "/v1/esignet/authorization/v3/authenticate", json={"request": {"transactionId": transaction}}
    )

    assert transaction
    assert answer.status_code == TEAPOT
