"""Tags of a packet. Source: mosip/packet-manager `PacketWriterServiceImpl`, `PacketReaderServiceImpl`."""

from msgspec import Struct

from mosip_mock.packetmanager.errors import MESSAGE, PacketCode, PacketError
from mosip_mock.packetmanager.packets import Packets
from shared.control.explanation import Explanation
from shared.store.protocol import Store


class Tagging(Struct, frozen=True):
    """Adds, reads and removes tags; each call is one transaction."""

    packets: Packets
    store: Store

    def add(self, packet_id: str, tags: dict[str, str | None]) -> dict[str, str | None]:
        """Raises `PacketError` when a name is there already; then nothing is written."""
        with self.store.transaction():
            present = self.packets.tags(packet_id)
            for name in tags:
                if name in present:
                    raise PacketError(
                        PacketCode.TAG_EXISTS,
                        Explanation(
                            expected="names that the packet has no tag of",
                            received=f"{name[:60]!r}, which is there",
                            where=f"request.tags.{name[:60]}",
                            why="addTag never overwrites",
                            mend="call addOrUpdateTag",
                        ),
                    )
            self.packets.set_tags(packet_id, present | tags)
        return tags

    def add_or_update(self, packet_id: str, tags: dict[str, str | None]) -> dict[str, str | None]:
        """The tags that were written: those whose value differs by more than capitals."""
        with self.store.transaction():
            present = self.packets.tags(packet_id)
            changed = {
                name: value
                for name, value in tags.items()
                if name not in present or (present[name] or "").lower() != (value or "").lower()
            }
            if changed:
                self.packets.set_tags(packet_id, present | changed)
        return changed

    def get(self, packet_id: str, names: tuple[str, ...]) -> dict[str, str | None]:
        """The named tags, or all. Raises `PacketError` when a named one is missing."""
        present = self.packets.tags(packet_id)
        for name in names:
            if name not in present:
                raise PacketError(
                    PacketCode.TAG_MISSING,
                    Explanation(
                        expected=f"one of {', '.join(present) or 'no tag at all'}",
                        received=repr(name)[:60],
                        where="request.tagNames",
                        why="each named tag must be there",
                        mend="ask with an empty list for all tags",
                    ),
                    message=f"{MESSAGE[PacketCode.TAG_MISSING]}{name}",
                )
        return {name: present[name] for name in names} if names else present

    def delete(self, packet_id: str, names: tuple[str, ...]) -> None:
        """Take tags out; a name that is not there is no error."""
        with self.store.transaction():
            present = self.packets.tags(packet_id)
            kept = {name: value for name, value in present.items() if name not in names}
            if kept != present:
                self.packets.set_tags(packet_id, kept)
