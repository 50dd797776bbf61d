"""Bodies that no client should send, to the control API: refused in JSON, never a crash."""

from typing import Final

import pytest

from tests.support.bodies import Body, malformed_json
from tests.support.plain_http import get, request
from tests.support.suite import Suite


@pytest.fixture
def addresses(suite: Suite) -> dict[str, str]:
    return {"mosip": suite.mosip_url, "esignet": suite.esignet_url}


CONTROL_CALLS: Final = (("POST", "/citizens"), ("PUT", "/clock"), ("POST", "/faults"), ("POST", "/requests/count"))


@pytest.mark.parametrize("app", ["mosip", "esignet"])
@pytest.mark.parametrize("call", CONTROL_CALLS, ids=lambda c: f"{c[0]}{c[1]}")
@pytest.mark.parametrize("body", [b for b in malformed_json() if b.content != b"{}"], ids=lambda b: b.name)
def test_control_api_refuses_in_json(addresses: dict[str, str], app: str, call: tuple[str, str], body: Body) -> None:
    headers = {"Content-Type": body.media_type} if body.media_type else {}

    answer = request(call[0], f"{addresses[app]}/_mock{call[1]}", content=body.content, headers=headers)

    assert 400 <= answer.status_code < 500, answer.text[:300]
    assert answer.json()["error"]


@pytest.mark.parametrize("app", ["mosip", "esignet"])
def test_app_is_healthy_after_all_that(addresses: dict[str, str], app: str) -> None:
    assert get(f"{addresses[app]}/_mock/health").json()["status"] == "ok"
