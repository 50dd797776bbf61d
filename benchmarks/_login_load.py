"""Logins as fast as a server gives them: reads settings from standard input, prints a line when each phase is done.

A login is an authorize request that is approved at once, the code for tokens with a signed client assertion, and
userinfo. Raw streams keep the load cheaper than the server; assertions are signed before the clock starts.
"""

import asyncio
import json
import secrets
import sys
import time
from urllib.parse import parse_qs, urlencode, urlsplit

from jwcrypto.jwk import JWK

from shared.jwks.signing import SigningKey

CONNECTIONS = 16
ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
REDIRECT_URI = "http://localhost:3020/callback"


class Connection:
    """One keep-alive connection."""

    def __init__(self, port: int) -> None:
        self._port = port

    async def open(self) -> None:
        self._reader, self._writer = await asyncio.open_connection("127.0.0.1", self._port)

    async def ask(self, head: str, body: bytes = b"") -> tuple[int, dict[str, str], bytes]:
        self._writer.write(f"{head}Host: 127.0.0.1:{self._port}\r\n\r\n".encode() + body)
        lines = (await self._reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
        headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines[1:] if line)}
        content = await self._reader.readexactly(int(headers.get("content-length", "0")))
        return int(lines[0].split(" ", 2)[1]), headers, content


async def log_in(connection: Connection, settings: dict[str, str], assertion: str) -> None:
    query = urlencode(
        {
            "client_id": settings["client_id"],
            "redirect_uri": REDIRECT_URI,
            "response_type": "code",
            "scope": "openid",
            "claims": '{"userinfo":{"name":null,"birthdate":null,"gender":null}}',
            "state": "s",
            "nonce": secrets.token_urlsafe(12),
            "login_hint": settings["person"],
        }
    )
    status, headers, _ = await connection.ask(f"GET {settings['authorize']}?{query} HTTP/1.1\r\n")
    assert status in {302, 303}, (status, headers)  # noqa: S101 - a benchmark of refusals would mean nothing
    form = urlencode(
        {
            "grant_type": "authorization_code",
            "code": parse_qs(urlsplit(headers["location"]).query)["code"][0],
            "client_id": settings["client_id"],
            "redirect_uri": REDIRECT_URI,
            "client_assertion_type": ASSERTION_TYPE,
            "client_assertion": assertion,
        }
    ).encode()
    status, _, content = await connection.ask(
        f"POST {settings['token']} HTTP/1.1\r\nContent-Type: application/x-www-form-urlencoded\r\n"
        f"Content-Length: {len(form)}\r\n",
        form,
    )
    assert status == 200, content  # noqa: S101 - as above
    access_token = json.loads(content)["access_token"]
    status, _, content = await connection.ask(
        f"GET {settings['userinfo']} HTTP/1.1\r\nAuthorization: Bearer {access_token}\r\n"
    )
    assert (status, content.count(b".")) == (200, 2), content  # noqa: S101 - as above


def assertions_of(settings: dict[str, str], count: int) -> list[str]:
    members = json.loads(settings["jwk"])
    key = SigningKey(JWK(**{name: members[name] for name in ("kty", "n", "e", "d", "p", "q", "dp", "dq", "qi")}))
    now = int(time.time())
    names = {"iss": settings["client_id"], "sub": settings["client_id"], "aud": settings["audience"]}
    times = {"iat": now, "exp": now + 3600}
    header = {"kid": None, "typ": "JWT"}
    return [
        key.sign_jwt({**names, **times, "jti": secrets.token_urlsafe(16)}, alg="RS256", header=header)
        for _ in range(count)
    ]


async def phase(connections: list[Connection], settings: dict[str, str], assertions: list[str]) -> float:
    async def work(connection: Connection) -> None:
        while assertions:
            await log_in(connection, settings, assertions.pop())

    started = time.perf_counter()
    await asyncio.gather(*(work(connection) for connection in connections))
    return time.perf_counter() - started


async def main() -> None:
    settings = json.loads(sys.stdin.readline())
    phases = [assertions_of(settings, count) for count in settings["phases"]]
    connections = [Connection(settings["port"]) for _ in range(CONNECTIONS)]
    for connection in connections:
        await connection.open()
    for assertions in phases:
        print("ready", flush=True)
        sys.stdin.readline()
        print(await phase(connections, settings, assertions), flush=True)


asyncio.run(main())
