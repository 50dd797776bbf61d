"""Time stamps of a request: their exact format and the window around the server's clock.

Source: mosip/mosip-config `authrequest.received-time-allowed.seconds` and `...-adjustment.seconds` (30 each);
mosip/id-authentication `BaseIDAFilter`/`IdInfoValidator` for pattern and comparison.
"""

import re
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from mosip_mock.idauthentication.errors import Finding, IdaCode, refused

_PATTERN: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}(?:Z|[+-]\d\d:\d\d)")
ALLOWED: Final = timedelta(seconds=30)
ADJUSTMENT: Final = timedelta(seconds=30)


def parse_time(text: object) -> datetime | None:
    """An instant from `yyyy-MM-dd'T'HH:mm:ss.SSSXXX`; None for anything else."""
    if not isinstance(text, str) or not _PATTERN.fullmatch(text):
        return None
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def time_finding(value: Any, name: str, now: datetime) -> Finding | None:  # noqa: ANN401 - any JSON value
    """What is wrong with a time stamp (`requestTime` or `request/timestamp`), if anything."""
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
            received=repr(value)[:60],
            where=where,
            why="the format is fixed; no fraction, more digits, or `+0530` do not parse",
            mend="send e.g. 2026-01-31T10:15:30.123Z",
        )
    skew = (instant.astimezone(UTC) - now).total_seconds()
    if timedelta(seconds=-skew) > ALLOWED + ADJUSTMENT:
        return _outside("", name, where, now, skew)
    if timedelta(seconds=skew) > ADJUSTMENT:
        return _outside(f". Attribute: {name}", name, where, now, skew)
    return None


def _outside(detail: str, name: str, where: str, now: datetime, skew: float) -> Finding:
    direction = "ahead of" if skew > 0 else "behind"
    return refused(
        IdaCode.TIME_WINDOW,
        detail,
        expected=f"`{name}` between 60 s before and 30 s after {now:%Y-%m-%dT%H:%M:%S}Z, the suite's time",
        received=f"a time {abs(skew):.0f} s {direction} it",
        where=where,
        why="requests are accepted within half a minute, with half a minute for clocks that differ",
        mend="synchronise the client's clock; if the suite's clock was moved, `mosip-mocks clock reset`",
    )
