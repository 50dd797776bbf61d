"""`limit` and `offset` of the control API's listings."""

from collections.abc import Mapping
from typing import Final

from shared.control.explanation import Explanation
from shared.wire import WireError

_LARGEST: Final = 10_000_000


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
