"""Endpoints as rules name them: a path in which `*` stands for anything and `{x}` for one segment.

`{tail}` is a segment and whatever follows it, as in the paths of ID authentication.
"""

import re
from functools import lru_cache
from typing import Final

_WILD: Final = re.compile(r"(\*|\{[^}/]*\})")
_REST: Final = "{tail}"


def meets(pattern: str, path: str) -> bool:
    """Whether a request to this path is one to the endpoint."""
    return _compiled(pattern).fullmatch(path) is not None


def could_meet(pattern: str, template: str) -> bool:
    """Whether some path of this template may be one to the endpoint."""
    if "*" in pattern:
        literal, start = pattern.partition("*")[0], template.partition("{")[0]
        is_open = "{" in template and (literal.startswith(start) or start.startswith(literal))
        return is_open or meets(pattern, template)
    wanted, known = pattern.split("/"), template.split("/")
    if known[-1] == _REST and len(wanted) >= len(known):
        known.pop()
        del wanted[len(known) :]
    return len(wanted) == len(known) and all(map(_is_same, wanted, known))


def _is_same(wanted: str, known: str) -> bool:
    return wanted == known or any(_WILD.fullmatch(segment) for segment in (wanted, known))


@lru_cache(maxsize=256)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile("".join(_expression(part) for part in _WILD.split(pattern)), re.DOTALL)


def _expression(part: str) -> str:
    if not _WILD.fullmatch(part):
        return re.escape(part)
    return {"*": ".*", _REST: ".+"}.get(part, "[^/]+")
