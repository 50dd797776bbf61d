"""The registration status service: what became of registrations, and how each mistake is refused."""

from datetime import UTC, datetime, timedelta
from typing import Any

import httpx2
import pytest

from tests.benches.office import Office, new_id, workflow_body

ROOT = "/registrationprocessor/v1/registrationstatus"
EXTERNAL = "externalstatus/search"
CLIENT = "mosip-reg-client"


def moment(seconds: float = 0) -> str:
    return f"{datetime.now(UTC) + timedelta(seconds=seconds):%Y-%m-%dT%H:%M:%S}.000Z"


def envelope_of(*ids: str, path: str = EXTERNAL, **changes: Any) -> dict[str, Any]:
    id_ = "mosip.registration.external.status" if path == EXTERNAL else "mosip.registration.status"
    body = {"id": id_, "version": "1.0", "requesttime": moment(), "request": [{"registrationId": i} for i in ids]}
    return body | changes


def status(office: Office, *ids: str, path: str = EXTERNAL, **changes: Any) -> httpx2.Response:
    return office.post(f"{ROOT}/{path}", envelope_of(*ids, path=path, **changes), client=CLIENT)


def errors_of(answer: httpx2.Response) -> list[tuple[str, str]]:
    return [(error["errorCode"], error["errorMessage"]) for error in answer.json()["errors"]]


def one_of_each(office: Office) -> tuple[str, str, str]:
    """Registrations that were just started, that are done, and that failed."""
    fresh, done, failed = office.register(), office.register(), new_id()
    office.process(done)
    office.start(workflow_body(registrationId=failed))
    office.process(failed)
    return fresh, done, failed


def test_status_of_registrations(office: Office) -> None:
    fresh, done, failed = one_of_each(office)

    answer = status(office, fresh, done, failed, "unknown")

    found = answer.json()
    assert list(found) == ["id", "version", "responsetime", "response", "errors"]
    assert [(r["registrationId"], r["statusCode"]) for r in found["response"]] == [
        (fresh, "PROCESSING"), (done, "UIN_GENERATED"), (failed, "REREGISTER"),
    ]  # fmt: skip
    assert found["errors"] == [
        {"registrationId": "unknown", "errorCode": "RPR-RGS-031", "errorMessage": "RID Not Found"}
    ]
    assert "Set-Cookie" not in answer.headers


def test_registration_client_sees_no_more_than_processed(office: Office) -> None:
    found = status(office, *one_of_each(office), path="search").json()

    assert found["id"] == "mosip.registration.status"
    assert [r["statusCode"] for r in found["response"]] == ["PROCESSING", "PROCESSED", "PROCESSED"]
    assert found["errors"] == []


@pytest.mark.parametrize(
    ("changes", "code", "message"),
    [
        ({"id": None}, "RPR-RGS-021", "Missing Request Parameter - id"),
        ({"id": "mosip.registration.status"}, "RPR-RGS-024", "Invalid Request Parameter - id"),
        ({"version": None}, "RPR-RGS-019", "Missing Request Value - version"),
        ({"version": "v1"}, "RPR-RGS-022", "Invalid Request Parameter - version"),
        ({"requesttime": None}, "RPR-RGS-020", "Missing Request Parameter - requesttime"),
        ({"requesttime": "2020-01-01T00:00:00.000Z"}, "RPR-RGS-023", "Invalid Request Parameter - requesttime"),
    ],
)
def test_what_the_validator_refuses_has_two_codes(
    office: Office, changes: dict[str, Any], code: str, message: str
) -> None:
    answer = status(office, "1", **changes)

    assert errors_of(answer) == [(code, message), ("RPR-RGS-015", "Invalid Request Value - Input Data is Incorrect")]
    assert (answer.json()["id"], answer.json()["response"]) == ("mosip.registration.external.status", None)
    assert office.explained(answer).code == code


@pytest.mark.parametrize(
    ("changes", "code", "message"),
    [
        ({"requesttime": "2020-01-01T00:00:00Z"}, "RPR-RGS-018", "Unknown Exception Found"),
        ({"request": None}, "RPR-RGS-018", "Unknown Exception Found"),
        ({"request": {}}, "RPR-RGS-016", "JSON Mapping Failed"),
        ({"request": ["1"]}, "RPR-RGS-016", "JSON Mapping Failed"),
        ({"request": [{"registrationId": {}}]}, "RPR-RGS-016", "JSON Mapping Failed"),
    ],
)
def test_what_nobody_thought_of_has_one(office: Office, changes: dict[str, Any], code: str, message: str) -> None:
    answer = status(office, "1", **changes)

    assert errors_of(answer) == [(code, message)]
    office.explained(answer)


def test_no_json_cannot_be_parsed(office: Office) -> None:
    answer = office.post(f"{ROOT}/{EXTERNAL}", b"{", client=CLIENT)

    assert (answer.status_code, errors_of(answer)) == (200, [("RPR-RGS-017", "JSON Parsing Failed")])
    office.explained(answer)


@pytest.mark.parametrize(("seconds", "is_taken"), [(-10_790, True), (10_790, True), (-10_810, False), (10_810, False)])
def test_status_takes_a_time_within_three_hours(office: Office, seconds: int, is_taken: bool) -> None:
    answer = status(office, office.register(), requesttime=moment(seconds))

    assert (answer.json()["errors"] == []) is is_taken


@pytest.mark.parametrize(
    ("how", "status_code", "code"),
    [
        ({"cookie": None}, 401, "KER-ATH-401"),
        ({"client": "mosip-websub-client"}, 401, "KER-ATH-401"),
        ({"client": "mosip-regproc-client"}, 403, "KER-ATH-403"),
    ],
)
def test_token_is_checked_as_spring_does(office: Office, how: dict[str, Any], status_code: int, code: str) -> None:
    answer = office.post(f"{ROOT}/{EXTERNAL}", envelope_of("1"), **how)

    assert (answer.status_code, answer.json()["errors"][0]["errorCode"]) == (status_code, code)
    assert answer.json()["id"] is None
    office.explained(answer)


def test_what_is_no_token_breaks_the_filter(office: Office) -> None:
    answer = office.post(f"{ROOT}/{EXTERNAL}", envelope_of("1"), cookie="Authorization=some-token")

    assert (answer.status_code, answer.json()["status"]) == (500, 500)
    office.explained(answer)
