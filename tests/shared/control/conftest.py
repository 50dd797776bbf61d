"""A small app with the journal, the faults and the control API around it."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.testclient import TestClient

from shared.control.exchange import exchange_of
from shared.control.explanation import Explanation
from shared.control.faults.middleware import FaultsMiddleware
from shared.control.faults.naming import RequestNames
from shared.control.faults.routes import FaultsRoutes
from shared.control.faults.validation import ServiceNames
from shared.control.layers import control_mount
from shared.control.recording import JournalMiddleware
from shared.control.tolerances import LANGUAGE_TWO_LETTER, parse_tolerances
from shared.settings import Addresses, SuiteSettings
from shared.wire import json_response, read_json
from shared.world import World, open_world

SERVICES = {
    "echo": ServiceNames(
        service="echo",
        endpoints=("/echo", "/echo/{name}"),
        codes=("ECHO-001", "ECHO-002"),
        processes=("CRVS_NEW", "CRVS_DEATH"),
    ),
    "other": ServiceNames(service="other", endpoints=("/other",), codes=("OTHER-001",)),
    "plain": ServiceNames(service="plain", endpoints=("/plain",), codes=(), names=("client",)),
    "credentials": ServiceNames(service="credentials", endpoints=(), codes=()),
}
WHY = Explanation(expected="this", received="that", where="body", why="so it is", mend="send this")


@dataclass(frozen=True)
class Bench:
    client: TestClient
    world: World


async def echo(request: Request) -> Response:
    exchange = exchange_of(request.scope)
    exchange.service = "echo"
    body = await read_json(request, dict[str, str]) if await request.body() else {}
    exchange.tag(**{key: body[key] for key in ("rid", "uin") if key in body})
    if "refuse" in body:
        exchange.explain(WHY)
    if "tolerate" in body:
        exchange.tolerates(LANGUAGE_TWO_LETTER, WHY)
    if "secret" in body:
        exchange.decode("token", {"password": "hunter2", "sub": "me"})
    return json_response({"echo": body})


async def render(_: Request, service: str, code: str, explanation: Explanation) -> Response:
    return json_response({"service": service, "code": code, "why": explanation.where}, 418)


def service_of(path: str) -> str:
    return "echo" if path.startswith("/echo") else "other"


def settings_for(data_dir: Path, host: str = "127.0.0.1", token: str | None = None) -> SuiteSettings:
    address = "http://localhost:1"
    return SuiteSettings(
        addresses=Addresses(public=address, internal=address, bound=address),
        data_dir=data_dir,
        host=host,
        admin_token=token,
        tolerances=parse_tolerances("opencrvs"),
    )


def app_for(world: World, settings: SuiteSettings) -> JournalMiddleware:
    app = Starlette(
        routes=[
            Route("/echo", echo, methods=["GET", "POST"]),
            Route("/echo/{name}", echo, methods=["GET", "POST"]),
            control_mount(world, settings, FaultsRoutes(world.faults, lambda: SERVICES, "mosip").routes),
        ]
    )
    faulty = FaultsMiddleware(
        app,
        world.faults,
        world.clock,
        service_of=service_of,
        names_of=RequestNames(("/echo", "/echo/{uin}")).of,
        render_error=render,
    )
    return JournalMiddleware(
        faulty, world.journal, max_body_bytes=2000, service_of=service_of, before=world.memory.follow_store
    )


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    opened = open_world(tmp_path / "mocks", app="mosip", journal_size=20, tolerances=parse_tolerances("opencrvs"))
    yield opened
    opened.close()


@pytest.fixture
def bench(world: World) -> Iterator[Bench]:
    with TestClient(app_for(world, settings_for(world.data_dir)), raise_server_exceptions=False) as client:
        yield Bench(client, world)
