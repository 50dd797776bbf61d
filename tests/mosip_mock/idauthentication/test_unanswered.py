"""Where the real service has no answer of its own: HTTP 500, other methods and content types, unknown paths."""

from typing import Any, Final

import pytest

from tests.benches.ida_bench import IdaBench
from tests.support.ida_recipe import REMOVED

NOT_PROCESSED: Final = "IDA-MLC-007"
CRASHES: Final[dict[str, dict[str, Any]]] = {
    "body-no-json": {"alter_after_signing": lambda _: b"hello"},
    "body-a-list": {"alter_after_signing": lambda _: b"[]"},
    "no-thumbprint": {"outer": {"thumbprint": REMOVED}},
    "thumbprint-undecodable": {"outer": {"thumbprint": "*"}},
    "no-session-key": {"outer": {"requestSessionKey": REMOVED}},
    "unknown-attribute-null": {"block": {"demographics": {"nickName": None}}},
}


@pytest.mark.parametrize("ingredients", CRASHES.values(), ids=CRASHES.keys())
def test_unguarded_mistakes_are_500(shared_bench: IdaBench, adult: dict[str, Any], ingredients: dict[str, Any]) -> None:
    answer = shared_bench.auth(adult, **ingredients)

    assert answer.status == 500
    assert "errors" not in answer.content
    assert shared_bench.explanations(answer)[0]["why"]


TRANSPORT: Final[dict[str, tuple[str, dict[str, Any]]]] = {
    "get": ("GET", {}),
    "put": ("PUT", {"json": {}}),
    "text": ("POST", {"content": b"{}", "headers": {"Content-Type": "text/plain"}}),
    "empty": ("POST", {"content": b"", "headers": {"Content-Type": "application/json"}}),
}


@pytest.mark.parametrize(("method", "parts"), TRANSPORT.values(), ids=TRANSPORT.keys())
def test_wrong_transport_is_one_handled_error(shared_bench: IdaBench, method: str, parts: dict[str, Any]) -> None:
    answer = shared_bench.http.request(method, "/idauthentication/v1/auth/a/b/c", **parts)

    assert answer.status_code == 200
    assert [e["errorCode"] for e in answer.json()["errors"]] == [NOT_PROCESSED]


def test_unknown_path_is_404(shared_bench: IdaBench) -> None:
    assert shared_bench.http.post("/idauthentication/v1/elsewhere/a/b/c", json={}).status_code == 404
