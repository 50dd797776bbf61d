"""The registry of partners, over the store: what is there, changed and looked up by ID."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from typing import Generic, TypeVar

import msgspec

from mosip_mock.partners import defaults
from mosip_mock.partners.partner import ApiKey, Misp, OidcClient, Partner, Policy
from shared.jwks import certificates, crypto
from shared.store.protocol import NoSuchRecordError, Record, Store, TableSpec

T = TypeVar("T", Partner, Policy, ApiKey, Misp, OidcClient)


class _Entry(msgspec.Struct, frozen=True):
    """What the store holds: an item by its id, or null where a default was removed."""

    key: str
    item: msgspec.Raw


class Registered(Generic[T]):
    """One kind of thing, found by its own id: the defaults, with what was put or removed since over them.

    Defaults are not stored, so that a reset of the store brings them back.
    """

    def __init__(self, store: Store, table: str, kind: type[T], key: str, known: Iterable[T]) -> None:
        self._store = store
        self._key = key
        self._known: dict[str, T] = {getattr(item, key): item for item in known}
        self._table = store.table(TableSpec(table, unique=("key",)))
        self._decoder: msgspec.json.Decoder[T] = msgspec.json.Decoder(kind)

    def find(self, key: str) -> T | None:
        """The one with this id."""
        record = self._table.find_one("key", key)
        return self._known.get(key) if record is None else self._item_of(record)

    def put(self, item: T) -> T:
        """Add it, or replace the one with its id."""
        self._write(getattr(item, self._key), msgspec.json.encode(item))
        return item

    def remove(self, key: str) -> None:
        """Take it out. Raises `NoSuchRecordError`."""
        with self._store.transaction():
            if self.find(key) is None:
                raise NoSuchRecordError(f"nothing here has the id {key}")
            self._write(key, b"null")

    def list(self) -> list[T]:
        """All of them, the defaults first."""
        items: dict[str, T | None] = dict(self._known)
        for record in self._table.scan():
            items[msgspec.json.decode(record.raw, type=_Entry).key] = self._item_of(record)
        return [item for item in items.values() if item is not None]

    def _item_of(self, record: Record) -> T | None:
        raw = msgspec.json.decode(record.raw, type=_Entry).item
        return None if bytes(raw) == b"null" else self._decoder.decode(raw)

    def _write(self, key: str, item: bytes) -> None:
        self._table.insert_or_replace("key", key, msgspec.json.encode(_Entry(key, msgspec.Raw(item))))


class Partners:
    """Everything known of partners."""

    def __init__(self, store: Store, directory: Path, further: Iterable[Partner] = ()) -> None:
        """`further` partners are known beside the defaults."""
        self.partners = Registered(store, "partners", Partner, "partner_id", (*further, *defaults.PARTNERS))
        self.policies = Registered(store, "policies", Policy, "policy_id", defaults.POLICIES)
        self.api_keys = Registered(store, "apiKeys", ApiKey, "api_key", defaults.API_KEYS)
        self.misps = Registered(store, "misps", Misp, "license_key", defaults.MISPS)
        self.oidc_clients = Registered(store, "idaOidcClients", OidcClient, "client_id", defaults.OIDC_CLIENTS)
        self._directory = directory
        self._loaded: dict[str, tuple[object, crypto.x509.Certificate | None]] = {}

    def certificate_of(self, partner_id: str) -> crypto.x509.Certificate | None:
        """The partner's certificate: the registered one, else the file the kit left; None if there is none.

        Parsed again only when it has changed.
        """
        partner = self.partners.find(partner_id)
        if partner is not None and partner.certificate:
            return self._parsed(partner_id, partner.certificate, partner.certificate.encode())
        if "/" in partner_id or "\\" in partner_id:
            return None
        path = f"{self._directory}{os.sep}{partner_id}.crt"
        try:
            state = os.stat(path)  # noqa: PTH116 - asked for each request; making a Path costs five times as much
        except (OSError, ValueError):
            return None
        stamp = (state.st_mtime_ns, state.st_size)
        known = self._loaded.get(partner_id)
        if known is not None and known[0] == stamp:
            return known[1]
        return self._parsed(partner_id, stamp, Path(path).read_bytes())

    def is_registered(self, certificate: crypto.x509.Certificate) -> bool:
        """Whether a partner or a MISP registered it, whoever issued it."""
        if any(self.certificate_of(partner.partner_id) == certificate for partner in self.partners.list()):
            return True
        own = (misp.certificate for misp in self.misps.list() if misp.certificate)
        return any(parse_certificate(text.encode()) == certificate for text in own)

    def _parsed(self, partner_id: str, stamp: object, data: bytes) -> crypto.x509.Certificate | None:
        known = self._loaded.get(partner_id)
        if known is None or known[0] != stamp:
            known = (stamp, parse_certificate(data))
            self._loaded[partner_id] = known
        return known[1]


def parse_certificate(data: bytes) -> crypto.x509.Certificate | None:
    """A certificate from PEM or DER; None when it is neither."""
    try:
        return certificates.parse_certificate(data)
    except certificates.CertificateError:
        return None
