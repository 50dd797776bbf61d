"""The MOSIP mock with one route more: `POST /bench/echo` decodes and encodes JSON, behind the same journal."""

import sys
from pathlib import Path
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from mosip_mock.app import create_app
from mosip_mock.registration.delay import parse_delay
from mosip_mock.settings import Settings
from shared.control.recording import JournalMiddleware
from shared.jwks.partner_kit import ensure_kit
from shared.options import addresses_of
from shared.server import address_of, bind, serve
from shared.wire import json_response, read_json
from shared.world import open_world


async def echo(request: Request) -> Response:
    return json_response(await read_json(request, dict[str, Any]))


def main(port: int, data_dir: Path) -> None:
    listener = bind("127.0.0.1", port, "PORT")
    settings = Settings(
        addresses=addresses_of(address_of(listener), None, None),
        data_dir=data_dir,
        processing_delay=parse_delay("manual"),
    )
    world = open_world(data_dir, app="mosip", tolerances=settings.tolerances)
    ensure_kit(data_dir, world.keys)
    app = create_app(settings, world)
    echoing = JournalMiddleware(Route("/bench/echo", echo, methods=["POST"]), world.journal, max_body_bytes=10**7)

    async def both(scope: Scope, receive: Receive, send: Send) -> None:
        await (echoing if scope.get("path") == "/bench/echo" else app)(scope, receive, send)

    serve(both, listener, banner=lambda: "")


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]))
