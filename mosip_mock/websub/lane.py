"""What waits for one subscription, in the order in which it is sent."""

import asyncio
from collections import deque

from msgspec import Struct, field

from mosip_mock.websub.queue import Attempt


class Lane(Struct):
    """Numbers of deliveries; their bodies stay in the store."""

    numbers: deque[int] = field(default_factory=deque)
    held: int | None = None
    """Held back by a fault until the next one was delivered."""
    freed: int | None = None
    """The one that was held back before; it is not held back again."""
    current: int | None = None
    is_pausing: bool = False
    """Whether the current one failed and waits for its next try."""
    last: Attempt | None = None
    worker: asyncio.Task[None] | None = None

    def all(self) -> list[int]:
        """Everything that waits, the one on its way included."""
        return [number for number in (self.current, self.held, *self.numbers) if number is not None]

    def add_again(self, number: int) -> None:
        """Put one behind the others, unless it still has its turn; the one on its way gets another."""
        if number != self.held and number not in self.numbers:
            self.numbers.append(number)

    def begun_anew(self) -> "Lane":
        """The same without the pause: what was to be tried again is first. The present worker is ended."""
        if self.worker is not None:
            self.worker.cancel()
        waiting = self.numbers if self.current is None else (self.current, *self.numbers)
        return Lane(numbers=deque(waiting), held=self.held, freed=self.freed, last=self.last)
