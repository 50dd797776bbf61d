"""Both apps in this process, each over a world of its own, asked as a browser asks."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx2
import pytest
from starlette.testclient import TestClient

import esignet_mock.app
import esignet_mock.settings
import mosip_mock.app
import mosip_mock.settings
from shared.control.explanation import Explanation
from shared.control.tolerances import LANGUAGE_TWO_LETTER, parse_tolerances
from shared.settings import Addresses
from shared.world import World, open_world

BROWSER = {"Accept": "text/html,application/xhtml+xml"}
SCRIPT = "<script>alert(1)</script>"
WHY = Explanation(expected=f"e{SCRIPT}", received=f"r{SCRIPT}", where=f"w{SCRIPT}", why=f"y{SCRIPT}", mend=f"m{SCRIPT}")


@dataclass(frozen=True)
class Window:
    """A browser without scripts before one app."""

    http: TestClient
    world: World

    def see(self, path: str = "", status: int = 200, *, fragment: bool = False) -> str:
        """The text of a page below `/_mock/`."""
        answer = self.http.get(f"/_mock/{path}", headers=BROWSER | ({"X-Fragment": "1"} if fragment else {}))
        assert answer.status_code == status, answer.text
        assert answer.headers["content-type"].startswith("text/html")
        return answer.text

    def submit(self, path: str, **fields: str) -> httpx2.Response:
        """A form sent from a page of this app."""
        headers = {**BROWSER, "Origin": "http://testserver"}
        return self.http.post(f"/_mock/{path}", data=fields, headers=headers, follow_redirects=False)

    def exchange(self, **known: Any) -> str:
        """An exchange that a client `registrar` made, refused and let through; its id."""
        made = self.world.journal.open("inbound", method="POST", path="/v1/thing", service="thing", **known)
        made.status = 400
        made.tag(client="registrar", rid="10001100010000120260101000000")
        made.explain(WHY)
        assert made.tolerates(LANGUAGE_TWO_LETTER, WHY)
        self.world.journal.close(made)
        return made.id


Open = Callable[..., Window]


@pytest.fixture
def open_app(tmp_path: Path) -> Iterator[Open]:
    """Open an app: `open_app("mosip", host="0.0.0.0", admin_token="letmein")`."""
    worlds: list[World] = []

    def opened(app: str, **settings: Any) -> Window:
        world = open_world(tmp_path / f"{app}{len(worlds)}", app=app, tolerances=parse_tolerances("opencrvs"))
        worlds.append(world)
        addresses = Addresses(public="http://localhost:1", internal="http://localhost:1", bound="http://localhost:1")
        known: dict[str, Any] = {"addresses": addresses, "data_dir": world.data_dir, **settings}
        if app == "mosip":
            served = mosip_mock.app.create_app(mosip_mock.settings.Settings(**known), world)
        else:
            served = esignet_mock.app.create_app(esignet_mock.settings.Settings(**known), world)
        return Window(TestClient(served), world)

    yield opened
    for world in worlds:
        world.close()


@pytest.fixture
def mosip(open_app: Open) -> Window:
    return open_app("mosip")


@pytest.fixture
def esignet(open_app: Open) -> Window:
    return open_app("esignet")
