"""The files that go with pages: a closed list, each read at its first request."""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from msgspec import Struct, field
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

_HERE: Final = Path(__file__).parent
PALETTE: Final = _HERE / "palette.css"
"""The colours, light and dark, as custom properties: the first part of each style sheet."""
ICON: Final = _HERE / "icon.svg"
_MEDIA_TYPES: Final[Mapping[str, str]] = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}


class StaticFiles(Struct, frozen=True):
    """Files by name, each made of one part or several."""

    parts: Mapping[str, tuple[Path, ...]]
    _read: dict[str, bytes] = field(default_factory=dict)

    async def file(self, request: Request) -> Response:
        """The file that the path's `name` stands for; 404 for any other name."""
        name = request.path_params["name"]
        if name not in self.parts:
            raise HTTPException(404)
        if name not in self._read:
            self._read[name] = b"\n".join(part.read_bytes() for part in self.parts[name])
        headers = {"Cache-Control": "no-cache", "X-Content-Type-Options": "nosniff"}
        return Response(self._read[name], 200, headers, media_type=_MEDIA_TYPES[Path(name).suffix])
