"""A database that cannot be used is said in one sentence, by services and control API alike; nothing is a 500."""

from collections.abc import Callable
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.testclient import TestClient
from starlette.types import ASGIApp

from esignet_mock.exact_paths import ExactPaths
from shared.control.layers import control_of, layered
from shared.control.services import Service, ServiceParts, ServiceTable, starlette_of
from shared.settings import Addresses, SuiteSettings
from shared.store.protocol import StoreError
from shared.world import World, open_world

FULL = "store.log cannot be written (No space left on device); make room"


async def write(_: Request) -> Response:
    raise StoreError(FULL)


async def rest(_: Request) -> Response:
    return PlainTextResponse("nothing written")


async def on_http_error(_: Request, error: Exception) -> Response:
    return PlainTextResponse(str(error), 404)


APPS = {"starlette": starlette_of, "exact-paths": lambda parts: ExactPaths(parts, on_http_error)}


def app_over(world: World, app_of: Callable[[ServiceParts], ASGIApp] = starlette_of) -> TestClient:
    base = "http://localhost:1"
    settings = SuiteSettings(addresses=Addresses(public=base, internal=base, bound=base), data_dir=world.data_dir)
    routes = [Route("/desk/write", write, methods=["POST"]), Route("/desk/rest", rest)]
    table = ServiceTable([Service("desk", ("/desk",), lambda: ServiceParts(routes=routes))])
    others = Starlette(routes=[control_of(world, settings, table, list)])
    return TestClient(layered(others, world, settings, table, app_of), base_url="http://testserver")


@pytest.mark.parametrize("app_of", APPS.values(), ids=APPS)
def test_service_that_cannot_write_says_so_and_explains(
    tmp_path: Path, app_of: Callable[[ServiceParts], ASGIApp]
) -> None:
    world = open_world(tmp_path)

    answer = app_over(world, app_of).post("/desk/write")

    assert (answer.status_code, answer.json()) == (503, {"error": "store_unavailable", "message": FULL})
    exchange = world.journal.find(answer.headers["X-Mock-Explain"])
    assert exchange is not None
    assert exchange.explanations[0].mend == FULL
    world.close()


@pytest.mark.parametrize("path", ["/desk/rest", "/_mock/health", "/_mock/citizens", "/_mock/requests"])
def test_line_that_was_damaged_meanwhile_is_named(tmp_path: Path, path: str) -> None:
    world = open_world(tmp_path)
    client = app_over(world)
    assert client.get(path).status_code == 200
    with (tmp_path / "store.log").open("ab") as file:
        file.write(b'citizens\t1\t{"uin": oops}\n')

    answer = client.get(path)

    assert answer.status_code == 503
    assert "store.log is damaged; stop the apps and take the line out" in answer.json()["message"]
    world.close()
