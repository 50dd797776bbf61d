"""The style sheet and the icon of the login pages."""

from pathlib import Path
from typing import Final

from starlette.routing import BaseRoute, Route

from shared.pages.files import ICON, PALETTE, StaticFiles

_STYLE: Final = Path(__file__).parents[1] / "static" / "login.css"


def static_routes() -> list[BaseRoute]:
    """Below `/login/static/`."""
    files = StaticFiles({"login.css": (PALETTE, _STYLE), "icon.svg": (ICON,)})
    return [Route("/login/static/{name}", files.file, methods=["GET"])]
