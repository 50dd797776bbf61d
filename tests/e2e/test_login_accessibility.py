"""Each step of the login page against axe-core's rules of WCAG 2.2, in a real browser."""

from typing import Any

import pytest

from tests.e2e.conftest import Visitor
from tests.support.axe import axe_source, violations

pytestmark = pytest.mark.e2e

FATHER = "2718201306"
FACTORS = ("PIN", "PWD", "BIO", "KBI", "WLA")


@pytest.fixture(scope="module")
def checker() -> str:
    return axe_source()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_steps_break_no_rule_of_accessibility(visit: Any, checker: str, scheme: str, width: int) -> None:
    visitor: Visitor = visit(viewport={"width": width, "height": 800}, color_scheme=scheme, reduced_motion="reduce")
    found: dict[str, list[str]] = {}

    def check(step: str) -> None:
        found[step] = violations(visitor.page, checker)

    visitor.open(acr_values=None)
    check("login")
    visitor.page.fill("#id-input", "1")
    visitor.press("#authenticate")
    check("refused number")
    visitor.page.fill("#search", "nobody has this name")
    visitor.press("#search-button")
    check("nobody found")
    visitor.open(acr_values=None)
    visitor.page.fill("#id-input", FATHER)
    visitor.press("#step-by-step")
    for factor in FACTORS:
        visitor.press(f"button[value={factor}]")
        check(factor)
    visitor.press("button[value=OTP]")
    check("channels")
    visitor.press("#send-otp")
    check("OTP")
    visitor.enter_otp("000000")
    check("wrong OTP")
    visitor.enter_otp("111111")
    check("consent")
    visitor.open(client_id="nobody")
    check("refused request")

    assert {step: broken for step, broken in found.items() if broken} == {}
