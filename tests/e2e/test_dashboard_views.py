"""Every view of the dashboards in a headless Chromium: accessible, by keyboard, in both colours, on every screen."""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from tests.support.axe import axe_source, violations
from tests.support.contrast import poor_contrasts
from tests.support.dashboard_visitor import DashboardVisitor
from tests.support.layout import poor_targets, width_of
from tests.support.newborn import Newborn, born
from tests.support.opencrvs import OpenCrvs
from tests.support.opencrvs_events import Child, stock_birth, stock_death
from tests.support.opencrvs_flavours import V1_9
from tests.support.plain_http import request
from tests.support.suite import Suite, running_suite

pytestmark = pytest.mark.e2e

SCREENSHOTS = Path(__file__).parents[2] / "docs" / "screenshots"
FLAVOUR = V1_9
Look = Callable[..., DashboardVisitor]


@dataclass(frozen=True)
class Lively:
    """A suite in which something of everything happened."""

    suite: Suite
    newborn: Newborn
    rejected: str
    """The registration id of a packet that came to nothing."""
    refused: str
    """The exchange of a request that was refused."""


@pytest.fixture(scope="module")
def lively(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lively]:
    with running_suite(tmp_path_factory.mktemp("lively"), {"MOSIP_MOCK_PROCESSING_DELAY": "0"}) as suite:
        with OpenCrvs(suite.mosip_url, suite.kit, FLAVOUR) as country:
            country.subscribe()
            newborn = born(country)
            rejected = country.register(stock_death(newborn.dies("1234567890"), FLAVOUR))
            suite.mosip_control.wait_for_packet(rejected, {"rejected"})
            country.subscriber.close()
            country.register(stock_birth(Child(), FLAVOUR))  # whose credential nobody takes
        answer = request("GET", f"{suite.mosip_url}/idauthenticatoin/v1/auth")
        rule = {"match": {"service": "websub"}, "action": {"named": "delivery-late"}, "times": 1}
        request("POST", f"{suite.mosip_url}/_mock/faults", json=rule)
        query = f"client_id=mock-client_id&login_hint={newborn.uin}&scope=profile&claims=name,birthdate"
        request("GET", f"{suite.esignet_url}/authorize?{query}")
        yield Lively(suite, newborn, rejected, answer.headers["X-Mock-Explain"])


def pages_of(lively: Lively) -> dict[str, tuple[str, str]]:
    """Every view, of the app that has it; the app's own pages of what both have."""
    return {
        "timeline": ("mosip", ""),
        "exchange": ("mosip", f"view/exchanges/{lively.refused}"),
        "trace": ("mosip", f"view/traces/{lively.newborn.registration_id}"),
        "trace-rejected": ("mosip", f"view/traces/{lively.rejected}"),
        "citizens": ("mosip", "view/citizens"),
        "citizen": ("mosip", "view/citizens/2718201306"),
        "citizen-arabic": ("mosip", "view/citizens/2718215805"),
        "citizen-new": ("mosip", "view/citizens/new"),
        "citizen-unknown": ("mosip", "view/citizens/999"),
        "card": ("mosip", "view/citizens/2718201306/card"),
        "packet": ("mosip", f"view/packets/{lively.newborn.registration_id}"),
        "packet-rejected": ("mosip", f"view/packets/{lively.rejected}"),
        "deliveries": ("mosip", "view/deliveries"),
        "faults": ("mosip", "view/faults"),
        "readiness": ("mosip", "view/readiness"),
        "clock": ("mosip", "view/clock"),
        "partners": ("mosip", "view/partners"),
        "clients": ("esignet", "view/clients"),
        "outbox": ("mosip", "view/outbox"),
        "packets": ("mosip", "view/packets"),
        "traces": ("mosip", "view/traces"),
        "esignet-traces": ("esignet", "view/traces"),
        "esignet-timeline": ("esignet", ""),
        "esignet-readiness": ("esignet", "view/readiness"),
        "esignet-nothing-found": ("esignet", "view/citizens?q=nobody+has+this+name"),
    }


@pytest.fixture(scope="module")
def checker() -> str:
    return axe_source()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_pages_break_no_rule_of_accessibility(
    browse: Look, lively: Lively, checker: str, scheme: str, width: int
) -> None:
    visitor = browse(lively.suite, color_scheme=scheme, viewport={"width": width, "height": 800})
    broken = {}
    for name, (app, path) in pages_of(lively).items():
        visitor.open(path, app=app)
        visitor.unfold()
        broken[name] = violations(visitor.page, checker)

    assert broken == {name: [] for name in broken}


def test_keyboard_reaches_everything_and_shows_where_it_is(browse: Look, lively: Lively) -> None:
    visitor = browse(lively.suite)
    missed = {}
    for name, (app, path) in pages_of(lively).items():
        visitor.open(path, app=app)
        missed[name] = visitor.never_focused()

    assert missed == {name: [] for name in missed}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_colours_have_contrast(browse: Look, lively: Lively, scheme: str) -> None:
    visitor = browse(lively.suite, color_scheme=scheme)
    poor = {}
    for name, (app, path) in pages_of(lively).items():
        visitor.open(path, app=app)
        poor[name] = poor_contrasts(visitor.page)

    assert poor == {name: [] for name in poor}


@pytest.mark.parametrize("width", [320, 360, 768, 1280])
def test_pages_fit_the_screen(browse: Look, lively: Lively, width: int) -> None:
    visitor = browse(lively.suite, viewport={"width": width, "height": 800})
    widths = {}
    for name, (app, path) in pages_of(lively).items():
        visitor.open(path, app=app)
        widths[name] = width_of(visitor.page)

    assert {name: w for name, w in widths.items() if w > width} == {}


@pytest.mark.parametrize("width", [320, 360, 768, 1280, 1920])
def test_everything_can_be_hit_by_a_finger(browse: Look, lively: Lively, width: int) -> None:
    visitor = browse(lively.suite, viewport={"width": width, "height": 800})
    poor = {}
    for name, (app, path) in pages_of(lively).items():
        visitor.open(path, app=app)
        visitor.unfold()
        poor[name] = poor_targets(visitor.page)

    assert poor == {name: [] for name in poor}


STORY = ("timeline", "exchange", "traces", "trace", "packet", "packet-rejected", "readiness")
SIZES: dict[str, tuple[int, str, tuple[str, ...]]] = {
    "desktop": (1280, "light", (*STORY, "citizens", "card", "faults")),
    "desktop-dark": (1280, "dark", ("trace", "citizen", "deliveries")),
    "phone": (390, "light", ("timeline", "trace", "readiness", "card")),
    "phone-dark": (390, "dark", ("citizens", "packet")),
}


def save_small(png: bytes, path: Path) -> None:
    """The picture with 128 colours, a third of the bytes."""
    with Image.open(BytesIO(png)) as picture:
        picture.convert("RGB").quantize(128).save(path, optimize=True)


@pytest.mark.parametrize("name", SIZES)
def test_screenshots(browse: Look, lively: Lively, tmp_path: Path, name: str) -> None:
    """Into `docs/screenshots` when `UPDATE_SCREENSHOTS` is set, else away."""
    directory = SCREENSHOTS if os.environ.get("UPDATE_SCREENSHOTS") else tmp_path
    width, scheme, wanted = SIZES[name]
    visitor = browse(lively.suite, viewport={"width": width, "height": 900}, color_scheme=scheme)
    for step in wanted:
        app, path = pages_of(lively)[step]
        visitor.open(path, app=app)
        visitor.is_live()
        save_small(visitor.page.screenshot(), directory / f"dashboard-{step}-{name}.png")

    assert len(list(directory.glob(f"dashboard-*-{name}.png"))) == len(wanted)
