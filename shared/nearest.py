"""Which known word somebody may have meant."""

from collections.abc import Iterable


def nearest(word: str, known: Iterable[str], *, most: int = 1, likeness: float = 0.6) -> list[str]:
    """The known words most like this one, the best first; `likeness` runs from 0 (anything) to 1 (equal)."""
    from difflib import get_close_matches  # noqa: PLC0415 - only a mistake needs it

    return get_close_matches(word, list(known), n=most, cutoff=likeness)
