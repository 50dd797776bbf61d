"""From when until when an entry of the partner registry counts."""

from datetime import datetime
from typing import Final

from mosip_mock.idauthentication.errors import IdaCode
from mosip_mock.idauthentication.refusal import Finding, refused

LOOK_UP: Final = "`mosip-mocks partners list`, `api-keys list`, `misps list`, ... show what is registered"
"""How to see the entries, for the end of a sentence."""


def not_in_force(code: IdaCode, what: str, start: datetime | None, end: datetime | None, now: datetime) -> Finding:
    """The finding about something that has not begun, or has ended."""
    return refused(
        code,
        expected=f"{what} to be in force at {now:%Y-%m-%d %H:%M}",
        received=f"in force from {start or 'always'} until {end or 'always'}",
        where="path",
        why="it is checked against the server's time",
        mend="renew it; if the suite's clock was moved, reset it",
    )


def is_in_force(now: datetime, start: datetime | None, end: datetime | None) -> bool:
    """Whether it has begun and not ended; None stands for no limit."""
    return (start is None or now >= start) and (end is None or now <= end)
