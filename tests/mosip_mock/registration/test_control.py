"""`/_mock/packets`: listing packets and moving them on."""

from shared.control.explanation import Explanation
from tests.benches.office import (
    Office,
)


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
    packet = office.processed("CRVS_DEATH", nationalIdNumber="3592563415")

    found: list[Explanation] = [
        explanation
        for exchange in office.world.journal.newest_first()
        if exchange.trace.get("rid") == packet["registrationId"] and exchange.direction == "internal"
        for explanation in exchange.explanations
    ]
    assert found
    assert found[0].mend
