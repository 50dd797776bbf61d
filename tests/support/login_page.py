"""A browser without a screen: finds the form on the login page, fills it in, keeps cookies, follows redirects.

It never requests the relying party's own address: what stands in that `Location` is what the relying party would see.
"""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from types import TracebackType
from typing import Final, Self
from urllib.parse import parse_qsl, urljoin, urlsplit

import httpx2

from tests.support.plain_http import plain_client

ID_INPUT: Final = "id-input"
AUTHENTICATE: Final = "authenticate"
_MOST_REDIRECTS: Final = 10


class LoginRefusedError(AssertionError):
    """The page did not send the user back; it shows something instead."""

    def __init__(self, answer: httpx2.Response, page: "Page") -> None:
        super().__init__(f"{answer.status_code} at {answer.request.url}: {page.text[:600]}")
        self.status = answer.status_code
        self.page = page
        self.explanation_id: str | None = answer.headers.get("X-Mock-Explain")


@dataclass(frozen=True)
class Redirected:
    """Where the user was sent: the relying party's address with what e-Signet appended."""

    url: str

    @property
    def parameters(self) -> dict[str, str]:
        return dict(parse_qsl(urlsplit(self.url).query, keep_blank_values=True))


@dataclass
class Form:
    """A form with its successful controls. `ids` leads from an element's id to its name."""

    action: str
    method: str
    fields: dict[str, str] = field(default_factory=dict)
    ids: dict[str, str] = field(default_factory=dict)
    buttons: dict[str, tuple[str, str]] = field(default_factory=dict)


class Page(HTMLParser):
    """The forms and the visible text of a page."""

    _VOID: Final = frozenset({"script", "style", "template", "title"})

    def __init__(self, html: str) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self._open: Form | None = None
        self._hidden = 0
        self._texts: list[str] = []
        self.feed(html)
        self.close()

    @property
    def text(self) -> str:
        return " ".join(" ".join(self._texts).split())

    def form_with(self, element_id: str) -> Form | None:
        """The form that holds this element."""
        return next((f for f in self.forms if element_id in f.ids or element_id in f.buttons), None)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag in self._VOID:
            self._hidden += 1
        elif tag == "form":
            self._open = Form(given.get("action", ""), given.get("method", "get").lower())
            self.forms.append(self._open)
        elif self._open is not None and tag in {"input", "button", "select", "textarea"}:
            self._add_control(self._open, tag, given)

    def handle_endtag(self, tag: str) -> None:
        if tag in self._VOID and self._hidden:
            self._hidden -= 1
        elif tag == "form":
            self._open = None

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self._texts.append(data)

    @staticmethod
    def _add_control(form: Form, tag: str, given: dict[str, str]) -> None:
        name, value = given.get("name", ""), given.get("value", "")
        kind = given.get("type", "submit" if tag == "button" else "text").lower()
        if kind in {"submit", "button", "image"}:
            if given.get("id"):
                form.buttons[given["id"]] = (name, value)
            return
        if given.get("id"):
            form.ids[given["id"]] = name
        ticked = kind not in {"checkbox", "radio"} or "checked" in given
        if name and ticked and "disabled" not in given:
            form.fields[name] = value


class Browser:
    """One user's browser: its cookies and the pages it walks through. Use as a context manager."""

    def __init__(self) -> None:
        self._http = plain_client(follow_redirects=False, headers={"Accept": "text/html"})

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._http.close()

    def open(self, url: str) -> tuple[httpx2.Response, Page]:
        """The page at this address, redirects inside e-Signet followed."""
        answer = self._http.get(url)
        for _ in range(_MOST_REDIRECTS):
            if not answer.is_redirect:
                break
            answer = self._http.get(urljoin(str(answer.request.url), answer.headers["Location"]))
        return answer, Page(answer.text)

    def log_in(self, authorize_url: str, individual_id: str, redirect_uri: str) -> Redirected:
        """Open the authorize page, type the number, press the button, come back.

        Raises `LoginRefusedError` when a page is shown instead: the request, or the person, was refused.
        """
        answer, page = self.open(authorize_url)
        form = page.form_with(ID_INPUT)
        if answer.status_code != 200 or form is None:
            raise LoginRefusedError(answer, page)
        assert AUTHENTICATE in form.buttons, f"no #{AUTHENTICATE} beside #{ID_INPUT}"
        return self._submit(str(answer.request.url), form, {form.ids[ID_INPUT]: individual_id}, redirect_uri)

    def _submit(self, page_url: str, form: Form, typed: dict[str, str], redirect_uri: str) -> Redirected:
        name, value = form.buttons[AUTHENTICATE]
        values = {**form.fields, **typed, **({name: value} if name else {})}
        target = urljoin(page_url, form.action) if form.action else page_url
        if form.method == "post":
            answer = self._http.post(target, data=values)
        else:
            answer = self._http.get(target.partition("?")[0], params=values)
        for _ in range(_MOST_REDIRECTS):
            if not answer.is_redirect:
                break
            location = urljoin(str(answer.request.url), answer.headers["Location"])
            if location.startswith(redirect_uri):
                return Redirected(location)
            answer = self._http.get(location)
        raise LoginRefusedError(answer, Page(answer.text))
