"""A real Chromium in front of running mocks, and a relying party that says that the user is back."""

import json
import re
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest

from tests.support.control import Control
from tests.support.dashboard_visitor import DashboardVisitor
from tests.support.suite import RunningApp, Suite

sync_api = pytest.importorskip("playwright.sync_api")
CHROMIUM = Path("/usr/bin/chromium")
_LONGEST_WAIT = 30_000
"""Milliseconds; a machine may have other things to do."""
OTP = "mosip:idp:acr:generated-code"


@pytest.fixture(scope="session")
def esignet(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningApp]:
    with RunningApp("esignet_mock", tmp_path_factory.mktemp("e2e") / "mocks") as app:
        yield app


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    if not CHROMIUM.exists():
        pytest.skip(f"no browser at {CHROMIUM}")
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"])
        yield browser
        browser.close()


class _RelyingParty(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        body = b"<!doctype html><title>Back</title><h1>Back at the relying party</h1>"
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the signature of the base class
        """Quiet."""


@pytest.fixture(scope="session")
def callback() -> Iterator[str]:
    """The redirect URI, at a port that the system chooses."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _RelyingParty)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    yield f"http://localhost:{server.server_address[1]}/drafts/5f1d8f9c/birth"
    server.shutdown()
    server.server_close()


@dataclass
class Visitor:
    """A user with a browser of their own."""

    page: Any
    esignet: RunningApp
    callback: str
    dialogs: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    """What the browser had to say about the Content-Security-Policy, and scripts that failed."""

    def authorize_url(self, **changes: str | None) -> str:
        parameters: dict[str, str | None] = {
            "client_id": "mock-client_id",
            "response_type": "code",
            "scope": "openid profile",
            "redirect_uri": self.callback,
            "state": "s1",
            "acr_values": OTP,
            "prompt": "consent",
            "claims": json.dumps({"userinfo": {"name": {"essential": True}, "birthdate": None}}),
            **changes,
        }
        return f"{self.esignet.url}/authorize?{urlencode({n: v for n, v in parameters.items() if v is not None})}"

    def open(self, **changes: str | None) -> None:
        self.page.goto(self.authorize_url(**changes))

    def returned(self) -> dict[str, str]:
        """What came back to the relying party.

        The address is what counts: a second click breaks off the navigation that the first one began, on which a wait
        for that navigation fails though the second one arrives.
        """
        there = re.compile(f"^{re.escape(self.callback)}")
        sync_api.expect(self.page).to_have_url(there, timeout=_LONGEST_WAIT)
        return dict(parse_qsl(urlsplit(self.page.url).query))

    def press(self, selector: str) -> None:
        """Click what leads to another page, and return once that is there."""
        with self.page.expect_navigation():
            self.page.click(selector)

    def enter(self) -> None:
        """Press Enter on what has the focus and leads to another page, and return once that is there."""
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    def has_focus_on(self, selector: str) -> None:
        """Wait for a page to put the focus there by itself."""
        self.page.wait_for_selector(f"{selector}:focus")

    def step_by_step(self, individual_id: str) -> None:
        """Number, then an OTP that is sent."""
        self.page.fill("#id-input", individual_id)
        self.press("#step-by-step")
        self.press("#send-otp")

    def enter_otp(self, otp: str) -> None:
        self.page.fill("#challenge", otp)
        self.press("#verify")

    def dismiss(self, dialog: Any) -> None:
        self.dialogs.append(dialog.message)
        dialog.dismiss()

    @property
    def control(self) -> Control:
        return Control(self.esignet.url)


@pytest.fixture
def visit(esignet: RunningApp, chromium: Any, callback: str) -> Iterator[Any]:
    """Visitors: `visit(viewport={...}, color_scheme="dark", java_script_enabled=False)`."""
    contexts = []

    def start(**options: Any) -> Visitor:
        context = chromium.new_context(**options)
        contexts.append(context)
        visitor = Visitor(context.new_page(), esignet, callback)
        visitor.page.on("dialog", visitor.dismiss)
        visitor.page.on(
            "console",
            lambda message: visitor.complaints.append(message.text) if "Content Security" in message.text else None,
        )
        visitor.page.on("pageerror", lambda error: visitor.complaints.append(str(error)))
        visitor.page.set_default_timeout(_LONGEST_WAIT)
        return visitor

    yield start
    for context in contexts:
        context.close()


@pytest.fixture
def visitor(visit: Any) -> Visitor:
    """A user whose browser runs no scripts: the pages need none."""
    started: Visitor = visit(java_script_enabled=False)
    return started


@pytest.fixture
def browse(chromium: Any) -> Iterator[Callable[..., DashboardVisitor]]:
    """Visitors of the dashboards: `browse(suite, viewport={...}, color_scheme="dark")`.

    At the end nothing was loaded from elsewhere, no policy was violated and no script had failed.
    """
    visitors: list[DashboardVisitor] = []

    def start(suite: Suite, **options: Any) -> DashboardVisitor:
        context = chromium.new_context(**options)
        visitor = DashboardVisitor(context.new_page(), suite)
        visitors.append(visitor)
        visitor.watch()
        visitor.page.set_default_timeout(_LONGEST_WAIT)
        return visitor

    yield start
    for visitor in visitors:
        visitor.page.context.close()
    assert [c for v in visitors for c in v.complaints] == []
    assert [a for v in visitors for a in v.strangers] == []
