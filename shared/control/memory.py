"""What an app keeps in memory besides the store, forgotten when the world goes back to another state.

The apps share the store, not their memory: whichever process resets or restores, each app sees it in the store before
it handles its next request, and forgets codes, tokens, transactions, replay caches and journal.
"""

import asyncio
import logging
from collections.abc import Callable
from typing import Final

from shared.control.journal import Journal
from shared.draws import Draws
from shared.store.protocol import Store, StoreError

_SECONDS_BETWEEN_LOOKS: Final = 0.5
Forget = Callable[[], None]

_log = logging.getLogger("mocks.memory")


class Memory:
    """One app's memory of one world."""

    def __init__(self, store: Store, journal: Journal, draws: Draws) -> None:
        self._store = store
        self._journal = journal
        self._draws = draws
        self._epoch = store.epoch()
        self._forgets: tuple[Forget, ...] = ()

    def holds(self, *forgets: Forget) -> None:
        """Call these, too, when the world was reset: whoever keeps something in memory says so when it is made."""
        self._forgets = (*self._forgets, *forgets)

    def follow_store(self) -> None:
        """Forget everything if the world was reset since the last call. Costs no `stat` of its own in a request."""
        epoch = self._store.epoch()
        if epoch == self._epoch:
            return
        self._epoch = epoch
        self._draws.restart()
        self._journal.restart()
        for forget in self._forgets:
            forget()

    async def watch(self) -> None:
        """Follow the store without requests, for an app that works in the background."""
        while True:
            await asyncio.sleep(_SECONDS_BETWEEN_LOOKS)
            try:
                self.follow_store()
            except StoreError as error:
                _log.error("%s", error)
