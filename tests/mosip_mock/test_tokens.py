"""How packet manager, workflow manager and ID repository check the token, each in its own way."""

import json
from collections.abc import Callable

import httpx2
import pytest

from mosip_mock.authmanager.clients import Accounts, Client
from tests.benches.office import Office
from tests.mosip_mock.conftest import OpenOffice

Cookie = Callable[[Office], str | None]


def foreign(office: Office) -> str:
    """A token signed by somebody else."""
    head, _, signature = office.token().rpartition(".")
    return f"Authorization={head}.{'A' if signature[0] != 'A' else 'B'}{signature[1:]}"


def packet(office: Office, cookie: str | None) -> httpx2.Response:
    return office.create_packet(cookie=cookie)


def workflow(office: Office, cookie: str | None) -> httpx2.Response:
    return office.start(cookie=cookie)


def identity(office: Office, cookie: str | None) -> httpx2.Response:
    return office.post("/idrepository/v1/identity/idvid/2718201306", method="GET", cookie=cookie)


def test_packet_manager_writes_its_refusal_twice_without_a_cookie(office: Office) -> None:
    answer = packet(office, None)

    assert answer.status_code == 401
    first, end = json.JSONDecoder().raw_decode(answer.text)
    assert json.loads(answer.text[end:]) == first
    assert first["errors"] == [{"errorCode": "KER-ATH-401", "message": "Authentication Failed"}]
    assert (first["id"], first["version"], first["response"]) == (None, None, None)
    office.explained(answer)


def test_workflow_manager_echoes_id_and_version_in_its_refusal(office: Office) -> None:
    answer = workflow(office, None)

    assert answer.status_code == 401
    assert answer.json()["id"] == "mosip.registration.processor.workflow.instance"
    assert answer.json()["errors"][0]["errorCode"] == "KER-ATH-401"
    office.explained(answer)


@pytest.mark.parametrize("call", [packet, workflow, identity])
def test_bearer_header_alone_counts_for_nothing(
    office: Office, call: Callable[[Office, str | None], httpx2.Response]
) -> None:
    office.http.headers["Authorization"] = f"Bearer {office.token()}"

    answer = call(office, None)

    assert answer.status_code == 401
    assert office.explained(answer).where == "header Cookie"


@pytest.mark.parametrize("call", [packet, workflow, identity])
def test_tampered_token_is_refused(office: Office, call: Callable[[Office, str | None], httpx2.Response]) -> None:
    answer = call(office, foreign(office))

    assert answer.status_code == 401
    assert office.explained(answer).code == "KER-ATH-401"


@pytest.mark.parametrize(("call", "status", "code"), [(packet, 401, "KER-ATH-401"), (workflow, 403, "KER-ATH-403")])
def test_websub_clients_token_is_refused(
    office: Office, call: Callable[[Office, str | None], httpx2.Response], status: int, code: str
) -> None:
    answer = call(office, f"Authorization={office.token('mosip-websub-client')}")

    assert (answer.status_code, answer.json()["errors"][0]["errorCode"]) == (status, code)
    assert office.explained(answer).where == "claim aud, claim azp"


def test_packet_manager_refuses_a_role_it_does_not_open_to(office: Office) -> None:
    cookie = f"Authorization={office.token('mosip-crvs1-client')}"

    answer = office.post("/commons/v1/packetmanager/info", {"request": {"id": "1"}}, cookie=cookie)

    assert (answer.status_code, answer.json()["errors"][0]["errorCode"]) == (403, "KER-ATH-403")
    office.explained(answer)


def test_workflow_manager_refuses_a_role_it_does_not_open_to(office: Office) -> None:
    answer = workflow(office, f"Authorization={office.token('mosip-reg-client')}")

    assert (answer.status_code, answer.json()["errors"][0]["message"]) == (403, "Forbidden")


def test_crvs_client_may_write_and_start(office: Office) -> None:
    cookie = f"Authorization={office.token('mosip-crvs1-client')};"

    assert packet(office, cookie).status_code == 200
    assert workflow(office, cookie).json()["errors"] is None


def test_id_repository_denies_a_role_under_200(office: Office) -> None:
    answer = identity(office, f"Authorization={office.token('mosip-crvs1-client')}")

    assert (answer.status_code, answer.json()["errors"][0]["errorCode"]) == (200, "IDR-IDC-011")


def test_what_is_no_jwt_is_500_at_the_packet_manager(office: Office) -> None:
    answer = packet(office, "Authorization=some-token")

    assert answer.status_code == 500
    assert "errors" not in answer.json()
    office.explained(answer)


@pytest.mark.parametrize(
    ("token", "text"),
    [("some-token", "The token was expected to have 3 parts, but got 1."), ("a.b.c", "The string 'b' doesn't")],
)
def test_what_is_no_jwt_is_a_bare_text_under_200_at_the_workflow_manager(office: Office, token: str, text: str) -> None:
    answer = workflow(office, f"Authorization={token}")

    assert answer.status_code == 200
    assert answer.json().startswith(text)
    office.explained(answer)


def test_cookie_in_front_of_the_token_matters_to_the_workflow_manager_alone(office: Office) -> None:
    cookie = f"INGRESSCOOKIE=1; Authorization={office.token()}"

    assert packet(office, cookie).json()["response"]
    assert isinstance(workflow(office, cookie).json(), str)


def test_workflow_manager_hands_the_token_back(office: Office) -> None:
    token = office.token()

    answer = workflow(office, f"Authorization={token};")

    assert answer.headers["Set-Cookie"] == f"Authorization={token}"


def test_token_without_audience_is_refused(office_with: OpenOffice) -> None:
    office = office_with(accounts=Accounts(clients=(Client(client_id="mosip-regproc-client", audience=()),)))
    cookie = f"Authorization={office.token()}"

    assert packet(office, cookie).status_code == 401
    assert workflow(office, cookie).status_code == 403


def test_workflow_manager_hands_the_token_back_in_refusals_too(office: Office) -> None:
    token = office.token()

    refused = office.start({"request": None}, cookie=f"Authorization={token};")

    assert refused.json()["errors"][0]["errorCode"] == "RPR-WIN-002"
    assert refused.headers["Set-Cookie"] == f"Authorization={token}"


@pytest.mark.parametrize("path", ["workflowmanager/workflowaction", "workflowmanager/workflow/search"])
def test_its_siblings_hand_the_token_back(office: Office, path: str) -> None:
    token = office.token()

    answer = office.post(f"/registrationprocessor/v1/{path}", {}, cookie=f"Authorization={token};")

    assert answer.headers["Set-Cookie"] == f"Authorization={token}"


def test_workflow_manager_hands_no_token_back_that_it_refused(office: Office) -> None:
    answer = workflow(office, f"Authorization={office.token('mosip-websub-client')}")

    assert "Set-Cookie" not in answer.headers


def test_workflow_manager_wraps_a_refused_token_as_the_kernel_does(office: Office) -> None:
    body = workflow(office, None).json()

    assert list(body) == ["id", "version", "responsetime", "metadata", "response", "errors"]
    assert body["metadata"] is body["response"] is None
