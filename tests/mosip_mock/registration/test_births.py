"""From createPacket to a citizen."""

import json

import pytest

from tests.benches.office import Office, by_language, labelled, proper_fields, proper_meta_info
from tests.mosip_mock.conftest import OpenOffice


def test_birth_becomes_a_citizen_with_uin_and_perpetual_vid(office: Office) -> None:
    registration_id = office.register()

    packet = office.process(registration_id)

    assert packet["state"] == "finished"
    citizen = office.world.citizens.get(packet["uin"])
    assert citizen.full_name == "Mele Fonua"
    assert citizen.birth_date.isoformat() == "2026-01-20"
    assert citizen.gender == "female"
    assert citizen.status == "ACTIVATED"
    assert citizen.birth_certificate_number == "2026BDEMO01"
    assert citizen.registration_id == registration_id
    assert [vid.vid_type for vid in citizen.vids] == ["Perpetual"]


def test_birth_goes_through_every_state(office: Office) -> None:
    packet = office.process(office.register())

    states = [step["state"] for step in packet["history"]]
    assert states == ["received", "validated", "uin-generated", "credential-requested", "finished"]


def test_birth_asks_for_one_credential(office: Office) -> None:
    registration_id = office.register()

    packet = office.process(registration_id)

    assert office.issuer.asked == [
        {
            "rid": registration_id,
            "uin": packet["uin"],
            "process": "CRVS_NEW",
            "partner_id": "crvs-partner",
            "credential_type": "vercred",
            "template": "RPR_UIN_CARD_TEMPLATE",
        }
    ]


def meta_data(**labels: str) -> dict[str, str]:
    return proper_meta_info(metaData=labelled(centerId="10001", machineId="10004", **labels))


def test_partner_is_told_the_label_that_it_configured(office: Office) -> None:
    office.process(office.register(metaInfo=meta_data(opencrvsBRN="2026B7", other="1")))

    [asked] = office.issuer.asked
    assert json.loads(asked["further"]) == {"opencrvsBRN": "2026B7"}


def test_each_configured_partner_gets_a_credential_of_its_own(office_with: OpenOffice) -> None:
    office = office_with(credential_partners=("here", "there"))

    registration_id = office.register()
    office.process(registration_id)

    assert [(asked["partner_id"], asked["rid"]) for asked in office.issuer.asked] == [
        ("here", registration_id),
        ("there", registration_id),
    ]


def test_partner_is_told_other_labels_when_the_deployment_says_so(office_with: OpenOffice) -> None:
    office = office_with(credential_meta_info=("district", "missing"))

    office.process(office.register(metaInfo=meta_data(opencrvsBRN="2026B7", district="East")))

    [asked] = office.issuer.asked
    assert json.loads(asked["further"]) == {"district": "East"}


@pytest.mark.parametrize("told", [{}, {"metaData": "no list"}, {"metaData": '["a", {"label": 1}]'}])
def test_packet_without_labels_gets_its_credential_all_the_same(office: Office, told: dict[str, str]) -> None:
    office.process(office.register(metaInfo=told))

    [asked] = office.issuer.asked
    assert "further" not in asked


def test_birth_is_announced_at_its_end(office: Office) -> None:
    registration_id = office.register()

    office.process(registration_id)

    assert office.publisher.of("REGISTRATION_PROCESSOR_WORKFLOW_COMPLETED_EVENT") == [
        {"instanceId": registration_id, "resultCode": "PROCESSED", "workflowType": "CRVS_NEW", "errorCode": None}
    ]


def test_nothing_is_processed_before_workflowinstance(office: Office) -> None:
    office.create_packet()

    assert office.issuer.asked == []
    assert [p["state"] for p in office.http.get("/_mock/packets").json()["items"]] == ["created"]


def test_child_is_linked_to_the_parents_that_the_packet_names(office: Office) -> None:
    mother = office.process(office.register())["uin"]
    fields = proper_fields(introducerRID=office.world.citizens.get(mother).registration_id)

    child = office.process(office.register(fields=fields))["uin"]

    assert office.world.citizens.get(child).parents == (mother,)


def test_name_in_two_languages_is_kept_in_both(office: Office) -> None:
    name = by_language("Mele Fonua")[:-1] + "," + by_language("ميلي", "ara")[1:]

    uin = office.process(office.register(fields=proper_fields(fullName=name)))["uin"]

    citizen = office.world.citizens.get(uin)
    assert (citizen.full_name, citizen.names["ara"].full) == ("Mele Fonua", "ميلي")


def test_plain_text_of_opencrvs_passes_with_a_warning(office: Office) -> None:
    plain = {"fullName": "Ada Odhiambo", "dateOfBirth": "2026-01-20", "gender": "female"}
    registration_id = office.register(fields=plain, metaInfo=None)

    packet = office.process(registration_id)

    assert packet["state"] == "finished"
    assert office.world.citizens.get(packet["uin"]).full_name == "Ada Odhiambo"
    steps = [e for e in office.world.journal.newest_first() if e.trace.get("rid") == registration_id]
    [tolerated] = [t for step in steps for t in step.tolerated]
    assert tolerated.name == "packet-plain-text-fields"
    for named in ("RPR-PKV-FAILED-012 fields.fullName", "RPR-CMD-FAILED-002", "RPR-OVM-FAILED-005"):
        assert named in tolerated.explanation.received
