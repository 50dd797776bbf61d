"""What every page has: where it is, what else there is, which time it is, what just happened."""

from collections.abc import Collection, Mapping
from typing import Any, Final

from msgspec import Struct
from starlette.requests import Request
from starlette.responses import Response

from shared.control.dashboard.inside import Answer, ControlApi
from shared.control.dashboard.live import Live
from shared.control.dashboard.pages import Pages, from_text
from shared.control.release import suite_version
from shared.wire import path_of, query_text_of
from shared.world import World

FRAGMENT: Final = "x-fragment"
"""Header of the script that only wants to know what is new."""
OK: Final = 200
_NAMES: Final = {"mosip": "MOSIP", "esignet": "e-Signet"}


class View(Struct, frozen=True):
    """One entry of the navigation. It is there when the app's control API has what it shows."""

    name: str
    title: str
    needs: str


VIEWS: Final = (
    View("exchanges", "Exchanges", "/requests"),
    View("traces", "Traces", "/traces"),
    View("citizens", "Citizens", "/citizens"),
    View("packets", "Packets", "/packets"),
    View("deliveries", "Deliveries", "/deliveries"),
    View("outbox", "Outbox", "/outbox"),
    View("faults", "Faults", "/faults"),
    View("clients", "Clients", "/clients"),
    View("partners", "Partners", "/partners"),
    View("readiness", "Readiness", "/requests"),
    View("clock", "Clock and reset", "/clock"),
)
DONE: Final[Mapping[str, str]] = {
    "added": "Added.",
    "saved": "Saved.",
    "advanced": "The packet was moved on.",
    "queued": "Queued for another delivery.",
    "removed": "Removed.",
    "cleared": "Cleared.",
    "clock": "The clock was set.",
    "reset": "The seeded world is back, with real time and no faults.",
}


class Desk:
    """What the views share: the API, the templates, the watcher, the world for what the API does not list."""

    def __init__(self, api: ControlApi, world: World, paths: Collection[str]) -> None:
        self.api = api
        self.world = world
        self.live = Live(world)
        self._pages = Pages()
        self._views = tuple(view for view in VIEWS if view.needs in paths)

    def has(self, view: str) -> bool:
        """Whether this app has the view."""
        return any(v.name == view for v in self._views)

    async def page(
        self,
        request: Request,
        template: str,
        context: Mapping[str, Any],
        *,
        status: int = OK,
        problem: Mapping[str, Any] | None = None,
    ) -> Response:
        """A page, with what all have around it. `problem` is what the control API refused, as it says it."""
        state = self.world.clock.state()
        everything = {
            "root": root_of(request),
            "here": here_of(request),
            "app": self.world.journal.app,
            "app_name": _NAMES.get(self.world.journal.app, self.world.journal.app),
            "version": suite_version(),
            "views": self._views,
            "now": self.world.clock.now(),
            "is_frozen": state.frozen_at is not None,
            "is_shifted": state.frozen_at is not None or bool(state.offset_seconds),
            "faults_in_force": len(self.world.faults.list()),
            "notice": DONE.get(request.query_params.get("done", ""), ""),
            "problem": problem,
            **context,
        }
        if status != OK or FRAGMENT not in request.headers:
            return self._pages.render(template, everything, status=status)
        html = self._pages.html(template, everything)
        self.live.keep(_address(request), html)
        return from_text(html)

    def kept(self, request: Request) -> Response | None:
        """What was rendered for this address since the last event, for the script of another open page."""
        html = self.live.kept(_address(request)) if FRAGMENT in request.headers else None
        return None if html is None else from_text(html)

    async def refused(self, request: Request, answer: Answer) -> Response:
        """A page of its own for what cannot be shown."""
        return await self.page(request, "problem.html", {}, status=answer.status, problem=answer.content)


def root_of(request: Request) -> str:
    """The way from this page up to `/_mock/`, relative, so that a page stays inside its space."""
    _, _, below = path_of(request).partition("/_mock/")
    return "../" * below.count("/") or "./"


def here_of(request: Request) -> str:
    """The view that this page belongs to."""
    parts = path_of(request).partition("/_mock/")[2].split("/")
    return parts[1] if len(parts) > 1 else ""


def _address(request: Request) -> str:
    return f"{path_of(request)}?{query_text_of(request)}"
