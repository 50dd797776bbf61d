"""The credential request generator: asked, looked up, cancelled, listed."""

from datetime import timedelta
from typing import Any

import httpx2
import pytest

from mosip_mock.credentials.requests import CredentialRequest, CredentialRequests
from shared.citizens.numbering import Uin
from tests.benches.office import Office
from tests.benches.repository_calls import FATHER, NEW_UIN, error_of

REQUESTS = "/v1/credentialrequest"


OWN_ID = "10001100042026020300001-PDF"


def ask(office: Office, path: str = "requestgenerator", **changes: Any) -> httpx2.Response:
    request = {"id": FATHER, "issuer": "crvs-partner", "credentialType": "vercred", "additionalData": {}} | changes
    return office.post(f"{REQUESTS}/{path}", {"request": {k: v for k, v in request.items() if v is not None}})


def ask_by_rid(office: Office, rid: str = OWN_ID, **changes: Any) -> httpx2.Response:
    return ask(office, f"v2/requestgenerator/{rid}", **changes)


def test_credential_is_asked_for(office: Office) -> None:
    answer = ask(
        office, additionalData={"registrationId": "100010000000001", "templateTypeCode": "T", "opencrvsBRN": "2026B1"}
    )

    assert answer.json()["response"] == {"requestId": "request-1", "id": FATHER}
    assert (answer.json()["id"], answer.json()["version"]) == ("mosip.credential.request.generator", "1.0")
    [asked] = office.issuer.asked
    assert (asked["rid"], asked["uin"], asked["template"]) == ("100010000000001", FATHER, "T")
    assert asked["further"] == '{"opencrvsBRN": "2026B1"}'


def test_credential_request_may_name_attributes_and_a_key(office: Office) -> None:
    ask(office, sharableAttributes=["UIN", "fullName"], encrypt=True, encryptionKey="482913")

    [wishes] = office.issuer.wishes
    assert (wishes.individual_id, wishes.attributes) == (FATHER, ("UIN", "fullName"))
    assert (wishes.encrypts, wishes.encryption_key) == (True, "482913")


@pytest.mark.parametrize(
    ("changes", "code", "message"),
    [
        ({"id": NEW_UIN}, "IDR-IDC-007", "No Record(s) found"),
        ({"issuer": None}, "IDR-IDC-002", "Invalid Input Parameter - issuer"),
        ({"issuer": " ", "credentialType": ""}, "IDR-IDC-002", "Invalid Input Parameter - credentialType"),
        ({"additionalData": "x"}, "IDR-IDC-003", "Invalid Request"),
        ({"sharableAttributes": "UIN"}, "IDR-IDC-003", "Invalid Request"),
        ({"sharableAttributes": [1]}, "IDR-IDC-003", "Invalid Request"),
        ({"encrypt": "yes"}, "IDR-IDC-003", "Invalid Request"),
        ({"encryptionKey": [1]}, "IDR-IDC-003", "Invalid Request"),
    ],
)
def test_credential_request_is_refused(office: Office, changes: dict[str, Any], code: str, message: str) -> None:
    answer = ask(office, **changes)

    assert error_of(answer) == (code, message)
    assert answer.json()["id"] == "mosip.credential.request.generator"
    assert office.issuer.asked == []


def test_credential_request_without_a_request_is_refused(office: Office) -> None:
    answer = office.post(f"{REQUESTS}/requestgenerator", {})

    assert error_of(answer) == ("IDR-IDC-002", "Invalid Input Parameter - credentialIssueRequestDto")


def test_credential_is_asked_for_under_an_id_of_ones_own(office: Office) -> None:
    answer = ask_by_rid(office, additionalData={"registrationId": "10001100042026020300001"}, encrypt=True)

    assert answer.json()["response"] == {"requestId": OWN_ID, "id": FATHER}
    assert (answer.json()["id"], answer.json()["version"]) == ("mosip.credential.request.generator", "1.0")
    [asked], [wishes] = office.issuer.asked, office.issuer.wishes
    assert (asked["rid"], asked["uin"]) == ("10001100042026020300001", FATHER)
    assert (wishes.request_id, wishes.individual_id, wishes.encrypts) == (OWN_ID, FATHER, True)


def test_request_under_an_id_of_ones_own_has_no_validator(office: Office) -> None:
    assert ask_by_rid(office, issuer=None, credentialType=None).json()["errors"] == []

    [asked] = office.issuer.asked
    assert (asked["partner_id"], asked["credential_type"]) == ("", "")


@pytest.mark.parametrize(
    ("rid", "changes", "code"),
    [
        (OWN_ID, {"id": NEW_UIN}, "IDR-IDC-007"),
        (OWN_ID, {"sharableAttributes": "UIN"}, "IDR-IDC-003"),
        (65 * "1", {}, "IDR-CRG-005"),
    ],
)
def test_request_under_an_id_of_ones_own_is_refused(
    office: Office, rid: str, changes: dict[str, Any], code: str
) -> None:
    answer = ask_by_rid(office, rid, **changes)

    assert (answer.status_code, error_of(answer)[0]) == (200, code)
    assert office.issuer.asked == []
    office.explained(answer)


def test_request_under_an_id_of_ones_own_without_a_request_is_refused(office: Office) -> None:
    answer = office.post(f"{REQUESTS}/v2/requestgenerator/{OWN_ID}", {})

    assert error_of(answer) == ("IDR-IDC-004", "Unknown error occurred")
    office.explained(answer)


def test_role_for_asking_is_asked_for_under_an_id_of_ones_own(office: Office) -> None:
    path = f"{REQUESTS}/v2/requestgenerator/{OWN_ID}"

    assert error_of(office.post(path, {"request": {}}, client="mosip-crvs1-client"))[0] == "IDR-IDC-011"


def kept(office: Office, status: str, *, after: timedelta = timedelta()) -> str:
    """The id of a stored request."""
    at = office.world.clock.now() + after
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


def test_request_that_waits_for_another_try_is_not_cancelled(office: Office) -> None:
    assert error_of(call(office, f"cancel/{kept(office, 'RETRY')}"))[0] == "IDR-CRG-004"


def test_requests_are_listed_by_status_the_newest_first(office: Office) -> None:
    older, newer = kept(office, "ISSUED"), kept(office, "ISSUED", after=timedelta(seconds=1))

    by_one = call(office, "getRequestIds?statusCode=ISSUED").json()["response"]
    both = call(office, "getRequestIds?statusCode=ISSUED&pageSize=5&direction=asc").json()["response"]

    assert (by_one["pageSize"], by_one["totalItems"], by_one["totalPages"]) == (1, 2, 2)
    assert [kept["requestId"] for kept in by_one["data"]] == [newer]
    assert [kept["requestId"] for kept in both["data"]] == [older, newer]


def test_requests_are_listed_since_a_time(office: Office) -> None:
    kept(office, "ISSUED")
    newer = kept(office, "ISSUED", after=timedelta(hours=1))
    since = f"{office.world.clock.now() + timedelta(minutes=1):%Y-%m-%dT%H:%M:%S}.000Z"

    listed = call(office, f"getRequestIds?statusCode=ISSUED&pageSize=5&effectivedtimes={since}").json()["response"]

    assert [kept["requestId"] for kept in listed["data"]] == [newer]


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("", "IDR-CRG-009"),
        ("statusCode=ISSUED&pageNumber=9", "IDR-CRG-009"),
        ("pageNumber=x", "IDR-IDC-003"),
        ("pageSize=0", "IDR-CRG-005"),
        ("direction=up", "IDR-CRG-005"),
        ("effectivedtimes=today", "IDR-CRG-008"),
    ],
)
def test_listing_refuses(office: Office, query: str, code: str) -> None:
    kept(office, "ISSUED")

    answer = call(office, f"getRequestIds?{query}")

    assert (answer.status_code, error_of(answer)[0]) == (200, code)
    office.explained(answer)


@pytest.mark.parametrize("path", ["get/none", "cancel/none"])
def test_unknown_request_is_refused(office: Office, path: str) -> None:
    assert error_of(call(office, path)) == ("IDR-CRG-003", "request id is not present")


def test_role_for_credential_requests_is_asked_for(office: Office) -> None:
    answer = office.post(f"{REQUESTS}/get/1", method="GET", client="mosip-crvs1-client")

    assert (answer.status_code, error_of(answer)[0]) == (200, "IDR-IDC-011")
    assert answer.json()["response"] is None
