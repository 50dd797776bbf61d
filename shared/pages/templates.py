"""Templates in which everything shown is escaped. Jinja2 is loaded with the first page."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from jinja2 import Environment
    from markupsafe import Markup


def templates_in(directory: Path, **filters: Callable[..., Any]) -> "Environment":
    """The templates of a folder; a name that a page was not given is an error, not an empty text."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined  # noqa: PLC0415 - 22 ms, at the first page

    environment = Environment(
        loader=FileSystemLoader(directory),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(filters)
    return environment


def marked(text: str) -> "Markup":
    """An explanation's text: what stands between backticks as code, everything escaped."""
    from markupsafe import Markup, escape  # noqa: PLC0415 - comes with jinja2

    parts = text.split("`")
    if len(parts) % 2 == 0:
        return escape(text)
    return Markup().join(
        Markup("<code>{}</code>").format(part) if i % 2 else escape(part) for i, part in enumerate(parts)
    )
