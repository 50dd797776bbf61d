"""The login page as people meet it, in a headless Chromium."""

import os
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.conftest import Visitor
from tests.support.contrast import poor_contrasts
from tests.support.layout import width_of
from tests.support.login_page import AUTHENTICATE, ID_INPUT

pytestmark = pytest.mark.e2e

FATHER, MOTHER, RANDOM_OTP, UNKNOWN = "2718201306", "2718201967", "2718254723", "3592563415"
WIDOW, ELDERLY = "2718205392", "2718230763"
NASTY = "\"'><script>alert(1)</script><img src=x onerror=alert(2)><svg/onload=alert(3)>javascript:alert(4)"
PARAMETERS = (
    "client_id", "scope", "response_type", "redirect_uri", "state", "nonce", "acr_values", "claims", "display",
    "prompt", "max_age", "claims_locales", "ui_locales", "login_hint", "code_challenge", "code_challenge_method",
    "id_token_hint", "request_uri", "dpop_jkt",
)  # fmt: skip
SCREENSHOTS = Path(__file__).parents[2] / "docs" / "screenshots"


def test_one_field_and_one_button(visitor: Visitor) -> None:
    visitor.open()
    visitor.page.fill(f"#{ID_INPUT}", FATHER)
    visitor.page.click(f"#{AUTHENTICATE}")

    returned = visitor.returned()

    assert returned["state"] == "s1"
    assert len(returned["code"]) == 43


def test_picking_somebody_from_the_list(visitor: Visitor) -> None:
    visitor.open()
    visitor.page.fill("#search", "one-word")
    visitor.press("#search-button")
    visitor.page.click("text=Wulandari")

    assert "code" in visitor.returned()


def test_otp_login_with_consent(visitor: Visitor) -> None:
    visitor.open()
    visitor.step_by_step(RANDOM_OTP)
    otp = visitor.page.text_content("#mock-otp")
    assert otp in {m["about"]["otp"] for m in visitor.control.outbox() if m["about"]["uin"] == RANDOM_OTP}
    visitor.enter_otp(otp)
    visitor.page.click("#accept")

    assert "code" in visitor.returned()


def test_wrong_otp_three_times_and_blocked(visitor: Visitor) -> None:
    visitor.open()
    visitor.step_by_step(WIDOW)
    for _ in range(3):
        visitor.enter_otp("000000")
        assert "IDA-OTA-004" in visitor.page.text_content("[role=alert]")
    visitor.enter_otp("111111")
    assert "no_attempts_left" in visitor.page.text_content("[role=alert]")

    visitor.open()
    visitor.page.fill("#id-input", WIDOW)
    visitor.press("#authenticate")

    assert "individual_id_blocked" in visitor.page.text_content("[role=alert]")


def test_consent_denied(visitor: Visitor) -> None:
    visitor.open()
    visitor.step_by_step(FATHER)
    visitor.enter_otp("111111")
    visitor.page.click("#deny")

    returned = visitor.returned()

    assert returned["error"] == "access_denied"
    assert returned["state"] == "s1"
    assert "code" not in returned


def test_voluntary_claim_withheld(visitor: Visitor) -> None:
    visitor.open()
    visitor.step_by_step(MOTHER)
    visitor.enter_otp("111111")
    assert visitor.page.is_disabled("#claim-name")
    visitor.page.uncheck("#claim-birthdate")
    visitor.page.click("#accept")

    assert "code" in visitor.returned()
    visitor.open(prompt=None)
    visitor.step_by_step(MOTHER)
    visitor.enter_otp("111111")
    assert visitor.returned()["ui_locales"] == "en"  # remembered: no page this time


def test_unknown_person_is_told_why(visitor: Visitor) -> None:
    visitor.open()
    visitor.page.fill("#id-input", UNKNOWN)
    visitor.press("#authenticate")

    assert "IDA-MLC-018" in visitor.page.text_content("[role=alert]")
    assert visitor.page.input_value("#id-input") == UNKNOWN


def test_keyboard_alone_is_enough(visit: Any) -> None:
    visitor: Visitor = visit()
    visitor.open(acr_values=None)
    keyboard = visitor.page.keyboard
    visitor.has_focus_on("#id-input")
    keyboard.type(ELDERLY)
    keyboard.press("Tab")
    keyboard.press("Tab")
    visitor.enter()  # step by step
    visitor.page.focus("text=PIN")
    visitor.enter()
    visitor.has_focus_on("#challenge")
    keyboard.type("111111")
    keyboard.press("Tab")
    visitor.enter()
    visitor.page.focus("#claim-birthdate")
    keyboard.press("Space")
    for _ in range(30):
        keyboard.press("Tab")
        if visitor.page.evaluate("document.activeElement.id") == "accept":
            break
    keyboard.press("Enter")

    assert "code" in visitor.returned()


def test_focus_is_seen(visit: Any) -> None:
    visitor: Visitor = visit()
    visitor.open()
    visitor.has_focus_on("#id-input")
    visitor.page.keyboard.press("Tab")

    outline = visitor.page.evaluate("getComputedStyle(document.activeElement).outlineWidth")

    assert outline == "3px"


@pytest.mark.parametrize("name", PARAMETERS)
def test_nothing_in_a_parameter_runs(visit: Any, name: str) -> None:
    visitor: Visitor = visit()
    visitor.open(**{name: NASTY})

    assert visitor.dialogs == []
    assert visitor.complaints == []
    assert visitor.page.query_selector("script, img[src=x], main svg") is None
    assert visitor.page.url.startswith(visitor.esignet.url)


def test_nothing_typed_runs(visit: Any) -> None:
    visitor: Visitor = visit()
    visitor.open()
    visitor.page.fill("#search", NASTY)
    visitor.press("#search-button")
    visitor.page.evaluate("document.querySelector('#id-input').maxLength = 9999")
    visitor.page.fill("#id-input", NASTY)
    visitor.press("#step-by-step")
    visitor.press("#send-otp")

    assert visitor.dialogs == []
    assert visitor.complaints == []
    assert visitor.page.query_selector("main script, img[src=x]") is None


def test_unregistered_redirect_uri_is_never_visited(visitor: Visitor) -> None:
    visitor.open(redirect_uri="https://evil.example/cb")

    assert "invalid_redirect_uri" in visitor.page.text_content("main")
    assert visitor.page.query_selector("form") is None


def test_request_mistakes_are_explained(visitor: Visitor) -> None:
    visitor.open(claims="not json at all", client_id="mock-client_id")

    text = visitor.page.text_content("main")
    assert "parsing_error_msg" in text
    assert "What to do" in text


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_colours_have_contrast(visit: Any, scheme: str) -> None:
    visitor: Visitor = visit(color_scheme=scheme, reduced_motion="reduce")  # no colour half-way to another
    visitor.open()

    assert poor_contrasts(visitor.page) == []
    visitor.page.fill("#id-input", "1")
    visitor.press("#authenticate")
    assert poor_contrasts(visitor.page) == []
    visitor.step_by_step(FATHER)
    assert poor_contrasts(visitor.page) == []
    visitor.open(client_id="nobody")
    assert poor_contrasts(visitor.page) == []


@pytest.mark.parametrize("width", [320, 390, 768, 1280])
def test_page_fits_the_screen(visit: Any, width: int) -> None:
    visitor: Visitor = visit(viewport={"width": width, "height": 800})
    visitor.open()
    assert width_of(visitor.page) <= width
    visitor.step_by_step(FATHER)
    assert width_of(visitor.page) <= width
    visitor.open(client_id="x" * 300)
    assert width_of(visitor.page) <= width


def test_otp_field_and_button_are_on_a_phone_s_first_screen(visit: Any) -> None:
    visitor: Visitor = visit(viewport={"width": 360, "height": 740})
    visitor.open(acr_values="mosip:idp:acr:generated-code mosip:idp:acr:static-code mosip:idp:acr:password")
    visitor.step_by_step(FATHER)

    boxes = [visitor.page.locator(f"#{name}").bounding_box() for name in ("mock-otp", "challenge", "verify")]

    assert [box["y"] for box in boxes] == sorted(box["y"] for box in boxes)
    assert boxes[-1]["y"] + boxes[-1]["height"] <= 740


@pytest.mark.parametrize(
    ("name", "width", "scheme"), [("desktop", 1280, "light"), ("desktop-dark", 1280, "dark"), ("phone", 390, "light")]
)
def test_screenshots(visit: Any, tmp_path: Path, name: str, width: int, scheme: str) -> None:
    """Into `docs/screenshots` when `UPDATE_SCREENSHOTS` is set, else away."""
    directory = SCREENSHOTS if os.environ.get("UPDATE_SCREENSHOTS") else tmp_path
    visitor: Visitor = visit(viewport={"width": width, "height": 800}, color_scheme=scheme)

    def shoot(step: str, *, full_page: bool = True) -> None:
        visitor.page.screenshot(path=directory / f"esignet-{step}-{name}.png", full_page=full_page)

    visitor.open(acr_values=f"{'mosip:idp:acr:generated-code mosip:idp:acr:static-code mosip:idp:acr:password'}")
    shoot("login", full_page=False)
    visitor.step_by_step(FATHER)
    shoot("otp")
    visitor.enter_otp("111111")
    shoot("consent")
    visitor.open(client_id="nobody")
    shoot("error")

    assert len(list(directory.glob(f"esignet-*-{name}.png"))) == 4


def test_login_hint_shows_no_page(visitor: Visitor) -> None:
    visitor.open(login_hint=FATHER)

    assert "code" in visitor.returned()
