"""Where is my birth now, and why did nobody get a number? What the dashboard and the command line say of a life."""

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.support.newborn import born
from tests.support.opencrvs import OpenCrvs
from tests.support.opencrvs_events import Child, Death, stock_birth, stock_death
from tests.support.opencrvs_flavours import V2
from tests.support.plain_http import get, request
from tests.support.suite import Suite, running_suite

NOBODY = Death("1234567890", "Nobody Here", date(1990, 1, 1))


@pytest.fixture
def suite(tmp_path: Path) -> Iterator[Suite]:
    """One for each test, whose country is its only subscriber."""
    with running_suite(tmp_path, {"MOSIP_MOCK_PROCESSING_DELAY": "0"}) as running:
        yield running


@pytest.fixture
def country(suite: Suite) -> Iterator[OpenCrvs]:
    with OpenCrvs(suite.mosip_url, suite.kit, V2) as opened:
        opened.subscribe()
        suite.mosip_control.wait_for_subscription(opened.subscriber.callback_url)
        yield opened


def standing(suite: Suite, rid: str) -> dict[str, str]:
    """Of this registration."""
    told: list[dict[str, Any]] = get(f"{suite.mosip_url}/_mock/traces/{rid}").json()["standing"]
    (own,) = (s for s in told if rid in s["about"])
    return own


def wait_for_attempt(suite: Suite, rid: str) -> None:
    """Until a delivery was answered, or was not."""
    matching = {"direction": "outbound", "trace.rid": rid}
    suite.mosip_control.wait_for_request(seconds=20, **matching)


def page(suite: Suite, path: str) -> str:
    answer = get(f"{suite.mosip_url}/_mock/view/{path}", headers={"Accept": "text/html"})
    assert answer.status_code == 200
    return answer.text


def test_delivered_birth_says_so(suite: Suite, country: OpenCrvs) -> None:
    rid = born(country).registration_id
    wait_for_attempt(suite, rid)

    assert standing(suite, rid) == {
        "about": f"Birth {rid}", "outcome": "fine", "says": "the credential was delivered", "reason": "",
    }  # fmt: skip
    assert "the credential was delivered" in page(suite, f"traces/{rid}")


def test_rejected_packet_says_why_before_anything_else(suite: Suite, country: OpenCrvs) -> None:
    rid = country.register(stock_death(NOBODY, V2))
    suite.mosip_control.wait_for_packet(rid, {"rejected"})

    shown = page(suite, f"packets/{rid}")
    assert shown.index("Why it was rejected") < shown.index("send the person&#39;s UIN or VID")
    assert shown.index("send the person&#39;s UIN or VID") < shown.index("A real deployment would object")
    assert shown.count("send the person&#39;s UIN or VID") == 1
    assert standing(suite, rid)["outcome"] == "refused"
    assert "received nationalIdNumber '1234567890'" in standing(suite, rid)["reason"]
    assert "no number and no credential" in page(suite, "traces")


def test_delivery_that_is_repeated_has_not_failed(suite: Suite, country: OpenCrvs) -> None:
    rid = born(country).registration_id
    wait_for_attempt(suite, rid)
    (number,) = (d["id"] for d in get(f"{suite.mosip_url}/_mock/deliveries").json()["items"])
    late = {"match": {"service": "websub"}, "action": {"named": "delivery-late"}, "times": 1}
    request("POST", f"{suite.mosip_url}/_mock/faults", json=late)

    request("POST", f"{suite.mosip_url}/_mock/deliveries/{number}/redeliver")

    (row,) = re.findall(rf'<li class="row (\w+)" id="delivery-{number}">', page(suite, "deliveries"))
    assert row == "open"


def test_birth_whose_credential_does_not_arrive_says_why(suite: Suite, country: OpenCrvs) -> None:
    country.subscriber.close()
    rid = country.register(stock_birth(Child(), V2))
    wait_for_attempt(suite, rid)

    told = standing(suite, rid)
    assert told["outcome"] == "failed"
    assert "could not be delivered (tried" in told["says"]
    assert "Cannot connect" in told["reason"]
    shown = page(suite, "deliveries")
    assert shown.index("Cannot connect") < shown.index("attempt")
