"""Which sources and processes the packet manager takes, and where it looks when no source is named.

Source: mosip/packet-manager `PacketHelper` (upper-cased *substring* matching), mosip/mosip-config
`application-default.properties` (`provider.packetreader.*`, `provider.packetwriter.*`,
`packetmanager.default.priority`).
"""

import re
from collections.abc import Iterable
from typing import Final

import msgspec

from mosip_mock.packetmanager.errors import PacketCode, PacketError
from mosip_mock.spring import null_pointer
from shared.control.explanation import Explanation

_ITERATION: Final = re.compile(r"-\d{1,9}$", re.ASCII)


def split_iteration(process: str) -> tuple[str, int]:
    """A process and which time it is: `CRVS_NEW-2` is the second `CRVS_NEW`."""
    found = _ITERATION.search(process)
    return (process[: found.start()], int(found[0][1:])) if found else (process, 0)


class Provider(msgspec.Struct, frozen=True):
    """One line of the table: a source and its processes, `|` between them."""

    source: str
    processes: str


def require_provider(providers: Iterable[Provider], source: str | None, process: str | None) -> None:
    """Raise `PacketError` unless some line fits; `SpringError` when one of the two is null."""
    if source is None:
        raise null_pointer("request.source", "the provider is looked up by source and process")
    if process is None:
        raise null_pointer("request.process", "the provider is looked up by source and process")
    wanted_source, wanted_process = source.upper(), split_iteration(process)[0].upper()
    providers = tuple(providers)
    if any(wanted_source in p.source.upper() and wanted_process in p.processes.upper() for p in providers):
        return
    known = "; ".join(f"{p.source}: {p.processes}" for p in providers)
    raise PacketError(
        PacketCode.NO_PROVIDER,
        Explanation(
            expected=f"a configured pair ({known})",
            received=f"source {source[:40]!r}, process {process[:40]!r}",
            where="request.source, request.process",
            why="no line of `provider.packetwriter` has both; stock MOSIP knows CRVS_DEATH under CRVS1 only, and "
            "CRVS_UPDATE nowhere",
            mend="send a configured pair, or have the deployment add the line (MOSIP_MOCK_PRESET chooses the table)",
        ),
    )


def find_default_source(priority: Iterable[Provider], process: str) -> str | None:
    """The source that is read for a process when none is named."""
    wanted, _ = split_iteration(process)
    return next((line.source for line in priority if wanted and wanted in line.processes.split("|")), None)


def default_source(priority: Iterable[Provider], process: str | None) -> str:
    """The same; raises `PacketError` when the priority cannot decide."""
    source = find_default_source(priority, process or "")
    if source is not None:
        return source
    raise PacketError(
        PacketCode.NO_SOURCE,
        Explanation(
            expected="a source, or a process that the default priority knows",
            received=f"no source, process {process!r}",
            where="request.source",
            why="`packetmanager.default.priority` has no entry for this process",
            mend="send `source` and `process` as in createPacket",
        ),
    )
