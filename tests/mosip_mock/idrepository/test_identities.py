"""Identities created, read and changed, and how each mistake is refused."""

from typing import Any

import pytest

from tests.benches.office import Office, by_language, new_id
from tests.benches.repository_calls import (
    FATHER,
    IDENTITY,
    NEW_UIN,
    body,
    create,
    error_of,
    errors_of,
    identity,
    now,
    read,
    update,
)


def test_identity_is_created_and_read_back(office: Office) -> None:
    rid = new_id()
    answer = create(office, rid)

    assert answer.json()["response"] == {
        "status": "ACTIVATED", "identity": None, "documents": None, "verifiedAttributes": None,
    }  # fmt: skip
    assert answer.json()["id"] == "mosip.id.create"
    for number in (NEW_UIN, rid):
        found = read(office, number, type="demo").json()["response"]
        assert found["status"] == "ACTIVATED"
        assert found["identity"]["fullName"] == [{"language": "eng", "value": "Sina Vea"}]
    assert office.publisher.of("IDENTITY_CREATED")[0]["event"]["data"]["registration_id"] == rid


def test_identity_is_read_by_vid(office: Office) -> None:
    vid = office.world.citizens.get(FATHER).vids[0].vid

    assert read(office, vid).json()["response"]["identity"]["UIN"] == FATHER


def test_identity_is_read_by_a_body_bare_or_in_an_envelope(office: Office) -> None:
    wanted = {"id": FATHER, "idType": "UIN", "type": "demo,bio"}

    for sent in (wanted, body("mosip.id.read", wanted)):
        answer = office.post(f"{IDENTITY}/idvid/", sent)
        assert answer.json()["response"]["identity"]["UIN"] == FATHER
        assert answer.json()["id"] == "mosip.id.read"


@pytest.mark.parametrize("status", ["DEACTIVATED", "BLOCKED"])
def test_status_is_changed_at_once_and_announced(office: Office, status: str) -> None:
    answer = update(office, status=status)

    assert answer.json()["response"]["status"] == status
    assert office.world.citizens.get(FATHER).status == status
    topic = {"DEACTIVATED": "DEACTIVATE_ID", "BLOCKED": "REMOVE_ID"}[status]
    [event] = office.publisher.of(f"mpartner-default-auth/{topic}")
    assert event["publisher"] == "ID_REPO"
    assert len(event["event"]["data"]["id_hash"]) == 64


def test_vid_of_an_inactive_person_leads_nowhere(office: Office) -> None:
    update(office, status="DEACTIVATED")
    vid = office.world.citizens.get(FATHER).vids[0].vid

    assert error_of(read(office, vid)) == ("IDR-VID-004", "DEACTIVATED UIN")
    assert read(office, FATHER).json()["response"]["status"] == "DEACTIVATED"


def test_data_is_changed(office: Office) -> None:
    rid = new_id()

    answer = update(office, rid=rid, fullName=by_language("New Name"), phone="+9991112223")

    assert answer.json()["response"]["identity"] is None
    assert office.world.citizens.get(FATHER).phone == "+9991112223"
    assert office.publisher.of("IDENTITY_UPDATED")
    assert read(office, rid).json()["response"]["identity"]["UIN"] == FATHER


def test_rid_of_a_person_is_the_last_one(office: Office) -> None:
    uin = office.process(office.register())["uin"]
    born_by = office.world.citizens.get(uin).registration_id
    path = f"{IDENTITY}/rid/{uin}"

    at_first = office.post(path, method="GET").json()
    update(office, uin, rid="100010000012345", phone="+9991112223")

    assert (at_first["id"], at_first["version"]) == ("mosip.idrepo.rid.get", "1.0")
    assert at_first["response"] == {"rid": born_by}
    assert office.post(f"{path}?idType=UIN", method="GET").json()["response"] == {"rid": "100010000012345"}


def test_person_without_a_registration_has_no_rid(office: Office) -> None:
    assert error_of(office.post(f"{IDENTITY}/rid/{FATHER}", method="GET"))[0] == "IDR-IDC-007"


TOO_OLD = (
    "Invalid Input Parameter - requesttime - the timestamp value can be at most 60 seconds before and after the "
    "current time."
)


@pytest.mark.parametrize(
    ("changes", "code", "message"),
    [
        ({"id": None}, "IDR-IDC-001", "Missing Input Parameter - id"),
        ({"id": "mosip.id.update"}, "IDR-IDC-002", "Invalid Input Parameter - id"),
        ({"version": None}, "IDR-IDC-001", "Missing Input Parameter - version"),
        ({"version": "1.0"}, "IDR-IDC-002", "Invalid Input Parameter - version"),
        ({"requesttime": None}, "IDR-IDC-001", "Missing Input Parameter - requesttime"),
        ({"requesttime": "yesterday"}, "IDR-IDC-002", "Invalid Input Parameter - requesttime"),
        ({"requesttime": "2026-02-30T00:00:00Z"}, "IDR-IDC-002", "Invalid Input Parameter - requesttime"),
        ({"requesttime": now(-90)}, "IDR-IDC-002", TOO_OLD),
        ({"request": None}, "IDR-IDC-004", "Unknown error occurred"),
        ({"request": "text"}, "IDR-IDC-003", "Invalid Request"),
        ({"request": {"registrationId": "1"}}, "IDR-IDC-001", "Missing Input Parameter - identity/UIN"),
        ({"request": {"registrationId": "1", "identity": "x"}}, "IDR-IDC-004", "Unknown error occurred"),
        ({"request": {"identity": identity()}}, "IDR-IDC-001", "Missing Input Parameter - registrationId"),
        ({"request": {"registrationId": ["1"], "identity": identity()}}, "IDR-IDC-003", "Invalid Request"),
    ],
)
def test_envelope_is_refused(office: Office, changes: dict[str, Any], code: str, message: str) -> None:
    request = {"registrationId": new_id(), "identity": identity()}

    answer = office.post(f"{IDENTITY}/", body("mosip.id.create", request, **changes))

    assert (answer.status_code, error_of(answer)) == (200, (code, message))
    assert (answer.json()["id"], answer.json()["version"]) == ("mosip.id.create", "v1")
    assert answer.json()["response"] is None
    office.explained(answer)


@pytest.mark.parametrize(
    ("changes", "code", "message"),
    [
        ({"UIN": None}, "IDR-IDC-001", "Missing Input Parameter - identity/UIN"),
        ({"UIN": "1234567890"}, "IDR-IDC-002", "Invalid Input Parameter - UIN"),
        ({"UIN": {"number": NEW_UIN}}, "IDR-IDC-002", "Invalid Input Parameter - UIN"),
        ({"fullName": None}, "IDR-IDC-001", "Missing Input Parameter - identity/fullName"),
        ({"dateOfBirth": None}, "IDR-IDC-001", "Missing Input Parameter - identity/dateOfBirth"),
        ({"dateOfBirth": "3 Feb"}, "IDR-IDC-002", "Invalid Input Parameter - identity/dateOfBirth"),
        ({"UIN": FATHER}, "IDR-IDC-012", "Record already exists in DB"),
    ],
)
def test_identity_is_refused(office: Office, changes: dict[str, Any], code: str, message: str) -> None:
    answer = create(office, **changes)

    assert error_of(answer) == (code, message)
    office.explained(answer)


def test_all_that_the_validator_finds_is_told_the_last_first(office: Office) -> None:
    sent = body("mosip.id.create", {"identity": identity(fullName=None)}, requesttime=None)

    assert errors_of(office.post(f"{IDENTITY}/", sent)) == [
        ("IDR-IDC-001", "Missing Input Parameter - registrationId"),
        ("IDR-IDC-001", "Missing Input Parameter - identity/fullName"),
        ("IDR-IDC-001", "Missing Input Parameter - requesttime"),
    ]


def test_missing_uin_and_wrong_id_are_told_before_anything_else(office: Office) -> None:
    without_uin = body("mosip.id.read", {"identity": {}}, version="x")
    with_wrong_id = body("mosip.id.read", {"identity": identity()}, version="x")

    assert error_of(office.post(f"{IDENTITY}/", without_uin))[1] == "Missing Input Parameter - identity/UIN"
    assert error_of(office.post(f"{IDENTITY}/", with_wrong_id))[1] == "Invalid Input Parameter - id"


def test_registration_id_is_good_for_one_change(office: Office) -> None:
    rid = new_id()
    update(office, rid=rid, phone="+9991112223")

    again = update(office, rid=rid, phone="+9991112224")

    assert error_of(again)[0] == "IDR-IDC-012"
    assert again.json()["id"] == "mosip.id.update"
    assert office.world.citizens.get(FATHER).phone == "+9991112223"


def test_update_refuses_an_unknown_person_and_status(office: Office) -> None:
    assert error_of(update(office, NEW_UIN)) == ("IDR-IDC-007", "No Record(s) found")
    assert error_of(update(office, "1234567890")) == ("IDR-IDC-002", "Invalid Input Parameter - UIN")
    assert error_of(update(office, status="DEAD")) == ("IDR-IDC-002", "Invalid Input Parameter - status")
    assert error_of(update(office, dateOfBirth="x"))[0] == "IDR-IDC-002"


@pytest.mark.parametrize(
    ("number", "query", "message"),
    [
        (NEW_UIN, {}, "No Record(s) found"),
        ("no-such-rid", {}, "No Record(s) found"),
        (NEW_UIN, {"type": "demo,everything"}, "Invalid Input Parameter - type"),
        (NEW_UIN, {"idType": "NAME"}, "Invalid Input Parameter - idType"),
        (FATHER, {"idType": "VID"}, "No Record(s) found"),
        ("2718250174586248", {}, "VID is REVOKED"),
    ],
)
def test_reading_refuses(office: Office, number: str, query: dict[str, str], message: str) -> None:
    answer = read(office, number, **query)

    assert (answer.status_code, error_of(answer)[1]) == (200, message)
    assert answer.json()["id"] == "mosip.id.read"
    office.explained(answer)


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"\xff", b"null"])
def test_no_json_is_an_invalid_request(office: Office, content: bytes) -> None:
    answer = office.post(f"{IDENTITY}/", content)

    assert error_of(answer) == ("IDR-IDC-003", "Invalid Request")
    office.explained(answer)


def test_other_media_type_and_method_are_invalid_requests(office: Office) -> None:
    typed = office.post(f"{IDENTITY}/", body("mosip.id.create", {}), headers={"Content-Type": "text/plain"})
    deleted = office.post(f"{IDENTITY}/", method="DELETE")

    for answer in (typed, deleted):
        assert (answer.status_code, error_of(answer)) == (200, ("IDR-IDC-003", "Invalid Request"))
        office.explained(answer)


def test_unknown_path_is_answered_by_spring(office: Office) -> None:
    answer = office.post("/idrepository/v1/nothing", method="GET")

    assert (answer.status_code, answer.json()["path"]) == (404, "/idrepository/v1/nothing")


def test_role_is_asked_for_once_the_body_was_read(office: Office) -> None:
    refused = office.post(f"{IDENTITY}/", body("mosip.id.create", None), client="mosip-crvs1-client")
    unread = office.post(f"{IDENTITY}/", b"{", client="mosip-crvs1-client")

    assert (refused.status_code, error_of(refused)) == (200, ("IDR-IDC-011", "Authorization Failed"))
    assert error_of(unread)[0] == "IDR-IDC-003"


def test_without_a_token_nothing_is_said(office: Office) -> None:
    answer = office.post(f"{IDENTITY}/", b"{", cookie=None)

    assert (answer.status_code, error_of(answer)) == (401, ("KER-ATH-401", "Authentication Failed"))
    assert (answer.json()["id"], answer.json()["version"]) == (None, None)
