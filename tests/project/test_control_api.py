"""The page about the control API lists each of its calls, and none that is not there."""

import re
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.routing import BaseRoute, Mount, Route

import esignet_mock.app
import esignet_mock.settings
import mosip_mock.app
import mosip_mock.settings
from shared.control import layers
from shared.control.api import control_rooms
from shared.control.doorway import Health
from shared.settings import Addresses, SuiteSettings
from shared.world import World, open_world

PAGE = Path(__file__).parents[2] / "docs" / "control-api.md"
CALL = re.compile(r"`(GET|POST|PUT|PATCH|DELETE) (/_mock/\S+)`")
OUTSIDE = {"GET /_mock/spaces", "DELETE /_mock/spaces/{}", "GET /_mock/readiness"}
"""Not of one world's control API: spaces lie around it, the dashboard in front."""
LIKE_PARTNERS = ("policies", "api-keys", "misps", "oidc-clients")


@pytest.fixture
def calls(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """Those of both apps."""
    found: set[str] = set()

    def mount(world: World, settings: SuiteSettings, extra: Callable[[], Sequence[BaseRoute]]) -> Mount:
        api = control_rooms(Health(world, settings), extra()).api
        assert isinstance(api, Starlette)
        found.update(
            f"{method} /_mock{_nameless(route.path)}"
            for route in api.routes
            if isinstance(route, Route)
            for method in (route.methods or set()) - {"HEAD"}
        )
        return Mount("/_mock", app=api)

    monkeypatch.setattr(layers, "control_mount", mount)
    addresses = Addresses(public="http://mock", internal="http://mock", bound="http://mock")
    mosip, esignet = open_world(tmp_path, app="mosip"), open_world(tmp_path, app="esignet")
    mosip_mock.app.create_app(mosip_mock.settings.Settings(data_dir=tmp_path, addresses=addresses), mosip)
    esignet_mock.app.create_app(esignet_mock.settings.Settings(data_dir=tmp_path, addresses=addresses), esignet)
    mosip.close()
    esignet.close()
    return found


def test_each_call_of_the_control_api_is_documented_and_each_documented_one_exists(calls: set[str]) -> None:
    documented = {f"{method} {_nameless(path)}" for method, path in CALL.findall(PAGE.read_text())}
    partners = {call for call in documented if call.split("/")[2] == "partners"}
    alike = {call.replace("partners", kind) for call in partners for kind in LIKE_PARTNERS}

    assert sorted(calls - documented - alike) == []
    assert sorted((documented | alike) - calls - OUTSIDE) == []


def _nameless(path: str) -> str:
    return re.sub(r"\{[^}]*\}", "{}", path)
