from pathlib import Path

import pytest
from starlette.testclient import TestClient

from shared.world import World
from tests.shared.control.conftest import app_for, settings_for


def client_for(world: World, host: str, token: str | None) -> TestClient:
    return TestClient(app_for(world, settings_for(Path(world.data_dir), host, token)))


def test_loopback_needs_no_credential(world: World) -> None:
    assert client_for(world, "127.0.0.1", None).get("/_mock/citizens").status_code == 200


def test_other_bind_without_token_switches_the_control_api_off(world: World) -> None:
    answer = client_for(world, "0.0.0.0", None).get("/_mock/citizens")  # noqa: S104 - not bound

    assert answer.status_code == 403
    assert "MOCKS_ADMIN_TOKEN" in answer.json()["message"]


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 403),
        ({"Authorization": "Bearer wrong"}, 403),
        ({"Authorization": "Bearer letmein"}, 200),
        ({"X-Mocks-Admin-Token": "letmein"}, 200),
    ],
)
def test_other_bind_asks_for_the_admin_token(world: World, headers: dict[str, str], status: int) -> None:
    client = client_for(world, "0.0.0.0", "letmein")  # noqa: S104 - not bound

    assert client.get("/_mock/citizens", headers=headers).status_code == status


def test_health_is_open_to_everybody(world: World) -> None:
    assert client_for(world, "0.0.0.0", None).get("/_mock/health").json()["status"] == "ok"  # noqa: S104 - not bound


def test_page_of_another_origin_is_refused_even_on_loopback(world: World) -> None:
    client = client_for(world, "127.0.0.1", None)

    assert client.post("/_mock/reset", headers={"Origin": "https://evil.example"}).status_code == 403
    assert client.post("/_mock/reset", headers={"Origin": "http://testserver"}).status_code == 200


def test_only_reading_health_is_open(world: World) -> None:
    client = client_for(world, "0.0.0.0", "letmein")  # noqa: S104 - not bound

    assert client.delete("/_mock/faults/health").status_code == 403
    assert client.post("/_mock/health").status_code == 403


@pytest.mark.parametrize("origin", ["null", "http://[", "https://testserver.evil.example", ""])
def test_origin_that_is_not_this_one_is_refused(world: World, origin: str) -> None:
    answer = client_for(world, "127.0.0.1", None).post("/_mock/reset", headers={"Origin": origin})

    assert answer.status_code == (403 if origin else 200)


@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("localhost:20240", 200),
        ("127.0.0.1:20240", 200),
        ("[::1]:20240", 200),
        ("mosip-mock:20240", 200),
        ("host.docker.internal:20240", 200),
        ("mosip.test", 200),
        ("rebound.evil.com", 403),
        ("localhost.evil.com:20240", 403),
        ("[bad", 403),
    ],
)
def test_name_that_a_web_site_may_have_pointed_here_is_refused(world: World, name: str, status: int) -> None:
    client = client_for(world, "127.0.0.1", None)

    assert client.get("/_mock/citizens", headers={"Host": name}).status_code == status


@pytest.mark.parametrize(
    "path",
    [
        "/%5Fmock/requests",
        "/_mock%2Frequests",
        "//_mock/requests",
        "/echo/../_mock/requests",
        "/echo/%2e%2e/_mock/requests",
        "/_mock//requests",
        "/_mock/./requests",
        "/_mock/health/../requests",
        "/_MOCK/requests",
        "/_mock/view/exchanges",
        "/_mock/events",
        "/_mock/",
    ],
)
def test_no_spelling_of_the_path_goes_around_the_guard(world: World, path: str) -> None:
    client = client_for(world, "0.0.0.0", None)  # noqa: S104 - not bound

    answer = client.get(path, follow_redirects=True)

    assert answer.status_code in {403, 404}
    assert "items" not in answer.text
