import asyncio
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace
from starlette.testclient import TestClient
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shared.control.spaces import PREFIX, Spaces
from shared.world import SPACES, World, open_world
from tests.shared.control.conftest import app_for, settings_for


def served(world: World, host: str = "127.0.0.1", token: str | None = None) -> Spaces:
    data_dir = Path(world.data_dir)
    settings = settings_for(data_dir, host, token)

    def make(name: str) -> tuple[ASGIApp, Callable[[], None]]:
        own = open_world(data_dir, app="mosip", space=name)
        return app_for(own, replace(settings, addresses=settings.addresses.inside(PREFIX + name))), own.close

    return Spaces(app_for(world, settings), make, data_dir / SPACES, settings)


@pytest.fixture
def client(world: World) -> Iterator[TestClient]:
    with TestClient(served(world)) as running:
        yield running


def test_first_requests_of_a_space_wait_until_it_has_started(world: World) -> None:
    """Of several at once, the first starts it; none of the others reaches an app whose workers do not run yet."""
    started = asyncio.Event()
    early: list[str] = []

    async def slow_starter(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await receive()
            for _ in range(10):
                await asyncio.sleep(0)  # lets the other requests in
            started.set()
            await send({"type": "lifespan.startup.complete"})
            await receive()
            await send({"type": "lifespan.shutdown.complete"})
            return
        if not started.is_set():
            early.append(scope["path"])

    directory = Path(world.data_dir) / SPACES
    spaces = Spaces(slow_starter, lambda _: (slow_starter, lambda: None), directory, settings_for(directory.parent))

    async def ask(number: int) -> None:
        scope = {"type": "http", "method": "GET", "path": f"/_space/w1/{number}", "headers": []}
        await spaces(scope, asyncio.Queue[Message]().get, asyncio.Queue[Message]().put)

    async def all_at_once() -> None:
        (directory / "w1").mkdir(parents=True)
        await asyncio.gather(*map(ask, range(5)))

    asyncio.run(all_at_once())
    assert started.is_set()
    assert early == []


def people(client: TestClient, prefix: str = "", **headers: str) -> int:
    count: int = client.get(f"{prefix}/_mock/health", headers=headers).json()["citizens"]
    return count


def test_space_has_people_of_its_own(client: TestClient) -> None:
    everybody = people(client)
    client.post("/_space/w1/_mock/citizens", json={"fullName": "Ana Lopes", "birthDate": "1990-02-03"})

    assert people(client, "/_space/w1") == everybody + 1
    assert people(client, **{"X-Mock-Space": "w1"}) == everybody + 1
    assert people(client, "/_space/w2") == everybody
    assert people(client) == everybody


def test_clock_faults_and_journal_of_a_space_are_its_own(client: TestClient) -> None:
    client.put("/_space/w1/_mock/clock", json={"advanceSeconds": 3600})
    client.post("/_space/w1/_mock/faults", json={"action": {"status": 500}})

    assert client.get("/_space/w1/echo").status_code == 500
    assert client.get("/echo").status_code == 200
    assert client.get("/_mock/clock").json()["offsetSeconds"] == 0
    assert client.get("/_mock/requests").json()["total"] == 1
    assert client.get("/_space/w1/_mock/requests").json()["total"] == 1


def test_space_knows_its_own_address(client: TestClient) -> None:
    assert client.get("/_space/w1/_mock/health").json()["publicUrl"].endswith("/_space/w1")


def test_removed_space_begins_anew(client: TestClient) -> None:
    before = people(client, "/_space/w1")
    client.post("/_space/w1/_mock/citizens", json={"fullName": "Ana Lopes", "birthDate": "1990-02-03"})

    assert client.get("/_mock/spaces").json()["items"] == [{"name": "w1"}]
    assert client.delete("/_mock/spaces/w1").status_code == 200
    assert client.get("/_mock/spaces").json()["total"] == 0
    assert people(client, "/_space/w1") == before


@pytest.mark.parametrize("name", ["..", "W1", "a b", "x" * 41, "%2e%2e"])
def test_name_that_is_none_is_refused(client: TestClient, name: str) -> None:
    answer = client.get("/_mock/health", headers={"X-Mock-Space": name})

    assert answer.status_code == 400
    assert "small letters" in answer.json()["message"]
    assert client.delete(f"/_mock/spaces/{name}").status_code == 404


def test_where_others_reach_the_app_spaces_need_the_admin_token(world: World) -> None:
    allowed = {"Authorization": "Bearer letmein"}
    with TestClient(served(world, "0.0.0.0", "letmein")) as client:  # noqa: S104 - not bound
        assert client.get("/_space/w1/echo").status_code == 403
        assert client.get("/_mock/spaces").status_code == 403
        assert client.get("/_space/w1/_mock/citizens", headers=allowed).status_code == 200
        assert client.get("/_space/w1/echo").status_code == 200
        assert client.get("/_space/w1/_mock/citizens").status_code == 403
        assert client.delete("/_mock/spaces/w1").status_code == 403
        assert client.delete("/_mock/spaces/w1", headers=allowed).status_code == 200
