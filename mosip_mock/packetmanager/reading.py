"""What the reader endpoints answer. Source: mosip/packet-manager `PacketReaderService`, `PacketReaderImpl`."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

import msgspec
from msgspec import Struct

from mosip_mock.authmanager.caller import Caller
from mosip_mock.packetmanager.errors import MESSAGE, PacketCode, PacketError
from mosip_mock.packetmanager.packet import Container, Contents, Document
from mosip_mock.packetmanager.packets import Packets
from mosip_mock.packetmanager.providers import Provider, default_source, require_provider, split_iteration
from mosip_mock.packetmanager.sealing import BrokenSealError
from mosip_mock.packetmanager.validation import violations_of
from mosip_mock.spring import null_pointer
from shared.control.explanation import Explanation

_ACCESS_DENIED: Final = "Access is denied"
_INDIVIDUAL: Final = "individualBiometrics"


class Reader(Struct, frozen=True):
    """Reads packets back."""

    packets: Packets
    providers: tuple[Provider, ...]
    priority: tuple[Provider, ...]

    def locate(
        self,
        packet_id: str | None,
        source: str | None,
        process: str | None,
        missing: PacketCode,
        *,
        wrapped: bool = False,
    ) -> Container:
        """The container that is meant; `missing` is this endpoint's code for one that is not there.

        `wrapped`: a layer in between wraps the error once more, so that its text begins with the code.
        """
        if not source:
            source = default_source(self.priority, process)
        require_provider(self.providers, source, process)
        container = self.packets.find(packet_id or "", source, process or "")
        if container is None:
            others = [f"{c.source}/{c.process}" for c in self.packets.of_id(packet_id or "")]
            raise self._missing(missing, packet_id, source, process, others, wrapped=wrapped)
        return container

    def locate_field(
        self, packet_id: str | None, source: str | None, process: str | None, field: str
    ) -> Container | None:
        """The container that holds this field, by source and process or by priority. Raises for an unknown id."""
        containers = self.packets.of_id(packet_id or "")
        if not containers:
            raise self._missing(PacketCode.LOOKUP, packet_id, source, process, [])
        latest = sorted(containers, key=lambda c: -split_iteration(c.process)[1])
        if source:
            return next((c for c in latest if _is_of_place(c, source, process) and self._holds(c, field)), None)
        if len(latest) == 1:
            return latest[0]
        places = ((line.source, name) for line in self.priority for name in line.processes.split("|"))
        return next((c for s, p in places for c in latest if _is_of_place(c, s, p) and self._holds(c, field)), None)

    def contents(self, container: Container) -> Contents:
        """The opened packet. Raises `PacketError` for a broken seal."""
        try:
            return self.packets.contents(container)
        except BrokenSealError as error:
            raise PacketError(
                PacketCode.INTEGRITY,
                Explanation(
                    expected="the objects as they were written",
                    received=f"stored bytes that do not fit ({error})",
                    where="the stored packet",
                    why="seal, signature and hashes are checked on reading; the registration processor treats this "
                    "as a final failure",
                    mend="write the packet again",
                ),
            ) from error

    def field(
        self, packet_id: str | None, source: str | None, process: str | None, field: str
    ) -> dict[str, str | None]:
        """One field, null where no container holds it."""
        container = self.locate_field(packet_id, source, process, field)
        return {field: None} if container is None else self.fields(container, (field,), bypass_cache=True)

    def fields(self, container: Container, names: tuple[str, ...], *, bypass_cache: bool) -> dict[str, str | None]:
        """The asked fields; without bypass only those that are there."""
        merged = self.contents(container).fields()
        return {
            name: as_text(merged[name]) if name in merged else None for name in names if bypass_cache or name in merged
        }

    def meta_info(self, container: Container) -> dict[str, str | None]:
        return {name: as_text(value) for name, value in self.contents(container).meta_info.items()}

    def audits(self, container: Container) -> list[dict[str, Any]]:
        return [{"fields": audit or {}} for audit in self.contents(container).audits]

    def document(self, container: Container, name: str) -> Document | None:
        return self.contents(container).documents.get(name)

    def biometrics(self, container: Container, person: str, modalities: tuple[str, ...]) -> dict[str, Any] | None:
        record = self.contents(container).biometrics.get(person)
        if record is None or not modalities:
            return record
        segments = record.get("segments")
        if not isinstance(segments, list):
            return record
        return {**record, "segments": [s for s in segments if _is_of(s, modalities)]}

    def is_valid(self, container: Container) -> bool:
        """Whether the schema accepts the fields of sub-packet `id`."""
        return not violations_of(
            self.contents(container).identity.get("id", {}), self.packets.schema(container), container.process
        )

    def info(self, packet_id: str, caller: Caller) -> dict[str, Any]:
        """Every container of an id."""
        for role in ("DATA_READ", "BIOMETRIC_READ"):
            if role not in caller.roles:
                raise PacketError(
                    PacketCode.LOOKUP,
                    Explanation(
                        expected=f"the role {role}",
                        received=", ".join(sorted(caller.roles)) or "no role",
                        where="claim realm_access.roles",
                        why="the library behind `info` checks the roles of each read again and wraps the refusal",
                        mend="use a client with DATA_READ and BIOMETRIC_READ",
                    ),
                    message=_ACCESS_DENIED,
                )
        containers = self.packets.of_id(packet_id)
        if not containers:
            raise self._missing(PacketCode.LOOKUP, packet_id, None, None, [])
        return {
            "applicationId": packet_id,
            "packetId": packet_id,
            "requestToken": None,
            "info": list(self._infos(containers)),
            "tags": self.packets.tags(packet_id),
        }

    def require_known(self, packet_id: str | None, what: str) -> None:
        """Raise `SpringError` for an id that has no objects at all: their listing is null there."""
        if not packet_id or not self.packets.of_id(packet_id):
            raise null_pointer("request.id", f"{what} lists the objects of an id, and there are none of this one")

    def _infos(self, containers: Iterable[Container]) -> Iterator[dict[str, Any]]:
        """One entry for each source and process, iterations merged."""
        merged: dict[tuple[str, str], list[Container]] = {}
        for container in containers:
            merged.setdefault((container.source, split_iteration(container.process)[0]), []).append(container)
        for (source, process), iterations in merged.items():
            contents = [self.contents(container) for container in iterations]
            yield {
                "source": source,
                "process": process,
                "lastModified": max(int(container.created_at.timestamp() * 1000) for container in iterations),
                "demographics": sorted({name for content in contents for name in content.fields()}),
                "biometrics": _modalities(contents),
                "documents": None,
            }

    def _holds(self, container: Container, field: str) -> bool:
        return field in self.contents(container).fields()

    @staticmethod
    def _missing(
        code: PacketCode,
        packet_id: str | None,
        source: str | None,
        process: str | None,
        others: list[str],
        *,
        wrapped: bool = False,
    ) -> PacketError:
        return PacketError(
            code,
            Explanation(
                expected="a packet written by createPacket",
                received=f"id {packet_id!r}"[:80]
                + (f", source {source[:40]!r}, process {(process or '')[:40]!r}" if source else "")
                + (f"; written under {', '.join(others)}" if others else "; nothing was written under this id"),
                where="request.id, request.source, request.process",
                why="packets are kept by id, source and process; a failure of createPacket is silent, so the packet "
                "may never have been written",
                mend="read with the id, source and process of createPacket, and look at its answer's `response`",
            ),
            message=None if code is PacketCode.LOOKUP else f"{code} --> {MESSAGE[code]}" if wrapped else "",
        )


NO_ID: Final = Explanation(
    expected="the registration id",
    received="nothing",
    where="request.id",
    why="`info` is about one id; without any the real service answers null, and no error",
    mend="send the id of createPacket",
)


def nothing_kept(member: str, name: str, where: str) -> Explanation:
    """Why a document or biometrics are answered with null."""
    return Explanation(
        expected=f"a name under which createPacket was given something in `{member}`",
        received=repr(name)[:60],
        where=where,
        why=f"only what stood in `{member}`, for a field that the schema gives this kind, is in the packet; the real "
        "service answers null, and no error",
        mend=f"send it in `{member}` of createPacket, and look at the explanation of that call",
    )


def as_text(value: Any) -> str | None:  # noqa: ANN401 - any JSON value
    """Numbers as text, text as it is, structures as compact JSON."""
    if value is None or isinstance(value, str):
        return value
    return msgspec.json.encode(value).decode()


def _is_of(segment: Any, modalities: tuple[str, ...]) -> bool:  # noqa: ANN401 - any JSON value
    """Whether one of the modalities is the segment's part of the body (`Left IndexFinger`), or its kind (`Finger`)."""
    info = segment.get("bdbInfo") if isinstance(segment, Mapping) else None
    types, parts = (info.get("type"), info.get("subtype")) if isinstance(info, Mapping) else (None, None)
    if isinstance(parts, list) and parts in [modality.split() for modality in modalities]:
        return True
    return isinstance(types, list) and any(str(t).lower() in {m.lower() for m in modalities} for t in types)


def _is_of_place(container: Container, source: str, process: str | None) -> bool:
    place = (container.source.upper(), split_iteration(container.process)[0].upper())
    return place == (source.upper(), (process or "").upper())


def _modalities(contents: Iterable[Contents]) -> list[dict[str, Any]] | None:
    """What was captured of the person, by kind; null when there is nothing."""
    found: dict[str, list[str]] = {}
    for content in contents:
        segments = content.biometrics.get(_INDIVIDUAL, {}).get("segments")
        for segment in segments if isinstance(segments, list) else ():
            info = segment.get("bdbInfo") if isinstance(segment, Mapping) else None
            types, parts = (info.get("type"), info.get("subtype")) if isinstance(info, Mapping) else (None, None)
            if isinstance(types, list) and types:
                part = " ".join(map(str, parts)).strip() if isinstance(parts, list) else ""
                found.setdefault(str(types[0]), []).extend([part] if part else [])
    return [{"type": kind, "subtypes": parts or None} for kind, parts in found.items()] or None
