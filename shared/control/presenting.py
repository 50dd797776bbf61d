"""How the journal shows an exchange to people and scripts: readable, with secrets hidden."""

from typing import Any

import msgspec

from shared.control.decoding import token_views
from shared.control.exchange import Exchange
from shared.control.redaction import (
    redacted_body,
    redacted_headers,
    redacted_path,
    redacted_query,
    redacted_view,
)


def summary_of(exchange: Exchange) -> dict[str, Any]:
    """One line of the listing."""
    return {
        "id": exchange.id,
        "app": exchange.app,
        "direction": exchange.direction,
        "started": exchange.started,
        "service": exchange.service,
        "method": exchange.method,
        "path": redacted_path(exchange.path),
        "query": redacted_query(exchange.query),
        "status": exchange.status,
        "durationMs": None if exchange.duration_ms is None else round(exchange.duration_ms, 3),
        "codes": [e.code for e in exchange.explanations if e.code],
        "refused": bool(exchange.explanations),
        "reason": _reason(exchange),
        "tolerated": [t.name for t in exchange.tolerated],
        "faults": exchange.faults,
        "trace": exchange.trace,
    }


def _reason(exchange: Exchange) -> str:
    """The first explanation in a line, empty when nothing was refused."""
    if not exchange.explanations:
        return ""
    why = exchange.explanations[0]
    return f"{why.where}: expected {why.expected}, received {why.received}"


def detail_of(exchange: Exchange, made_in: Exchange | None = None) -> dict[str, Any]:
    """Everything about one exchange; `made_in` is the step that made what it carries, where that is sealed."""
    sealed = made_in.decoded if made_in is not None else {}
    return summary_of(exchange) | {
        "request": {
            "headers": redacted_headers(exchange.request_headers),
            "body": redacted_body(exchange.request_body),
        },
        "response": {
            "headers": redacted_headers(exchange.response_headers),
            "body": redacted_body(exchange.response_body),
        },
        "explanations": msgspec.to_builtins(exchange.explanations),
        "toleratedDeviations": msgspec.to_builtins(exchange.tolerated),
        "decoded": redacted_view(token_views(exchange) | sealed | exchange.decoded),
    }
