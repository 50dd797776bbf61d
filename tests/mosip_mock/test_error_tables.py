"""One request for each code of the registration side's services, and a table of them that is whole.

A code is met when it comes back over HTTP. Those that no request provokes (`BY_FAULT_ONLY`, each with its reason) are
met by a fault rule, in `test_registration_faults`. ID authentication has such a table in `test_every_code`.
"""

import base64
import json
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any

import httpx2
import pytest

from mosip_mock.authmanager import errors as authmanager
from mosip_mock.credentials.requests import CredentialRequest, CredentialRequests
from mosip_mock.idrepository import errors as idrepository
from mosip_mock.packetmanager import errors as packetmanager
from mosip_mock.packetmanager.packets import PACKETS as PACKET_TABLE
from mosip_mock.registration import errors as registration
from shared.citizens.numbering import Uin
from tests.benches.office import NOW, PACKETS, WORKFLOWS, Office, envelope, new_id, packet_body, workflow_body
from tests.benches.repository_calls import FATHER as PERSON
from tests.benches.repository_calls import IDENTITY, body, make_vid, read, set_vid, uin_of

Provoke = Callable[[Office], httpx2.Response]
AUTH = "/v1/authmanager"
STATUS = "/registrationprocessor/v1/registrationstatus"
OF_EVERY_VALIDATION = "RPR-RGS-015"
"""The status service's code beside each other one of its validator."""


def open_call(path: str, request: Any, **changes: Any) -> Provoke:
    """A call of the auth manager that needs no token."""
    return lambda office: office.post(f"{AUTH}/{path}", envelope(request, **changes), cookie=None)


def log_in(**changes: Any) -> Provoke:
    request = {"userName": "crvs-officer", "password": "Officer@123456", "appId": "admin"} | changes
    return open_call("authenticate/internal/useridPwd", request)


def otp(*channels: str, kind: str = "UIN", user: str | None = None) -> Provoke:
    """An OTP for somebody whom no message reaches, or for `user`."""

    def send(office: Office) -> httpx2.Response:
        unreachable = {"fullName": "Ana", "birthDate": "1990-01-02", "phone": None, "email": None}
        someone = user or office.post("/_mock/citizens", unreachable, cookie=None).json()["uin"]
        asked = {"userId": someone, "otpChannel": list(channels), "appId": "admin", "useridtype": kind}
        return office.post(f"{AUTH}/authenticate/sendotp", envelope(asked), cookie=None)

    return send


def checked(method: str, path: str, cookie: Callable[[Office], str | None]) -> Provoke:
    return lambda office: office.post(f"{AUTH}/{path}", method=method, cookie=cookie(office))


def expired(office: Office) -> httpx2.Response:
    cookie = f"Authorization={office.token()}"
    office.world.clock.advance(timedelta(days=2))
    return office.post(f"{AUTH}/authorize/validateToken", cookie=cookie)


def good(office: Office) -> str:
    return f"Authorization={office.token()}"


BY_AUTH_MANAGER: Mapping[str, Provoke] = {
    "KER-ATH-003": otp("phone", user="nobody"),
    "KER-ATH-004": log_in(userName=None),
    "KER-ATH-006": checked("GET", "authorize/admin/validateToken", lambda _: None),
    "KER-ATH-007": checked("GET", "authorize/admin/validateToken", lambda _: "other=1"),
    "KER-ATH-008": checked("POST", "authorize/invalidateToken", good),
    "KER-ATH-019": open_call("authenticate/clientidsecretkey", None),
    "KER-ATH-022": checked("GET", "rid/admin/nobody", lambda _: None),
    "KER-ATH-023": log_in(password="wrong"),
    "KER-ATH-025": checked("DELETE", "logout/user", lambda office: good(office) + "AAAA"),
    "KER-ATH-026": lambda office: office.ask_token(appId="none"),
    "KER-ATH-027": checked("GET", "individualId/admin/crvs-officer", lambda _: None),
    "KER-ATH-401": checked("POST", "authorize/validateToken", good),
    "KER-ATH-402": expired,
    "KER-SOT-001": otp("phone"),
    "KER-SOT-002": otp("email"),
    "KER-SOT-003": otp("phone", "email"),
    "KER-OTV-005": open_call("authenticate/useridOTP", {"userId": PERSON, "otp": "1", "appId": "admin"}),
    "401": otp("phone", kind="MAIL"),
    "500": lambda office: office.ask_token(secretKey="wrong"),
}


def reading(endpoint: str, **changes: Any) -> Provoke:
    """Read a packet that was written, with something different."""

    def read(office: Office) -> httpx2.Response:
        packet_id = new_id()
        office.create_packet(packet_body(id=packet_id))
        place = {"id": packet_id, "source": "OPENCRVS", "process": "CRVS_NEW", "bypassCache": True}
        return office.post(f"{PACKETS}/{endpoint}", envelope(place | changes))

    return read


def tampered(office: Office) -> httpx2.Response:
    packet_id = new_id()
    office.create_packet(packet_body(id=packet_id))
    table = office.world.store.table(PACKET_TABLE)
    [record] = table.find("id", packet_id)
    document = json.loads(record.raw)
    document["objects"][0]["sealed"] = base64.b64encode(b"anything at all").decode()
    table.replace(record.id, json.dumps(document).encode())
    place = {"id": packet_id, "source": "OPENCRVS", "process": "CRVS_NEW", "bypassCache": True}
    return office.post(f"{PACKETS}/metaInfo", envelope(place))


def tags(*calls: tuple[str, Any]) -> Provoke:
    def call(office: Office) -> httpx2.Response:
        sent = [office.post(f"{PACKETS}/{path}", envelope({"id": "1"} | members)) for path, members in calls]
        return sent[-1]

    return call


BY_PACKET_MANAGER: Mapping[str, Provoke] = {
    "KER-PUT-006": lambda office: office.create_packet(packet_body(source="ELSEWHERE")),
    "KER-PUT-019": tampered,
    "KER-PUT-020": reading("validatePacket", source="CRVS1"),
    "KER-PUT-022": tags(("addTag", {"tags": {"a": "1"}}), ("addTag", {"tags": {"a": "2"}})),
    "KER-PUT-024": tags(("getTags", {"tagNames": ["none"]})),
    "KER-PUT-025": reading("metaInfo", source="", process="NONE"),
    "KER-PUT-027": reading("audits", source="CRVS1"),
    "KER-PUT-028": lambda office: office.post(f"{PACKETS}/info", envelope({"id": "unknown"})),
    "KER-ATH-401": lambda office: office.create_packet(cookie=good(office) + "AAAA"),
    "KER-ATH-403": lambda office: office.post(f"{PACKETS}/info", envelope({"id": "1"}), client="mosip-crvs1-client"),
}


def started(**changes: Any) -> Provoke:
    """workflowinstance with members of its envelope changed; None takes one out."""

    def start(office: Office) -> httpx2.Response:
        return office.start({name: v for name, v in (workflow_body() | changes).items() if v is not None})

    return start


def started_with(**changes: Any) -> Provoke:
    return lambda office: office.start(workflow_body(**changes))


def acted(request: Any = None, **changes: Any) -> Provoke:
    def act(office: Office) -> httpx2.Response:
        asked = request or {"workflowIds": [office.register()], "workflowAction": "RESUME_PROCESSING"}
        body = {"id": "mosip.registration.processor.workflow.action", "version": "1.0", "requesttime": NOW}
        return office.post(f"{WORKFLOWS}/workflowaction", body | {"request": asked} | changes)

    return act


def status(request: Any = None, **changes: Any) -> Provoke:
    def ask(office: Office) -> httpx2.Response:
        body = {"id": "mosip.registration.external.status", "version": "1.0", "requesttime": moment()}
        asked = body | {"request": request or [{"registrationId": "unknown"}]} | changes
        return office.post(f"{STATUS}/externalstatus/search", asked, client="mosip-reg-client")

    return ask


def moment() -> str:
    return f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%S}.000Z"


BY_REGISTRATION: Mapping[str, Provoke] = {
    "RPR-WIN-000": started(id=None),
    "RPR-WIN-001": started(version="v2"),
    "RPR-WIN-002": started(request=None),
    "RPR-WIS-000": started_with(process="NONE"),
    "RPR-WIS-001": lambda office: office.start(workflow_body(registrationId=office.register())),
    "RPR-WAA-000": acted({"workflowIds": ["1"]}),
    "RPR-WAA-001": acted(id="x"),
    "RPR-WAA-002": acted({"workflowIds": "1"}),
    "RPR-WAA-003": acted({"workflowIds": ["1"], "workflowAction": "STOP_PROCESSING"}),
    "RPR-WAA-004": acted(),
    "RPR-WAS-000": acted({"workflowIds": ["1"], "workflowAction": "DANCE"}),
    "RPR-RGS-015": status(id=None),
    "RPR-RGS-016": status("text"),
    "RPR-RGS-017": lambda office: office.post(f"{STATUS}/externalstatus/search", b"{", client="mosip-reg-client"),
    "RPR-RGS-018": status(requesttime="today"),
    "RPR-RGS-019": status(version=None),
    "RPR-RGS-020": status(requesttime=None),
    "RPR-RGS-021": status(id=None),
    "RPR-RGS-022": status(version="2.0"),
    "RPR-RGS-023": status(requesttime="2020-01-01T00:00:00.000Z"),
    "RPR-RGS-024": status(id="x"),
    "RPR-RGS-031": status(),
    "KER-ATH-401": lambda office: office.start(cookie=None),
    "KER-ATH-403": lambda office: office.start(client="mosip-websub-client"),
}


def identity(request: Any, **changes: Any) -> Provoke:
    return lambda office: office.post(f"{IDENTITY}/", body("mosip.id.create", request, **changes))


def of_inactive_person(office: Office) -> httpx2.Response:
    office.post(f"/_mock/citizens/{PERSON}", {"status": "BLOCKED"}, method="PATCH", cookie=None)
    return make_vid(office, "Temporary")


def revoked_vid(office: Office) -> httpx2.Response:
    number = office.world.citizens.get(PERSON).vids[0].vid
    set_vid(office, number, "REVOKED")
    return uin_of(office, number)


def credential(path: str, method: str = "GET") -> Provoke:
    return lambda office: office.post(f"/v1/credentialrequest/{path}", method=method)


def issued_already(office: Office) -> httpx2.Response:
    at = office.world.clock.now()
    request = CredentialRequest(
        request_id=CredentialRequests(office.world.store).new_id(),
        registration_id="100010000000001",
        uin=Uin(PERSON),
        issuer="crvs-partner",
        status="ISSUED",
        created_at=at,
        due_at=at,
    )
    CredentialRequests(office.world.store).add(request)
    return office.post(f"/v1/credentialrequest/cancel/{request.request_id}", method="GET")


NEW_PERSON = {"UIN": PERSON, "fullName": "Ana", "dateOfBirth": "2001/02/03"}

BY_ID_REPOSITORY: Mapping[str, Provoke] = {
    "IDR-IDC-001": identity({}),
    "IDR-IDC-002": identity({"identity": NEW_PERSON}, id="x"),
    "IDR-IDC-003": lambda office: office.post(f"{IDENTITY}/", b"{"),
    "IDR-IDC-004": identity(None),
    "IDR-IDC-007": lambda office: read(office, "0000000000"),
    "IDR-IDC-011": lambda office: office.post(f"{IDENTITY}/idvid/{PERSON}", method="GET", client="mosip-crvs1-client"),
    "IDR-IDC-012": identity({"registrationId": "1", "identity": NEW_PERSON}),
    "IDR-VID-001": revoked_vid,
    "IDR-VID-003": lambda office: make_vid(office, "Perpetual"),
    "IDR-VID-004": of_inactive_person,
    "IDR-CRG-003": credential("get/unknown"),
    "IDR-CRG-004": issued_already,
    "IDR-CRG-005": credential("getRequestIds?pageSize=0"),
    "IDR-CRG-008": credential("getRequestIds?effectivedtimes=today"),
    "IDR-CRG-009": credential("getRequestIds?statusCode=FAILED"),
    "KER-ATH-401": lambda office: office.post(f"{IDENTITY}/idvid/{PERSON}", method="GET", cookie=None),
}

TABLES: Mapping[str, tuple[type[StrEnum], Mapping[Any, str], Mapping[Any, str], Mapping[str, Provoke]]] = {
    "authmanager": (authmanager.AuthCode, authmanager.MESSAGE, authmanager.BY_FAULT_ONLY, BY_AUTH_MANAGER),
    "packetmanager": (packetmanager.PacketCode, packetmanager.MESSAGE, packetmanager.BY_FAULT_ONLY, BY_PACKET_MANAGER),
    "registration": (registration.WorkflowCode, registration.MESSAGE, registration.BY_FAULT_ONLY, BY_REGISTRATION),
    "idrepository": (idrepository.IdRepoCode, idrepository.MESSAGE, idrepository.BY_FAULT_ONLY, BY_ID_REPOSITORY),
}


@pytest.mark.parametrize(("codes", "messages", "by_fault", "provoked"), TABLES.values(), ids=TABLES)
def test_table_is_whole(
    codes: type[StrEnum], messages: Mapping[Any, str], by_fault: Mapping[Any, str], provoked: Mapping[str, Provoke]
) -> None:
    assert set(messages) == set(codes)
    assert all(messages.values())
    assert set(provoked) | set(by_fault) == set(codes)
    assert set(provoked).isdisjoint(by_fault)
    assert all(by_fault.values())


def cases() -> Iterator[Any]:
    for service, (_, _, _, provoked) in TABLES.items():
        for code, provoke in provoked.items():
            yield pytest.param(code, provoke, id=f"{service}-{code}")


@pytest.mark.parametrize(("code", "provoke"), list(cases()))
def test_code_comes_back_over_http(office: Office, code: str, provoke: Provoke) -> None:
    answer = provoke(office)

    codes = [error["errorCode"] for error in answer.json()["errors"]]
    if codes[1:] == [OF_EVERY_VALIDATION]:
        assert code in codes
    else:
        assert codes == [code]
        assert office.explained(answer).code == code
