"""The report on unmodified OpenCRVS clients: a birth and a login of each release."""

from collections.abc import Iterator
from typing import Any

import pytest

from shared.control.tolerances import TOLERANCES
from tests.support.newborn import born
from tests.support.opencrvs import OpenCrvs
from tests.support.opencrvs_flavours import V1_8, V1_9, V2, Flavour
from tests.support.plain_http import get, request
from tests.support.relying_party import RelyingParty
from tests.support.suite import Suite, running_suite

pytestmark = pytest.mark.slow

OF_ALL = {"packet-plain-text-fields", "topic-without-partner", "assertion-audience", "esignet-short-paths"}
BEFORE_2 = {"assertion-without-jti", "opencrvs-claims-list"}
FATHER = "2718201306"


@pytest.fixture(scope="module")
def reported(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Suite]:
    with running_suite(tmp_path_factory.mktemp("readiness"), {"MOSIP_MOCK_PROCESSING_DELAY": "0"}) as suite:
        yield suite


def deviations(suite: Suite, flavour: Flavour) -> list[dict[str, Any]]:
    """What both apps report after a birth and a login."""
    for url in (suite.mosip_url, suite.esignet_url):
        request("POST", f"{url}/_mock/reset")
    with OpenCrvs(suite.mosip_url, suite.kit, flavour) as country:
        country.subscribe()
        born(country)
    relying_party = RelyingParty(esignet_url=suite.esignet_url, jwk=suite.kit.client_jwk)
    code = relying_party.log_in(relying_party.authorize_url(flavour), FATHER).parameters["code"]
    relying_party.opencrvs_token(code, flavour)
    reports = [r for url in (suite.mosip_url, suite.esignet_url) for r in get(f"{url}/_mock/readiness").json()["items"]]
    return [d for report in reports for d in report["deviations"]]


@pytest.mark.parametrize(
    ("flavour", "expected"),
    [(V1_8, OF_ALL | BEFORE_2), (V1_9, OF_ALL | BEFORE_2), (V2, OF_ALL)],
    ids=["1.8", "1.9", "2.x"],
)
def test_report_names_exactly_the_known_deviations(reported: Suite, flavour: Flavour, expected: set[str]) -> None:
    found = deviations(reported, flavour)
    refused_by = {tolerance.name: list(tolerance.refused_by) for tolerance in TOLERANCES}
    named = {d["name"]: d["refused_by"] for d in found if not d["name"].startswith("RPR-")}

    assert named == {name: refused_by[name] for name in expected}
    assert all(d["is_tolerated"] and d["explanation"]["mend"] for d in found)
