"""Spans of time and instants as people type them."""

import re
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final

import click
from typing_extensions import override

_UNITS: Final = {
    "w": timedelta(weeks=1), "d": timedelta(days=1), "h": timedelta(hours=1),
    "m": timedelta(minutes=1), "s": timedelta(seconds=1),
}  # fmt: skip
_SPAN: Final = re.compile(r"(?P<sign>[+-]?)(?P<parts>(?:\d{1,9}(?:\.\d{1,6})?[wdhms])+|\d{1,12})")
_PART: Final = re.compile(r"(\d+(?:\.\d+)?)([wdhms])")
_LONGEST: Final = timedelta(days=366 * 100)


class Span(click.ParamType[timedelta]):
    """`90`, `90s`, `2h30m`, `-1d`."""

    name = "span"

    @override
    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> timedelta:
        if isinstance(value, timedelta):
            return value
        text = str(value).strip()
        matched = _SPAN.fullmatch(text)
        if not matched:
            self.fail(f"'{text}' is no span of time such as 90s, 10m, 2h30m, 1d or -1w", param, ctx)
        parts = _PART.findall(matched["parts"]) or [(matched["parts"], "s")]
        span = sum((float(n) * _UNITS[unit] for n, unit in parts), timedelta())
        if span > _LONGEST:
            self.fail(f"'{text}' is more than a hundred years", param, ctx)
        return -span if matched["sign"] == "-" else span


class Instant(click.ParamType[datetime]):
    """`2030-01-31`, `2030-01-31T08:00`, `2030-01-31T08:00:00Z`. Without a zone it is UTC."""

    name = "instant"

    @override
    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        if isinstance(value, datetime):
            return value
        text = str(value).strip()
        try:
            instant = (
                datetime.combine(date.fromisoformat(text), time())
                if len(text) == len("2030-01-31")
                else datetime.fromisoformat(text)
            )
            instant = instant if instant.tzinfo else instant.replace(tzinfo=UTC)
            return instant.astimezone(UTC)
        except (ValueError, OverflowError):
            self.fail(f"'{text}' is no instant such as 2030-01-31 or 2030-01-31T08:00:00Z", param, ctx)
