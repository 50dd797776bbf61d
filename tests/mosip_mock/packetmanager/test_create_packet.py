"""createPacket: what is written, what is refused, what fails in silence."""

import base64
import hashlib
import io
import json
import zipfile
from datetime import UTC, datetime
from typing import Any

import httpx2
import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from mosip_mock.packetmanager.sealing import Seals
from shared.jwks.keyring import KeyName
from tests.benches.office import PACKETS, Office, envelope, new_id, packet_body, proper_fields
from tests.mosip_mock.conftest import OpenOffice


def infos(answer: httpx2.Response) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = answer.json()["response"]
    return found


def test_answer_is_one_info_for_each_sub_packet(office: Office) -> None:
    packet_id = new_id()

    answer = office.create_packet(packet_body(id=packet_id))

    body = answer.json()
    assert list(body) == ["id", "version", "responsetime", "metadata", "response", "errors"]
    assert (body["id"], body["version"], body["errors"]) == ("mosip.registration.packet.writer", "v1", [])
    assert [i["packetName"] for i in infos(answer)] == [f"{packet_id}_{n}" for n in ("evidence", "optional", "id")]
    for info in infos(answer):
        assert info["refId"] == "10001_10004"
        assert (info["source"], info["process"], info["schemaVersion"]) == ("OPENCRVS", "CRVS_NEW", "0.1")
        assert (len(info["signature"]), len(info["encryptedHash"])) == (342, 43)
        assert info["creationDate"].endswith("Z")


def test_hash_and_signature_are_of_the_stored_bytes(office: Office) -> None:
    packet_id = new_id()
    answer = office.create_packet(packet_body(id=packet_id))

    [stored] = [json.loads(record.raw) for record in office.world.store.table(_packets()).find("id", packet_id)]

    for info, kept in zip(infos(answer), stored["objects"], strict=True):
        digest = hashlib.sha256(base64.b64decode(kept["sealed"])).digest()
        assert info["encryptedHash"] == base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        certificate = office.world.keys.certificate(KeyName.PACKET)
        plain = Seals(office.world.keys).open(base64.b64decode(kept["sealed"]), info["refId"], info["signature"])
        public_key = certificate.public_key()
        assert isinstance(public_key, rsa.RSAPublicKey)
        signature = base64.urlsafe_b64decode(info["signature"] + "==")
        public_key.verify(signature, plain, padding.PKCS1v15(), hashes.SHA256())
        assert "ID.json" in zipfile.ZipFile(io.BytesIO(plain)).namelist()


def test_offline_packet_has_machine_and_time_in_its_id(office: Office) -> None:
    answer = office.create_packet(packet_body(id="100011234567890", offlineMode=True))

    assert infos(answer)[0]["id"].startswith("100011234567890-10001_10004-20")


def test_same_id_is_overwritten(office: Office) -> None:
    packet_id = new_id()
    office.create_packet(packet_body(id=packet_id))
    office.create_packet(packet_body(id=packet_id, fields=proper_fields(birthCertificateNumber="SECOND")))

    read = office.post(
        f"{PACKETS}/searchField",
        envelope({"id": packet_id, "field": "birthCertificateNumber", "source": "OPENCRVS", "process": "CRVS_NEW",
                  "bypassCache": True}),
    )  # fmt: skip

    assert read.json()["response"] == {"fields": {"birthCertificateNumber": "SECOND"}}


@pytest.mark.parametrize(
    ("preset", "source", "process", "accepted"),
    [
        ("opencrvs", "OPENCRVS", "CRVS_DEATH", True),
        ("opencrvs", "CRVS1", "CRVS_UPDATE", True),
        ("opencrvs", "crvs1", "crvs_new-2", True),
        ("opencrvs", "", "", True),
        ("opencrvs", "ELSEWHERE", "CRVS_NEW", False),
        ("stock", "OPENCRVS", "CRVS_NEW", True),
        ("stock", "OPENCRVS", "CRVS_DEATH", False),
        ("stock", "CRVS1", "CRVS_DEATH", True),
        ("stock", "CRVS1", "CRVS_UPDATE", False),
    ],
)
def test_provider_table_decides(
    office_with: OpenOffice, preset: str, source: str, process: str, accepted: bool
) -> None:
    office = office_with(preset=preset)

    answer = office.create_packet(packet_body(source=source, process=process))

    assert answer.status_code == 200
    if accepted:
        assert len(infos(answer)) == 3
        return
    body = answer.json()
    assert (body["id"], body["version"], body["response"]) == (None, None, None)
    assert body["errors"] == [
        {"errorCode": "KER-PUT-006", "message": "No available provider for given source and process"}
    ]
    assert office.explained(answer).code == "KER-PUT-006"


@pytest.mark.parametrize(
    ("changes", "where"),
    [
        ({"audits": None}, "request.audits"),
        ({"audits": []}, "request.audits"),
        ({"schemaJson": None}, "request.schemaJson"),
        ({"schemaJson": "{"}, "request.schemaJson"),
        ({"schemaJson": "{}"}, "request.schemaJson"),
        ({"schemaJson": '{"properties":{"identity":{"properties":{}}}}'}, "request.schemaJson"),
        ({"schemaJson": '{"properties":{"identity":{"properties":{"a":{"fieldCategory":"b"}}}}}'}, "a"),
        ({"schemaJson": '{"properties":{"identity":{"properties":{"a":{"fieldCategory":"pvt"}}}}}'}, "a"),
        ({"schemaJson": '{"properties":{"identity":{"properties":{"a":1}}}}'}, "a"),
        ({"schemaVersion": None}, "request.schemaVersion"),
        ({"schemaVersion": "one"}, "request.schemaVersion"),
        ({"schemaVersion": "1e999"}, "request.schemaVersion"),
        ({"refId": None}, "request.refId"),
        ({"refId": "10001"}, "request.refId"),
        ({"id": None}, "request.id"),
    ],
)
def test_failure_is_swallowed_and_explained(office: Office, changes: dict[str, Any], where: str) -> None:
    answer = office.create_packet(packet_body(**changes))

    body = answer.json()
    assert answer.status_code == 200
    assert (body["id"], body["response"], body["errors"]) == ("mosip.registration.packet.writer", None, [])
    assert where in office.explained(answer).where
    assert office.http.get("/_mock/packets").json()["total"] == 0


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"audits": []}, "KER-KPM-008"),
        ({"schemaJson": '{"properties":{"identity":{"properties":{}}}}'}, "KER-KPM-009"),
    ],
)
def test_code_that_the_real_service_only_logs_is_in_the_journal(
    office: Office, changes: dict[str, Any], code: str
) -> None:
    answer = office.create_packet(packet_body(**changes))

    exchange = office.world.journal.find(answer.headers["X-Mock-Explain"])
    assert exchange is not None
    assert exchange.decoded["swallowed"]["code"] == code


def test_boolean_is_stored_as_text_and_so_fails_its_own_schema(office: Office) -> None:
    schema = json.loads(packet_body()["request"]["schemaJson"])
    schema["properties"]["identity"]["properties"]["deceasedStatus"] = {"type": "boolean", "fieldCategory": "kyc"}
    packet_id = new_id()
    fields = proper_fields(deceasedStatus=True)
    office.create_packet(packet_body(id=packet_id, schemaJson=json.dumps(schema), fields=fields))
    place = {"id": packet_id, "source": "OPENCRVS", "process": "CRVS_NEW", "bypassCache": True}

    read = office.post(f"{PACKETS}/searchField", envelope(place | {"field": "deceasedStatus"}))
    valid = office.post(f"{PACKETS}/validatePacket", envelope(place))

    assert read.json()["response"] == {"fields": {"deceasedStatus": "true"}}
    assert valid.json()["response"] == {"valid": False}


@pytest.mark.parametrize(
    "changes",
    [
        {"fields": {"fullName": [{"language": "eng", "value": "A"}]}},
        {"metaInfo": {"operationsData": {"a": "b"}}},
        {"audits": [{"uuid": {"a": 1}}]},
        {"audits": {"uuid": "a"}},
        {"audit": {"uuid": "a"}},
        {"ref_id": "10001_10004"},
        {"schema_version": "0.1"},
        {"fields": "text"},
    ],
    ids=lambda c: json.dumps(c)[:50],
)
def test_wrong_shape_is_a_bad_request(office: Office, changes: dict[str, Any]) -> None:
    answer = office.create_packet(packet_body(**changes))

    assert answer.status_code == 400
    assert list(answer.json()) == ["timestamp", "status", "error", "message", "path"]
    office.explained(answer)


@pytest.mark.parametrize("time", ["2026-02-03T08:15:30+06:00", "2026-02-03T08:15:30.000+00:00", "now"])
def test_time_with_an_offset_is_a_bad_request(office: Office, time: str) -> None:
    answer = office.create_packet(packet_body() | {"requesttime": time})

    assert answer.status_code == 400
    assert office.explained(answer).where == "requesttime"


@pytest.mark.parametrize("member", ["request", "source", "process"])
def test_what_is_not_looked_after_ends_in_500_as_the_real_one(office: Office, member: str) -> None:
    body = packet_body(**({} if member == "request" else {member: None}))
    if member == "request":
        del body["request"]

    answer = office.create_packet(body)

    assert answer.status_code == 500
    assert answer.json()["error"] == "Internal Server Error"
    assert member in office.explained(answer).where


@pytest.mark.parametrize(
    ("method", "path", "status"), [("POST", "createPacket", 405), ("GET", "info", 405), ("POST", "nowhere", 404)]
)
def test_what_is_not_served_is_springs_error_page_in_json(office: Office, method: str, path: str, status: int) -> None:
    answer = office.post(f"{PACKETS}/{path}", {}, method=method)

    assert answer.status_code == status
    assert list(answer.json()) == ["timestamp", "status", "error", "message", "path"]
    assert (answer.json()["status"], answer.json()["path"]) == (status, f"{PACKETS}/{path}")


def test_another_content_type_is_unsupported(office: Office) -> None:
    answer = office.create_packet(headers={"Content-Type": "text/plain"})

    assert answer.status_code == 415
    office.explained(answer)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("addressProof", "certOfResidence"),
        ("deathCertificateNumber", "2026D1"),
        ("birthRegistrationCertificate", "a document as text"),
        ("email", ""),
        ("addressLine2", "[not json"),
        ("guardianOrParentName", "'unmatched"),
    ],
)
def test_field_that_is_lost_is_named(office: Office, field: str, value: str) -> None:
    packet_id = new_id()

    answer = office.create_packet(packet_body(id=packet_id, fields=proper_fields(**{field: value})))

    assert len(infos(answer)) == 3
    assert office.explained(answer).where == f"request.fields.{field}"
    place = {"id": packet_id, "source": "OPENCRVS", "process": "CRVS_NEW", "bypassCache": True}
    read = office.post(f"{PACKETS}/searchField", envelope(place | {"field": field}))
    assert read.json()["response"]["fields"][field] is None


@pytest.mark.parametrize(
    ("member", "name", "kind"),
    [("documents", "fullName", "simpleType"), ("documents", "x", "no field"), ("biometrics", "x", "no field")],
)
def test_attachment_that_is_lost_is_named(office: Office, member: str, name: str, kind: str) -> None:
    answer = office.create_packet(packet_body(**{member: {name: {}}}))

    explanation = office.explained(answer)
    assert len(infos(answer)) == 3
    assert (explanation.where, kind in explanation.received) == (f"request.{member}.{name}", True)


def _packets() -> Any:
    from mosip_mock.packetmanager.packets import PACKETS as SPEC  # noqa: PLC0415 - the name is taken above

    return SPEC


@pytest.mark.parametrize(("microsecond", "text"), [(0, ":30Z"), (120_000, ":30.120Z"), (120_304, ":30.120304Z")])
def test_instant_has_as_many_digits_as_it_needs(microsecond: int, text: str) -> None:
    from mosip_mock.packetmanager.assembly import _instant  # noqa: PLC0415 - the clock cannot be set to microseconds

    assert _instant(datetime(2026, 2, 3, 8, 15, 30, microsecond, UTC)).endswith(text)
