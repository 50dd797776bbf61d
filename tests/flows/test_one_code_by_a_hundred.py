"""One authorization code, redeemed over a hundred connections at once: one gets the tokens."""

import asyncio
import json
from pathlib import Path
from typing import Final
from urllib.parse import parse_qs, urlencode, urlsplit

from tests.support.kit import Kit
from tests.support.one_esignet import FATHER
from tests.support.plain_http import get
from tests.support.relying_party import ASSERTION_TYPE, RelyingParty
from tests.support.suite import RunningApp

TIMES: Final = 100


def test_a_hundred_connections_redeem_a_code_once(tmp_path: Path) -> None:
    with RunningApp("esignet_mock", tmp_path / "mocks", {"MOCKS_TOLERATE": "none"}) as app:
        statuses, errors = _redeemed(app)

    assert sorted(statuses) == [200] + [400] * (TIMES - 1)
    assert errors == {"invalid_grant"}


def _redeemed(app: RunningApp) -> tuple[list[int], set[str]]:
    issuer = f"http://localhost:{urlsplit(app.url).port}"
    party = RelyingParty(esignet_url=issuer, jwk=Kit.read(app.data_dir / "kit").client_jwk)
    location = get(party.strict_authorize_url(login_hint=FATHER)).headers["location"]
    code = parse_qs(urlsplit(location).query)["code"][0]
    forms = [
        urlencode(
            {
                "grant_type": "authorization_code",
                "code": code,
                "client_id": party.client_id,
                "redirect_uri": party.redirect_uri,
                "client_assertion_type": ASSERTION_TYPE,
                "client_assertion": party.client_assertion(issuer),
            }
        ).encode()
        for _ in range(TIMES)
    ]
    answers = asyncio.run(_all_at_once(urlsplit(app.url).port or 0, forms))
    bodies = [json.loads(body) for status, body in answers if status != 200]
    return [status for status, _ in answers], {body["error"] for body in bodies}


async def _all_at_once(port: int, forms: list[bytes]) -> list[tuple[int, bytes]]:
    """Each request on a connection of its own; all are open before the first byte is sent."""
    connections = [await asyncio.open_connection("127.0.0.1", port) for _ in forms]
    for (_, writer), form in zip(connections, forms, strict=True):
        head = (
            f"POST /v1/esignet/oauth/v2/token HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
            f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(form)}\r\n\r\n"
        )
        writer.write(head.encode() + form)
    answers = await asyncio.gather(*(reader.read() for reader, _ in connections))
    for _, writer in connections:
        writer.close()
    return [(int(answer.split(b" ", 2)[1]), answer.partition(b"\r\n\r\n")[2]) for answer in answers]
