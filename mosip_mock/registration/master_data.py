"""Centres, machines and officers as master data knows them, for the rules about `metaInfo`."""

from datetime import time
from typing import Final

import msgspec


class _Entry(msgspec.Struct, frozen=True, kw_only=True, rename="camel", forbid_unknown_fields=True):
    pass


class Center(_Entry, frozen=True, kw_only=True):
    """A registration centre; opening hours are UTC, none means always."""

    center_id: str
    active: bool = True
    opens: time | None = None
    closes: time | None = None


class Machine(_Entry, frozen=True, kw_only=True):
    machine_id: str
    center_id: str
    active: bool = True


class Officer(_Entry, frozen=True, kw_only=True):
    """An operator or supervisor. One without centres may work anywhere."""

    officer_id: str
    active: bool = True
    was_active: bool = True
    """Whether the officer was active when the packet was made."""
    center_ids: tuple[str, ...] = ()


class MasterData(_Entry, frozen=True, kw_only=True):
    """What a file of `MOSIP_MOCK_MASTER_DATA` holds."""

    centers: tuple[Center, ...] = ()
    machines: tuple[Machine, ...] = ()
    officers: tuple[Officer, ...] = ()

    def center(self, center_id: str) -> Center | None:
        return next((c for c in self.centers if c.center_id == center_id), None)

    def machine(self, machine_id: str) -> Machine | None:
        return next((m for m in self.machines if m.machine_id == machine_id), None)

    def officer(self, officer_id: str) -> Officer | None:
        return next((o for o in self.officers if o.officer_id == officer_id), None)


DEFAULT_MASTER_DATA: Final = MasterData(
    centers=(Center(center_id="10001"), Center(center_id="10009", active=False)),
    machines=(
        Machine(machine_id="10004", center_id="10001"),
        Machine(machine_id="10008", center_id="10001", active=False),
    ),
    officers=(
        Officer(officer_id="crvs-officer"),
        Officer(officer_id="former-officer", active=False),
        Officer(officer_id="new-officer", was_active=False),
    ),
)
"""What OpenCRVS names by default (centre 10001, machine 10004), and an inactive one of each to fail with."""
