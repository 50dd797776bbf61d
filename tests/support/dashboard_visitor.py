"""Somebody in front of the dashboards, who notices what the browser complains of and whom it talks to."""

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from tests.support.suite import Suite


@dataclass
class DashboardVisitor:
    """One tab of a browser."""

    page: Any
    suite: Suite
    complaints: list[str] = field(default_factory=list)
    """What the browser said about the Content-Security-Policy, and scripts that failed."""
    strangers: list[str] = field(default_factory=list)
    """Addresses other than the mocks' own from which something was loaded."""

    def watch(self) -> None:
        """Begin to notice."""
        self.page.on("console", self._on_console)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("request", self._on_request)
        self.page.on("dialog", self._on_dialog)

    def _on_console(self, message: Any) -> None:
        # The browser also logs each page that is a 404, which some tests ask for.
        if message.type in {"error", "warning"} and "Failed to load resource" not in message.text:
            self.complaints.append(message.text)

    def _on_dialog(self, dialog: Any) -> None:
        self.complaints.append(f"a dialog: {dialog.message}")
        dialog.dismiss()

    def _on_request(self, request: Any) -> None:
        own = {urlsplit(url).netloc for url in (self.suite.mosip_url, self.suite.esignet_url)}
        if urlsplit(request.url).netloc not in own:
            self.strangers.append(request.url[:200])

    def open(self, path: str = "", *, app: str = "mosip") -> None:
        url = self.suite.mosip_url if app == "mosip" else self.suite.esignet_url
        self.page.goto(f"{url}/_mock/{path}")

    def is_live(self) -> None:
        """Wait for the stream of events."""
        self.page.wait_for_selector("#live-state:not([hidden])")

    def sees(self, text: str) -> None:
        """Wait for a text to appear."""
        self.page.get_by_text(text).first.wait_for()

    def unfold(self) -> None:
        """Open all that can be opened."""
        self.page.evaluate("document.querySelectorAll('details').forEach(part => { part.open = true; })")

    def tab_to(self, selector: str) -> None:
        """Press Tab until the focus is there."""
        for _ in range(80):
            if self.page.evaluate("s => document.activeElement.matches(s)", selector):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"Tab never reaches {selector}")

    def never_focused(self) -> list[str]:
        """Press Tab through the whole page: what could be used by mouse and got no focus, or none that is seen."""
        total: int = self.page.evaluate(_MARK)
        for _ in range(4 * total + 8):  # a date field is several stops
            self.page.keyboard.press("Tab")
            if self.page.evaluate(_NOTE):
                break
        missed: list[str] = self.page.evaluate(_MISSED)
        return missed


_MARK = """
() => {
  document.activeElement?.blur?.();
  window.scrollTo(0, 0);
  const all = [...document.querySelectorAll("a[href], button, input, select, summary, [tabindex='0']")];
  const shown = all.filter(e => e.checkVisibility({visibilityProperty: true}));
  shown.forEach(e => e.dataset.waits = "");
  return shown.length;
}
"""
_NOTE = """
() => {
  const e = document.activeElement;
  const style = getComputedStyle(e);
  const marked = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
  if (marked) delete e.dataset.waits;
  return document.querySelector("[data-waits]") === null;
}
"""
_MISSED = "() => [...document.querySelectorAll('[data-waits]')].map(e => e.outerHTML.slice(0, 120))"
