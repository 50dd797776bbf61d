"""Everything that was written can be read back."""

import base64
import json
from typing import Any

import httpx2
import msgspec
import pytest

from mosip_mock.authmanager.clients import Accounts, Client
from mosip_mock.packetmanager.packets import PACKETS as TABLE
from tests.benches.office import PACKETS, Office, envelope, labelled, new_id, packet_body, proper_fields
from tests.mosip_mock.conftest import OpenOffice

FACE = {"version": None, "segments": [{"bdbInfo": {"type": ["FACE"]}}, {"bdbInfo": {"type": ["IRIS"]}}]}


@pytest.fixture
def packet_id(office: Office) -> str:
    packet_id = new_id()
    schema = json.loads(packet_body()["request"]["schemaJson"])
    properties = schema["properties"]["identity"]["properties"]
    properties["individualBiometrics"] = {"$ref": "#/definitions/biometricsType", "fieldCategory": "pvt"}
    properties["selectedHandles"] = {"type": "array", "fieldCategory": "optional"}
    office.create_packet(
        packet_body(
            id=packet_id,
            schemaJson=json.dumps(schema),
            fields=proper_fields(selectedHandles='["email"]', phone=770000001, introducerRID="123"),
            documents={"birthRegistrationCertificate": {"document": "UERG", "type": "CERT", "format": "pdf"}},
            biometrics={"individualBiometrics": FACE},
            audits=[{"uuid": "1", "n": 5}, None],
        )
    )
    return packet_id


def read(office: Office, endpoint: str, packet_id: str | None, **changes: Any) -> httpx2.Response:
    place = {"id": packet_id, "source": "OPENCRVS", "process": "CRVS_NEW", "bypassCache": False} | changes
    return office.post(f"{PACKETS}/{endpoint}", envelope({k: v for k, v in place.items() if v is not None}))


def code_of(answer: httpx2.Response) -> str:
    code: str = answer.json()["errors"][0]["errorCode"]
    return code


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("fullName", '[{"language":"eng","value":"Mele Fonua"}]'),
        ("birthCertificateNumber", "2026BDEMO01"),
        ("IDSchemaVersion", "0.1"),
        ("selectedHandles", '["email"]'),
        ("phone", "770000001"),
        ("introducerRID", "123"),
        ("city", None),
    ],
)
def test_field_is_read_as_text(office: Office, packet_id: str, field: str, value: str | None) -> None:
    answer = read(office, "searchField", packet_id, field=field)

    body = answer.json()
    assert (body["id"], body["version"]) == (None, None)
    assert body["response"] == {"fields": {field: value}}


def test_fields_leave_out_what_is_not_there_unless_the_cache_is_bypassed(office: Office, packet_id: str) -> None:
    names = ["phone", "city"]

    cached = read(office, "searchFields", packet_id, fields=names)
    bypassed = read(office, "searchFields", packet_id, fields=names, bypassCache=True)

    assert cached.json()["response"]["fields"] == {"phone": "770000001"}
    assert bypassed.json()["response"]["fields"] == {"phone": "770000001", "city": None}


def test_meta_info_names_registration_and_time_of_the_server(office: Office, packet_id: str) -> None:
    fields = read(office, "metaInfo", packet_id).json()["response"]["fields"]

    assert fields["registrationId"] == packet_id
    assert fields["creationDate"].endswith("Z")
    assert json.loads(fields["metaData"]) == json.loads(
        labelled(registrationType="CRVS_NEW", machineId="10004", centerId="10001")
    )
    assert json.loads(fields["hashSequence2"]) == [{"label": "otherFiles", "value": ["audit"]}]


def test_audits_are_wrapped_one_by_one(office: Office, packet_id: str) -> None:
    assert read(office, "audits", packet_id).json()["response"] == [{"fields": {"uuid": "1", "n": "5"}}, {"fields": {}}]


def test_document_comes_back(office: Office, packet_id: str) -> None:
    answer = read(office, "document", packet_id, documentName="birthRegistrationCertificate")

    assert answer.json()["response"] == {
        "document": "UERG", "value": None, "type": "CERT", "format": "pdf", "refNumber": None,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("endpoint", "member", "where"),
    [("document", "documentName", "request.documentName"), ("biometrics", "person", "request.person")],
)
def test_what_was_never_attached_is_null_and_explained(
    office: Office, packet_id: str, endpoint: str, member: str, where: str
) -> None:
    answer = read(office, endpoint, packet_id, **{member: "other"})

    assert (answer.json()["response"], answer.json()["errors"]) == (None, [])
    assert office.explained(answer).where == where


def test_biometrics_come_back_by_modality(office: Office, packet_id: str) -> None:
    everything = read(office, "biometrics", packet_id, person="individualBiometrics", modalities=[])
    face = read(office, "biometrics", packet_id, person="individualBiometrics", modalities=["Face"])

    assert len(everything.json()["response"]["segments"]) == 2
    assert face.json()["response"]["segments"] == [{"bdbInfo": {"type": ["FACE"]}}]


def test_biometrics_come_back_by_part_of_the_body(office: Office) -> None:
    packet_id = new_id()
    schema = json.loads(packet_body()["request"]["schemaJson"])
    schema["properties"]["identity"]["properties"]["individualBiometrics"] = {
        "$ref": "#/definitions/biometricsType", "fieldCategory": "pvt",
    }  # fmt: skip
    index, thumb = ({"bdbInfo": {"type": ["Finger"], "subtype": ["Left", part]}} for part in ("IndexFinger", "Thumb"))
    biometrics = {"individualBiometrics": {"segments": [index, thumb]}}
    office.create_packet(packet_body(id=packet_id, schemaJson=json.dumps(schema), biometrics=biometrics))

    def segments(*modalities: str) -> Any:
        answer = read(office, "biometrics", packet_id, person="individualBiometrics", modalities=list(modalities))
        return answer.json()["response"]["segments"]

    assert segments("Left Thumb") == [thumb]
    assert segments("Left Thumb", "Left IndexFinger") == segments("Finger") == [index, thumb]
    assert segments("Right Thumb") == []


def test_packet_of_proper_fields_is_valid_and_plain_text_is_not(office: Office) -> None:
    good, bad = new_id(), new_id()
    office.create_packet(packet_body(id=good))
    office.create_packet(packet_body(id=bad, fields=proper_fields(fullName="Mele Fonua")))

    assert read(office, "validatePacket", good, bypassCache=None).json()["response"] == {"valid": True}
    assert read(office, "validatePacket", bad).json()["response"] == {"valid": False}


def test_info_lists_every_container(office: Office, packet_id: str) -> None:
    office.create_packet(packet_body(id=packet_id, process="CRVS_DEATH", source="CRVS1"))
    office.post(f"{PACKETS}/addTag", envelope({"id": packet_id, "tags": {"a": "1"}}))

    response = office.post(f"{PACKETS}/info", envelope({"id": packet_id})).json()["response"]

    assert list(response) == ["applicationId", "packetId", "requestToken", "info", "tags"]
    assert [(i["source"], i["process"]) for i in response["info"]] == [
        ("OPENCRVS", "CRVS_NEW"),
        ("CRVS1", "CRVS_DEATH"),
    ]
    first = response["info"][0]
    assert list(first) == ["source", "process", "lastModified", "demographics", "biometrics", "documents"]
    assert "fullName" in first["demographics"]
    assert first["biometrics"] == [{"type": "FACE", "subtypes": None}, {"type": "IRIS", "subtypes": None}]
    assert first["documents"] is None
    assert response["applicationId"] == response["packetId"] == packet_id
    assert response["tags"] == {"a": "1"}


@pytest.mark.parametrize("members", [{}, {"id": ""}])
def test_info_about_no_id_is_null_and_explained(office: Office, members: dict[str, str]) -> None:
    answer = office.post(f"{PACKETS}/info", envelope(members))

    assert (answer.json()["response"], answer.json()["errors"]) == (None, [])
    assert office.explained(answer).where == "request.id"


def test_source_is_found_by_priority(office: Office) -> None:
    packet_id = new_id()
    office.create_packet(packet_body(id=packet_id, source="CRVS1"))

    found = read(office, "searchField", packet_id, source="", field="birthCertificateNumber")

    assert found.json()["response"]["fields"]["birthCertificateNumber"] == "2026BDEMO01"


NO_PROVIDER = "No available provider for given source and process"
NO_OBJECT = "Object doesnot exists."


@pytest.mark.parametrize(
    ("endpoint", "changes", "code", "message"),
    [
        ("searchFields", {"fields": ["a"], "source": "ELSEWHERE"}, "KER-PUT-006", NO_PROVIDER),
        ("metaInfo", {"source": "ELSEWHERE"}, "KER-PUT-006", NO_PROVIDER),
        ("metaInfo", {"source": "", "process": "NONE"}, "KER-PUT-025", "Invalid source or process."),
        ("searchField", {"field": "a", "id": "unknown"}, "KER-PUT-028", None),
        ("searchFields", {"fields": ["a"], "id": "unknown", "source": ""}, "KER-PUT-028", None),
        ("document", {"id": "unknown", "documentName": "a"}, "KER-PUT-028", None),
        ("biometrics", {"id": "unknown", "person": "a", "modalities": []}, "KER-PUT-028", None),
        ("searchFields", {"fields": ["a"], "source": "CRVS1"}, "KER-PUT-027", NO_OBJECT),
        ("metaInfo", {"source": "CRVS1"}, "KER-PUT-027", f"KER-PUT-027 --> {NO_OBJECT}"),
        ("audits", {"source": "CRVS1"}, "KER-PUT-027", f"KER-PUT-027 --> {NO_OBJECT}"),
        ("validatePacket", {"source": "CRVS1"}, "KER-PUT-020", f"KER-PUT-027 --> {NO_OBJECT}"),
    ],
)
def test_reading_refuses(  # noqa: PLR0917 - the columns of a table
    office: Office, packet_id: str, endpoint: str, changes: dict[str, Any], code: str, message: str | None
) -> None:
    answer = read(office, endpoint, **{"packet_id": packet_id, **_place(changes)})

    body = answer.json()
    assert answer.status_code == 200
    assert body["errors"] == [{"errorCode": code, "message": message}]
    assert (body["id"], body["version"], body["response"]) == (None, None, None)
    assert office.explained(answer).code == code


def _place(changes: dict[str, Any]) -> dict[str, Any]:
    return {"packet_id" if name == "id" else name: value for name, value in changes.items()}


@pytest.mark.parametrize(
    ("endpoint", "changes", "response"),
    [
        ("searchField", {"field": "phone", "source": "ELSEWHERE"}, {"fields": {"phone": None}}),
        ("searchField", {"field": "phone", "process": "NONE"}, {"fields": {"phone": None}}),
        ("searchField", {"field": "phone", "source": "", "process": "NONE"}, {"fields": {"phone": "770000001"}}),
        ("searchFields", {"fields": ["phone", "city"], "source": ""}, {"fields": {"phone": "770000001", "city": None}}),
        ("document", {"documentName": "birthRegistrationCertificate", "source": "CRVS1"}, None),
        ("biometrics", {"person": "individualBiometrics", "source": "CRVS1", "modalities": []}, None),
    ],
)
def test_reading_one_thing_of_a_known_packet_answers_null_where_it_is_not(
    office: Office, packet_id: str, endpoint: str, changes: dict[str, Any], response: Any
) -> None:
    assert read(office, endpoint, packet_id, **changes).json()["response"] == response


def test_latest_iteration_is_read_unless_one_is_named(office: Office, packet_id: str) -> None:
    second = packet_body(id=packet_id, process="CRVS_NEW-2", fields=proper_fields(birthCertificateNumber="SECOND"))
    office.create_packet(second)
    names = ["birthCertificateNumber"]

    latest = read(office, "searchFields", packet_id, fields=names)
    named = read(office, "searchFields", packet_id, fields=names, process="CRVS_NEW-2")
    merged = office.post(f"{PACKETS}/info", envelope({"id": packet_id})).json()["response"]["info"]

    assert latest.json()["response"] == named.json()["response"] == {"fields": {"birthCertificateNumber": "SECOND"}}
    assert [(i["source"], i["process"]) for i in merged] == [("OPENCRVS", "CRVS_NEW")]
    assert {"selectedHandles", "birthCertificateNumber"} <= set(merged[0]["demographics"])


def test_info_refuses_an_unknown_id(office: Office) -> None:
    answer = office.post(f"{PACKETS}/info", envelope({"id": "unknown"}))

    assert answer.json()["errors"] == [{"errorCode": "KER-PUT-028", "message": None}]


@pytest.mark.parametrize("role", ["DATA_READ", "BIOMETRIC_READ"])
def test_info_refuses_a_client_without_a_role_of_the_library(office_with: OpenOffice, role: str) -> None:
    roles = tuple({"REGISTRATION_PROCESSOR", "DATA_READ", "BIOMETRIC_READ"} - {role})
    office = office_with(accounts=Accounts(clients=(Client(client_id="mosip-regproc-client", roles=roles),)))

    answer = office.post(f"{PACKETS}/info", envelope({"id": "unknown"}))

    assert answer.json()["errors"] == [{"errorCode": "KER-PUT-028", "message": "Access is denied"}]


@pytest.mark.parametrize("endpoint", ["metaInfo", "audits", "validatePacket"])
def test_unknown_id_ends_in_500_as_the_real_one(office: Office, endpoint: str) -> None:
    answer = read(office, endpoint, "unknown")

    assert answer.status_code == 500
    office.explained(answer)


@pytest.mark.parametrize("endpoint", ["searchField", "searchFields", "metaInfo", "audits"])
def test_missing_bypass_cache_ends_in_500_as_the_real_one(office: Office, packet_id: str, endpoint: str) -> None:
    answer = read(
        office, endpoint, packet_id, bypassCache=None, **({"field": "phone"} if endpoint == "searchField" else {})
    )

    assert answer.status_code == 500
    assert office.explained(answer).where == "request.bypassCache"


def test_bypass_cache_matters_only_once_there_is_a_field_to_read(office: Office, packet_id: str) -> None:
    answer = read(office, "searchField", packet_id, bypassCache=None, field="city")

    assert answer.json()["response"] == {"fields": {"city": None}}


def test_tampered_packet_fails_its_integrity_check(office: Office, packet_id: str) -> None:
    table = office.world.store.table(TABLE)
    [record] = table.find("id", packet_id)
    document = json.loads(record.raw)
    sealed = bytearray(base64.b64decode(document["objects"][2]["sealed"]))
    sealed[40] ^= 1
    document["objects"][2]["sealed"] = base64.b64encode(sealed).decode()
    table.replace(record.id, msgspec.json.encode(document))

    answer = read(office, "metaInfo", packet_id)

    assert code_of(answer) == "KER-PUT-019"
    office.explained(answer)
