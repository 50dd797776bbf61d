"""One world: the population, the keys, the clock and the journal that an app (or the CLI) works on."""

from collections.abc import Callable, Collection
from pathlib import Path
from typing import Final

import msgspec
from msgspec import Struct

from shared.citizens.population import Population
from shared.control.clock import SuiteClock
from shared.control.exchange import Exchange
from shared.control.faults.registry import Faults
from shared.control.journal import Journal
from shared.control.memory import Memory
from shared.control.outbox import Outbox
from shared.control.tolerances import Tolerances
from shared.draws import Draws
from shared.jwks.keyring import KeyRing, keys_directory
from shared.store.database import open_store
from shared.store.protocol import Store, StoreError, TableSpec

WORLD: Final = TableSpec("world")
KEPT_BY_RESET: Final = ("topics", "subscriptions")
"""Tables that survive a reset: a subscriber that runs, such as OpenCRVS, subscribes when it starts and never again."""
SPACES: Final = "spaces"
"""Folder of the data directory with a store for each space."""


class World(Struct, frozen=True, kw_only=True):
    """What both apps share, each process with its own handle on the same files."""

    data_dir: Path
    store: Store
    citizens: Population
    keys: KeyRing
    clock: SuiteClock
    journal: Journal
    outbox: Outbox
    faults: Faults
    draws: Draws
    memory: Memory

    def reset(self, keep: Collection[str] = KEPT_BY_RESET) -> None:
        """Return to the first start, except for the tables named in `keep`; each app forgets its memory."""
        self.store.reset(keep)
        self.memory.follow_store()

    def restore(self, name: str) -> None:
        """Return to the snapshot of this name; each app forgets its memory. Raises `StoreError` if there is none."""
        self.store.restore(name)
        self.memory.follow_store()

    def close(self) -> None:
        """Let go of the files."""
        self.store.close()


def open_world(
    data_dir: Path,
    *,
    app: str = "cli",
    sync: bool = False,
    journal_size: int = 1000,
    tolerances: Tolerances | None = None,
    space: str = "",
    journal_file: Path | None = None,
    seed: str = "",
) -> World:
    """Open the data directory, making store, cast and keys on first use.

    A `space` has a store of its own and shares the keys. What is made up comes from the `seed`, if there is one.

    Raises `StoreError` and `KeyRingError` with one sentence on what is wrong and what to do.
    """
    store = open_store(data_dir / SPACES / space if space else data_dir, sync=sync)
    clock = SuiteClock(store)
    draws = Draws(store, app, seed)
    citizens = Population(store, draws.of("citizens"))
    journal = Journal(app, clock, size=journal_size, tolerances=tolerances, write=_writer(journal_file, app))
    _populate_once(store, citizens, clock)
    return World(
        data_dir=data_dir,
        store=store,
        citizens=citizens,
        keys=KeyRing(keys_directory(data_dir)),
        clock=clock,
        journal=journal,
        outbox=Outbox(store, clock),
        faults=Faults(store, clock, draws.of("faults"), uin_of=citizens.uin_of),
        draws=draws,
        memory=Memory(store, journal, draws),
    )


def _writer(journal_file: Path | None, app: str) -> Callable[[Exchange], None] | None:
    if journal_file is None:
        return None
    from shared.control.journal_file import JournalFile  # noqa: PLC0415 - few want the file

    try:
        return JournalFile(journal_file, app).write
    except OSError as error:
        raise StoreError(f"the journal file {journal_file} cannot be written ({error.strerror})") from error


def _populate_once(store: Store, citizens: Population, clock: SuiteClock) -> None:
    """The documented cast, at the very first start, by whichever process comes first."""
    made = store.table(WORLD)
    if made.count():
        return
    from shared.citizens.personas import seed_cast  # noqa: PLC0415 - only the first start needs it

    with store.transaction():
        if made.count():
            return
        seed_cast(citizens, clock.now().date())
        made.insert(msgspec.json.encode({"madeAt": clock.now()}))
    store.mark_baseline()
