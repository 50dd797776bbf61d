"""Locks of authentication types, as the identity service keeps them.

Source: mosip/id-repository `AuthTypeStatusImpl`.
"""

from collections.abc import Mapping
from typing import Any, Final

import msgspec
from msgspec import Struct

from mosip_mock.idrepository.errors import IdRepoError, invalid
from mosip_mock.idrepository.events import IdentityEvents
from shared.citizens.citizen import LOCKS, Citizen
from shared.citizens.population import Population
from shared.draws import RANDOM, Draw
from shared.store.protocol import Store

_BY_WIRE: Final = {lock.lower(): lock for lock in LOCKS}


class AuthTypes(Struct, frozen=True):
    """Reads and sets locks."""

    store: Store
    citizens: Population
    events: IdentityEvents
    draw: Draw = RANDOM

    def of(self, citizen: Citizen) -> list[dict[str, Any]]:
        """The locked types."""
        return [self._status(lock, locked=True) for lock in citizen.locks]

    def change(self, citizen: Citizen, wanted: Any) -> None:  # noqa: ANN401 - any JSON value
        """Lock and unlock; ID authentication sees it at once. Raises `IdRepoError`; then nothing is changed."""
        if not isinstance(wanted, list) or not wanted:
            raise _unusable(wanted)
        changes = [_change(entry) for entry in wanted]
        with self.store.transaction():
            locks = list(self.citizens.get(citizen.uin).locks)
            for lock, locked in changes:
                if locked and lock not in locks:
                    locks.append(lock)
                elif not locked and lock in locks:
                    locks.remove(lock)
            changed = self.citizens.change(citizen.uin, lambda c: msgspec.structs.replace(c, locks=tuple(locks)))
            self.events.locks_changed(changed, [self._status(lock, locked=locked) for lock, locked in changes])

    def _status(self, lock: str, *, locked: bool) -> dict[str, Any]:
        kind, _, part = lock.partition("-")
        return {
            "authType": kind,
            "authSubType": part or None,
            "locked": locked,
            "unlockForSeconds": None,
            "requestId": self.draw.uuid(),
            "metadata": None,
        }


def _change(entry: Any) -> tuple[str, bool]:  # noqa: ANN401 - any JSON value
    members = entry if isinstance(entry, Mapping) else {}
    kind, part, locked = members.get("authType"), members.get("authSubType"), members.get("locked")
    lock = _BY_WIRE.get((f"{kind}-{part}" if part else f"{kind}").lower())
    if lock is None or not isinstance(locked, bool):
        raise _unusable(entry)
    return lock, locked


def _unusable(received: object) -> IdRepoError:
    return invalid(
        "request",
        f"a list of objects with authType, authSubType and locked; types: {', '.join(LOCKS)} (type, hyphen, sub-type)",
        received,
        about="authTypes",
    )
