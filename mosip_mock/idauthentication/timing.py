"""Time stamps of a request: their exact format and the window around the server's clock.

Source: mosip/mosip-config `authrequest.received-time-allowed.seconds` and `...-adjustment.seconds` (30 each);
mosip/id-authentication `BaseIDAFilter`/`IdInfoValidator` for pattern and comparison.
"""

import re
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import msgspec

from mosip_mock.idauthentication.errors import IdaCode
from mosip_mock.idauthentication.refusal import Finding, refused
from shared.shapes import shown

_PATTERN: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}(?:Z|[+-]\d\d:\d\d)", re.ASCII)


class TimeWindow(msgspec.Struct, frozen=True, kw_only=True):
    """How old a request may be, and how far clocks may differ in either direction."""

    allowed: timedelta = timedelta(seconds=30)
    adjustment: timedelta = timedelta(seconds=30)


def parse_time(text: object) -> datetime | None:
    """An instant from `yyyy-MM-dd'T'HH:mm:ss.SSSXXX`; None for anything else."""
    if not isinstance(text, str) or not _PATTERN.fullmatch(text):
        return None
    try:
        return datetime.fromisoformat(text).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def zone_of(text: object) -> timedelta:
    """The offset that a well-formed time stamp carries; none for anything else."""
    if parse_time(text) is None or not isinstance(text, str):
        return timedelta(0)
    return datetime.fromisoformat(text).utcoffset() or timedelta(0)


def time_finding(value: Any, name: str, now: datetime, window: TimeWindow) -> Finding | None:  # noqa: ANN401 - any JSON value
    """What is wrong with a time stamp (`requestTime`, `request/timestamp`, ...), if anything."""
    where = name.replace("/", ".")
    if value is None or value == "":
        return refused(
            IdaCode.MISSING,
            name,
            expected="the time of the request",
            received="nothing",
            where=where,
            why="old requests are refused, so that none can be replayed",
            mend="send e.g. 2026-01-31T10:15:30.123Z",
        )
    instant = parse_time(value)
    if instant is None:
        return refused(
            IdaCode.INVALID,
            name,
            expected="yyyy-MM-ddTHH:mm:ss.SSS with Z or +05:30: exactly three digits of a second and a zone",
            received=shown(value),
            where=where,
            why="the format is fixed; no fraction, more digits, or `+0530` do not parse",
            mend="send e.g. 2026-01-31T10:15:30.123Z",
        )
    skew = instant - now
    if -skew > window.allowed + window.adjustment:
        return _outside("", name, now, skew, window)
    if skew > window.adjustment:
        return _outside(f". Attribute: {name}", name, now, skew, window)
    return None


def _outside(attribute: str, name: str, now: datetime, skew: timedelta, window: TimeWindow) -> Finding:
    direction = "ahead of" if skew > timedelta(0) else "behind"
    before, after = _seconds(window.allowed + window.adjustment), _seconds(window.adjustment)
    return refused(
        IdaCode.TIME_WINDOW,
        (_seconds(window.allowed), attribute),
        expected=f"`{name}` between {before} s before and {after} s after {now:%Y-%m-%dT%H:%M:%S}Z, the suite's time",
        received=f"a time {_seconds(abs(skew))} s {direction} it",
        where=name.replace("/", "."),
        why="requests are accepted within the allowed time, with an adjustment for clocks that differ",
        mend="synchronise the client's clock; if the suite's clock was moved, `mosip-mocks clock reset`",
    )


def _seconds(duration: timedelta) -> str:
    return f"{duration.total_seconds():.0f}"
