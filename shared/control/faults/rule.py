"""A fault rule: which requests it meets, what happens to them, how often and for how long."""

from datetime import datetime
from typing import Final, Literal

import msgspec

BOTH: Final = "both"
STARTED: Final = "-start-"
"""In the ids of rules that come from the settings, behind the name of their app."""
Body = Literal["truncated", "garbled", "html"]


class Match(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, rename="camel", forbid_unknown_fields=True):
    """Every given member must fit; an empty match meets everything."""

    app: Literal["mosip", "esignet", "both"] | None = None
    """Whose requests; where it is left out, those of the app that was asked."""
    service: str | None = None
    """`authmanager`, `packetmanager`, `token`, ... (the rooms of the two apps)."""
    endpoint: str | None = None
    """A path; `*` stands for any characters."""
    method: str | None = None
    client: str | None = None
    partner: str | None = None
    uin: str | None = None
    """UIN or VID, as the request names the person."""
    process: str | None = None
    nth: int | None = None
    """Only the nth request that fits everything else, counted from 1 since the rule was made."""


class Action(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, rename="camel", forbid_unknown_fields=True):
    """What happens. A delay combines with anything else; of the rest there is one."""

    error: str | None = None
    """A real error code of the matched service, rendered in that service's shape."""
    status: int | None = None
    """This HTTP status with an empty body."""
    delay: float | None = None
    """Seconds by the suite's clock: advancing it ends the delay, freezing it holds the answer back."""
    delay_up_to: float | None = None
    """With `delay`: a range to draw from."""
    hang: bool = False
    """Never answer."""
    drop: bool = False
    """Close the connection without an answer."""
    body: Body | None = None
    """The real answer cut in half, with bytes flipped, or a gateway's HTML page (with `status`, default 502)."""
    named: str | None = None
    """A fault of the catalogue."""

    @property
    def only_delays(self) -> bool:
        """Whether the real answer comes, late."""
        return not (self.error or self.status or self.hang or self.drop or self.body or self.named)


class FaultRule(
    msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, rename="camel", forbid_unknown_fields=True
):
    """A rule as it is given and listed."""

    id: str = ""
    match: Match = Match()
    action: Action
    times: int | None = None
    """How often it acts; None is without end."""
    seconds: float | None = None
    """For how long after it was made, by the suite's clock."""
    probability: float = 1.0
    seed: int = 0
    """Of the draws, so that a run can be repeated."""
    created_at: datetime | None = None
    acted: int = 0
    """How often it has acted."""
    seen: int = 0
    """How many requests it has met (for `nth` and the draws)."""

    def is_of_a_start(self, app: str) -> bool:
        """Whether the rule comes from the settings of this app, now or at an earlier start."""
        return self.id.startswith(f"{app}{STARTED}")
