"""The dashboard as people use it, in a headless Chromium: live, by mouse, by keyboard alone."""

import json
from collections.abc import Callable, Iterator
from functools import partial
from io import BytesIO
from urllib.parse import quote

import claim169
import pytest
import zxingcpp
from PIL import Image

from tests.support.dashboard_visitor import DashboardVisitor
from tests.support.opencrvs import OpenCrvs
from tests.support.opencrvs_events import Child, stock_birth
from tests.support.opencrvs_flavours import V1_9
from tests.support.plain_http import get, request
from tests.support.suite import Suite, running_suite

pytestmark = pytest.mark.e2e

FLAVOUR = V1_9
Look = Callable[..., DashboardVisitor]


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
def look(shown: Suite, browse: Look) -> Look:
    """Visitors: `look(viewport={...}, color_scheme="dark", java_script_enabled=False)`."""
    return partial(browse, shown)


def redelivery(country: OpenCrvs, rid: str) -> str:
    """The button that sends this country its credential again. Earlier subscribers have deliveries of their own."""
    deliveries = get(f"{country.mosip_url}/_mock/deliveries").json()["items"]
    (own,) = (d for d in deliveries if d["about"]["rid"] == rid and d["callback"] == country.subscriber.callback_url)
    return f"redeliver-{own['id']}"


def test_birth_is_followed_live_from_the_token_to_the_delivered_credential(look: Look, country: OpenCrvs) -> None:
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


def test_packet_is_advanced_by_one_state(look: Look, country: OpenCrvs) -> None:
    rid = country.register(stock_birth(Child(), FLAVOUR))
    visitor = look(java_script_enabled=False)
    visitor.open("view/packets")
    visitor.page.click(f"a:text-is('{rid}')")
    visitor.page.click("text=Advance now")

    visitor.sees("The packet was moved on.")
    assert visitor.suite.mosip_control.packet_states(rid) == ["validated"]


def test_delivery_is_repeated(look: Look, country: OpenCrvs) -> None:
    rid = country.register(stock_birth(Child(), FLAVOUR))
    visitor = look(java_script_enabled=False)
    request("POST", f"{visitor.suite.mosip_url}/_mock/packets/{rid}/advance", json={"to": "finished"})
    country.subscriber.wait_for_delivery(rid)

    visitor.open("view/deliveries")
    visitor.page.locator(f"#{redelivery(country, rid)}").click()

    visitor.sees("Queued for another delivery.")
    country.subscriber.wait_for_deliveries(2)


def test_fault_added_in_the_form_is_seen_at_the_client(look: Look) -> None:
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


def test_citizen_is_edited_and_logs_in_under_the_new_name(look: Look) -> None:
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


def test_keyboard_alone_finds_and_deactivates_somebody(look: Look) -> None:
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


def test_pages_of_a_space_stay_in_it(look: Look) -> None:
    visitor = look(java_script_enabled=False)
    visitor.page.goto(f"{visitor.suite.mosip_url}/_space/dash/_mock")
    visitor.page.click("nav >> text=Faults")
    visitor.page.select_option("#f-act", "drop")
    visitor.page.click("button:text-is('Add')")

    visitor.page.wait_for_url(f"{visitor.suite.mosip_url}/_space/dash/_mock/view/faults?done=added")
    visitor.open("view/faults")
    visitor.sees("None: everything works as it should.")


def test_keyboard_alone_adds_and_clears_a_fault(look: Look) -> None:
    visitor = look()
    visitor.open("view/faults")
    visitor.tab_to("#f-act")
    visitor.page.keyboard.type("clo")  # a space would open the list
    visitor.tab_to("#f-uin")
    visitor.page.keyboard.type("2718201306")
    visitor.page.keyboard.press("Enter")
    visitor.sees("Added.")
    visitor.tab_to("button.quiet")
    visitor.page.keyboard.press("Enter")
    visitor.sees("Cleared.")

    assert request("GET", f"{visitor.suite.mosip_url}/_mock/faults").json()["total"] == 0


def test_keyboard_alone_moves_a_packet_on_and_repeats_its_delivery(look: Look, country: OpenCrvs) -> None:
    rid = country.register(stock_birth(Child(), FLAVOUR))
    visitor = look()
    visitor.open(f"view/packets/{rid}")
    visitor.tab_to("#finish-1")
    visitor.page.keyboard.press("Space")
    visitor.sees("The packet was moved on.")
    country.subscriber.wait_for_delivery(rid)
    visitor.open("view/deliveries")
    visitor.tab_to(f"#{redelivery(country, rid)}")
    visitor.page.keyboard.press("Enter")

    visitor.sees("Queued for another delivery.")
    country.subscriber.wait_for_deliveries(2)


def test_focus_stays_where_it_was_when_the_page_is_brought_up_to_date(look: Look) -> None:
    visitor = look()
    request("GET", f"{visitor.suite.mosip_url}/first/unknown/path")
    visitor.open("view/exchanges")
    visitor.is_live()
    visitor.tab_to("#list .what a")
    before = visitor.page.evaluate("document.activeElement.getAttribute('href')")

    request("GET", f"{visitor.suite.mosip_url}/second/unknown/path")
    visitor.page.get_by_text("/second/").first.wait_for()

    assert visitor.page.evaluate("document.activeElement.getAttribute('href')") == before


@pytest.mark.parametrize("place", ["summary", "pre"])
def test_focus_stays_in_its_row_though_other_rows_have_the_same(look: Look, country: OpenCrvs, place: str) -> None:
    older, newer = (country.register(stock_birth(Child(), FLAVOUR)) for _ in range(2))
    visitor = look()
    for rid in (older, newer):
        request("POST", f"{visitor.suite.mosip_url}/_mock/packets/{rid}/advance", json={"to": "finished"})
        country.subscriber.wait_for_delivery(rid)
    number = redelivery(country, older).removeprefix("redeliver-")
    visitor.open("view/deliveries")
    visitor.is_live()
    visitor.page.locator(f"#a-{number} summary").click()
    visitor.page.locator(f"#a-{number} {place}").focus()

    request("POST", f"{visitor.suite.mosip_url}/_mock/deliveries/{number}/redeliver")
    visitor.page.locator(f"#a-{number}", has_text="2 attempts").wait_for()

    focused = visitor.page.evaluate("[document.activeElement.localName, document.activeElement.parentElement.id]")
    assert focused == [place, f"a-{number}"]


def test_focus_stays_on_the_link_of_its_row(look: Look, country: OpenCrvs) -> None:
    rid = country.register(stock_birth(Child(), FLAVOUR))
    visitor = look()
    visitor.open(f"view/exchanges?q={rid}")
    visitor.is_live()
    row = visitor.page.locator("#list li", has_text="createPacket")
    number = row.get_attribute("id")
    row.get_by_role("link", name=f"rid {rid}").focus()

    request("POST", f"{visitor.suite.mosip_url}/_mock/packets/{rid}/advance")
    visitor.page.locator("#list li", has_text="state validated").wait_for()

    assert visitor.page.evaluate("document.activeElement.closest('li')?.id") == number
    assert visitor.page.evaluate("document.activeElement.textContent") == f"rid {rid}"


def test_page_in_the_background_lets_go_of_its_stream(look: Look) -> None:
    visitor = look()
    visitor.open("view/exchanges")
    visitor.is_live()
    hide = """hidden => {
        Object.defineProperty(document, "hidden", {value: hidden, configurable: true});
        document.dispatchEvent(new Event("visibilitychange"));
    }"""

    visitor.page.evaluate(hide, True)
    visitor.page.wait_for_selector("#live-state", state="hidden")
    request("GET", f"{visitor.suite.mosip_url}/while/nobody/looked")
    visitor.page.evaluate(hide, False)

    visitor.page.get_by_text("/nobody/").first.wait_for()
    visitor.is_live()


def test_card_is_shown_and_its_codes_are_those_of_the_release_that_was_chosen(look: Look) -> None:
    visitor = look(device_scale_factor=3)
    visitor.open("view/citizens/2718201306")
    visitor.page.click("text=to look at, print or scan")
    visitor.page.select_option("#f-opencrvs", "1.8")
    visitor.page.click("button:text-is('Show')")
    visitor.page.wait_for_url("**opencrvs=1.8**")

    picture = Image.open(BytesIO(visitor.page.locator(".printed img").screenshot()))
    plain, claim = sorted((code.text for code in zxingcpp.read_barcodes(picture)), key=len)
    assert json.loads(plain) == json.loads(visitor.page.inner_text("#plain"))
    # Each drawing has a signature of its own, so the texts differ in it.
    assert claim169.decode_unverified(claim).claim169.id == "2718201306"
    assert claim169.decode_unverified(visitor.page.inner_text("#claim169")).claim169.id == "2718201306"
    assert '"familyName": "Mwamba"' in visitor.page.inner_text("#plain")
    with visitor.page.expect_download() as download:
        visitor.page.click("a[download]")
    assert "BEGIN CERTIFICATE" in download.value.path().read_text()


def test_citizen_is_added_and_a_mistake_is_explained(look: Look) -> None:
    visitor = look(java_script_enabled=False)
    visitor.open("view/citizens/new")
    visitor.page.fill("#f-givenName", "Ndeye")
    visitor.page.fill("#f-birthDate", "1991-02-03")
    visitor.page.fill("#f-language", "x")
    visitor.page.click("button:text-is('Add')")
    visitor.sees("That did not work")
    assert visitor.page.input_value("#f-givenName") == "Ndeye"

    visitor.page.fill("#f-language", "fra")
    visitor.page.click("button:text-is('Add')")
    visitor.sees("Added.")
    assert visitor.page.inner_text("h1") == "Ndeye"


def test_clock_is_advanced_and_the_world_is_reset(look: Look) -> None:
    visitor = look()
    visitor.open("view/clock")
    visitor.page.fill("#f-by", "2")
    visitor.page.select_option("#f-unit", "hours")
    visitor.page.click("button:text-is('Advance')")
    visitor.sees("The clock was set.")
    assert request("GET", f"{visitor.suite.mosip_url}/_mock/clock").json()["offsetSeconds"] == 7200

    visitor.page.check("#sure")
    visitor.page.click("button:text-is('Reset')")
    visitor.sees("The seeded world is back")
    assert request("GET", f"{visitor.suite.mosip_url}/_mock/clock").json()["offsetSeconds"] == 0


EVIL = "<script>alert(1)</script><img src=x onerror=alert(2)>'\"><svg onload=alert(3)>"


def test_nothing_that_was_sent_is_run_as_a_script(look: Look, country: OpenCrvs) -> None:
    visitor = look()
    suite = visitor.suite
    rid = country.register(stock_birth(Child(given_name=EVIL, family_name="Evil"), FLAVOUR))
    request("POST", f"{suite.mosip_url}/_mock/packets/{rid}/advance", json={"to": "finished"})
    person = suite.mosip_control.add_citizen(givenName=EVIL, familyName=EVIL, birthDate="1990-05-17", purpose=EVIL)
    rule = {"match": {"client": EVIL, "uin": EVIL}, "action": {"drop": True}}
    for url in (suite.mosip_url, suite.esignet_url):
        request("POST", f"{url}/_mock/faults", json=rule)
        request("POST", f"{url}/{quote(EVIL)}?{quote(EVIL)}", content=EVIL, headers={"X-Evil": EVIL})
    hub = {"hub.mode": "subscribe", "hub.topic": EVIL, "hub.callback": f"http://127.0.0.1:9/{EVIL}"}
    request("POST", f"{suite.mosip_url}/websub/hub", data=hub)
    request("POST", f"{suite.esignet_url}/v1/esignet/oauth/v2/token", data={"client_id": EVIL, "code": EVIL})
    pages = ["", "view/exchanges?only=refused", "view/traces", "view/outbox", "view/faults", "view/readiness"]
    pages += [f"view/citizens?q={quote(EVIL)}", f"view/citizens/{person['uin']}", f"view/citizens/{person['uin']}/card"]
    pages += [f"view/exchanges?q={quote(EVIL)}", f"view/traces?q={quote(EVIL)}", f"view/citizens/{quote(EVIL)}"]
    for app in ("mosip", "esignet"):
        for page in pages:
            visitor.open(page, app=app)
    for page in ("view/packets", f"view/packets/{rid}", f"view/traces/{rid}", "view/deliveries"):
        visitor.open(page)
    for exchange in (*suite.mosip_control.requests(refused="true"), *suite.esignet_control.requests(refused="true")):
        visitor.open(f"view/exchanges/{exchange['id']}", app="mosip" if exchange["id"].startswith("m") else "esignet")

    assert visitor.page.locator("img[src=x], svg[onload]").count() == 0
    for url in (suite.mosip_url, suite.esignet_url):
        request("DELETE", f"{url}/_mock/faults")
