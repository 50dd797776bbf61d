"""How a fault rule is refused: what was expected, what came, and the nearest valid names."""

from collections.abc import Iterable

from shared.control.explanation import Explanation
from shared.nearest import nearest
from shared.wire import WireError


def unknown(where: str, received: str, known: Iterable[str]) -> WireError:
    """For a name that is none of those that are known."""
    names = sorted(set(known))
    near = nearest(received, names, most=5, likeness=0.4) or names[:12]
    return refused(
        where,
        "one of the suite's own names",
        received,
        "the rule would never act",
        f"nearest: {', '.join(near)}" if near else "there is none yet",
    )


def refused(where: str, expected: str, received: str, why: str, mend: str) -> WireError:
    """For anything else about a rule."""
    return WireError(Explanation(expected=expected, received=received, where=where, why=why, mend=mend))
