"""Exchanges in forms that other tools read: HAR 1.2 for browsers and proxies, a curl command for a terminal.

Secrets are hidden as everywhere: a command has to be completed before it works.
"""

import shlex
from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final
from urllib.parse import parse_qsl

from shared.control.exchange import Exchange, Headers, text_headers
from shared.control.redaction import redacted_body, redacted_headers, redacted_path, redacted_query

_LEFT_OUT: Final = frozenset({"host", "content-length", "connection", "accept-encoding", "transfer-encoding"})


def har_of(exchanges: Iterable[Exchange], base_url: str, version: str) -> dict[str, Any]:
    """An HTTP Archive of the exchanges that travelled over HTTP, oldest first."""
    entries = [_entry(e, base_url) for e in exchanges if e.direction != "internal" and e.status is not None]
    creator = {"name": "mosip-mocks", "version": version}
    return {"log": {"version": "1.2", "creator": creator, "entries": sorted(entries, key=_started)}}


def curl_of(exchange: Exchange, base_url: str) -> str:
    """The request as a command."""
    parts = ["curl", "-X", exchange.method, shlex.quote(_url(exchange, base_url))]
    for name, value in redacted_headers(exchange.request_headers):
        if name.lower() not in _LEFT_OUT:
            parts += ["-H", shlex.quote(f"{name}: {value}")]
    if exchange.request_body:
        parts += ["--data-raw", shlex.quote(redacted_body(exchange.request_body))]
    return " ".join(parts) + "\n"


def _entry(exchange: Exchange, base_url: str) -> dict[str, Any]:
    took = exchange.duration_ms or 0.0
    body = redacted_body(exchange.request_body)
    content_type = _header(exchange.request_headers, "content-type")
    return {
        "startedDateTime": exchange.started.isoformat(),
        "time": took,
        "request": {
            "method": exchange.method,
            "url": _url(exchange, base_url),
            "httpVersion": "HTTP/1.1",
            "cookies": [],
            "headers": _pairs(redacted_headers(exchange.request_headers)),
            "queryString": _pairs(parse_qsl(redacted_query(exchange.query), keep_blank_values=True)),
            "headersSize": -1,
            "bodySize": len(exchange.request_body),
            **({"postData": {"mimeType": content_type, "text": body}} if body else {}),
        },
        "response": {
            "status": exchange.status,
            "statusText": "",
            "httpVersion": "HTTP/1.1",
            "cookies": [],
            "headers": _pairs(redacted_headers(exchange.response_headers)),
            "content": {
                "size": len(exchange.response_body),
                "mimeType": _header(exchange.response_headers, "content-type"),
                "text": redacted_body(exchange.response_body),
            },
            "redirectURL": "",
            "headersSize": -1,
            "bodySize": len(exchange.response_body),
        },
        "cache": {},
        "timings": {"send": 0, "wait": took, "receive": 0},
        "comment": " ".join((exchange.id, *(e.code for e in exchange.explanations if e.code))),
    }


def _url(exchange: Exchange, base_url: str) -> str:
    path = redacted_path(exchange.path)
    url = path if exchange.direction == "outbound" else base_url + path
    return f"{url}?{redacted_query(exchange.query)}" if exchange.query else url


def _pairs(pairs: Iterable[tuple[str, str]]) -> list[dict[str, str]]:
    return [{"name": name, "value": value} for name, value in pairs]


def _header(headers: Headers, name: str) -> str:
    return next((value for key, value in text_headers(headers) if key.lower() == name), "")


def _started(entry: dict[str, Any]) -> datetime:
    return datetime.fromisoformat(entry["startedDateTime"])
