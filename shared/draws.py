"""What the suite makes up while it runs: numbers, codes, identifiers, one-time passwords. Random, or from a seed.

With a seed (`MOCKS_SEED`) two runs of the same test see the same. Each purpose draws from a stream of its own, so that
work in the background does not shift what a request gets. A stream begins anew with each reset or restore; an app
that starts over what an earlier run left goes on with other streams, so that nothing is handed out twice. Keys,
nonces of ciphers and salts of signatures are always random.
"""

import base64
import uuid
from random import Random, SystemRandom
from typing import Final

import msgspec

from shared.store.protocol import Store, TableSpec

DRAWS: Final = TableSpec("draws", indexed=("app",))
"""One document for each time an app began to draw from a seed in this world."""


class Draw:
    """One stream."""

    __slots__ = ("_rng",)

    def __init__(self, rng: Random) -> None:
        self._rng = rng

    @property
    def rng(self) -> Random:
        """For whoever needs other draws than these."""
        return self._rng

    def number(self, below: int) -> int:
        """From 0 up."""
        return self.rng.randrange(below)

    def digits(self, length: int) -> str:
        """Such as an OTP."""
        return f"{self.number(10**length):0{length}d}"

    def letters(self, alphabet: str, length: int) -> str:
        """Such as a code that people read."""
        return "".join(self.rng.choice(alphabet) for _ in range(length))

    def token(self, size: int) -> str:
        """So many bytes in base64url without padding."""
        return base64.urlsafe_b64encode(self.rng.randbytes(size)).rstrip(b"=").decode()

    def hexadecimal(self, size: int) -> str:
        """So many bytes in hexadecimal."""
        return self.rng.randbytes(size).hex()

    def uuid(self) -> str:
        """A UUID of version 4 (RFC 9562)."""
        return str(uuid.UUID(bytes=self.rng.randbytes(16), version=4))


RANDOM: Final = Draw(SystemRandom())
"""For whoever has no world."""


class Draws:
    """The streams of one app in one world."""

    def __init__(self, store: Store, app: str, seed: str = "") -> None:
        self._store = store
        self._app = app
        self._seed = seed
        self._streams: dict[str, _Seeded] = {}
        self._start: int | None = None
        """How often this app had begun to draw before; None until it draws."""

    def of(self, purpose: str) -> Draw:
        """The stream for this purpose; whoever asks twice gets the same."""
        if not self._seed:
            return RANDOM
        return self._streams.setdefault(purpose, _Seeded(self, purpose))

    def restart(self) -> None:
        """Begin all streams anew, after the world was reset or restored."""
        self._start = None
        for stream in self._streams.values():
            stream.restart()

    def rng_of(self, purpose: str) -> Random:
        """The stream's numbers from its beginning. Writes down that the app began, once."""
        if self._start is None:
            with self._store.transaction():
                begun = self._store.table(DRAWS)
                self._start = len(begun.find("app", self._app))
                begun.insert(msgspec.json.encode({"app": self._app}))
        return Random(f"{self._seed}:{self._app}:{purpose}:{self._start}")


class _Seeded(Draw):
    """A stream that looks for its beginning when it is first drawn from."""

    __slots__ = ("_draws", "_known", "_purpose")

    def __init__(self, draws: Draws, purpose: str) -> None:
        super().__init__(RANDOM.rng)
        self._draws = draws
        self._purpose = purpose
        self._known: Random | None = None

    @property
    def rng(self) -> Random:
        if self._known is None:
            self._known = self._draws.rng_of(self._purpose)
        return self._known

    def restart(self) -> None:
        """Forget how far it got."""
        self._known = None
