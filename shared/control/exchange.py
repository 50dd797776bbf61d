"""One exchange as the journal keeps it: request, answer, and what the suite understood of both.

A handler reaches the exchange of its request by `exchange_of(request.scope)` and hands it to the domain, which
writes into it what the wire does not say: explanations, tolerated deviations, decoded views, the trace.
"""

from collections.abc import MutableMapping, Sequence
from datetime import datetime
from typing import Any, Literal

import msgspec

from shared.control.explanation import Explanation
from shared.control.tolerances import Tolerance, Tolerances

Direction = Literal["inbound", "outbound", "internal"]
SCOPE_KEY = "mock.exchange"


Headers = Sequence[tuple[str, str]] | Sequence[tuple[bytes, bytes]]
"""Names and values, as text or as they came: most are never read. `text_headers` gives text."""


class Tolerated(msgspec.Struct, frozen=True, kw_only=True):
    """A deviation that was let through, and the real releases that would have refused it."""

    name: str
    refused_by: tuple[str, ...]
    explanation: Explanation


class Exchange(msgspec.Struct, kw_only=True, rename="camel"):
    """A request and its answer (inbound), a call of ours and its answer (outbound), or a step of work (internal)."""

    id: str
    app: str
    direction: Direction
    started: datetime
    method: str = ""
    path: str = ""
    query: str = ""
    request_headers: Headers = ()
    request_body: bytes = b""
    status: int | None = None
    response_headers: Headers = ()
    response_body: bytes = b""
    duration_ms: float | None = None
    is_complete: bool = False
    """Nothing more comes: it was answered, or the connection ended without an answer."""
    service: str = ""
    """The room that answered: `authmanager`, `packetmanager`, `token`, ..."""
    explanations: tuple[Explanation, ...] = ()
    tolerated: tuple[Tolerated, ...] = ()
    faults: tuple[str, ...] = ()
    decoded: dict[str, Any] = {}
    """Views of what was encrypted or signed, by a short name: `clientAssertion`, `request`, `credential`."""
    trace: dict[str, str] = {}
    """What this exchange is about: `rid`, `uin`, `vid`, `transaction`, `event`, `client`, `partner`, `code`."""
    tolerances: Tolerances = msgspec.field(default_factory=Tolerances)

    def explain(self, explanation: Explanation) -> None:
        """Record a refusal, or a failure that the real service swallows."""
        self.explanations += (explanation,)

    def tolerates(self, tolerance: Tolerance, explanation: Explanation) -> bool:
        """Whether this deviation is let through; if so, it is recorded with the releases that would refuse it.

        `if not exchange.tolerates(ASSERTION_WITHOUT_JTI, why): raise TokenError(INVALID_CLIENT, why)`
        """
        if not self.tolerances.allows(tolerance):
            return False
        passed = Tolerated(name=tolerance.name, refused_by=tolerance.refused_by, explanation=explanation)
        self.tolerated += (passed,)
        return True

    def met(self, fault: str) -> None:
        """Record that a fault acted: the id of a rule, or a name of the catalogue."""
        self.faults += (fault,)

    def decode(self, name: str, view: Any) -> None:  # noqa: ANN401 - any JSON value
        """Keep a readable view of something that the wire carries encrypted, signed or encoded."""
        self.decoded[name] = view

    def tag(self, **keys: str) -> None:
        """Say what this exchange is about, so that the exchanges of one child or login can be read together."""
        self.trace.update(keys)


def exchange_of(scope: MutableMapping[str, Any]) -> Exchange:
    """The exchange that the journal opened for this request."""
    exchange: Exchange = scope[SCOPE_KEY]
    return exchange


def text_headers(headers: Headers) -> list[tuple[str, str]]:
    """Names and values as text."""
    return [(_text(name), _text(value)) for name, value in headers]


def _text(value: str | bytes) -> str:
    # The names that aiohttp gives are of a subclass of str, which msgspec does not write.
    return value.decode("latin-1") if isinstance(value, bytes) else str(value)
