"""workflowinstance and its neighbours: checks in the real order, codes, wordings."""

from typing import Any

import httpx2
import pytest

from tests.benches.office import (
    NOW,
    WORKFLOWS,
    Office,
    by_language,
    new_id,
    packet_body,
    proper_fields,
    workflow_body,
)
from tests.mosip_mock.conftest import OpenOffice


def error_of(answer: httpx2.Response) -> tuple[str, str]:
    [error] = answer.json()["errors"]
    return error["errorCode"], error["message"]


def test_workflow_is_started_with_a_new_id(office: Office) -> None:
    answer = office.start()

    body = answer.json()
    assert list(body) == ["id", "version", "responsetime", "response", "errors"]
    assert (body["id"], body["version"], body["errors"]) == (
        "mosip.registration.processor.workflow.instance", "v1", None,
    )  # fmt: skip
    assert len(body["response"]["workflowInstanceId"]) == 36
    assert answer.text.startswith('{\n  "id"')
    assert answer.headers["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize(
    ("changes", "code", "message"),
    [
        ({"request": None}, "RPR-WIN-002", "Unknown Exception"),
        ({"request": None, "id": None}, "RPR-WIN-002", "Unknown Exception"),
        ({"request": "text"}, "RPR-WIN-002", "Unknown Exception"),
        ({"id": {"a": 1}}, "RPR-WIN-002", "Unknown Exception"),
        ({"id": None}, "RPR-WIN-000", "RPR-WIN-000 --> Missing Request Value - id"),
        ({"id": "other", "version": None}, "RPR-WIN-001", "RPR-WIN-001 --> Invalid Request Value - id"),
        ({"version": None}, "RPR-WIN-000", "RPR-WIN-000 --> Missing Request Value - version"),
        ({"version": "1.0"}, "RPR-WIN-001", "RPR-WIN-001 --> Invalid Request Value - version"),
        ({"requesttime": None}, "RPR-WIN-000", "RPR-WIN-000 --> Missing Request Value - requesttime"),
        *(
            ({"requesttime": t}, "RPR-WIN-001", "RPR-WIN-001 --> Invalid Request Value - requesttime")
            for t in (
                *("2025-04-08T12:34:56Z", "2025-04-08T12:34:56.12Z", "2025-04-08T12:34:56+00:00"),
                "2025-02-30T12:34:56.000Z",
            )
        ),
    ],
)  # fmt: skip
def test_envelope_is_refused(office: Office, changes: dict[str, Any], code: str, message: str) -> None:
    body = {name: value for name, value in (workflow_body() | changes).items() if value is not None}

    answer = office.start(body)

    assert answer.status_code == 200
    assert error_of(answer) == (code, message)
    assert answer.json()["response"] is None
    office.explained(answer)


@pytest.mark.parametrize("changes", [{"id": "MOSIP.registration.processor.workflow.INSTANCE", "version": "V1"},
                                     {"requesttime": "2025-04-08T12:34:56"}, {"further": 1}])  # fmt: skip
def test_envelope_is_taken(office: Office, changes: dict[str, Any]) -> None:
    assert office.start(workflow_body() | changes).json()["errors"] is None


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"process": "CRVS_LOST"}, "RPR-WIS-000"),
        ({"process": "crvs_new"}, "RPR-WIS-000"),
        ({"process": None}, "RPR-WIS-000"),
        ({"registrationId": "100010001"}, "RPR-WIS-000"),
        ({"registrationId": None}, "RPR-WIS-000"),
        ({"registrationId": {"a": 1}}, "RPR-WIN-002"),
        ({"notificationInfo": "me"}, "RPR-WIN-002"),
        ({"notificationInfo": {"name": ["a"]}}, "RPR-WIN-002"),
    ],
)
def test_request_is_refused(office: Office, changes: dict[str, Any], code: str) -> None:
    answer = office.start(workflow_body(**changes))

    assert error_of(answer)[0] == code
    office.explained(answer)
    assert office.http.get("/_mock/packets").json()["total"] == 0


def test_stock_preset_knows_no_correction(office_with: OpenOffice) -> None:
    answer = office_with(preset="stock").start(workflow_body(process="CRVS_UPDATE"))

    assert error_of(answer) == ("RPR-WIS-000", "RPR-WIS-000 --> Unknown Exception")


def test_second_workflow_of_an_id_and_process_is_refused(office: Office) -> None:
    registration_id = new_id()
    office.start(workflow_body(registrationId=registration_id))

    again = office.start(workflow_body(registrationId=registration_id))
    other = office.start(workflow_body(registrationId=registration_id, process="CRVS_DEATH"))

    assert error_of(again) == ("RPR-WIS-001", "RPR-WIS-001 --> RPR-WIS-001 --> WorkflowInstance already present")
    office.explained(again)
    assert other.json()["errors"] is None


def test_reused_id_overwrites_the_packet_and_starts_nothing(office: Office) -> None:
    registration_id = office.register()

    overwritten = office.create_packet(packet_body(id=registration_id, fields=proper_fields(fullName=by_language("B"))))
    again = office.start(workflow_body(registrationId=registration_id))

    assert overwritten.json()["response"]
    assert error_of(again)[0] == "RPR-WIS-001"
    uin = office.process(registration_id)["uin"]
    assert office.world.citizens.get(uin).full_name == "B"
    assert len(office.issuer.asked) == 1


def test_optional_members_may_be_missing(office: Office) -> None:
    assert office.start(workflow_body(notificationInfo=None, source=None, additionalInfoReqId=None)).json()["response"]


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"42", b'"text"', b"\xff"])
def test_no_json_is_500_in_plain_text(office: Office, body: bytes) -> None:
    answer = office.start(body)

    assert answer.status_code == 500
    assert answer.headers["Content-Type"].startswith("text/plain")
    office.explained(answer)


# workflowaction


def action(office: Office, **changes: Any) -> httpx2.Response:
    body = {
        "id": "mosip.registration.processor.workflow.action",
        "version": "1.0",
        "requesttime": NOW,
        "request": {"workflowIds": ["1"], "workflowAction": "RESUME_PROCESSING"},
    } | changes
    return office.post(f"{WORKFLOWS}/workflowaction", body)


def paused(office: Office) -> tuple[str, str]:
    """Registration and workflow id of a packet that was paused."""
    registration_id = office.register()
    assert office.post(f"/_mock/packets/{registration_id}/pause", cookie=None).json()["statusCode"] == "PAUSED"
    return registration_id, office.packet(registration_id)["workflowInstanceId"]


@pytest.mark.parametrize(
    ("wanted", "state", "status"),
    [
        ("RESUME_PROCESSING", "received", "RESUMABLE"),
        ("RESUME_FROM_BEGINNING", "received", "RESUMABLE"),
        ("STOP_PROCESSING", "rejected", "REJECTED"),
    ],
)
def test_paused_workflow_is_acted_upon(office: Office, wanted: str, state: str, status: str) -> None:
    registration_id, workflow_id = paused(office)
    assert office.process(registration_id)["statusCode"] == "PAUSED"

    answer = action(office, request={"workflowIds": [workflow_id], "workflowAction": wanted})

    assert answer.json()["response"]["statusMessage"] == f"Process the workflowIds '[{workflow_id}]' successfully"
    assert answer.headers["Content-Type"] == "text/plain"
    packet = office.packet(registration_id)
    assert (packet["state"], packet["statusCode"]) == (state, status)


def test_workflow_resumed_from_the_beginning_makes_nobody_twice(office: Office) -> None:
    registration_id = office.register()
    before = office.process(registration_id, to="uin-generated")["uin"]
    office.post(f"/_mock/packets/{registration_id}/pause", cookie=None)
    action(office, request={"workflowIds": [registration_id], "workflowAction": "RESUME_FROM_BEGINNING"})

    after = office.process(registration_id)

    assert (after["state"], after["uin"]) == ("finished", before)
    assert len(office.issuer.asked) == 1


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"request": None}, "RPR-WAA-002"),
        ({"request": {"workflowIds": "a", "workflowAction": "STOP_PROCESSING"}}, "RPR-WAA-002"),
        ({"id": "x"}, "RPR-WAA-001"),
        ({"request": {"workflowAction": "STOP_PROCESSING"}}, "RPR-WAA-000"),
        ({"request": {"workflowIds": ["1"]}}, "RPR-WAA-000"),
        ({"request": {"workflowIds": ["1"], "workflowAction": "DANCE"}}, "RPR-WAS-000"),
        ({}, "RPR-WAA-003"),
    ],
)
def test_action_refuses(office: Office, changes: dict[str, Any], code: str) -> None:
    answer = action(office, **changes)

    assert (answer.status_code, error_of(answer)[0]) == (200, code)
    office.explained(answer)


def test_action_refuses_a_workflow_that_is_not_paused(office: Office) -> None:
    registration_id = office.register()

    answer = action(office, request={"workflowIds": [registration_id], "workflowAction": "STOP_PROCESSING"})

    assert error_of(answer) == ("RPR-WAA-004", f"Workflow id  {registration_id} is not PAUSED")


# workflow/search


def search(office: Office, **changes: Any) -> httpx2.Response:
    request = {
        "filters": [],
        "sort": {"sortField": "createDateTime", "sortType": "desc"},
        "pagination": {"pageStart": 0, "pageFetch": 10},
    } | changes
    body = {"id": "mosip.registration.processor.workflow.search", "version": "v1", "requesttime": NOW}
    return office.post(f"{WORKFLOWS}/workflow/search", body | {"request": request})


def test_search_pages_and_sorts(office: Office) -> None:
    first, second = office.register(), office.register(process="CRVS_DEATH")

    everything = search(office).json()["response"]
    deaths = search(office, filters=[{"columnName": "workflowType", "value": "CRVS_DEATH"}]).json()["response"]
    page = search(office, pagination={"pageStart": 1, "pageFetch": 1}, sort=None).json()["response"]

    assert everything["totalRecord"] == 2
    assert everything["data"][0]["workflowId"] == office.packet(second)["workflowInstanceId"]
    assert everything["data"][0]["statusCode"] == "RESUMABLE"
    assert [row["workflowType"] for row in deaths["data"]] == ["CRVS_DEATH"]
    assert (page["fromRecord"], page["toRecord"], len(page["data"])) == (1, 2, 1)
    by_id = search(office, filters=[{"columnName": "regId", "value": first}]).json()["response"]
    assert by_id["totalRecord"] == 1


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"pagination": None}, "RPR-WAA-000"),
        ({"pagination": {"pageStart": 0, "pageFetch": 0}}, "RPR-WAA-001"),
        ({"pagination": {"pageStart": -1, "pageFetch": 1}}, "RPR-WAA-001"),
        ({"pagination": {"pageStart": "a", "pageFetch": 1}}, "RPR-WAA-002"),
        ({"sort": {"sortField": "name", "sortType": "asc"}}, "RPR-WAA-001"),
        ({"sort": {"sortField": "createDateTime", "sortType": "ASC"}}, "RPR-WAA-001"),
        ({"filters": [{"columnName": "name", "value": "a"}]}, "RPR-WAA-001"),
        ({"filters": [{"columnName": "regId"}]}, "RPR-WAA-000"),
        ({"filters": "all"}, "RPR-WAA-002"),
    ],
)
def test_search_refuses(office: Office, changes: dict[str, Any], code: str) -> None:
    answer = search(office, **changes)

    assert error_of(answer)[0] == code
    office.explained(answer)


@pytest.mark.parametrize(
    ("request_members", "message"),
    [
        ({"workflowIds": ["1"], "workflowAction": "DANCE"}, "Workflow Action not supported"),
        (
            {"workflowIds": ["1"], "workflowAction": "STOP_PROCESSING"},
            "Workflow id  1  not found in registration table",
        ),
        ({"workflowIds": ["1"]}, "RPR-WAA-000 --> Missing Request Value - workflowAction"),
        (None, "Unknown Exception"),
    ],
)
def test_action_says_why(office: Office, request_members: Any, message: str) -> None:
    assert error_of(action(office, request=request_members))[1] == message
