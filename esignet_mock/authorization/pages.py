"""Rendering the login pages. Jinja2 is loaded with the first page; everything shown is escaped."""

import re
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from starlette.responses import Response

from shared.pages.templates import marked, templates_in

if TYPE_CHECKING:
    from jinja2 import Environment
    from markupsafe import Markup

_TEMPLATES: Final = Path(__file__).parents[1] / "templates"
_CLAIM_TITLES: Final[Mapping[str, str]] = {
    "birthdate": "Date of birth",
    "email": "E-mail address",
    "individual_id": "UIN or VID",
    "picture": "Photo",
    "updated_at": "Last change",
}
"""Of claims whose name does not say it by itself."""
_SCHEME: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*", re.ASCII)


class Pages:
    """The templates, compiled once for each app."""

    def render(
        self, template: str, context: Mapping[str, Any], *, status: int = 200, returns_to: str = "", refresh: str = ""
    ) -> Response:
        """A page. `returns_to` is the redirect URI that a form of it may end at; `refresh` as in the header."""
        html = self._environment.get_template(template).render(context)
        headers = {**_HEADERS, "Content-Security-Policy": _policy(returns_to)}
        if refresh:
            headers["Refresh"] = refresh
        return Response(html, status, headers, media_type="text/html")

    @cached_property
    def _environment(self) -> "Environment":
        return templates_in(
            _TEMPLATES, marked=marked, sentence=_sentence, as_parameter=_as_parameter, claim_title=_claim_title
        )


_HEADERS: Final = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


def _sentence(text: str) -> "Markup":
    """An explanation's text: a large first letter, what stands between backticks as code, everything escaped."""
    return marked(text if text.startswith("e-Signet") else text[:1].upper() + text[1:])


def _claim_title(name: str) -> str:
    """What a person would call it."""
    return _CLAIM_TITLES.get(name) or name.replace("_", " ").capitalize()


def _as_parameter(where: str) -> str:
    """`request.clientId`, as the UI API says, is `client_id` in the address of the page."""
    if not where.startswith("request."):
        return where
    name, dot, rest = where.removeprefix("request.").partition(".")
    snake = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower()
    return f"query parameter {snake}{dot}{rest}"


def _policy(returns_to: str) -> str:
    """Nothing from elsewhere, nothing inline.

    Browsers hold redirects after a form against `form-action` too, however many follow: a relying party that sends
    the user on to its own front end would be stopped. So any http(s) target may follow, and the registered scheme.
    """
    scheme = urlsplit(returns_to).scheme if returns_to else ""
    own_scheme = f" {scheme}:" if _SCHEME.fullmatch(scheme) and scheme not in {"http", "https", "javascript"} else ""
    return (
        "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; frame-ancestors 'none'; "
        f"form-action 'self' http: https:{own_scheme}"
    )
