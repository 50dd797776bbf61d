"""Traces: the exchanges that are about one child, one person or one login, read as one story.

Two exchanges belong together when they share the value of a key: registration id, UIN, VID, credential request,
event, or login transaction of e-Signet. The transaction id of ID authentication is the caller's own and often a
constant, so it joins nothing. A token call names no child: it belongs to the next packet call of the same client, if
that follows within ten seconds.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

import msgspec

from shared.control.standing import Summary, standings_of

JOINING: Final = ("rid", "uin", "vid", "request", "event", "transaction")
_CALLERS_OWN_TRANSACTION: Final = "idauthentication"
_TOKENS: Final = "authmanager"
_TOKEN_SERVES: Final = timedelta(seconds=10)


class Trace:
    """The exchanges of one story, oldest first. Its id is that of the first."""

    def __init__(self, exchanges: Sequence[Summary]) -> None:
        self.exchanges = tuple(exchanges)
        self.id: str = self.exchanges[0]["id"]

    @property
    def keys(self) -> dict[str, list[str]]:
        """What it is about: every value of every key, in the order in which they turned up."""
        found: dict[str, dict[str, None]] = {}
        for exchange in self.exchanges:
            for key, value in exchange["trace"].items():
                if key in JOINING:
                    found.setdefault(key, {})[value] = None
        return {key: list(values) for key, values in found.items()}

    def is_called(self, name: str) -> bool:
        """Whether this is its id, the id of one of its exchanges, or a value of one of its keys."""
        return any(e["id"] == name for e in self.exchanges) or any(name in values for values in self.keys.values())

    def summary(self) -> dict[str, Any]:
        """One line of the listing."""
        first, last = self.exchanges[0], self.exchanges[-1]
        return {
            "id": self.id,
            "began": first["started"],
            "ended": last["started"],
            "exchanges": len(self.exchanges),
            "refused": sum(1 for e in self.exchanges if e["refused"]),
            "standing": msgspec.to_builtins(standings_of(self.exchanges)),
            "apps": sorted({e["app"] for e in self.exchanges}),
            "services": list(dict.fromkeys(e["service"] for e in self.exchanges if e["service"])),
            "keys": self.keys,
        }


def traces_of(exchanges: Iterable[Summary]) -> list[Trace]:
    """All traces, the one that began last first. Exchanges about nothing in particular are in none."""
    ordered = sorted(exchanges, key=_order)
    groups = _Groups()
    for place, exchange in enumerate(ordered):
        for key in _keys_of(exchange):
            groups.join(place, key)
    _give_tokens(ordered, groups)
    members: dict[int, list[Summary]] = {}
    for place, exchange in enumerate(ordered):
        if groups.is_member(place):
            members.setdefault(groups.root(place), []).append(exchange)
    return [Trace(group) for group in reversed(members.values())]


def _keys_of(exchange: Summary) -> Iterable[tuple[str, str]]:
    for key, value in exchange["trace"].items():
        callers_own = key == "transaction" and exchange["service"] == _CALLERS_OWN_TRANSACTION
        if key in JOINING and value and not callers_own:
            yield key, value


def _give_tokens(ordered: Sequence[Summary], groups: "_Groups") -> None:
    """Each token call goes to the next exchange of its client that has a registration id."""
    waiting: dict[str, list[int]] = {}
    for place, exchange in enumerate(ordered):
        client = exchange["trace"].get("client")
        if not client:
            continue
        if exchange["service"] == _TOKENS:
            waiting.setdefault(client, []).append(place)
        elif "rid" in exchange["trace"]:
            for token in waiting.pop(client, ()):
                if _instant(exchange) - _instant(ordered[token]) <= _TOKEN_SERVES:
                    groups.unite(token, place)


def _order(exchange: Summary) -> tuple[datetime, str, int]:
    return _instant(exchange), exchange["id"][0], int(exchange["id"][1:])


def _instant(exchange: Summary) -> datetime:
    return datetime.fromisoformat(exchange["started"])


class _Groups:
    """Disjoint sets of places."""

    def __init__(self) -> None:
        self._parent: dict[int, int] = {}
        self._first: dict[tuple[str, str], int] = {}

    def join(self, place: int, key: tuple[str, str]) -> None:
        self._parent.setdefault(place, place)
        self.unite(place, self._first.setdefault(key, place))

    def unite(self, one: int, other: int) -> None:
        a, b = self.root(one), self.root(other)
        self._parent[max(a, b)] = min(a, b)

    def root(self, place: int) -> int:
        self._parent.setdefault(place, place)
        while self._parent[place] != place:
            self._parent[place] = self._parent[self._parent[place]]
            place = self._parent[place]
        return place

    def is_member(self, place: int) -> bool:
        return place in self._parent
