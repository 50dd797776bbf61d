"""Deaths, corrections and life-cycle: what the pipeline makes of them, and what stock MOSIP would."""

import pytest

from tests.benches.office import (
    COMPLETED,
    Office,
    by_language,
    warnings_of,
)
from tests.mosip_mock.conftest import OpenOffice

# Deaths


@pytest.mark.parametrize("field", ["UIN", "nationalIdNumber", "vid", "VID"])
@pytest.mark.parametrize("number", ["uin", "vid"])
def test_death_deactivates_the_person_by_whatever_number(office: Office, field: str, number: str) -> None:
    uin = office.born()
    citizen = office.world.citizens.get(uin)

    packet = office.processed("CRVS_DEATH", **{field: uin if number == "uin" else citizen.vids[0].vid})

    after = office.world.citizens.get(uin)
    assert (packet["state"], packet["uin"]) == ("finished", uin)
    assert after.status == "DEACTIVATED"
    assert after.deceased_on == office.world.clock.now().date()


def test_death_keeps_its_date_and_asks_for_a_credential(office: Office) -> None:
    uin = office.born()

    packet = office.processed("CRVS_DEATH", UIN=uin, dateOfDeath="2026/01/25", deathDeclared="yes")

    assert str(office.world.citizens.get(uin).deceased_on) == "2026-01-25"
    assert office.issuer.asked[-1]["process"] == "CRVS_DEATH"
    assert office.issuer.asked[-1]["rid"] == packet["registrationId"]
    assert office.publisher.of("mpartner-default-auth/DEACTIVATE_ID")


def test_death_says_what_stock_mosip_would_do(office: Office) -> None:
    packet = office.processed("CRVS_DEATH", nationalIdNumber=office.born())

    assert "status stays ACTIVATED" in warnings_of(packet)
    assert "without the field UIN it does not touch the deceased" in warnings_of(packet)


def test_death_of_nobody_known_is_rejected_and_announced(office: Office) -> None:
    packet = office.processed("CRVS_DEATH", nationalIdNumber="3592563415")

    assert (packet["state"], packet["statusCode"]) == ("rejected", "FAILED")
    assert packet["statusComment"] == "Identity of the packet not found"
    assert office.publisher.of(COMPLETED)[-1]["errorCode"] == "PACKET_FAILED"
    assert "3592563415" in warnings_of(packet)


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
    assert "written as OPENCRVS/CRVS_NEW" in warnings_of(packet)


# Corrections and life-cycle


def test_correction_changes_name_and_date_and_keeps_the_number(office: Office) -> None:
    uin = office.born()

    packet = office.processed("CRVS_UPDATE", VID=uin, fullName=by_language("Mele Tonga"), dateOfBirth="2026/01/21")

    after = office.world.citizens.get(uin)
    assert (packet["state"], [s["state"] for s in packet["history"]][2]) == ("finished", "updated")
    assert (after.full_name, after.family_name, str(after.birth_date)) == ("Mele Tonga", "Tonga", "2026-01-21")
    assert after.gender == "female"
    assert office.publisher.of("IDENTITY_UPDATED")


def test_correction_takes_a_uuid_as_registration_id(office: Office) -> None:
    uin = office.born()
    rid = "6c1f7f0e-1111-4222-8333-9abcdefabcde"

    office.register(rid, process="CRVS_UPDATE", source="CRVS1", fields={"VID": uin, "gender": "other"})

    assert office.process(rid)["state"] == "finished"
    assert office.world.citizens.get(uin).gender == "other"


def test_revoked_registration_deactivates_and_reinstated_one_activates(office: Office) -> None:
    uin = office.born()

    office.processed("CRVS_DEACTIVATE", UIN=uin)
    between = office.world.citizens.get(uin).status
    office.processed("CRVS_REACTIVATE", UIN=uin)

    assert (between, office.world.citizens.get(uin).status) == ("DEACTIVATED", "ACTIVATED")
    assert office.publisher.of("mpartner-default-auth/ACTIVATE_ID")


def test_birth_with_a_uin_updates_that_identity(office: Office) -> None:
    uin = office.born()

    again = office.born(UIN=uin, fullName=by_language("Another Name"))

    assert again == uin
    assert office.world.citizens.get(uin).full_name == "Another Name"


def test_parents_are_found_by_birth_certificate_and_by_uin(office: Office) -> None:
    mother = office.born(birthCertificateNumber="1990BMOTHER")
    father = office.born(birthCertificateNumber="1990BFATHER")

    child = office.born(guardianOrParentBirthCertificateNumber="1990BMOTHER", introducerUIN=father)

    assert set(office.world.citizens.get(child).parents) == {mother, father}
