"""Would this integration pass against the real services? Every deviation that the journal has seen, by client."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from msgspec import Struct

from shared.control.exchange import Exchange
from shared.control.explanation import Explanation
from shared.control.tolerances import PACKET_PLAIN_TEXT_FIELDS
from shared.control.traces import JOINING

UNNAMED: Final = "client not named"
EVERY_RELEASE: Final[tuple[str, ...]] = ("every release",)
STOCK_CONFIGURATION: Final = "stock-configuration"
"""Where a deployment has to add something to MOSIP's published configuration before this works."""
AS_PUBLISHED: Final[tuple[str, ...]] = ("MOSIP as its configuration is published",)


class Deviation(Struct, kw_only=True):
    """One way in which a client differs from what the real services take."""

    name: str
    """Of the tolerance, or the error code."""
    is_tolerated: bool
    refused_by: tuple[str, ...]
    explanation: Explanation
    times: int = 0
    last_exchange: str = ""
    """Empty where a packet shows it."""
    packet: str = ""
    """The registration id of the last packet that shows it."""


class ClientReport(Struct):
    """What one client would have to mend."""

    client: str
    exchanges: int
    deviations: list[Deviation]

    @property
    def tolerated(self) -> int:
        return sum(d.is_tolerated for d in self.deviations)


def readiness_of(newest_first: Iterable[Exchange], packets: Iterable[Mapping[str, Any]] = ()) -> list[ClientReport]:
    """A report for each client and partner, in the order of the alphabet.

    `packets` are as the control API lists them, newest last.
    """
    exchanges = [e for e in newest_first if e.direction != "outbound"]
    known = _clients_by_key(exchanges)
    counts: dict[str, int] = {}
    found: dict[str, dict[tuple[str, str], Deviation]] = {}
    for exchange in exchanges:
        client = _client_of(exchange.trace, known)
        if exchange.direction == "inbound" and (exchange.service or client != UNNAMED):
            counts[client] = counts.get(client, 0) + 1
        for deviation in _deviations(exchange):
            _count(found.setdefault(client, {}), deviation)
    for packet in reversed(list(packets)):
        of_client = found.setdefault(packet["client"] or UNNAMED, {})
        for deviation in _of_packet(packet):
            if deviation.is_tolerated:
                _count(of_client, deviation)
            else:  # the exchange that refused it tells the same, as long as the journal holds it
                of_client.setdefault((deviation.name, deviation.explanation.where), deviation)
    for deviations in found.values():
        _drop_what_counts_all_the_same(deviations)
    return [
        ClientReport(client, counts.get(client, 0), _in_order(found.get(client, {})))
        for client in sorted({*counts, *found}, key=lambda name: (name == UNNAMED, name))
    ]


def _deviations(exchange: Exchange) -> Iterable[Deviation]:
    for tolerated in exchange.tolerated:
        yield Deviation(
            name=tolerated.name,
            is_tolerated=True,
            refused_by=tolerated.refused_by,
            explanation=tolerated.explanation,
            times=1,
            last_exchange=exchange.id,
        )
    if exchange.faults:  # the suite failed on purpose; that is no fault of the client
        return
    for explanation in exchange.explanations:
        yield Deviation(
            name=explanation.code or explanation.where,
            is_tolerated=False,
            refused_by=EVERY_RELEASE,
            explanation=explanation,
            times=1,
            last_exchange=exchange.id,
        )


def _of_packet(packet: Mapping[str, Any]) -> Iterable[Deviation]:
    """What real processing would have objected to; the last warning of a rejected packet is why it was."""
    whys = [Explanation(**warning) for warning in packet["warnings"]]
    for why in whys:
        is_refusal = packet["state"] == "rejected" and why is whys[-1]
        if is_refusal:
            name, refused_by = why.code or why.where, EVERY_RELEASE
        elif why.code:
            name, refused_by = why.code, PACKET_PLAIN_TEXT_FIELDS.refused_by
        else:
            name, refused_by = STOCK_CONFIGURATION, AS_PUBLISHED
        yield Deviation(
            name=name,
            is_tolerated=not is_refusal,
            refused_by=refused_by,
            explanation=why,
            times=1,
            packet=packet["registrationId"],
        )


def _drop_what_counts_all_the_same(found: dict[tuple[str, str], Deviation]) -> None:
    """A field that the packet manager loses refuses nothing where processing looks at it nevertheless and says so."""
    for name, where in tuple(found):
        if name == STOCK_CONFIGURATION:
            found.pop((where, where), None)


def _count(found: dict[tuple[str, str], Deviation], deviation: Deviation) -> None:
    """Exchanges come newest first, so the first one met is the last that happened."""
    known = found.setdefault((deviation.name, deviation.explanation.where), deviation)
    if known is not deviation:
        known.times += 1


def _in_order(found: Mapping[tuple[str, str], Deviation]) -> list[Deviation]:
    return sorted(found.values(), key=lambda d: (d.is_tolerated, d.name, d.explanation.where))


def _clients_by_key(exchanges: Iterable[Exchange]) -> dict[tuple[str, str], str]:
    """Whose registration, login or event it was, for exchanges that do not say so themselves."""
    known: dict[tuple[str, str], str] = {}
    for exchange in exchanges:
        client = exchange.trace.get("client") or exchange.trace.get("partner")
        if client:
            for key in JOINING:
                if key in exchange.trace:
                    known.setdefault((key, exchange.trace[key]), client)
    return known


def _client_of(trace: Mapping[str, str], known: Mapping[tuple[str, str], str]) -> str:
    named = trace.get("client") or trace.get("partner")
    if named:
        return named
    joined = (known.get((key, trace[key])) for key in ("rid", "transaction", "request", "event") if key in trace)
    return next(filter(None, joined), UNNAMED)
