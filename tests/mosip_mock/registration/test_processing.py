"""Deaths, corrections, life-cycle, rules and refusals of the pipeline."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from shared.control.explanation import Explanation
from tests.benches.office import (
    Office,
    by_language,
    labelled,
    new_id,
    packet_body,
    proper_fields,
    proper_meta_info,
    workflow_body,
)
from tests.mosip_mock.conftest import OpenOffice

COMPLETED = "REGISTRATION_PROCESSOR_WORKFLOW_COMPLETED_EVENT"


def born(office: Office, **fields: Any) -> str:
    uin: str = office.process(office.register(fields=proper_fields(**fields)))["uin"]
    return uin


def processed(office: Office, process: str, **fields: Any) -> dict[str, Any]:
    return office.process(office.register(process=process, fields=fields))


def warnings(packet: dict[str, Any]) -> str:
    return json.dumps(packet["warnings"])


# Deaths


@pytest.mark.parametrize("field", ["UIN", "nationalIdNumber", "vid", "VID"])
@pytest.mark.parametrize("number", ["uin", "vid"])
def test_death_deactivates_the_person_by_whatever_number(office: Office, field: str, number: str) -> None:
    uin = born(office)
    citizen = office.world.citizens.get(uin)

    packet = processed(office, "CRVS_DEATH", **{field: uin if number == "uin" else citizen.vids[0].vid})

    after = office.world.citizens.get(uin)
    assert (packet["state"], packet["uin"]) == ("finished", uin)
    assert after.status == "DEACTIVATED"
    assert after.deceased_on == office.world.clock.now().date()


def test_death_keeps_its_date_and_asks_for_a_credential(office: Office) -> None:
    uin = born(office)

    packet = processed(office, "CRVS_DEATH", UIN=uin, dateOfDeath="2026/01/25", deathDeclared="yes")

    assert str(office.world.citizens.get(uin).deceased_on) == "2026-01-25"
    assert office.issuer.asked[-1]["process"] == "CRVS_DEATH"
    assert office.issuer.asked[-1]["rid"] == packet["registrationId"]
    assert office.publisher.of("mpartner-default-auth/DEACTIVATE_ID")


def test_death_says_what_stock_mosip_would_do(office: Office) -> None:
    packet = processed(office, "CRVS_DEATH", nationalIdNumber=born(office))

    assert "status stays ACTIVATED" in warnings(packet)
    assert "without the field UIN it does not touch the deceased" in warnings(packet)


def test_death_of_nobody_known_is_rejected_and_announced(office: Office) -> None:
    packet = processed(office, "CRVS_DEATH", nationalIdNumber="3592563415")

    assert (packet["state"], packet["statusCode"]) == ("rejected", "FAILED")
    assert packet["statusComment"] == "Identity of the packet not found"
    assert office.publisher.of(COMPLETED)[-1]["errorCode"] == "PACKET_FAILED"
    assert "3592563415" in warnings(packet)


def test_stock_death_is_data_only_and_brings_no_credential(office_with: OpenOffice) -> None:
    office = office_with(preset="stock", processing_rules="off")
    uin = office.process(office.register(source="CRVS1"))["uin"]
    asked = len(office.issuer.asked)

    packet = office.process(
        office.register(process="CRVS_DEATH", source="CRVS1", fields={"UIN": uin, "dateOfDeath": "2026/01/25"})
    )

    assert packet["state"] == "finished"
    assert office.world.citizens.get(uin).status == "ACTIVATED"
    assert str(office.world.citizens.get(uin).deceased_on) == "2026-01-25"
    assert len(office.issuer.asked) == asked == 0


def test_stock_death_without_uin_does_not_touch_the_deceased(office_with: OpenOffice) -> None:
    office = office_with(preset="stock", processing_rules="off")
    uin = office.process(office.register(source="CRVS1"))["uin"]

    packet = office.process(office.register(process="CRVS_DEATH", source="CRVS1", fields={"nationalIdNumber": uin}))

    assert packet["state"] == "rejected"
    assert office.world.citizens.get(uin).status == "ACTIVATED"


def test_stock_does_not_find_a_packet_of_opencrvs_source(office_with: OpenOffice) -> None:
    packet = (office := office_with(preset="stock")).process(office.register(source="OPENCRVS"))

    assert (packet["state"], packet["history"][-1]["code"]) == ("rejected", "RPR-PKV-FAILED-014")
    assert "written as OPENCRVS/CRVS_NEW" in warnings(packet)


# Corrections and life-cycle


def test_correction_changes_name_and_date_and_keeps_the_number(office: Office) -> None:
    uin = born(office)

    packet = processed(office, "CRVS_UPDATE", VID=uin, fullName=by_language("Mele Tonga"), dateOfBirth="2026/01/21")

    after = office.world.citizens.get(uin)
    assert (packet["state"], [s["state"] for s in packet["history"]][2]) == ("finished", "updated")
    assert (after.full_name, after.family_name, str(after.birth_date)) == ("Mele Tonga", "Tonga", "2026-01-21")
    assert after.gender == "female"
    assert office.publisher.of("IDENTITY_UPDATED")


def test_correction_takes_a_uuid_as_registration_id(office: Office) -> None:
    uin = born(office)
    rid = "6c1f7f0e-1111-4222-8333-9abcdefabcde"

    office.register(rid, process="CRVS_UPDATE", source="CRVS1", fields={"VID": uin, "gender": "other"})

    assert office.process(rid)["state"] == "finished"
    assert office.world.citizens.get(uin).gender == "other"


def test_revoked_registration_deactivates_and_reinstated_one_activates(office: Office) -> None:
    uin = born(office)

    processed(office, "CRVS_DEACTIVATE", UIN=uin)
    between = office.world.citizens.get(uin).status
    processed(office, "CRVS_REACTIVATE", UIN=uin)

    assert (between, office.world.citizens.get(uin).status) == ("DEACTIVATED", "ACTIVATED")
    assert office.publisher.of("mpartner-default-auth/ACTIVATE_ID")


def test_birth_with_a_uin_updates_that_identity(office: Office) -> None:
    uin = born(office)

    again = born(office, UIN=uin, fullName=by_language("Another Name"))

    assert again == uin
    assert office.world.citizens.get(uin).full_name == "Another Name"


def test_parents_are_found_by_birth_certificate_and_by_uin(office: Office) -> None:
    mother = born(office, birthCertificateNumber="1990BMOTHER")
    father = born(office, birthCertificateNumber="1990BFATHER")

    child = born(office, guardianOrParentBirthCertificateNumber="1990BMOTHER", introducerUIN=father)

    assert set(office.world.citizens.get(child).parents) == {mother, father}


# Rules


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
    uin = born(office)

    packet = processed(office, "CRVS_UPDATE", VID=uin, gender="other")

    lacking = {why["where"]: why["received"] for why in packet["warnings"] if not why["code"]}
    assert lacking == {
        "request.process": "'CRVS_UPDATE'",
        "request.fields.VID": "VID, which the packet does not hold",
    }


def test_stock_does_not_look_at_a_field_that_the_packet_lost(office_with: OpenOffice) -> None:
    office = office_with(preset="stock")

    packet = office.process(office.register(source="CRVS1", fields={"shoeSize": "7"}))

    assert "shoeSize" not in warnings(packet)


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
    assert "no packet was ever written" in warnings(packet)


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


# Notices


def test_informant_is_told_and_without_one_the_person(office: Office) -> None:
    office.process(office.register())
    told = [(m.channel, m.to, m.kind) for m in office.world.outbox.list()]
    assert ("email", "sione@example.org", "registration-received") in told
    assert ("sms", "0770000001", "uin-card") in told

    registration_id = new_id()
    fields = proper_fields(email="mele@example.org")
    office.create_packet(packet_body(id=registration_id, fields=fields))
    office.start(workflow_body(registrationId=registration_id, notificationInfo={"name": "@TODO", "email": ""}))
    office.process(registration_id)

    assert [m.kind for m in office.world.outbox.list(to="mele@example.org")] == ["uin-card"]


def test_placeholder_recipients_of_opencrvs_get_nothing(office: Office) -> None:
    registration_id = new_id()
    office.create_packet(packet_body(id=registration_id))
    todo = {"name": "@TODO", "phone": "@TODO", "email": "@TODO"}
    office.start(workflow_body(registrationId=registration_id, notificationInfo=todo))

    office.process(registration_id)

    assert [m.kind for m in office.world.outbox.list()] == ["uin-card", "uin-card"]
    assert all("@TODO" not in m.to for m in office.world.outbox.list())


def test_child_without_contacts_gets_some_that_an_otp_can_be_sent_to(office_with: OpenOffice) -> None:
    ready, stock = office_with(), office_with(preset="stock")

    child = ready.world.citizens.get(born(ready))
    real = stock.world.citizens.get(stock.process(stock.register(source="CRVS1"))["uin"])

    assert child.phone
    assert child.phone.startswith("+999")
    assert child.email
    assert (real.phone, real.email) == (None, None)


# Control API


def test_advance_goes_one_state_at_a_time(office: Office) -> None:
    registration_id = office.register()

    states = [office.post(f"/_mock/packets/{registration_id}/advance", cookie=None).json()["state"] for _ in range(4)]

    assert states == ["validated", "uin-generated", "credential-requested", "finished"]
    assert office.post(f"/_mock/packets/{registration_id}/advance", cookie=None).status_code == 409


def test_control_refuses_what_it_does_not_know(office: Office) -> None:
    assert office.http.get("/_mock/packets/none").status_code == 404
    assert office.post("/_mock/packets/none/advance", cookie=None).status_code == 404
    registration_id = office.register()
    wrong = office.post(f"/_mock/packets/{registration_id}/advance", {"to": "moon"}, cookie=None)
    assert wrong.status_code == 400
    assert office.packet(registration_id)["state"] == "received"


def test_listing_filters(office: Office) -> None:
    office.process(office.register())
    waiting = office.register()

    found = office.http.get("/_mock/packets", params={"state": "received"}).json()

    assert [item["registrationId"] for item in found["items"]] == [waiting]
    assert office.http.get("/_mock/packets", params={"limit": "1"}).json()["total"] == 2


def test_rejection_leads_to_an_explanation_in_the_journal(office: Office) -> None:
    packet = processed(office, "CRVS_DEATH", nationalIdNumber="3592563415")

    found: list[Explanation] = [
        explanation
        for exchange in office.world.journal.newest_first()
        if exchange.trace.get("rid") == packet["registrationId"] and exchange.direction == "internal"
        for explanation in exchange.explanations
    ]
    assert found
    assert found[0].mend
