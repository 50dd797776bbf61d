"""Dates by a pattern of Java's `SimpleDateFormat`, which MOSIP's policies have for the date of birth.

Letters: https://docs.oracle.com/en/java/javase/11/docs/api/java.base/java/text/SimpleDateFormat.html. `DD` is the day
of the year and `YYYY` the year of the week, which patterns from elsewhere often mean otherwise.
"""

import re
from calendar import day_abbr, day_name, month_abbr, month_name
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from types import MappingProxyType
from typing import Final

_TOKEN: Final = re.compile(r"'(?P<quoted>(?:[^']|'')*)'|(?P<letters>([A-Za-z])\3*)|(?P<other>[^A-Za-z']+)|(?P<bad>')")
_WORD: Final = 3
"""Letters from which on a month is a word; one more, and it is the whole word."""


class PatternError(ValueError):
    """No pattern, or one with letters that mean nothing for a day."""


def formatted_date(day: date, pattern: str) -> str:
    """The day, whose time is midnight. Raises `PatternError`."""
    return "".join(_written(day, token) for token in _TOKEN.finditer(pattern))


def _written(day: date, token: re.Match[str]) -> str:
    if token["bad"]:
        raise PatternError("the date pattern has a quote that nothing ends")
    if token["quoted"] is not None:
        return token["quoted"].replace("''", "'") or "'"
    if token["letters"] is None:
        return token["other"]
    letter, count = token["letters"][0], len(token["letters"])
    written = _FIELDS.get(letter)
    if written is None:
        raise PatternError(f"the letter {letter!r} of the date pattern is none that a day has")
    return written(day, count)


def _year(year: int, count: int) -> str:
    return f"{year % 100:02}" if count == 2 else f"{year:0{count}}"  # noqa: PLR2004 - two letters: two digits


def _week_year(day: date, count: int) -> str:
    """The year that most of the world outside ISO 8601 counts the week to: that of its Saturday."""
    return _year((day + timedelta(days=(5 - day.weekday()) % 7)).year, count)


def _month(day: date, count: int) -> str:
    if count > _WORD:
        return month_name[day.month]
    return month_abbr[day.month] if count == _WORD else f"{day.month:0{count}}"


def _at_midnight(number: int) -> Callable[[date, int], str]:
    return lambda _, count: f"{number:0{count}}"


_FIELDS: Final[Mapping[str, Callable[[date, int], str]]] = MappingProxyType(
    {
        "y": lambda day, count: _year(day.year, count),
        "Y": _week_year,
        "M": _month,
        "d": lambda day, count: f"{day.day:0{count}}",
        "D": lambda day, count: f"{day.timetuple().tm_yday:0{count}}",
        "E": lambda day, count: (day_name if count > _WORD else day_abbr)[day.weekday()],
        **dict.fromkeys("HmsS", _at_midnight(0)),
    }
)
