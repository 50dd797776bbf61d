"""The dashboard as people meet it, in a headless Chromium: live, by keyboard, in both colours, on both screens."""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from tests.support.contrast import poor_contrasts
from tests.support.newborn import Newborn, born
from tests.support.opencrvs import OpenCrvs
from tests.support.opencrvs_events import Child, stock_birth
from tests.support.opencrvs_flavours import V1_9
from tests.support.plain_http import request
from tests.support.suite import Suite, running_suite

pytestmark = pytest.mark.e2e

SCREENSHOTS = Path(__file__).parents[2] / "docs" / "screenshots"
FLAVOUR = V1_9


@dataclass
class Visitor:
    """Somebody before the dashboards of a running suite."""

    page: Any
    suite: Suite
    complaints: list[str] = field(default_factory=list)

    def open(self, path: str = "", *, app: str = "mosip") -> None:
        url = self.suite.mosip_url if app == "mosip" else self.suite.esignet_url
        self.page.goto(f"{url}/_mock/{path}")

    def is_live(self) -> None:
        """Wait for the stream of events."""
        self.page.wait_for_selector("#live-state:not([hidden])")

    def sees(self, text: str) -> None:
        """Wait for a text to appear."""
        self.page.get_by_text(text).first.wait_for()

    def tab_to(self, selector: str) -> None:
        """Press Tab until the focus is there."""
        for _ in range(80):
            if self.page.evaluate("s => document.activeElement.matches(s)", selector):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"Tab never reaches {selector}")


Visit = Callable[..., Visitor]


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Suite]:
    """A suite whose packets wait to be moved on."""
    with running_suite(tmp_path_factory.mktemp("dashboard"), {"MOSIP_MOCK_PROCESSING_DELAY": "manual"}) as suite:
        yield suite


@pytest.fixture
def country(shown: Suite) -> Iterator[OpenCrvs]:
    with OpenCrvs(shown.mosip_url, shown.kit, FLAVOUR) as opened:
        opened.subscribe()
        yield opened


@pytest.fixture
def look(shown: Suite, chromium: Any) -> Iterator[Visit]:
    """Visitors: `look(viewport={...}, color_scheme="dark", java_script_enabled=False)`."""
    contexts = []

    def start(suite: Suite = shown, **options: Any) -> Visitor:
        context = chromium.new_context(**options)
        contexts.append(context)
        visitor = Visitor(context.new_page(), suite)
        visitor.page.on(
            "console",
            lambda message: visitor.complaints.append(message.text) if "Content Security" in message.text else None,
        )
        visitor.page.on("pageerror", lambda error: visitor.complaints.append(str(error)))
        visitor.page.set_default_timeout(10_000)
        return visitor

    yield start
    for context in contexts:
        context.close()


def test_birth_is_followed_live_from_the_token_to_the_delivered_credential(look: Visit, country: OpenCrvs) -> None:
    visitor = look()
    visitor.open()
    visitor.is_live()

    rid = country.register(stock_birth(Child(), FLAVOUR))
    visitor.sees("/v1/authmanager/authenticate/clientidsecretkey")
    visitor.sees(f"rid {rid}")

    visitor.open(f"view/traces/{rid}")
    visitor.is_live()
    moving = look()
    moving.open(f"view/packets/{rid}")
    moving.page.click("text=To the end")
    country.subscriber.wait_for_delivery(rid)
    visitor.page.locator(".from-1.to-0", has_text="websub").first.wait_for()

    services = " ".join(visitor.page.locator(".sequence .under").all_text_contents())
    for service in ("authmanager", "packetmanager", "registration", "credentials", "websub"):
        assert service in services
    assert visitor.complaints == []


def test_packet_is_advanced_by_one_state(look: Visit, country: OpenCrvs) -> None:
    rid = country.register(stock_birth(Child(), FLAVOUR))
    visitor = look(java_script_enabled=False)
    visitor.open("view/packets")
    visitor.page.click(f"a:text-is('{rid}')")
    visitor.page.click("text=Advance now")

    visitor.sees("The packet was moved on.")
    assert visitor.suite.mosip_control.packet_states(rid) == ["validated"]


def test_delivery_is_repeated(look: Visit, country: OpenCrvs) -> None:
    rid = country.register(stock_birth(Child(), FLAVOUR))
    visitor = look(java_script_enabled=False)
    request("POST", f"{visitor.suite.mosip_url}/_mock/packets/{rid}/advance", json={"to": "finished"})
    country.subscriber.wait_for_delivery(rid)

    visitor.open("view/deliveries")
    visitor.page.locator("li", has_text=rid).first.get_by_role("button", name="Deliver again").click()

    visitor.sees("Queued for another delivery.")
    country.subscriber.wait_for_deliveries(2)


def test_fault_added_in_the_form_is_seen_at_the_client(look: Visit) -> None:
    visitor = look(java_script_enabled=False)
    visitor.open("view/faults")
    visitor.page.select_option("#f-act", "status")
    visitor.page.fill("#f-httpStatus", "503")
    visitor.page.select_option("#f-service", "packetmanager")
    visitor.page.click("button:text-is('Add')")
    visitor.sees("Added.")

    url = f"{visitor.suite.mosip_url}/commons/v1/packetmanager/createPacket"
    assert request("PUT", url, json={}).status_code == 503

    visitor.page.click("text=Clear all")
    visitor.sees("None: everything works as it should.")
    assert request("PUT", url, json={}).status_code != 503


def test_citizen_is_edited_and_logs_in_under_the_new_name(look: Visit) -> None:
    visitor = look(java_script_enabled=False)
    person = visitor.suite.mosip_control.add_citizen(givenName="Old", familyName="Name", birthDate="1990-05-17")
    visitor.open(f"view/citizens/{person['uin']}")
    visitor.page.fill("#f-givenName", "Zephyrine")
    visitor.page.click("text=Save")
    visitor.sees("Saved.")

    callback = "http://localhost:3020/callback"
    query = "client_id=mock-client_id&response_type=code&scope=openid%20profile&state=s&prompt=consent"
    visitor.page.goto(f"{visitor.suite.esignet_url}/authorize?{query}&redirect_uri={callback}")
    visitor.page.fill("#search", "Zephyrine")
    visitor.page.click("#search-button")
    visitor.sees("Zephyrine Name")


def test_keyboard_alone_finds_and_deactivates_somebody(look: Visit) -> None:
    visitor = look()
    person = visitor.suite.mosip_control.add_citizen(givenName="Quinby", familyName="Only", birthDate="1990-05-17")
    visitor.open("view/citizens")
    visitor.tab_to("#q")
    visitor.page.keyboard.type("Quinby")
    visitor.page.keyboard.press("Enter")
    visitor.page.wait_for_url("**q=Quinby**")
    visitor.tab_to(f"a[href$='citizens/{person['uin']}']")
    outline = visitor.page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    visitor.page.keyboard.press("Enter")
    visitor.page.wait_for_url(f"**/{person['uin']}")
    visitor.tab_to("button[value=DEACTIVATED]")
    visitor.page.keyboard.press("Enter")
    visitor.sees("Saved.")

    assert outline == "solid"
    assert visitor.suite.mosip_control.citizen(person["uin"])["status"] == "DEACTIVATED"


def test_pages_of_a_space_stay_in_it(look: Visit) -> None:
    visitor = look(java_script_enabled=False)
    visitor.page.goto(f"{visitor.suite.mosip_url}/_space/dash/_mock")
    visitor.page.click("nav >> text=Faults")
    visitor.page.select_option("#f-act", "drop")
    visitor.page.click("button:text-is('Add')")

    assert visitor.page.url == f"{visitor.suite.mosip_url}/_space/dash/_mock/view/faults?done=added"
    visitor.open("view/faults")
    visitor.sees("None: everything works as it should.")


@pytest.fixture(scope="module")
def lively(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Suite, Newborn, str]]:
    """A suite in which something of everything happened, and an exchange that was refused."""
    with running_suite(tmp_path_factory.mktemp("lively"), {"MOSIP_MOCK_PROCESSING_DELAY": "0"}) as suite:
        with OpenCrvs(suite.mosip_url, suite.kit, FLAVOUR) as country:
            country.subscribe()
            newborn = born(country)
        answer = request("GET", f"{suite.mosip_url}/idauthenticatoin/v1/auth")
        rule = {"match": {"service": "websub"}, "action": {"named": "delivery-late"}, "times": 1}
        request("POST", f"{suite.mosip_url}/_mock/faults", json=rule)
        query = f"client_id=mock-client_id&login_hint={newborn.uin}&scope=profile&claims=name,birthdate"
        request("GET", f"{suite.esignet_url}/authorize?{query}")
        yield suite, newborn, answer.headers["X-Mock-Explain"]


def pages_of(newborn: Newborn, exchange: str) -> dict[str, tuple[str, str]]:
    return {
        "timeline": ("mosip", ""),
        "exchange": ("mosip", f"view/exchanges/{exchange}"),
        "trace": ("mosip", f"view/traces/{newborn.registration_id}"),
        "citizens": ("mosip", "view/citizens"),
        "citizen": ("mosip", "view/citizens/2718201306"),
        "packet": ("mosip", f"view/packets/{newborn.registration_id}"),
        "deliveries": ("mosip", "view/deliveries"),
        "faults": ("mosip", "view/faults"),
        "readiness": ("mosip", "view/readiness"),
        "clock": ("mosip", "view/clock"),
        "partners": ("mosip", "view/partners"),
        "clients": ("esignet", "view/clients"),
        "outbox": ("esignet", "view/outbox"),
        "packets": ("mosip", "view/packets"),
        "traces": ("esignet", "view/traces"),
    }


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_colours_have_contrast(look: Visit, lively: tuple[Suite, Newborn, str], scheme: str) -> None:
    suite, newborn, exchange = lively
    visitor = look(suite, color_scheme=scheme)
    poor = {}
    for name, (app, path) in pages_of(newborn, exchange).items():
        visitor.open(path, app=app)
        poor[name] = poor_contrasts(visitor.page)

    assert poor == {name: [] for name in poor}
    assert visitor.complaints == []


@pytest.mark.parametrize("width", [320, 390, 768, 1280])
def test_pages_fit_the_screen(look: Visit, lively: tuple[Suite, Newborn, str], width: int) -> None:
    suite, newborn, exchange = lively
    visitor = look(suite, viewport={"width": width, "height": 800})
    widths = {}
    for name, (app, path) in pages_of(newborn, exchange).items():
        visitor.open(path, app=app)
        widths[name] = visitor.page.evaluate("document.documentElement.scrollWidth")

    assert {name: w for name, w in widths.items() if w > width} == {}


SIZES: dict[str, tuple[int, str, tuple[str, ...]]] = {
    "desktop": (1280, "light", ("timeline", "exchange", "trace", "readiness")),
    "desktop-dark": (1280, "dark", ("trace", "citizen")),
    "phone": (390, "light", ("timeline", "trace", "readiness")),
}


def save_small(png: bytes, path: Path) -> None:
    """The picture with 128 colours, a third of the bytes."""
    with Image.open(BytesIO(png)) as picture:
        picture.convert("RGB").quantize(128).save(path, optimize=True)


@pytest.mark.parametrize("name", SIZES)
def test_screenshots(look: Visit, lively: tuple[Suite, Newborn, str], tmp_path: Path, name: str) -> None:
    """Into `docs/screenshots` when `UPDATE_SCREENSHOTS` is set, else away."""
    directory = SCREENSHOTS if os.environ.get("UPDATE_SCREENSHOTS") else tmp_path
    suite, newborn, exchange = lively
    width, scheme, wanted = SIZES[name]
    visitor = look(suite, viewport={"width": width, "height": 900}, color_scheme=scheme)
    for step in wanted:
        app, path = pages_of(newborn, exchange)[step]
        visitor.open(path, app=app)
        visitor.is_live()
        save_small(visitor.page.screenshot(), directory / f"dashboard-{step}-{name}.png")

    assert len(list(directory.glob(f"dashboard-*-{name}.png"))) == len(wanted)
