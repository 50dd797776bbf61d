"""Impatient people: buttons pressed twice, two tabs, pages that are sent again."""

from datetime import timedelta

import pytest

from tests.benches.back_channel import FATHER
from tests.benches.front_channel import FrontChannelBench, parameters_of
from tests.esignet_mock.authorization.conftest import OpenFront
from tests.support.login_page import Page

MOTHER = "2718201967"


def test_second_press_of_log_in_goes_the_same_way(front: FrontChannelBench) -> None:
    fields = {**front.form_of(front.authorize(), "id-input"), "individualId": FATHER}

    first, second = (front.post("/login/quick", fields) for _ in range(2))

    assert parameters_of(first) == parameters_of(second)
    assert front.back.token(parameters_of(first)["code"]).status_code == 200


@pytest.mark.parametrize("decision", ["accept", "deny"])
def test_second_press_at_consent_goes_the_same_way(front: FrontChannelBench, decision: str) -> None:
    fields = {**front.form_of(front.up_to_consent(), "accept"), "decision": decision}

    first, second = (front.post("/login/consent", fields) for _ in range(2))

    assert first.headers["location"] == second.headers["location"]


def test_second_press_changes_nobody(front: FrontChannelBench) -> None:
    fields = front.form_of(front.authorize(), "id-input")
    first = front.post("/login/quick", {**fields, "individualId": FATHER})

    second = front.post("/login/quick", {**fields, "individualId": MOTHER})

    assert parameters_of(first) == parameters_of(second)


def test_page_sent_again_after_the_code_was_used_says_so(front: FrontChannelBench) -> None:
    fields = {**front.form_of(front.authorize(), "id-input"), "individualId": FATHER}
    front.back.token(parameters_of(front.post("/login/quick", fields))["code"])

    again = front.post("/login/quick", fields)

    assert again.status_code == 400
    assert "This login cannot go on" in Page(again.text).text
    assert "you may be logged in already" in Page(again.text).text


def test_second_press_needs_the_browser_s_own_token(front: FrontChannelBench) -> None:
    fields = {**front.form_of(front.authorize(), "id-input"), "individualId": FATHER}
    front.post("/login/quick", fields)

    assert front.post("/login/quick", {**fields, "_csrf": "other"}).status_code == 400


def test_address_of_the_page_gives_no_code_away(front: FrontChannelBench) -> None:
    fields = {**front.form_of(front.authorize(), "id-input"), "individualId": FATHER}
    front.post("/login/quick", fields)

    answer = front.http.get("/login", params={"transaction": fields["transaction"]})

    assert answer.status_code == 400
    assert "location" not in answer.headers


def test_two_tabs_are_two_logins(front: FrontChannelBench) -> None:
    one, other = (front.form_of(front.authorize(state=state), "id-input") for state in ("one", "other"))

    back = parameters_of(front.post("/login/quick", {**other, "individualId": MOTHER}))
    forth = parameters_of(front.post("/login/quick", {**one, "individualId": FATHER}))

    assert (back["state"], forth["state"]) == ("other", "one")
    subjects = {front.back.verified(front.back.token(p["code"]).json()["id_token"])[0]["sub"] for p in (back, forth)}
    assert len(subjects) == 2


@pytest.mark.parametrize(("profile", "seconds"), [("1.6", 600), ("1.8", 300)])
def test_page_left_open_too_long_returns_with_an_error(open_front: OpenFront, profile: str, seconds: int) -> None:
    front = open_front(profile=profile)
    fields = {**front.form_of(front.authorize(), "id-input"), "individualId": FATHER}
    front.back.world.clock.advance(timedelta(seconds=seconds))

    for _ in range(2):
        assert parameters_of(front.post("/login/quick", fields))["error"] == "invalid_transaction"
