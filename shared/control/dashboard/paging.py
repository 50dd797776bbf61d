"""Listings by pages: the links to the pages before and after."""

from typing import Any, Final
from urllib.parse import urlencode

PAGE: Final = 50
"""Items on a page."""


def paging(query: dict[str, str], offset: int, total: int) -> dict[str, Any]:
    """The links to the pages before and after."""
    others = {name: value for name, value in query.items() if name not in {"offset", "done"} and value}

    def link(to: int) -> str:
        return "?" + urlencode(others | {"offset": str(to)})

    return {
        "total": total,
        "first": offset + 1,
        "last": min(offset + PAGE, total),
        "previous": link(max(0, min(offset, _after(total)) - PAGE)) if offset else "",
        "next": link(offset + PAGE) if offset + PAGE < total else "",
    }


def _after(total: int) -> int:
    """The offset of the page behind the last one, to come back from beyond the end."""
    return -(-total // PAGE) * PAGE
