"""Settings that both apps have. Each app's own settings add to these."""

from pathlib import Path
from urllib.parse import urlsplit

from msgspec import Struct, field

from shared.control.tolerances import Tolerances, parse_tolerances

SPACE_PREFIX = "/_space/"
"""Path in front of everything in a space; its name follows."""
LOOPBACK_HOSTS = frozenset({"127.0.0.1", "localhost", "::1"})


class Addresses(Struct, frozen=True, kw_only=True):
    """Where one app is found: by browsers (`public`), by containers (`internal`), by whoever knows its port.

    All are base URLs without a slash at the end. A token or assertion may name any of them as audience.
    """

    public: str
    internal: str
    bound: str

    def all(self) -> tuple[str, ...]:
        """Each base URL under which this app accepts to be addressed, the public one first."""
        bases = dict.fromkeys((self.public, self.internal, self.bound))
        for base in tuple(bases):
            bases.update(dict.fromkeys(_loopback_spellings(base)))
        return tuple(bases)

    def inside(self, prefix: str) -> "Addresses":
        """The same addresses with a path behind them."""
        return Addresses(public=self.public + prefix, internal=self.internal + prefix, bound=self.bound + prefix)


def _loopback_spellings(base: str) -> tuple[str, ...]:
    """`localhost` and `127.0.0.1` are one place, and clients write either."""
    parts = urlsplit(base)
    if parts.hostname not in LOOPBACK_HOSTS:
        return ()
    port = f":{parts.port}" if parts.port else ""
    return tuple(f"{parts.scheme}://{host}{port}{parts.path}" for host in ("localhost", "127.0.0.1"))


class SuiteSettings(Struct, frozen=True, kw_only=True):
    """What both apps need to know. Durations are seconds, sizes bytes."""

    addresses: Addresses
    data_dir: Path = Path(".mocks")
    host: str = "127.0.0.1"
    tolerances: Tolerances = field(default_factory=lambda: parse_tolerances("opencrvs"))
    admin_token: str | None = None
    sync: bool = False
    faults: str = ""
    """Rules in force from the start: the path of a YAML file, or YAML."""
    seed: str = ""
    """What numbers, codes and ids that the app makes up come from; empty: chance."""
    journal_size: int = 1000
    journal_file: Path | None = None
    max_body_bytes: int = 10 * 1024 * 1024

    @property
    def is_loopback(self) -> bool:
        """Whether only this machine reaches the app."""
        return self.host in LOOPBACK_HOSTS
