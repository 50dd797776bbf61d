"""Keys that partners registered at the mock-identity-system, to have userinfo encrypted to.

Source: mosip/esignet-mock-services `PartnerServiceImpl`, table `partner_data`.
"""

from typing import Any, Final

import msgspec

from shared.store.protocol import Store, TableSpec

_TABLE: Final = TableSpec("mockIdentityPartners", unique=("clientId",))


class _Partner(msgspec.Struct, frozen=True, rename="camel"):
    client_id: str
    key: dict[str, Any]


class PartnerKeys:
    """By client, whether e-Signet knows that or not. In the store, so that a reset takes them away."""

    def __init__(self, store: Store) -> None:
        self._table = store.table(_TABLE)

    def put(self, client_id: str, key: dict[str, Any]) -> None:
        """Keep the client's public JWK."""
        self._table.insert_or_replace("clientId", client_id, msgspec.json.encode(_Partner(client_id, key)))

    def find(self, client_id: str) -> dict[str, Any] | None:
        """The client's public JWK."""
        record = self._table.find_one("clientId", client_id)
        return msgspec.json.decode(record.raw, type=_Partner).key if record is not None else None
