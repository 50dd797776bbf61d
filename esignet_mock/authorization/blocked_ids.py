"""Individual ids that made too many attempts: nobody logs in with them for a while, whatever the client.

Source: mosip/esignet `CacheUtilService.blockIndividualId`, cache `blocked`.
"""

from datetime import datetime, timedelta
from typing import Final

import msgspec

from esignet_mock.authorization.errors import AuthorizationCode as Code
from esignet_mock.authorization.errors import refused
from shared.citizens.citizen import Citizen
from shared.control.clock import Clock
from shared.store.protocol import Store, TableSpec

_TABLE: Final = TableSpec("esignetBlockedIds", unique=("individualId",))


class _Blocked(msgspec.Struct, frozen=True, rename="camel"):
    individual_id: str
    until: datetime


class BlockedIds:
    """The blocked ids, in the store, so that a reset frees them."""

    def __init__(self, store: Store, clock: Clock, duration: int) -> None:
        """`duration` in seconds."""
        self._table = store.table(_TABLE)
        self._clock = clock
        self._duration = timedelta(seconds=duration)

    def block(self, individual_id: str) -> None:
        """From now on for the release's duration."""
        blocked = _Blocked(individual_id, self._clock.now() + self._duration)
        self._table.insert_or_replace("individualId", individual_id, msgspec.json.encode(blocked))

    def check(self, individual_id: str, citizen: Citizen | None = None) -> None:
        """Raises `AuthorizationError` with `individual_id_blocked`."""
        record = self._table.find_one("individualId", individual_id)
        until = msgspec.json.decode(record.raw, type=_Blocked).until if record is not None else None
        is_magic = citizen is not None and citizen.magic == "login-blocked"
        if not is_magic and (until is None or self._clock.now() >= until):
            return
        raise refused(
            Code.INDIVIDUAL_ID_BLOCKED,
            expected="an id that has not been tried too often",
            received=f"{individual_id}, blocked " + (f"until {until:%H:%M:%S}" if until else "always: a magic number"),
            where="request.individualId",
            why="after the third attempt of a login the next one blocks the id, for every client",
            mend=f"wait {self._duration.seconds} seconds, `mosip-mocks clock advance`, or use another person",
        )
