"""The object store of packets: containers, schemas and tags, kept in the suite's store."""

from typing import Final

import msgspec

from mosip_mock.packetmanager.packet import Container, Contents
from mosip_mock.packetmanager.providers import split_iteration
from mosip_mock.packetmanager.sealing import Seals
from mosip_mock.packetmanager.zipping import opened
from shared.store.protocol import Store, TableSpec

PACKETS: Final = TableSpec("packets", unique=("key",), indexed=("id",))
SCHEMAS: Final = TableSpec("packetSchemas", unique=("hash",))
TAGS: Final = TableSpec("packetTags", unique=("id",))


class _Schema(msgspec.Struct, frozen=True):
    hash: str
    text: str


class _Tags(msgspec.Struct, frozen=True):
    id: str
    tags: dict[str, str | None]


class Packets:
    """Containers by id, source and process."""

    def __init__(self, store: Store, seals: Seals) -> None:
        self._store = store
        self._seals = seals
        self._packets = store.table(PACKETS)
        self._schemas = store.table(SCHEMAS)
        self._tags = store.table(TAGS)
        self._decode = msgspec.json.Decoder(Container).decode

    def put(self, container: Container, schema_json: str) -> None:
        """Write a container over any other of its id, source and process, and its schema if it is new."""
        raw = msgspec.json.encode(container)
        with self._store.transaction():
            if self._schemas.find_one("hash", container.schema_hash) is None:
                self._schemas.insert(msgspec.json.encode(_Schema(container.schema_hash, schema_json)))
            self._packets.insert_or_replace("key", container.key, raw)

    def of_id(self, packet_id: str) -> list[Container]:
        """Every container of an id, in the order of writing."""
        return [self._decode(record.raw) for record in self._packets.find("id", packet_id)]

    def find(self, packet_id: str, source: str, process: str) -> Container | None:
        """The container of this id, source and process, capitals or not; of several iterations the last.

        A process that names its iteration (`CRVS_NEW-2`) means that one.
        """
        wanted = (source.upper(), process.upper())
        latest = sorted(self.of_id(packet_id), key=lambda c: -split_iteration(c.process)[1])
        return next(
            (c for c in latest if (c.source.upper(), split_iteration(c.process)[0].upper()) == wanted), None
        ) or next((c for c in latest if (c.source.upper(), c.process.upper()) == wanted), None)

    def all(self) -> list[Container]:
        """Every container."""
        return [self._decode(record.raw) for record in self._packets.scan()]

    def contents(self, container: Container) -> Contents:
        """The opened packet. Raises `BrokenSealError` when it was tampered with."""
        return opened(container.objects, self._seals)

    def schema(self, container: Container) -> str:
        """The schema text that came with the packet."""
        record = self._schemas.find_one("hash", container.schema_hash)
        return msgspec.json.decode(record.raw, type=_Schema).text if record else "{}"

    def tags(self, packet_id: str) -> dict[str, str | None]:
        """The tags of an id."""
        record = self._tags.find_one("id", packet_id)
        return msgspec.json.decode(record.raw, type=_Tags).tags if record else {}

    def set_tags(self, packet_id: str, tags: dict[str, str | None]) -> None:
        """Replace the tags of an id."""
        self._tags.insert_or_replace("id", packet_id, msgspec.json.encode(_Tags(packet_id, tags)))
