"""Every route of the app, with headers, cookies, query strings and bodies that no client should send.

None crashes it: a 500 passes only where the real service gives one for that very input. Afterwards the app works.
"""

import logging
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import httpx2
import pytest
from starlette.testclient import TestClient

from mosip_mock.app import create_app
from mosip_mock.settings import Settings
from shared.settings import Addresses
from shared.world import World, open_world
from tests.benches.office import BASE, SECRET
from tests.benches.real_crashes import Sent, is_real_crash

SERVICES: Final = (
    *("authmanager", "packetmanager", "registration", "idrepository", "idauthentication", "websub", "credentials"),
)
METHODS: Final = ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS")
JSON: Final = "application/json"
PARAMETERS: Final[tuple[str, ...]] = ("admin", "%00", "%ff", "..%2f..%2f", "x" * 4000, "2718201306", "%F0%9F%98%80")

BODIES: Final[tuple[tuple[str, bytes], ...]] = (
    (JSON, b""),
    (JSON, b"{}"),
    (JSON, b'{"request":{},"request":{"id":"1"},"id":1,"id":2}'),
    (JSON, b'{"request":{"id":"1","id":"2","source":"A","source":"OPENCRVS","process":"CRVS_NEW"}}'),
    (JSON, b'{"request":' * 3000 + b"1" + b"}" * 3000),
    (JSON, b'{"request":{"fields":' + b"[" * 3000 + b"]" * 3000 + b"}}"),
    (JSON, b'{"request":{"id":' + b"9" * 4000 + b',"bypassCache":1e400}}'),
    (JSON, b'{"request":{"id":-0.0,"pagination":{"pageStart":1e99,"pageFetch":99999999999999999999999}}}'),
    (JSON, b'{"request":{"id":NaN,"tags":{"a":Infinity}}}'),
    (JSON, b'{"id":"\\ud800","version":"\\udfff","request":{"id":"\\ud800"}}'),
    (JSON, b'{"id":"\\u0000","requesttime":"\\u0000","request":{"id":"\\u0000","UIN":"\\u0000"}}'),
    (JSON, '{"request":{"id":"Zoë"}}'.encode("latin-1")),
    (f"{JSON}; charset=utf-16", '{"request":{}}'.encode("utf-16")),
    (f"{JSON}; charset=nonsense; charset=\x00", b'{"request":{}}'),
    (f"{JSON}; charset=iso-8859-1", '{"request":{"id":"Zoë"}}'.encode("latin-1")),
    ("application/json;;;=", b'{"request":{"id":{"a":[1]}}}'),
    ("text/json", b"\xef\xbb\xbf{}"),
    ("application/x-www-form-urlencoded", b"hub.mode=%00&hub.topic=%ff&hub.callback=http://[::1&hub.secret=&a=1&a=2"),
    ("application/x-www-form-urlencoded", b"hub.mode=subscribe&hub.topic=a&hub.callback=javascript:0&hub.secret=x"),
    ("multipart/form-data", b"--x"),
    ("", bytes(range(256))),
)
HEADERS: Final[tuple[dict[str, str], ...]] = (
    {"Cookie": "Authorization="},
    {"Cookie": "Authorization=a.b.c"},
    {"Cookie": "Authorization=eyJ.eyJ.eyJ; Authorization=x"},
    {"Cookie": "=;;;Authorization"},
    {"Cookie": 'XAuthorizationX="a.b"; ' + "a=b; " * 2000},
    {"Cookie": "Authorization=\x00\xff; refresh_token=\x00"},
    {"Cookie": "Authorization=" + "e" * 20_000, "Authorization": "Bearer " + "e" * 20_000},
    {"Signature": "e30..", "Authorization": "\x00"},
    {"Signature": "\xff.\xff.\xff", "Authorization": "x"},
    {"Signature": "eyJ4NWMiOlsiQSJdfQ..AA", "Authorization": "x"},
    {"Accept": "\x00", "Accept-Charset": "nonsense", "Content-Encoding": "gzip", "X-Forwarded-Prefix": "/../"},
    {"Host": "\xff", "Expect": "100-continue", "Range": "bytes=9-1", "If-None-Match": "*"},
)
QUERIES: Final = (
    *("?", "?&&==&", "?type=%00&idType=%ff", "?a=1&a=2", "?" + "&".join(f"p{n}=1" for n in range(500))),
    *("?pageNumber=-1&pageFetch=0", "?pageNumber=1e3&pageFetch=" + "9" * 400, "?hub.mode=publish&hub.topic=%ff%00"),
    *("?referenceId=%00&applicationId=" + "x" * 3000,),
)


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory, shared_keys: Path) -> Iterator[World]:
    directory = tmp_path_factory.mktemp("hostile")
    (directory / "keys").symlink_to(shared_keys)
    world = open_world(directory, app="mosip")
    yield world
    world.close()


@pytest.fixture(scope="module")
def http(world: World) -> Iterator[TestClient]:
    """An exception that nobody handles fails the test, as it comes out here."""
    settings = Settings(addresses=Addresses(public=BASE, internal=BASE, bound=BASE), data_dir=world.data_dir)
    with TestClient(create_app(settings, world), base_url=BASE) as client:
        yield client


@pytest.fixture(scope="module")
def endpoints(http: TestClient) -> dict[str, list[str]]:
    """The paths of each service, with their parameters in braces."""
    items = http.get("/_mock/faults/services").json()["items"]
    return {item["service"]: item["endpoints"] for item in items}


def token(http: TestClient, client_id: str = "mosip-regproc-client") -> str:
    request = {"clientId": client_id, "secretKey": SECRET, "appId": "admin"}
    answer = http.post("/v1/authmanager/authenticate/clientidsecretkey", json={"request": request})
    http.cookies.clear()
    return answer.headers["Authorization"]


class Attack:
    """Sends requests and remembers those whose answers no service may give."""

    def __init__(self, http: TestClient, world: World) -> None:
        self.http, self.world = http, world
        self.wrong: list[tuple[Any, ...]] = []
        self.sent = 0

    def send(self, method: str, path: str, body: bytes = b"{}", **headers: str) -> httpx2.Response:
        raw = {name.replace("_", "-").encode(): value.encode("latin-1") for name, value in headers.items() if value}
        answer = self.http.request(method, path, content=body, headers=raw)
        self.http.cookies.clear()
        self.sent += 1
        if answer.status_code >= 500 and not self._is_known(answer, path, body, headers):
            self.wrong.append((answer.status_code, method, path[:80], body[:80], answer.text[:200]))
        if answer.status_code >= 400 and not answer.headers.get("X-Mock-Explain"):
            self.wrong.append(("unexplained", answer.status_code, method, path[:80], body[:80]))
        return answer

    def is_taken(self, answer: httpx2.Response) -> bool:
        """Whether the path has this method. Some services tell it in words of their own, and not by the status."""
        exchange = self.world.journal.find(answer.headers.get("X-Mock-Explain", ""))
        told = exchange.explanations[0].where if exchange and exchange.explanations else ""
        return answer.status_code not in {404, 405} and told != "method"

    def _is_known(self, answer: httpx2.Response, path: str, body: bytes, headers: dict[str, str]) -> bool:
        exchange = self.world.journal.find(answer.headers.get("X-Mock-Explain", ""))
        if exchange is None or not exchange.explanations:
            return False
        if answer.text.startswith("hub.mode=denied&hub.reason="):
            return True  # how the hub words every refusal
        where = exchange.explanations[0].where
        bare = path.partition("?")[0]
        return is_real_crash(Sent(path=bare, body=body, where=where, answer=answer.text, headers=headers))


def taken(attack: Attack, path: str) -> list[str]:
    """The methods that a path takes."""
    return [m for m in METHODS if attack.is_taken(attack.send(m, path, Content_Type=JSON))]


def filled(path: str, value: str) -> str:
    return re.sub(r"\{[^}]*\}", value, path)


@pytest.mark.parametrize("service", SERVICES)
def test_no_request_crashes_a_service(
    http: TestClient,
    world: World,
    endpoints: dict[str, list[str]],
    service: str,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.CRITICAL, "mocks")  # a thousand refusals are nothing to read
    attack = Attack(http, world)
    clients = ("mosip-regproc-client", "mosip-reg-client") if service == "registration" else ("mosip-regproc-client",)
    cookies = [f"Authorization={token(http, client)}" for client in clients]
    assert endpoints[service]

    for endpoint in endpoints[service]:
        for value in PARAMETERS if "{" in endpoint else PARAMETERS[:1]:
            for method in taken(attack, filled(endpoint, value)):
                attack.send(method, filled(endpoint, value), Cookie=cookies[0], Content_Type=JSON)
        path = filled(endpoint, "admin")
        for method in taken(attack, path):
            for media_type, body in BODIES:
                for cookie in cookies:
                    attack.send(method, path, body, Cookie=cookie, Content_Type=media_type)
            for headers in HEADERS:
                sent = {name.replace("-", "_"): value for name, value in headers.items()}
                attack.send(method, path, b'{"request":{}}', **{"Content_Type": JSON, **sent})
            for query in QUERIES:
                attack.send(method, path + query, Cookie=cookies[0], Content_Type=JSON)

    assert attack.wrong == []
    assert attack.sent > 100
    assert http.get("/_mock/health").json()["status"] == "ok"
