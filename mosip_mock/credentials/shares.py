"""Data shares: encrypted credentials to be fetched by URL, for partners whose policy shares them so.

Source: mosip/durian `DataShareController`: `GET /v1/datashare/get/{policyId}/{subscriberId}/{randomShareKey}`.
"""

from typing import Final
from urllib.parse import quote

import msgspec

from mosip_mock.paths import DATA_SHARES
from shared.draws import RANDOM, Draw
from shared.store.protocol import Store, TableSpec

SHARES: Final = TableSpec("dataShares", unique=("key",))


class _Share(msgspec.Struct, frozen=True):
    key: str
    text: str


class DataShares:
    """What was shared, by policy, partner and a random key."""

    def __init__(self, store: Store, draw: Draw = RANDOM) -> None:
        self._draw = draw
        self._table = store.table(SHARES)

    def put(self, text: str, policy_id: str, partner_id: str) -> str:
        """Keep it; the path to fetch it from."""
        key = f"{quote(policy_id, safe='')}/{quote(partner_id, safe='')}/{self._draw.token(12)}"
        self._table.insert(msgspec.json.encode(_Share(key, text)))
        return f"{DATA_SHARES}/{key}"

    def find(self, key: str) -> str | None:
        """The shared text."""
        record = self._table.find_one("key", key)
        return msgspec.json.decode(record.raw, type=_Share).text if record else None
