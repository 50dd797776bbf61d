"""Identities, locks, VIDs and credential requests: answers and codes."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx2
import pytest

from tests.benches.office import Office, by_language, new_id

IDENTITY = "/idrepository/v1/identity"
VID = "/idrepository/v1/vid"
REQUESTS = "/v1/credentialrequest"
FATHER = "2718201306"
NEW_UIN = "3592563415"


def now(seconds: float = 0) -> str:
    return f"{datetime.now(UTC) + timedelta(seconds=seconds):%Y-%m-%dT%H:%M:%S}.000Z"


def body(id_: str, request: Any, **changes: Any) -> dict[str, Any]:
    return {"id": id_, "version": "v1", "requesttime": now(), "request": request} | changes


def error_of(answer: httpx2.Response) -> tuple[str, str]:
    [error] = answer.json()["errors"]
    return error["errorCode"], error["message"]


def identity(**changes: Any) -> dict[str, Any]:
    members = {
        "IDSchemaVersion": 0.1,
        "UIN": NEW_UIN,
        "fullName": [{"language": "eng", "value": "Sina Vea"}],
        "dateOfBirth": "2001/02/03",
        "gender": [{"language": "eng", "value": "Female"}],
    } | changes
    return {name: value for name, value in members.items() if value is not None}


def create(office: Office, rid: str | None = None, **changes: Any) -> httpx2.Response:
    request = {"registrationId": rid or new_id(), "identity": identity(**changes)}
    return office.post(f"{IDENTITY}/", body("mosip.id.create", request))


def update(
    office: Office, uin: str = FATHER, *, rid: str | None = None, status: str | None = None, **changes: Any
) -> httpx2.Response:
    request: dict[str, Any] = {"registrationId": rid or new_id(), "identity": {"UIN": uin} | changes}
    if status:
        request["status"] = status
    return office.post(f"{IDENTITY}/", body("mosip.id.update", request), method="PATCH")


def read(office: Office, number: str, **query: str) -> httpx2.Response:
    from urllib.parse import urlencode  # noqa: PLC0415 - of this function alone

    return office.post(f"{IDENTITY}/idvid/{number}?{urlencode(query)}", method="GET")


# Identities


def test_identity_is_created_and_read_back(office: Office) -> None:
    rid = new_id()
    answer = create(office, rid)

    assert answer.json()["response"] == {"status": "ACTIVATED"}
    assert answer.json()["id"] == "mosip.id.create"
    for number in (NEW_UIN, rid):
        found = read(office, number, type="demo").json()["response"]
        assert found["status"] == "ACTIVATED"
        assert found["identity"]["fullName"] == [{"language": "eng", "value": "Sina Vea"}]
    assert office.publisher.of("IDENTITY_CREATED")[0]["event"]["data"]["registration_id"] == rid


def test_identity_is_read_by_body_and_by_vid(office: Office) -> None:
    vid = office.world.citizens.get(FATHER).vids[0].vid
    by_body = office.post(f"{IDENTITY}/idvid/", body("mosip.id.read", {"id": vid, "idType": "VID", "type": "all"}))

    assert by_body.json()["response"]["identity"]["UIN"] == FATHER
    assert read(office, vid).json()["response"]["identity"]["UIN"] == FATHER


@pytest.mark.parametrize("status", ["DEACTIVATED", "BLOCKED"])
def test_status_is_changed_at_once_and_announced(office: Office, status: str) -> None:
    answer = update(office, status=status)

    assert answer.json()["response"]["status"] == status
    assert office.world.citizens.get(FATHER).status == status
    topic = {"DEACTIVATED": "DEACTIVATE_ID", "BLOCKED": "REMOVE_ID"}[status]
    [event] = office.publisher.of(f"mpartner-default-auth/{topic}")
    assert event["publisher"] == "ID_REPO"
    assert len(event["event"]["data"]["id_hash"]) == 64


def test_data_is_changed(office: Office) -> None:
    rid = new_id()

    update(office, rid=rid, fullName=by_language("New Name"), phone="+9991112223")

    citizen = office.world.citizens.get(FATHER)
    assert citizen.phone == "+9991112223"
    assert office.publisher.of("IDENTITY_UPDATED")
    assert office.post(f"{IDENTITY}/idvid/{rid}", method="GET").json()["response"]["identity"]["UIN"] == FATHER


def test_rid_of_a_person(office: Office) -> None:
    uin = office.process(office.register())["uin"]

    answer = office.post(f"{IDENTITY}/rid/{uin}", method="GET")

    assert answer.json()["response"] == {"rid": office.world.citizens.get(uin).registration_id}


@pytest.mark.parametrize(
    ("changes", "code", "message"),
    [
        ({"id": None}, "IDR-IDC-001", "Missing Input Parameter - id"),
        ({"id": "mosip.id.update"}, "IDR-IDC-002", "Invalid Input Parameter - id"),
        ({"version": "1.0"}, "IDR-IDC-002", "Invalid Input Parameter - version"),
        ({"requesttime": None}, "IDR-IDC-001", "Missing Input Parameter - requesttime"),
        ({"requesttime": "yesterday"}, "IDR-IDC-002", "Invalid Input Parameter - requesttime"),
        ({"requesttime": "2026-02-30T00:00:00Z"}, "IDR-IDC-002", "Invalid Input Parameter - requesttime"),
        ({"requesttime": now(-90)}, "IDR-IDC-002", "Invalid Input Parameter - requesttime"),
        ({"request": None}, "IDR-IDC-001", "Missing Input Parameter - request"),
        ({"request": "text"}, "IDR-IDC-002", "Invalid Input Parameter - request"),
        ({"request": {"identity": {}}}, "IDR-IDC-001", "Missing Input Parameter - registrationId"),
        ({"request": {"registrationId": "1"}}, "IDR-IDC-001", "Missing Input Parameter - identity"),
        ({"request": {"registrationId": ["1"]}}, "IDR-IDC-002", "Invalid Input Parameter - registrationId"),
    ],
)
def test_envelope_is_refused(office: Office, changes: dict[str, Any], code: str, message: str) -> None:
    sent = body("mosip.id.create", {}) | changes

    answer = office.post(f"{IDENTITY}/", {name: value for name, value in sent.items() if value is not None})

    assert (answer.status_code, error_of(answer)) == (200, (code, message))
    assert answer.json()["response"] is None
    office.explained(answer)


@pytest.mark.parametrize(
    ("changes", "code", "message"),
    [
        ({"UIN": None}, "IDR-IDC-001", "Missing Input Parameter - identity.UIN"),
        ({"UIN": "1234567890"}, "IDR-IDC-002", "Invalid Input Parameter - identity/UIN"),
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


def test_registration_id_is_good_for_one_change(office: Office) -> None:
    rid = new_id()
    update(office, rid=rid, phone="+9991112223")

    again = update(office, rid=rid, phone="+9991112224")

    assert error_of(again)[0] == "IDR-IDC-012"
    assert office.world.citizens.get(FATHER).phone == "+9991112223"


def test_update_refuses_an_unknown_person_and_status(office: Office) -> None:
    assert error_of(update(office, NEW_UIN)) == ("IDR-IDC-007", "No Record(s) found")
    assert error_of(update(office, status="DEAD")) == ("IDR-IDC-002", "Invalid Input Parameter - status")
    assert error_of(update(office, dateOfBirth="x"))[0] == "IDR-IDC-002"


@pytest.mark.parametrize(
    ("number", "query", "code"),
    [
        (NEW_UIN, {}, "IDR-IDC-007"),
        ("no-such-rid", {}, "IDR-IDC-007"),
        (FATHER, {"type": "everything"}, "IDR-IDC-002"),
        (FATHER, {"idType": "NAME"}, "IDR-IDC-002"),
        (FATHER, {"idType": "VID"}, "IDR-IDC-007"),
        ("2718250174586248", {}, "IDR-VID-001"),
    ],
)
def test_reading_refuses(office: Office, number: str, query: dict[str, str], code: str) -> None:
    answer = read(office, number, **query)

    assert (answer.status_code, error_of(answer)[0]) == (200, code)
    office.explained(answer)


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"\xff", b"null"])
def test_no_json_is_an_invalid_request(office: Office, content: bytes) -> None:
    answer = office.post(f"{IDENTITY}/", content)

    assert error_of(answer) == ("IDR-IDC-003", "Invalid Request")
    office.explained(answer)


def test_person_without_a_registration_has_no_rid(office: Office) -> None:
    assert error_of(office.post(f"{IDENTITY}/rid/{FATHER}", method="GET"))[0] == "IDR-IDC-007"


# Locks


def lock(office: Office, wanted: Any, uin: str = FATHER) -> httpx2.Response:
    return office.post(f"{IDENTITY}/authtypes/status", {"individualId": uin, "request": wanted})


def test_locks_are_set_read_and_taken_off(office: Office) -> None:
    lock(office, [{"authType": "bio", "authSubType": "Iris", "locked": True}, {"authType": "demo", "locked": True}])
    lock(office, [{"authType": "demo", "locked": False}])

    answer = office.post(f"{IDENTITY}/authtypes/status/{FATHER}", method="GET")
    older = office.post(f"{IDENTITY}/authtypes/status/individualIdType/UIN/individualId/{FATHER}", method="GET")

    [status] = answer.json()["response"]["authTypes"]
    assert (status["authType"], status["authSubType"], status["locked"]) == ("bio", "Iris", True)
    assert len(older.json()["response"]["authTypes"]) == 1
    assert office.world.citizens.get(FATHER).locks == ("bio-Iris",)
    assert len(office.publisher.of("mpartner-default-auth/AUTH_TYPE_STATUS_UPDATE")) == 2


@pytest.mark.parametrize(
    ("wanted", "code"),
    [
        ([], "IDR-IDC-001"),
        ("all", "IDR-IDC-002"),
        (["demo"], "IDR-IDC-002"),
        ([{"locked": True}], "IDR-IDC-001"),
        ([{"authType": "smell", "locked": True}], "IDR-IDC-002"),
        ([{"authType": "demo", "locked": "yes"}], "IDR-IDC-002"),
    ],
)
def test_locks_refuse(office: Office, wanted: Any, code: str) -> None:
    answer = lock(office, wanted)

    assert error_of(answer)[0] == code
    assert office.world.citizens.get(FATHER).locks == ()


# VIDs


def make_vid(office: Office, kind: str, uin: str = FATHER) -> httpx2.Response:
    return office.post(VID, body("mosip.vid.create", {"UIN": uin, "vidType": kind}))


def set_vid(office: Office, vid: str, status: str) -> httpx2.Response:
    return office.post(f"{VID}/{vid}", body("mosip.vid.update", {"vidStatus": status}), method="PATCH")


def uin_of(office: Office, vid: str) -> httpx2.Response:
    return office.post(f"{VID}/{vid}", method="GET")


def test_temporary_vid_is_made_and_leads_to_the_uin_until_it_expires(office: Office) -> None:
    made = make_vid(office, "Temporary").json()["response"]

    assert made["vidStatus"] == "ACTIVE"
    assert uin_of(office, made["VID"]).json()["response"] == {"UIN": FATHER}
    office.world.clock.advance(timedelta(minutes=31))
    assert error_of(uin_of(office, made["VID"])) == ("IDR-VID-001", "VID is EXPIRED")


def test_vids_of_a_uin_are_listed(office: Office) -> None:
    make_vid(office, "OneTimeUse")

    listed = office.post(f"{VID}/uin/{FATHER}", method="GET").json()["response"]

    assert [v["vidType"] for v in listed] == ["Perpetual", "OneTimeUse"]
    assert set(listed[0]) == {
        "vid", "vidType", "expiryTimestamp", "genratedOnTimestamp", "transactionLimit", "hashAttributes",
    }  # fmt: skip
    assert listed[1]["transactionLimit"] == 2


def test_policy_allows_one_perpetual_and_five_temporary_vids(office: Office) -> None:
    refused = make_vid(office, "Perpetual")
    codes = [make_vid(office, "Temporary").json()["errors"] for _ in range(6)]

    assert error_of(refused) == ("IDR-VID-003", "Could not generate/regenerate VID as per policy")
    assert [bool(errors) for errors in codes] == [False] * 5 + [True]


def test_revoked_perpetual_vid_is_replaced(office: Office) -> None:
    vid = office.world.citizens.get(FATHER).vids[0].vid

    response = set_vid(office, vid, "REVOKED").json()["response"]

    assert response["vidStatus"] == "REVOKED"
    assert response["restoredVid"]["vidStatus"] == "ACTIVE"
    assert uin_of(office, response["restoredVid"]["VID"]).json()["response"] == {"UIN": FATHER}
    assert error_of(uin_of(office, vid)) == ("IDR-VID-001", "VID is REVOKED")
    assert office.publisher.of("mpartner-default-auth/REMOVE_ID")


def test_vid_is_regenerated_unless_it_is_perpetual(office: Office) -> None:
    temporary = make_vid(office, "Temporary").json()["response"]["VID"]
    perpetual = office.world.citizens.get(FATHER).vids[0].vid

    fresh = office.post(f"{VID}/{temporary}/regenerate").json()["response"]["VID"]
    refused = office.post(f"{VID}/{perpetual}/regenerate")

    assert fresh != temporary
    assert error_of(refused)[0] == "IDR-VID-003"


def test_all_vids_are_deactivated_and_reactivated(office: Office) -> None:
    down = office.post(f"{VID}/deactivate", body("mosip.vid.deactivate", {"UIN": FATHER}))
    again = office.post(f"{VID}/deactivate", body("mosip.vid.deactivate", {"UIN": FATHER}))
    up = office.post(f"{VID}/reactivate", body("mosip.vid.reactivate", {"UIN": FATHER}))

    assert down.json()["response"] == {"vidStatus": "DEACTIVATED"}
    assert error_of(again)[0] == "IDR-IDC-007"
    assert up.json()["response"] == {"vidStatus": "ACTIVE"}


def test_inactive_person_gets_no_vid(office: Office) -> None:
    update(office, status="BLOCKED")

    assert error_of(make_vid(office, "Temporary")) == ("IDR-VID-004", "BLOCKED UIN")


def test_vid_refuses(office: Office) -> None:
    assert error_of(make_vid(office, "Eternal")) == ("IDR-IDC-002", "Invalid Input Parameter - vidType")
    assert error_of(make_vid(office, "Temporary", NEW_UIN))[0] == "IDR-IDC-007"
    assert error_of(uin_of(office, "4359283903752653"))[0] == "IDR-IDC-007"
    vid = office.world.citizens.get(FATHER).vids[0].vid
    assert error_of(set_vid(office, vid, "LOST")) == ("IDR-IDC-002", "Invalid Input Parameter - vidStatus")
    assert error_of(office.post(f"{VID}/uin/{NEW_UIN}", method="GET"))[0] == "IDR-IDC-007"


# Credential requests


def ask(office: Office, **changes: Any) -> httpx2.Response:
    request = {"id": FATHER, "issuer": "crvs-partner", "credentialType": "vercred", "additionalData": {}} | changes
    return office.post(f"{REQUESTS}/requestgenerator", {"request": {k: v for k, v in request.items() if v is not None}})


def test_credential_is_asked_for(office: Office) -> None:
    answer = ask(
        office, additionalData={"registrationId": "100010000000001", "templateTypeCode": "T", "opencrvsBRN": "2026B1"}
    )

    assert answer.json()["response"] == {"requestId": "request-1", "id": FATHER}
    [asked] = office.issuer.asked
    assert (asked["rid"], asked["uin"], asked["template"]) == ("100010000000001", FATHER, "T")
    assert asked["further"] == '{"opencrvsBRN": "2026B1"}'


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"id": NEW_UIN}, "IDR-IDC-007"),
        ({"issuer": None}, "IDR-IDC-001"),
        ({"credentialType": None}, "IDR-IDC-001"),
        ({"additionalData": "x"}, "IDR-IDC-002"),
    ],
)
def test_credential_request_is_refused(office: Office, changes: dict[str, Any], code: str) -> None:
    assert error_of(ask(office, **changes))[0] == code
    assert office.issuer.asked == []


def kept(office: Office, status: str) -> str:
    """The id of a stored request."""
    from mosip_mock.credentials.requests import CredentialRequest, CredentialRequests  # noqa: PLC0415 - real storage
    from shared.citizens.citizen import Uin  # noqa: PLC0415 - the same

    at = office.world.clock.now()
    request = CredentialRequest(
        request_id=CredentialRequests(office.world.store).new_id(),
        registration_id="100010000000001",
        uin=Uin(FATHER),
        issuer="crvs-partner",
        status=status,
        created_at=at,
        due_at=at,
    )
    return CredentialRequests(office.world.store).add(request).request_id


def call(office: Office, path: str, method: str = "GET") -> httpx2.Response:
    return office.post(f"{REQUESTS}/{path}", method=method)


def test_request_is_looked_up_cancelled_and_retriggered(office: Office) -> None:
    request_id = kept(office, "NEW")

    assert call(office, f"get/{request_id}").json()["response"]["statusCode"] == "NEW"
    assert call(office, f"cancel/{request_id}").json()["response"]["requestId"] == request_id
    assert error_of(call(office, f"cancel/{request_id}")) == ("IDR-CRG-004", "request id already processed")
    assert call(office, f"retrigger/{request_id}", "PUT").json()["errors"] == []
    assert call(office, f"get/{request_id}").json()["response"]["statusCode"] == "RETRY"


def test_requests_are_listed_by_status(office: Office) -> None:
    request_id = kept(office, "ISSUED")

    listed = call(office, "getRequestIds?statusCode=ISSUED").json()["response"]

    assert (listed["totalItems"], listed["totalPages"]) == (1, 1)
    assert listed["data"][0]["requestId"] == request_id
    assert error_of(call(office, "getRequestIds?statusCode=FAILED")) == ("IDR-CRG-009", "No records found")
    assert error_of(call(office, "getRequestIds?pageNumber=x"))[0] == "IDR-IDC-003"


@pytest.mark.parametrize("path", ["get/none", "cancel/none"])
def test_unknown_request_is_refused(office: Office, path: str) -> None:
    assert error_of(call(office, path)) == ("IDR-CRG-003", "request id is not present")


def test_role_for_credential_requests_is_asked_for(office: Office) -> None:
    answer = office.post(f"{REQUESTS}/get/1", method="GET", client="mosip-crvs1-client")

    assert (answer.status_code, error_of(answer)[0]) == (200, "IDR-IDC-011")
    assert json.loads(answer.content)["response"] is None
