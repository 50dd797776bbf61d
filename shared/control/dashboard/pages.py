"""Rendering the dashboard's pages. Jinja2 is loaded with the first page; everything shown is escaped."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import msgspec
from starlette.responses import Response

from shared.citizens.languages import two_letters
from shared.pages.templates import marked, templates_in

if TYPE_CHECKING:
    from jinja2 import Environment
    from markupsafe import Markup

_TEMPLATES: Final = Path(__file__).parent / "templates"
_LONGEST: Final = 20_000
_HEADERS: Final = {
    "Cache-Control": "no-store",
    # A form must tell its origin to the guard, which `no-referrer` would hide.
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
}
_FAILED: Final = 400
_SUCCESS: Final = range(200, 300)


class Pages:
    """The templates, compiled once for each app."""

    def render(self, template: str, context: Mapping[str, Any], *, status: int = 200) -> Response:
        """A page that may load nothing but this app's own files."""
        return Response(self.html(template, context), status, _HEADERS, media_type="text/html")

    def html(self, template: str, context: Mapping[str, Any]) -> str:
        """The page's text."""
        return self._environment.get_template(template).render(context)

    @cached_property
    def _environment(self) -> "Environment":
        return templates_in(
            _TEMPLATES,
            moment=moment,
            pretty=pretty,
            outcome=outcome,
            failure=failure,
            words=words,
            marked=marked,
            wrapping=wrapping,
            two_letters=two_letters,
        )


def from_text(html: str) -> Response:
    """A response around a page that was rendered before."""
    return Response(html, 200, _HEADERS, media_type="text/html")


def moment(value: str | datetime | None) -> str:
    """An instant as people read it: `2026-03-01 08:15:02` (UTC)."""
    if value is None:
        return ""
    instant = datetime.fromisoformat(value) if isinstance(value, str) else value
    return instant.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S")


def pretty(value: Any) -> str:  # noqa: ANN401 - any JSON value, or a body as text
    """JSON indented; other text as it is; both cut where nobody reads on."""
    text = value if isinstance(value, str) else msgspec.json.encode(value).decode()
    with suppress(msgspec.DecodeError):
        text = msgspec.json.format(text, indent=2)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}\n... ({len(text) - _LONGEST} characters more)"


def outcome(exchange: Mapping[str, Any]) -> str:
    """`refused`, `tolerated`, `faulty`, `failed` or `fine`: the colour of an exchange, and a word beside it."""
    if exchange["faults"]:
        return "faulty"
    if exchange["refused"]:
        return "failed" if exchange["direction"] == "outbound" else "refused"
    if exchange["tolerated"]:
        return "tolerated"
    status = exchange["status"]
    if status is None:
        return "open"
    return "failed" if status >= _FAILED else "fine"


def failure(attempts: Sequence[Mapping[str, Any]]) -> str:
    """What was answered to the last attempt to deliver, and what follows; empty if it arrived or nobody tried."""
    last = attempts[-1] if attempts else None
    if last is None or last["status"] in _SUCCESS:
        return ""
    return f"{last['status'] or ''} {last['answer']}: {last['nextStep']}".strip()


def words(value: str) -> str:
    """`uin-generated`, `DEACTIVATED` as words: `uin generated`, `deactivated`."""
    return value.replace("-", " ").replace("_", " ").lower()


def wrapping(path: str) -> "Markup":
    """A path that may be broken after its slashes, everything escaped."""
    from markupsafe import Markup, escape  # noqa: PLC0415 - comes with jinja2

    return Markup("/<wbr>").join(escape(part) for part in path.split("/"))
