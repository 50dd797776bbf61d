"""The registry of relying parties: a default client that works at once, and whatever was registered since."""

import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, Final

import msgspec
from msgspec import Struct

from esignet_mock.claims import ACRS, CLAIMS_SUPPORTED
from esignet_mock.clients.client import Client
from shared.store.protocol import Record, Store, TableSpec

DEFAULT_CLIENT_ID: Final = "mock-client_id"
DEFAULT_RELYING_PARTY_ID: Final = "crvs-partner"
LOOPBACK_REDIRECT_URIS: Final = tuple(
    f"{scheme}://{host}{port}/**"
    for host in ("localhost", "127.0.0.1")
    for scheme in ("http", "https")
    for port in (":*", "")
)

_MOST_KNOWN: Final = 256
_TABLE: Final = TableSpec("esignetClients", unique=("clientId",), indexed=("keyId",))


class _Entry(msgspec.Struct, frozen=True, rename="camel"):
    """A client, and what makes its signing key unique."""

    client_id: str
    key_id: str
    client: Client


class _KeyFile(Struct, frozen=True):
    """What the default client's key file held when it was last looked at."""

    stamp: tuple[int, int]
    jwk: dict[str, Any]


class Clients:
    """All relying parties. The default client is not stored until somebody changes it, so a reset brings it back."""

    def __init__(self, store: Store, data_dir: Path, redirect_uris: Iterable[str] = ()) -> None:
        """`redirect_uris` are patterns that the default client has besides the loopback ones."""
        self._store = store
        self._table = store.table(_TABLE)
        self._decode = msgspec.json.Decoder(_Entry).decode
        self._version: tuple[int, ...] | None = None
        self._known: dict[str, Client | None] = {}
        """Look-ups of this version of the store."""
        self._key_path = data_dir / "partners" / f"{DEFAULT_CLIENT_ID}.jwk.json"
        self._key_name = str(self._key_path)
        self._key_file = _KeyFile((0, 0), {})
        self._default = Client(
            client_id=DEFAULT_CLIENT_ID,
            client_name="OpenCRVS",
            client_name_lang_map={"eng": "OpenCRVS"},
            relying_party_id=DEFAULT_RELYING_PARTY_ID,
            public_key={},
            user_claims=CLAIMS_SUPPORTED,
            auth_context_refs=ACRS,
            redirect_uris=(*LOOPBACK_REDIRECT_URIS, *redirect_uris),
        )

    def find(self, client_id: str) -> Client | None:
        """The client of this id, whatever its status."""
        version = self._store.version()
        if version != self._version or len(self._known) > _MOST_KNOWN:
            self._known, self._version = {}, version
        if client_id in self._known:
            client = self._known[client_id]
        else:
            record = self._table.find_one("clientId", client_id)
            client = self._known[client_id] = self._decode(record.raw).client if record is not None else None
        return self._default_client() if client is None and client_id == DEFAULT_CLIENT_ID else client

    def list(self) -> list[Client]:
        """All of them, the default client first."""
        stored = {entry.client_id: entry.client for entry in (self._decode(r.raw) for r in self._table.scan())}
        return list(({DEFAULT_CLIENT_ID: self._default_client()} | stored).values())

    def has_key(self, key_id: str) -> bool:
        """Whether a registered client signs with this key."""
        return self._table.find_one("keyId", key_id) is not None

    def add(self, client: Client, key_id: str) -> Client:
        """Register a client. `key_id` tells keys apart. Raises `DuplicateKeyError` when the id is taken."""
        self._table.insert(msgspec.json.encode(_Entry(client.client_id, key_id, client)))
        return client

    def change(self, client_id: str, change: Callable[[Client], Client]) -> Client | None:
        """Replace the client of this id by what `change` makes of it; None if there is none."""
        with self._store.transaction():
            record = self._table.find_one("clientId", client_id)
            present = self.find(client_id)
            if present is None:
                return None
            changed = change(present)
            self._write(record, changed)
            return changed

    def remove(self, client_id: str) -> bool:
        """Take a registered client out; whether there was one. The default client returns to its defaults."""
        with self._store.transaction():
            record = self._table.find_one("clientId", client_id)
            if record is None:
                return False
            self._table.remove(record.id)
            return True

    def _write(self, record: Record | None, client: Client) -> None:
        key_id = self._decode(record.raw).key_id if record is not None else ""
        raw = msgspec.json.encode(_Entry(client.client_id, key_id, client))
        if record is None:
            self._table.insert(raw)
        else:
            self._table.replace(record.id, raw)

    def _default_client(self) -> Client:
        """With the key of the partner kit, read again when the file has changed."""
        try:
            status = os.stat(self._key_name)  # noqa: PTH116 - a third of the time of Path.stat, at each request
            stamp = (status.st_mtime_ns, status.st_size)
            if stamp != self._key_file.stamp:
                self._key_file = _KeyFile(stamp, msgspec.json.decode(self._key_path.read_bytes(), type=dict[str, Any]))
                self._default = msgspec.structs.replace(self._default, public_key=self._key_file.jwk)
        except (OSError, msgspec.DecodeError):
            return self._default
        return self._default
