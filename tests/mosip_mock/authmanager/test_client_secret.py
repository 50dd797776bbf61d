"""Tokens for clients: what is right, and each mistake with the real answer."""

import json
from datetime import timedelta
from typing import Any

import pytest
from joserfc import jwt
from joserfc.jwk import KeySet

from tests.benches.office import BASE, NOW, Office, envelope
from tests.mosip_mock.conftest import OpenOffice

PATH = "/v1/authmanager/authenticate/clientidsecretkey"


def test_token_is_signed_by_the_realm_and_carries_keycloaks_claims(office: Office) -> None:
    keys = KeySet.import_key_set(office.http.get("/auth/realms/mosip/protocol/openid-connect/certs").json())

    token = jwt.decode(office.token(), keys, algorithms=["RS256"])

    assert token.header["typ"] == "JWT"
    claims = token.claims
    assert claims["iss"] == f"{BASE}/auth/realms/mosip"
    assert claims["azp"] == claims["clientId"] == "mosip-regproc-client"
    assert claims["aud"] == "account"
    assert claims["preferred_username"] == "service-account-mosip-regproc-client"
    assert claims["exp"] - claims["iat"] == 86400
    assert "REGISTRATION_PROCESSOR" in claims["realm_access"]["roles"]


def test_answer_has_cookie_header_and_echo(office: Office) -> None:
    answer = office.ask_token()

    body = answer.json()
    assert list(body) == ["id", "version", "responsetime", "metadata", "response", "errors"]
    assert (body["id"], body["version"], body["errors"]) == ("string", "string", None)
    assert body["response"] == {
        "status": "Success",
        "message": "Clientid and Token combination had been validated successfully",
    }
    token = answer.headers["Authorization"]
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith(f"Authorization={token}; Max-Age=6000000; Expires=")
    assert cookie.endswith(" GMT; Path=/; HttpOnly")
    assert answer.headers["Access-Control-Expose-Headers"] == "Set-Cookie"


@pytest.mark.parametrize("app_id", ["prereg", "regproc", "admin", "idrepo", "signup"])
def test_every_known_application_leads_to_the_realm(office: Office, app_id: str) -> None:
    assert office.ask_token(appId=app_id).status_code == 200


@pytest.mark.parametrize(
    ("changes", "status", "code", "message"),
    [
        ({"secretKey": "wrong"}, 500, "500", "401 Unauthorized"),
        ({"secretKey": None}, 500, "500", "401 Unauthorized"),
        ({"clientId": "nobody"}, 500, "500", "401 Unauthorized"),
        ({"appId": "Admin"}, 200, "KER-ATH-026", "Realm not found:: Admin"),
        ({"appId": None}, 200, "KER-ATH-026", "Realm not found:: null"),
        ({"unknown": 1}, 200, "KER-ATH-019", "JSON parse error"),
        ({"clientId": {"a": 1}}, 200, "KER-ATH-019", "JSON parse error"),
    ],
    ids=["wrong-secret", "no-secret", "unknown-client", "unknown-app", "no-app", "unknown-member", "wrong-type"],
)
def test_token_refuses(office: Office, changes: dict[str, Any], status: int, code: str, message: str) -> None:
    answer = office.ask_token(**changes)

    assert answer.status_code == status
    body = answer.json()
    assert body["response"] is None
    assert body["errors"][0]["errorCode"] == code
    assert body["errors"][0]["message"].startswith(message)
    assert "Set-Cookie" not in answer.headers
    assert office.explained(answer).code == code


@pytest.mark.parametrize(
    "body",
    [
        {"id": "a"},
        {"request": None},
        envelope({"clientId": "a"}, requesttime="2026-02-03T08:15:30+06:00"),
        envelope({"clientId": "a"}, requesttime="yesterday"),
        envelope({"clientId": "a"}, requesttime="2026-13-03T08:15:30"),
        envelope({"clientId": "a"}, further=1),
        b"{",
        b"[]",
    ],
    ids=lambda b: b.decode() if isinstance(b, bytes) else json.dumps(b)[:60],
)
def test_token_refuses_a_broken_envelope(office: Office, body: Any) -> None:
    answer = office.post(PATH, body, cookie=None)

    assert answer.status_code == 200
    assert answer.json()["errors"][0]["errorCode"] == "KER-ATH-019"
    office.explained(answer)


@pytest.mark.parametrize(
    ("changes", "id_", "version"),
    [
        ({"id": "mosip.token", "version": "1.0"}, "mosip.token", "1.0"),
        ({"id": 7, "version": None}, "7", "null"),
        ({"id": {}, "version": True}, "", "true"),
    ],
)
def test_refusal_names_id_and_version_as_they_were_sent(
    office: Office, changes: dict[str, Any], id_: str, version: str
) -> None:
    answer = office.post(PATH, envelope({"clientId": "a"}) | changes, cookie=None).json()

    assert (answer["id"], answer["version"]) == (id_, version)


def test_refusal_of_what_is_no_json_names_no_id(office: Office) -> None:
    answer = office.post(PATH, b"{", cookie=None).json()

    assert (answer["id"], answer["version"]) == (None, None)


@pytest.mark.parametrize("time", [NOW, "2026-02-03T08:15:30", "2026-02-03T08:15", "2026-02-03T08:15:30.1234567Z"])
def test_token_takes_local_time_with_or_without_z(office: Office, time: str) -> None:
    request = {"clientId": "mosip-regproc-client", "secretKey": "abcdeABCDE123456", "appId": "admin"}

    assert office.post(PATH, envelope(request, requesttime=time), cookie=None).json()["errors"] is None


def test_accounts_of_a_file_are_known(office_with: OpenOffice) -> None:
    from mosip_mock.authmanager.clients import Accounts, Client  # noqa: PLC0415 - of this test alone

    office = office_with(accounts=Accounts(clients=(Client(client_id="my-crvs", secret="s3", roles=("X",)),)))

    assert office.ask_token(clientId="my-crvs", secretKey="s3").status_code == 200


@pytest.mark.parametrize(
    ("fault", "status"),
    [
        ("token-expired", 401),
        ("token-wrong-issuer", 401),
        ("token-wrong-audience", 401),
        ("token-tampered", 401),
    ],
)
def test_faulty_token_is_refused_later(office: Office, fault: str, status: int) -> None:
    from shared.control.faults.rule import Action, FaultRule  # noqa: PLC0415 - of this test alone

    office.world.faults.add(FaultRule(action=Action(named=fault)))

    answer = office.create_packet()

    assert answer.status_code == status
    office.explained(answer)


def test_fault_leaves_the_cookie_out(office: Office) -> None:
    from shared.control.faults.rule import Action, FaultRule  # noqa: PLC0415 - of this test alone

    office.world.faults.add(FaultRule(action=Action(named="token-without-cookie")))

    answer = office.ask_token()

    assert (answer.status_code, "Set-Cookie" in answer.headers) == (200, False)


def test_token_is_refused_after_its_day(office: Office) -> None:
    cookie = f"Authorization={office.token()}"
    office.world.clock.advance(timedelta(hours=25))

    answer = office.create_packet(cookie=cookie)

    assert answer.status_code == 401
    assert office.explained(answer).where == "claim exp"
