"""New key published, then used, then retired; and a relying party that looks at an old key set."""

from typing import Any

import pytest
from joserfc.errors import JoseError

from tests.benches.back_channel import BackChannelBench


def rotate(bench: BackChannelBench, **body: str) -> list[dict[str, Any]]:
    answer = bench.http.post("/_mock/keys/rotate", json=body)
    assert answer.status_code == 200, answer.text
    items = answer.json()["items"]
    assert isinstance(items, list)
    return items


def published(bench: BackChannelBench) -> list[str]:
    return [key["kid"] for key in bench.http.get("/.well-known/jwks.json").json()["keys"]]


def id_token(bench: BackChannelBench) -> str:
    token = bench.token(bench.issue()).json()["id_token"]
    assert isinstance(token, str)
    return token


def kid_of(bench: BackChannelBench) -> str:
    kid = bench.verified(id_token(bench))[1]["kid"]
    assert isinstance(kid, str)
    return kid


def test_a_key_is_published_then_used_then_retired(bench: BackChannelBench) -> None:
    old, kyc = published(bench)
    early = id_token(bench)
    rotate(bench, stage="publish")
    _, new, _ = published(bench)
    assert kid_of(bench) == old
    rotate(bench, stage="use")
    assert kid_of(bench) == new
    assert published(bench) == [new, old, kyc]
    assert bench.verified(early)[1]["kid"] == old
    rotate(bench, stage="retire")
    assert published(bench) == [new, kyc]
    with pytest.raises((JoseError, ValueError)):
        bench.verified(early)


def test_the_kyc_signers_key_rotates_by_itself(bench: BackChannelBench) -> None:
    old, kyc = published(bench)
    rotate(bench, key="kyc", stage="now")
    now = published(bench)
    assert now[0] == old
    assert now[1] != kyc
    assert bench.verified(bench.userinfo(bench.access_token()).text)[1]["kid"] == now[1]


def test_by_default_the_tokens_key_is_replaced_at_once(bench: BackChannelBench) -> None:
    before = published(bench)
    assert bench.http.post("/_mock/keys/rotate").status_code == 200
    after = published(bench)
    assert (after[0] != before[0], after[1] == before[1], len(after)) == (True, True, 2)


def test_a_frozen_key_set_stays_behind(bench: BackChannelBench) -> None:
    before = published(bench)
    assert bench.http.put("/_mock/keys/jwks", json={"frozen": True}).json()["jwksFrozen"] is True
    rotate(bench)
    assert published(bench) == before
    with pytest.raises((JoseError, ValueError)):
        bench.verified(id_token(bench))
    bench.http.put("/_mock/keys/jwks", json={"frozen": False})
    assert kid_of(bench) == published(bench)[0]


def test_a_step_out_of_order_is_refused(bench: BackChannelBench) -> None:
    for stage in ("use", "retire"):
        answer = bench.http.post("/_mock/keys/rotate", json={"stage": stage})
        assert answer.status_code == 409
        assert "the step before is" in answer.json()["message"]
    rotate(bench, stage="publish")
    assert bench.http.post("/_mock/keys/rotate", json={"stage": "publish"}).status_code == 409


@pytest.mark.parametrize("body", [{"stage": "burn"}, {"key": "root"}, {"keys": "esignet"}, [], "x"])
def test_a_request_of_another_shape_is_refused(bench: BackChannelBench, body: object) -> None:
    before = published(bench)
    assert bench.http.post("/_mock/keys/rotate", json=body).status_code == 400
    assert published(bench) == before


def test_the_listing_says_what_each_key_is_for(bench: BackChannelBench) -> None:
    rotate(bench, stage="publish")
    listing = bench.http.get("/_mock/keys").json()
    assert [(item["key"], item["stage"]) for item in listing["items"]] == [
        ("esignet", "current"),
        ("esignet", "next"),
        ("kyc", "current"),
    ]
    assert listing["total"] == 3
