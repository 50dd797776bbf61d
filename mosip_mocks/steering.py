"""A typed client of the control API: people, logins, faults, journal, clock."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from mosip_mocks.transport import MocksError, Transport

Citizen = dict[str, Any]
Exchange = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Journal:
    """What an app received and answered, newest first."""

    transport: Transport

    def requests(self, **matcher: str) -> list[Exchange]:
        """The exchanges that match: `service`, `method`, `path`, `status`, `code`, `refused`, `trace.rid`, ..."""
        return list(self.transport.call("GET", "requests", query={"limit": "100000", **matcher})["items"])

    def wait_for(self, times: int = 1, seconds: float = 10.0, **matcher: str) -> list[Exchange]:
        """The matching exchanges, as soon as there are `times`. Raises `MocksError` when they do not come."""
        query = {"times": str(times), "seconds": str(seconds), **matcher}
        try:
            return list(self.transport.call("GET", "requests/wait", query=query)["items"])
        except MocksError as error:
            if error.status == 408:  # noqa: PLR2004 - Request Timeout
                raise MocksError(f"no {times} exchange(s) like {matcher} within {seconds} s", 408) from None
            raise

    def count(self, **matcher: Any) -> int:  # noqa: ANN401 - members of the matcher
        """How many exchanges match."""
        return int(self.transport.call("POST", "requests/count", matcher)["count"])

    def explain(self, exchange_id: str) -> Exchange:
        """One exchange with its explanations and decoded views."""
        return dict(self.transport.call("GET", f"requests/{exchange_id}"))

    def clear(self) -> None:
        """Forget everything."""
        self.transport.call("DELETE", "requests")


@dataclass(frozen=True, slots=True)
class Clock:
    """The suite's clock; one for both apps."""

    transport: Transport

    def now(self) -> datetime:
        """The suite's time."""
        return datetime.fromisoformat(self.transport.call("GET", "clock")["now"])

    def advance(self, seconds: float) -> datetime:
        """Move it forward; pending delays and expiries follow."""
        return self._put(advanceSeconds=seconds)

    def set(self, instant: datetime) -> datetime:
        """Let it be `instant` now (with a zone)."""
        return self._put(now=instant.isoformat())

    def freeze(self, instant: datetime | None = None) -> datetime:
        """Stop it, here or at an instant (with a zone)."""
        return self._put(frozen=True) if instant is None else self._put(frozen=True, now=instant.isoformat())

    def reset(self) -> datetime:
        """Back to real time."""
        return self._put(reset=True)

    def _put(self, **change: Any) -> datetime:  # noqa: ANN401 - members of the change
        return datetime.fromisoformat(self.transport.call("PUT", "clock", change)["now"])


@dataclass(frozen=True, slots=True)
class Faults:
    """Failing on demand, for both apps."""

    mosip: Transport
    esignet: Transport

    def add(self, *, app: str, action: dict[str, Any], match: dict[str, Any] | None = None, **rule: Any) -> str:  # noqa: ANN401
        """Put a rule in force at `mosip` or `esignet`; its id. Raises `MocksError` for a rule that could never act."""
        made = self._of(app).call("POST", "faults", {"action": action, "match": match or {}, **rule})
        return str(made["id"])

    def clear(self) -> None:
        """Take all rules out."""
        (self.mosip if self.mosip.base_url else self.esignet).call("DELETE", "faults")

    @contextmanager
    def active(self, *, app: str, action: dict[str, Any], **rule: Any) -> Iterator[str]:  # noqa: ANN401
        """A rule in force for the length of a block."""
        rule_id = self.add(app=app, action=action, **rule)
        try:
            yield rule_id
        finally:
            self._of(app).call("DELETE", f"faults/{rule_id}")

    def _of(self, app: str) -> Transport:
        return self.mosip if app == "mosip" else self.esignet


@dataclass(frozen=True, slots=True)
class Mocks:
    """Both apps of a running suite, or one space of it; the address of an app that does not run is empty."""

    mosip_url: str
    esignet_url: str
    admin_token: str | None = None
    mosip: Transport = field(init=False)
    esignet: Transport = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "mosip", Transport(self.mosip_url, self.admin_token))
        object.__setattr__(self, "esignet", Transport(self.esignet_url, self.admin_token))

    @property
    def _any(self) -> Transport:
        """For what both apps share: one of those that run."""
        return self.mosip if self.mosip.base_url else self.esignet

    def space(self, name: str) -> "Mocks":
        """A world of its own inside this suite; made at its first request."""
        mosip, esignet = (f"{url}/_space/{name}" if url else "" for url in (self.mosip_url, self.esignet_url))
        return Mocks(mosip, esignet, self.admin_token)

    def remove_space(self, name: str) -> None:
        """Forget a space."""
        for transport in (t for t in (self.mosip, self.esignet) if t.base_url):
            try:
                transport.call("DELETE", f"spaces/{name}")
            except MocksError as error:
                if error.status != 404:  # noqa: PLR2004 - gone already
                    raise

    def citizen(self, **members: Any) -> Citizen:  # noqa: ANN401 - members of a citizen
        """Make a person: `citizen(fullName="Ana Lopes", birthDate="1990-02-03")`; what is missing is made up."""
        return dict(self._any.call("POST", "citizens", members))

    def find_citizen(self, individual_id: str) -> Citizen:
        """The person with this UIN or VID."""
        return dict(self._any.call("GET", f"citizens/{individual_id}"))

    def change_citizen(self, uin: str, **members: Any) -> Citizen:  # noqa: ANN401 - members of a citizen
        """Change a person."""
        return dict(self._any.call("PATCH", f"citizens/{uin}", members))

    def login_as(self, individual_id: str, authorize_url: str) -> str:
        """Log in without a browser; the URL that the relying party is redirected to."""
        answer = self.esignet.call("POST", "authorize", {"url": authorize_url, "individualId": individual_id})
        return str(answer["redirectUrl"])

    def packets(self) -> list[dict[str, Any]]:
        """The packets and how far they got."""
        return list(self.mosip.call("GET", "packets")["items"])

    def deliveries(self) -> list[dict[str, Any]]:
        """The WebSub deliveries and what became of them."""
        return list(self.mosip.call("GET", "deliveries")["items"])

    def outbox(self) -> list[dict[str, Any]]:
        """What would have been sent by e-mail and SMS."""
        return list(self._any.call("GET", "outbox")["items"])

    def reset(self) -> None:
        """Back to the seeded population, for both apps; faults, clock and journals too."""
        self._any.call("POST", "reset")

    def snapshot(self, name: str) -> None:
        """Keep the world as it is now, under a name."""
        self._any.call("PUT", f"snapshots/{name}")

    def restore(self, name: str) -> None:
        """Return to a kept world; both apps forget what they hold in memory."""
        self._any.call("POST", f"snapshots/{name}/restore")

    def trace(self, name: str) -> dict[str, Any]:
        """Everything about one child or login, by registration id, UIN, event, ...: the exchanges of both apps."""
        return dict(self._any.call("GET", f"traces/{name}"))

    @property
    def clock(self) -> Clock:
        """The suite's clock."""
        return Clock(self._any)

    @property
    def faults(self) -> Faults:
        """The fault rules."""
        return Faults(self.mosip, self.esignet)

    @property
    def mosip_journal(self) -> Journal:
        """What the MOSIP mock saw."""
        return Journal(self.mosip)

    @property
    def esignet_journal(self) -> Journal:
        """What the e-Signet mock saw."""
        return Journal(self.esignet)
