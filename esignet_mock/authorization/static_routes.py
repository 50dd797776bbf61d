"""The style sheet and the icon of the login pages."""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from msgspec import Struct, field
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

_DIRECTORY: Final = Path(__file__).parents[1] / "static"
_MEDIA_TYPES: Final[Mapping[str, str]] = {"login.css": "text/css", "icon.svg": "image/svg+xml"}


class StaticRoutes(Struct, frozen=True):
    """A closed list of files, each read at its first request."""

    _read: dict[str, bytes] = field(default_factory=dict)

    def routes(self) -> list[BaseRoute]:
        return [Route("/login/static/{name}", self.file, methods=["GET"])]

    async def file(self, request: Request) -> Response:
        name = request.path_params["name"]
        if name not in _MEDIA_TYPES:
            raise HTTPException(404)
        if name not in self._read:
            self._read[name] = (_DIRECTORY / name).read_bytes()
        headers = {"Cache-Control": "no-cache", "X-Content-Type-Options": "nosniff"}
        return Response(self._read[name], 200, headers, media_type=_MEDIA_TYPES[name])
