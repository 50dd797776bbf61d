"""What impatient and forgetful people do to the login page, in a real browser."""

from typing import Any

import pytest

from tests.e2e.conftest import OTP, Visitor
from tests.support.layout import poor_targets, width_of
from tests.support.login_page import AUTHENTICATE, ID_INPUT

pytestmark = pytest.mark.e2e

FATHER, MOTHER = "2718201306", "2718201967"


def test_double_click_on_log_in(visitor: Visitor) -> None:
    visitor.open()
    visitor.page.fill(f"#{ID_INPUT}", FATHER)
    visitor.page.dblclick(f"#{AUTHENTICATE}")

    assert "code" in visitor.returned()


def test_double_click_on_deny(visitor: Visitor) -> None:
    visitor.open()
    visitor.step_by_step(FATHER)
    visitor.enter_otp("111111")
    visitor.page.dblclick("#deny")

    assert visitor.returned()["error"] == "access_denied"


def test_back_button_begins_again(visitor: Visitor) -> None:
    visitor.open()
    visitor.page.fill(f"#{ID_INPUT}", FATHER)
    visitor.page.click(f"#{AUTHENTICATE}")
    first = visitor.returned()["code"]

    visitor.page.go_back()
    visitor.page.fill(f"#{ID_INPUT}", MOTHER)
    visitor.page.click(f"#{AUTHENTICATE}")

    assert visitor.returned()["code"] != first


def test_back_from_the_factor_to_another_person(visitor: Visitor) -> None:
    visitor.open()
    visitor.step_by_step(FATHER)
    visitor.press("text=Somebody else")
    visitor.page.fill(f"#{ID_INPUT}", MOTHER)
    visitor.page.click(f"#{AUTHENTICATE}")

    assert "code" in visitor.returned()


def test_two_tabs_of_one_browser(visit: Any) -> None:
    first: Visitor = visit()
    first.open(state="first")
    second = Visitor(first.page.context.new_page(), first.esignet, first.callback)
    second.open(state="second")

    for visitor, person in ((first, FATHER), (second, MOTHER)):
        visitor.page.fill(f"#{ID_INPUT}", person)
        visitor.page.click(f"#{AUTHENTICATE}")

    assert (first.returned()["state"], second.returned()["state"]) == ("first", "second")


def test_focus_goes_through_the_page_in_reading_order(visit: Any) -> None:
    visitor: Visitor = visit()
    visitor.open()
    visitor.has_focus_on("#id-input")

    order = []
    for _ in range(5):
        order.append(visitor.page.evaluate("document.activeElement.id"))
        visitor.page.keyboard.press("Tab")

    assert order == ["id-input", "authenticate", "step-by-step", "search", "search-button"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_every_step_fits_the_screen(visit: Any, width: int, scheme: str) -> None:
    visitor: Visitor = visit(viewport={"width": width, "height": 800}, color_scheme=scheme)
    visitor.open()
    visitor.step_by_step(FATHER)
    visitor.enter_otp("000000")
    widths = [width_of(visitor.page)]
    visitor.enter_otp("111111")
    widths.append(width_of(visitor.page))
    visitor.open(display="tv", prompt="a b", client_id="y" * 200)
    widths.append(width_of(visitor.page))

    assert max(widths) <= width


@pytest.mark.parametrize("width", [320, 390, 768, 1280])
def test_everything_can_be_hit_by_a_finger(visit: Any, width: int) -> None:
    visitor: Visitor = visit(viewport={"width": width, "height": 800})
    visitor.open(acr_values=f"{OTP} mosip:idp:acr:static-code mosip:idp:acr:password")
    poor = {"login": poor_targets(visitor.page)}
    visitor.step_by_step(FATHER)
    poor["otp"] = poor_targets(visitor.page)
    visitor.enter_otp("111111")
    visitor.page.wait_for_selector("#accept")
    poor["consent"] = poor_targets(visitor.page)

    assert poor == {name: [] for name in poor}
