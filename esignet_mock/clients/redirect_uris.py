"""Matching a redirect URI with the registered Ant patterns (Spring's `AntPathMatcher`, case-sensitive).

`?` stands for one character, `*` for any number within a segment, a segment `**` for any number of segments. Empty
segments count for nothing, so `http://localhost:*/**` also takes `http://localhost:3000`.
"""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Final
from urllib.parse import urlsplit

_AUTHORITY: Final = 1
_NEVER_BY_WILDCARD: Final = "@\\?#"
"""What would let a wildcard in the host stand for somebody else's host, as in `localhost:x@evil.example`."""
MAX_URI_LENGTH: Final = 4096


@lru_cache(maxsize=256)  # a relying party has few redirect URIs and sends them with each request
def is_absolute_url(uri: str) -> bool:
    """Scheme and authority, no blanks or control characters; any scheme, so that apps may register their own."""
    if len(uri) > MAX_URI_LENGTH or any(c <= " " or c in '\x7f"<>\\' or "\ud800" <= c <= "\udfff" for c in uri):
        return False
    try:
        parts = urlsplit(uri)
        _ = parts.port
    except ValueError:
        return False
    return bool(parts.scheme and parts.netloc) and uri[0].isalpha()


def matches_any(patterns: Iterable[str], uri: str) -> bool:
    """Whether one of the registered patterns covers this URI."""
    return any(pattern == uri or matches(pattern, uri) for pattern in patterns)


@lru_cache(maxsize=1024)
def matches(pattern: str, uri: str) -> bool:
    """Whether the pattern covers this URI."""
    wanted = [s for s in pattern.split("/") if s]
    given = [s for s in uri.split("/") if s]
    if pattern.endswith("/") != uri.endswith("/") and "**" not in wanted:
        return False
    # Cell i: the segments seen so far are covered by the first i pattern segments.
    reached = [True, *(all(s == "**" for s in wanted[: i + 1]) for i in range(len(wanted)))]
    for position, segment in enumerate(given):
        following = [False] * (len(wanted) + 1)
        for i, part in enumerate(wanted, 1):
            if part == "**":
                following[i] = following[i - 1] or reached[i] or reached[i - 1]
            elif reached[i - 1] and _covers(part, segment, in_authority=position == _AUTHORITY):
                following[i] = True
        reached = following
    return reached[-1]


def _covers(pattern: str, segment: str, *, in_authority: bool) -> bool:
    """One segment, by the usual two fingers: a mismatch lets the latest `*` take one character more."""
    if in_authority and pattern != segment and any(c in segment for c in _NEVER_BY_WILDCARD):
        return False
    at, star, resumed = 0, -1, 0
    here = 0
    while here < len(segment):
        if at < len(pattern) and pattern[at] == "*":
            star, resumed = at, here
            at += 1
        elif at < len(pattern) and pattern[at] in ("?", segment[here]):
            at, here = at + 1, here + 1
        elif star >= 0:
            resumed += 1
            at, here = star + 1, resumed
        else:
            return False
    return all(c == "*" for c in pattern[at:])


def nearest(patterns: Sequence[str], uri: str) -> str | None:
    """The registered pattern that shares the longest beginning with the URI, for an explanation."""
    return max(patterns, key=lambda pattern: _common(pattern, uri), default=None)


def _common(left: str, right: str) -> int:
    return next((i for i, (a, b) in enumerate(zip(left, right, strict=False)) if a != b), min(len(left), len(right)))
