"""One JSON route, served the way both mocks are: what the framework itself costs."""

import sys

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from shared.server import bind, serve
from shared.wire import json_response


async def answer(_: Request) -> Response:
    return json_response({"status": "ok", "app": "starlette", "version": "1", "citizens": 1})


if __name__ == "__main__":
    serve(Starlette(routes=[Route("/json", answer)]), bind("127.0.0.1", int(sys.argv[1]), "PORT"), banner=lambda: "")
