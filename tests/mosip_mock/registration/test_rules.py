"""The rules of the real processor, strict, warned of or off, and what is refused whatever they are."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.benches.office import (
    COMPLETED,
    Office,
    labelled,
    new_id,
    packet_body,
    proper_fields,
    proper_meta_info,
    warnings_of,
    workflow_body,
)
from tests.mosip_mock.conftest import OpenOffice


def strict(office_with: OpenOffice) -> Office:
    return office_with(processing_rules="strict")


def test_proper_packet_passes_strict_rules_without_warning(office_with: OpenOffice) -> None:
    office = strict(office_with)

    packet = office.process(office.register(source="CRVS1"))

    assert (packet["state"], packet["warnings"]) == ("finished", [])


def test_source_that_stock_mosip_would_not_look_in_is_warned_of(office_with: OpenOffice) -> None:
    packet = (office := office_with()).process(office.register(source="OPENCRVS"))

    (why,) = packet["warnings"]
    assert (packet["state"], why["where"], why["received"]) == ("finished", "request.source", "'OPENCRVS'")


def test_correction_warns_of_the_route_and_the_field_that_stock_mosip_lacks(office: Office) -> None:
    uin = office.born()

    packet = office.processed("CRVS_UPDATE", VID=uin, gender="other")

    lacking = {why["where"]: why["received"] for why in packet["warnings"] if not why["code"]}
    assert lacking == {
        "request.process": "'CRVS_UPDATE'",
        "request.fields.VID": "VID, which the packet does not hold",
    }


def test_stock_does_not_look_at_a_field_that_the_packet_lost(office_with: OpenOffice) -> None:
    office = office_with(preset="stock")

    packet = office.process(office.register(source="CRVS1", fields={"shoeSize": "7"}))

    assert "shoeSize" not in warnings_of(packet)


def years_ago(years: int) -> str:
    return f"{datetime.now(UTC) - timedelta(days=366 * years):%Y/%m/%d}"


@pytest.mark.parametrize(
    ("changes", "code", "comment"),
    [
        ({"fields": proper_fields(fullName="Mele Fonua")}, "RPR-PKV-FAILED-012", "Packet validation failed in packet"),
        ({"fields": proper_fields(gender="female")}, "RPR-PKV-FAILED-012", "Packet validation failed"),
        ({"fields": proper_fields(addressLine1=None)}, "RPR-PKV-FAILED-012", "Packet validation failed"),
        ({"fields": proper_fields(consent="N")}, "", "Consent refused"),
        (
            {"documents": {"birthRegistrationCertificate": {"type": "CERT"}}},
            "RPR-PKV-FAILED-005",
            "Applicant Document Validation Failed",
        ),
        ({"metaInfo": None}, "RPR-CMD-FAILED-002", "Center not found"),
        *(
            ({"metaInfo": proper_meta_info(metaData=labelled(centerId=center, machineId=machine))}, code, comment)
            for center, machine, code, comment in (
                ("10009", "10004", "RPR-CMD-FAILED-003", "Center is inactive"),
                ("10001", "99999", "RPR-CMD-FAILED-004", "Machine not found"),
                ("10001", "", "RPR-CMD-FAILED-015", "Machine not found"),
                ("10001", "10008", "RPR-CMD-FAILED-005", "Machine is inactive"),
            )
        ),
        *(
            ({"metaInfo": proper_meta_info(operationsData=operations)}, code, comment)
            for operations, code, comment in (
                (None, "RPR-OVM-FAILED-005", "Officer ID is NULL"),
                (labelled(officerId="nobody", officerPassword="true"), "RPR-OVM-FAILED-001", "Officer is not active"),
                (labelled(officerId="new-officer", officerPassword="true"), "RPR-OVM-FAILED-004", "Officer was not"),
                (labelled(officerId="crvs-officer"), "RPR-OVM-FAILED-003", "Password or OTP"),
            )
        ),
        ({"fields": proper_fields(dateOfBirth=years_ago(7))}, "", "Age group is not INFANT"),
        ({"fields": proper_fields(dateOfBirth="2099/01/01")}, "", "Age group is not INFANT"),
    ],
)
def test_strict_rules_reject(office_with: OpenOffice, changes: dict[str, Any], code: str, comment: str) -> None:
    office = strict(office_with)
    schema = json.loads(packet_body()["request"]["schemaJson"])
    schema["properties"]["identity"]["properties"]["consent"] = {"type": "string", "fieldCategory": "pvt"}

    packet = office.process(office.register(schemaJson=json.dumps(schema), **changes))

    assert packet["state"] == "rejected"
    assert packet["history"][-1]["code"] == code
    assert packet["statusComment"].startswith(comment)
    [event] = office.publisher.of(COMPLETED)
    assert event["resultCode"] == packet["statusCode"]
    assert office.issuer.asked == []
    assert "technical-issue" in [m.kind for m in office.world.outbox.list()]
    for explanation in packet["warnings"]:
        assert all(explanation[part] for part in ("expected", "received", "where", "why", "mend"))


def test_working_hours_are_kept(office_with: OpenOffice) -> None:
    from datetime import time  # noqa: PLC0415 - of this test alone

    from mosip_mock.registration.master_data import Center, Machine, MasterData, Officer  # noqa: PLC0415 - the same

    data = MasterData(
        centers=(Center(center_id="10001", opens=time(8), closes=time(17)),),
        machines=(Machine(machine_id="10004", center_id="10001"),),
        officers=(Officer(officer_id="crvs-officer"),),
    )
    office = office_with(processing_rules="strict", master_data=data)
    office.world.clock.freeze(datetime(2026, 2, 3, 3, 0, tzinfo=UTC))

    packet = office.process(office.register())

    assert packet["history"][-1]["code"] == "RPR-CMD-FAILED-010"


def test_refused_tolerance_rejects_plain_text(office_with: OpenOffice) -> None:
    office = office_with(tolerate="none")

    packet = office.process(office.register(fields=proper_fields(fullName="Mele Fonua")))

    assert (packet["state"], packet["history"][-1]["code"]) == ("rejected", "RPR-PKV-FAILED-012")


def test_rules_that_are_off_say_nothing(office_with: OpenOffice) -> None:
    office = office_with(processing_rules="off")

    fields = {"fullName": "A B", "dateOfBirth": "1950-01-01"}
    packet = office.process(office.register(source="CRVS1", fields=fields, metaInfo=None))

    assert (packet["state"], packet["warnings"]) == ("finished", [])


@pytest.mark.parametrize(
    "fields", [{"dateOfBirth": "2026-01-20"}, {"fullName": "A"}, {"fullName": "A", "dateOfBirth": "x"}]
)
def test_birth_without_name_or_date_is_rejected_in_every_mode(office_with: OpenOffice, fields: dict[str, str]) -> None:
    office = office_with(processing_rules="off")

    packet = office.process(office.register(fields=fields))

    assert packet["state"] == "rejected"
    assert packet["statusComment"].startswith("No usable")


def test_workflow_without_a_packet_fails_later(office: Office) -> None:
    registration_id = new_id()
    assert office.start(workflow_body(registrationId=registration_id)).json()["errors"] is None

    packet = office.process(registration_id)

    assert packet["history"][-1]["code"] == "RPR-PKV-FAILED-014"
    assert "no packet was ever written" in warnings_of(packet)


@pytest.mark.parametrize(
    "schema",
    [
        {"definitions": {"simpleType": {"$ref": "#/definitions/simpleType"}}},
        {"definitions": {"simpleType": {"$ref": "https://example.org/schema.json"}}},
        {"definitions": {"simpleType": {"type": 5}}},
        {"definitions": []},
        {"definitions": {"simpleType": {"type": "array", "items": {"pattern": "("}}}},
    ],
)
def test_hostile_schema_stops_nothing(office: Office, schema: dict[str, Any]) -> None:
    whole = json.loads(packet_body()["request"]["schemaJson"]) | schema

    packet = office.process(office.register(schemaJson=json.dumps(whole)))

    assert packet["state"] in {"finished", "rejected"}
