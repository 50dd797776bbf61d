"""The suite's clock: real time plus an offset, or frozen. One clock for both apps, kept in the store.

Everything that expires or waits asks this clock, so advancing it in one app moves both.
"""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Final, Protocol

import msgspec

from shared.store.protocol import Store, TableSpec

CLOCK: Final = TableSpec("clock")
_POLL: Final = 0.2  # seconds between looks at whether another process moved the clock
EARLIEST: Final = datetime(1970, 1, 1, tzinfo=UTC)
LATEST: Final = datetime(9000, 1, 1, tzinfo=UTC)
"""Far enough from the ends of the calendar for whatever is reckoned from the time."""


class ClockRangeError(ValueError):
    """A time that the clock does not take."""

    def __init__(self) -> None:
        super().__init__(f"the time of the mocks stays between the years {EARLIEST.year} and {LATEST.year}")


class Clock(Protocol):
    """What domain code asks for the time."""

    def now(self) -> datetime:
        """The suite's time, aware, in UTC."""
        ...


class ClockState(msgspec.Struct, frozen=True, rename="camel", omit_defaults=True):
    """How far the suite's time is from real time; when frozen, the instant at which it stands."""

    offset_seconds: float = 0.0
    frozen_at: datetime | None = None


class SuiteClock:
    """The clock of one store."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._table = store.table(CLOCK)
        self._version: tuple[int, ...] | None = None
        self._state = ClockState()
        self._changed = asyncio.Event()

    def state(self) -> ClockState:
        """The present setting, also when another process made it."""
        version = self._store.version()
        if version != self._version:
            record = next(self._table.scan(), None)
            self._state = msgspec.json.decode(record.raw, type=ClockState) if record else ClockState()
            self._version = version
        return self._state

    def now(self) -> datetime:
        """The suite's time, aware, in UTC."""
        state = self.state()
        if state.frozen_at is not None:
            return state.frozen_at
        now = datetime.now(UTC)
        return now + timedelta(seconds=state.offset_seconds) if state.offset_seconds else now

    def advance(self, by: timedelta) -> datetime:
        """Move the suite's time forward (or back); the new time. Raises `ClockRangeError`."""
        try:
            to = _within_range(self.now() + by)
        except OverflowError as error:
            raise ClockRangeError from error
        state = self.state()
        if state.frozen_at is not None:
            self._set(ClockState(state.offset_seconds, to))
        else:
            self._set(ClockState(state.offset_seconds + by.total_seconds()))
        return self.now()

    def set(self, to: datetime) -> datetime:
        """Let the suite's time be `to` now and run on from there (or stand there, if frozen).

        Raises `ClockRangeError`.
        """
        if self.state().frozen_at is not None:
            return self.freeze(to)
        self._set(ClockState((_within_range(to) - datetime.now(UTC)).total_seconds()))
        return self.now()

    def set_offset(self, seconds: float) -> datetime:
        """Let the suite's time be so far from real time, to the digit, and run on (or stand there, if frozen).

        Raises `ClockRangeError` or `OverflowError`.
        """
        to = _within_range(datetime.now(UTC) + timedelta(seconds=seconds))
        if self.state().frozen_at is not None:
            return self.freeze(to)
        self._set(ClockState(seconds))
        return self.now()

    def freeze(self, at: datetime | None = None) -> datetime:
        """Stop the suite's time, here or at the given instant. Raises `ClockRangeError`."""
        instant = _within_range(at or self.now()).astimezone(UTC)
        self._set(ClockState(self.state().offset_seconds, instant))
        return instant

    def resume(self) -> datetime:
        """Let a frozen clock run on from where it stands."""
        frozen_at = self.state().frozen_at
        if frozen_at is not None:
            self._set(ClockState((frozen_at - datetime.now(UTC)).total_seconds()))
        return self.now()

    def reset(self) -> datetime:
        """Back to real time."""
        self._set(ClockState())
        return self.now()

    async def sleep_until(self, when: datetime) -> None:
        """Wait until the suite's time is `when`: real waiting, or somebody advancing the clock."""
        while (remaining := (when - self.now()).total_seconds()) > 0:
            changed = self._changed
            try:
                await asyncio.wait_for(changed.wait(), min(remaining, _POLL))
            except TimeoutError:
                continue

    def _set(self, state: ClockState) -> None:
        with self._store.transaction():
            record = next(self._table.scan(), None)
            raw = msgspec.json.encode(state)
            if record:
                self._table.replace(record.id, raw)
            else:
                self._table.insert(raw)
        self._version = None
        self._changed.set()
        self._changed = asyncio.Event()


def _within_range(instant: datetime) -> datetime:
    if not EARLIEST <= instant <= LATEST:
        raise ClockRangeError
    return instant
