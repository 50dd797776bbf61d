"""A login through the real page in a browser.

Run it in a clone of the mocks: pip install . pytest playwright; pytest examples/playwright
The browser is Playwright's own (playwright install chromium), or the one whose path CHROMIUM names.
"""

import os
from urllib.parse import parse_qs, urlencode, urlsplit

from playwright.sync_api import sync_playwright

from mosip_mocks.steering import Mocks

CALLBACK = "http://localhost:3020/callback"


def authorize_url(mocks: Mocks) -> str:
    """Stands for the login button of your system."""
    parameters = {
        "client_id": "mock-client_id",
        "response_type": "code",
        "scope": "openid profile",
        "redirect_uri": CALLBACK,
        "acr_values": "mosip:idp:acr:generated-code",
        "state": "my-state",
    }
    return f"{mocks.esignet_url}/authorize?{urlencode(parameters)}"


def test_person_logs_in_through_the_page(mocks: Mocks, citizen) -> None:
    ana = citizen(fullName="Ana Lopes", birthDate="1990-02-03")
    with sync_playwright() as playwright:
        chromium = os.environ.get("CHROMIUM")
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = browser.new_page()
        page.route(f"{CALLBACK}**", lambda route: route.fulfill(body="Back", content_type="text/html"))
        page.goto(authorize_url(mocks))
        page.fill("#id-input", ana["uin"])
        page.click("#authenticate")
        page.wait_for_url(f"{CALLBACK}**")
        query = parse_qs(urlsplit(page.url).query)
        browser.close()

    assert query["state"] == ["my-state"]
    assert query["code"]
