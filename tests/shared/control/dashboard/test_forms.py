"""What the forms do, and who may send them."""

import pytest

from tests.shared.control.dashboard.conftest import BROWSER, Open, Window

FATHER = "2718201306"
FORMS: tuple[str, ...] = (
    "view/citizens",
    f"view/citizens/{FATHER}",
    "view/faults",
    "view/faults/clear",
    "view/faults/x/remove",
)
FORMS += ("view/clock", "view/reset", "view/exchanges/clear", "view/packets/1/advance", "view/deliveries/1/redeliver")
ANYWHERE = "0.0.0.0"  # noqa: S104 - not bound


def test_somebody_is_added(mosip: Window) -> None:
    answer = mosip.submit("view/citizens", givenName="Amina", familyName="Okoro", birthDate="1990-05-17", phone="")

    assert answer.status_code == 303
    assert answer.headers["location"].startswith("../view/citizens/")
    assert mosip.world.citizens.list(query="Amina Okoro")[1] == 1


def test_form_with_a_mistake_comes_back_as_filled_in(mosip: Window) -> None:
    answer = mosip.submit("view/citizens", givenName="Amina", birthDate="1990-05-17", email="nowhere")

    assert answer.status_code == 400
    assert 'value="Amina"' in answer.text
    assert "an e-mail address such as" in answer.text


def test_citizen_is_changed_and_a_field_emptied(mosip: Window) -> None:
    mosip.submit(f"view/citizens/{FATHER}", givenName="Renamed", phone="", **{"address.city": "Port"})

    changed = mosip.world.citizens.get(FATHER)
    assert (changed.given_name, changed.phone) == ("Renamed", None)
    assert changed.address is not None
    assert changed.address.city == "Port"


def test_saving_the_form_as_it_was_changes_nothing(mosip: Window) -> None:
    before = mosip.world.citizens.get(FATHER)
    assert mosip.submit(f"view/citizens/{FATHER}", status=before.status).status_code == 303

    assert mosip.world.citizens.get(FATHER) == before


def test_citizen_is_deactivated(mosip: Window) -> None:
    mosip.submit(f"view/citizens/{FATHER}", status="DEACTIVATED")

    assert mosip.world.citizens.get(FATHER).status == "DEACTIVATED"
    assert "deactivated" in mosip.see(f"view/citizens/{FATHER}")


def test_nobody_is_changed_under_an_unknown_number(mosip: Window) -> None:
    assert mosip.submit("view/citizens/1", status="DEACTIVATED").status_code == 404


def test_fault_is_added_seen_and_cleared(mosip: Window) -> None:
    assert mosip.submit("view/faults", act="status", httpStatus="503", service="packetmanager").status_code == 303
    assert mosip.http.put("/commons/v1/packetmanager/createPacket").status_code == 503
    assert "1 fault" in mosip.see()

    mosip.submit("view/faults/clear")
    assert mosip.world.faults.list() == ()


def test_one_fault_is_removed(mosip: Window) -> None:
    mosip.submit("view/faults", act="status", httpStatus="503")
    (rule,) = mosip.world.faults.list()

    assert mosip.submit(f"view/faults/{rule.id}/remove").status_code == 303
    assert mosip.world.faults.list() == ()


def test_fault_that_names_nothing_is_refused_with_the_nearest(mosip: Window) -> None:
    answer = mosip.submit("view/faults", act="named", named="delivery-lots")

    assert answer.status_code == 400
    assert "delivery-lost" in answer.text


@pytest.mark.parametrize("number", ["many", "inf", "nan", "1e999", ""])
def test_fault_with_a_number_that_is_none_is_refused(mosip: Window, number: str) -> None:
    assert mosip.submit("view/faults", act="status", httpStatus=number).status_code == 400


def test_clock_is_advanced_frozen_and_reset(mosip: Window) -> None:
    mosip.submit("view/clock", do="advance", by="2", unit="hours")
    assert mosip.world.clock.state().offset_seconds == 7200

    mosip.submit("view/clock", do="freeze")
    assert mosip.world.clock.state().frozen_at is not None
    assert "frozen" in mosip.see("view/clock")

    mosip.submit("view/clock", do="reset")
    assert mosip.world.clock.state().offset_seconds == 0


@pytest.mark.parametrize("fields", [{"do": "advance", "by": "soon"}, {"do": "jump"}, {}])
def test_clock_refuses_what_it_cannot_do(mosip: Window, fields: dict[str, str]) -> None:
    assert mosip.submit("view/clock", **fields).status_code == 400


def test_reset_brings_the_seeded_world_back(mosip: Window) -> None:
    mosip.submit(f"view/citizens/{FATHER}", status="DEACTIVATED")
    mosip.submit("view/reset")

    assert mosip.world.citizens.get(FATHER).status == "ACTIVATED"


def test_exchanges_are_forgotten(mosip: Window) -> None:
    mosip.exchange()
    mosip.submit("view/exchanges/clear")

    assert list(mosip.world.journal.newest_first()) == []


def test_what_is_not_there_cannot_be_moved_on(mosip: Window) -> None:
    assert mosip.submit("view/packets/1/advance").status_code == 404
    assert mosip.submit("view/deliveries/1/redeliver").status_code == 404


@pytest.mark.parametrize("path", FORMS)
@pytest.mark.parametrize("origin", ["https://evil.example", "null"])
def test_form_of_another_origin_is_refused(mosip: Window, path: str, origin: str) -> None:
    answer = mosip.http.post(f"/_mock/{path}", headers={**BROWSER, "Origin": origin}, follow_redirects=False)

    assert answer.status_code == 403


@pytest.mark.parametrize("path", ["", "view/citizens", "static/dashboard.css", "events", *FORMS])
def test_dashboard_is_dead_off_loopback_without_a_token(open_app: Open, path: str) -> None:
    answer = open_app("mosip", host=ANYWHERE).http.get(f"/_mock/{path}", headers=BROWSER)

    assert answer.status_code == 403


def test_browser_is_asked_for_the_token_off_loopback(open_app: Open) -> None:
    window = open_app("mosip", host=ANYWHERE, admin_token="letmein")
    refused = window.http.get("/_mock/", headers=BROWSER)

    assert (refused.status_code, refused.headers["www-authenticate"][:5]) == (401, "Basic")
    assert window.http.get("/_mock/", headers=BROWSER, auth=("anybody", "wrong")).status_code == 401
    assert window.http.get("/_mock/", headers=BROWSER, auth=("anybody", "letmein")).status_code == 200
    assert window.http.get("/_mock/", headers={**BROWSER, "Authorization": "Basic ???"}).status_code == 401


def test_token_of_a_browser_is_worth_nothing_to_another_origin(open_app: Open) -> None:
    window = open_app("mosip", host=ANYWHERE, admin_token="letmein")
    headers = {**BROWSER, "Origin": "https://evil.example"}

    assert window.http.post("/_mock/view/reset", headers=headers, auth=("x", "letmein")).status_code == 403
