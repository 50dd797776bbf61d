"""HTTP to this machine: no proxy, no certificates to load (which would cost each client 45 ms), always a timeout."""

from typing import Any

import httpx2


def plain_client(**settings: Any) -> httpx2.Client:
    """A client for plain HTTP on loopback; further settings are those of `httpx2.Client`."""
    return httpx2.Client(**{"timeout": 20, "verify": False, "trust_env": False, **settings})


def request(method: str, url: str, **parts: Any) -> httpx2.Response:
    """One request by a client of its own, which keeps no cookies and no connection."""
    with plain_client() as client:
        return client.request(method, url, **parts)


def get(url: str, **parts: Any) -> httpx2.Response:
    return request("GET", url, **parts)


def post(url: str, **parts: Any) -> httpx2.Response:
    return request("POST", url, **parts)
