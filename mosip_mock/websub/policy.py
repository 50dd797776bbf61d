"""When a failed delivery is tried again, and when a subscription is switched off: two policies, as data.

`mosip` is the real hub's (mosip/websub `websub-service.toml`, Ballerina's websubhub client): network errors are
retried, an answer outside 2xx never is; afterwards the subscription is off until something wakes it. `patient` goes
on trying, since a developer's machine restarts often.
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import Final, Literal

import msgspec

PolicyName = Literal["mosip", "patient"]


class DeliveryPolicy(msgspec.Struct, frozen=True, kw_only=True):
    """How to go on after a failure."""

    name: PolicyName
    waits: tuple[float, ...]
    """Seconds before each further try; the last is repeated if `repeats`."""
    retries_statuses: bool
    repeats: bool

    def with_waits(self, waits: tuple[float, ...] | None) -> "DeliveryPolicy":
        """The same with other waits; one that repeats needs at least one. None leaves them as they are."""
        if waits is None or (self.repeats and not waits):
            return self
        return msgspec.structs.replace(self, waits=waits)

    def wait_before(self, attempt: int, *, is_status: bool, scale: float) -> timedelta | None:
        """How long to wait before try number `attempt` (2 is the first repetition); None to give up."""
        if is_status and not self.retries_statuses:
            return None
        place = attempt - 2
        if place >= len(self.waits):
            if not self.repeats:
                return None
            place = len(self.waits) - 1
        return timedelta(seconds=self.waits[place] * scale)


POLICIES: Final[Mapping[PolicyName, DeliveryPolicy]] = {
    "mosip": DeliveryPolicy(name="mosip", waits=(3.0, 6.0, 12.0), retries_statuses=False, repeats=False),
    "patient": DeliveryPolicy(
        name="patient", waits=(1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 60.0), retries_statuses=True, repeats=True
    ),
}
