"""The control API's listings: `{"items": [...], "total": n}`, `limit` and `offset`."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import Response

from shared.control.explanation import Explanation
from shared.wire import WireError, json_response, query_of

_LARGEST: Final = 10_000_000


def listing(request: Request, items: Sequence[Any]) -> Response:
    """These items, or those that `limit` and `offset` ask for. Raises `WireError`."""
    query = query_of(request)
    offset = whole_number(query, "offset", 0)
    shown = items[offset : offset + whole_number(query, "limit", len(items))]
    return json_response({"items": shown, "total": len(items)})


def one_of(query: Mapping[str, str], name: str, choices: Sequence[str]) -> str | None:
    """A query parameter with one of these values; None when it is left out. Raises `WireError`."""
    text = query.get(name) or None
    if text is not None and text not in choices:
        raise WireError(
            Explanation(
                expected=f"one of {', '.join(choices)}",
                received=repr(text[:40]),
                where=f"query parameter {name}",
                why="the listing is narrowed down by it",
                mend=f"leave `{name}` out, or send one of them",
            )
        )
    return text


def known_only(query: Mapping[str, str], names: Sequence[str]) -> None:
    """Refuse a parameter that is none of these, so that a misspelt one does not list everything. Raises `WireError`."""
    for name in query:
        if name not in names:
            raise WireError(
                Explanation(
                    expected=f"one of {', '.join(names)}",
                    received=repr(name[:40]),
                    where="query",
                    why="the listing is narrowed down by its parameters",
                    mend=f"leave `{name[:40]}` out",
                )
            )


def whole_number(query: Mapping[str, str], name: str, default: int) -> int:
    """A query parameter as a number from 0 up. Raises `WireError`."""
    text = query.get(name)
    if text is None or text == "":
        return default
    if not (text.isascii() and text.isdigit()) or int(text[:20]) > _LARGEST:
        raise WireError(
            Explanation(
                expected="a whole number from 0 up",
                received=repr(text[:40]),
                where=f"query parameter {name}",
                why="it counts items",
                mend=f"leave `{name}` out, or send digits",
            )
        )
    return int(text)
