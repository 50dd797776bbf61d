"""Data shares: encrypted credentials to be fetched by URL, for partners whose policy shares them so."""

import secrets
from typing import Final

import msgspec

from shared.store.protocol import Store, TableSpec

SHARES: Final = TableSpec("dataShares", unique=("key",))
PATH: Final = "/v1/datashare/get"


class _Share(msgspec.Struct, frozen=True):
    key: str
    text: str


class DataShares:
    """What was shared, by a random key."""

    def __init__(self, store: Store) -> None:
        self._table = store.table(SHARES)

    def put(self, text: str) -> str:
        """Keep it; the path to fetch it from."""
        key = secrets.token_urlsafe(12)
        self._table.insert(msgspec.json.encode(_Share(key, text)))
        return f"{PATH}/{key}"

    def find(self, key: str) -> str | None:
        """The shared text."""
        record = self._table.find_one("key", key)
        return msgspec.json.decode(record.raw, type=_Share).text if record else None
