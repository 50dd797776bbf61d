"""The report on unmodified OpenCRVS clients: a birth, a death, a verification and a login of each release."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from shared.control.dashboard.readiness import AS_PUBLISHED, STOCK_CONFIGURATION
from shared.control.tolerances import TOLERANCES
from tests.support.ida_client import IdaClient
from tests.support.newborn import born
from tests.support.opencrvs import OpenCrvs
from tests.support.opencrvs_events import Death, stock_correction, stock_death
from tests.support.opencrvs_flavours import V1_8, V1_9, V2, Flavour
from tests.support.plain_http import get, request
from tests.support.relying_party import RelyingParty
from tests.support.suite import Suite, running_suite

pytestmark = pytest.mark.slow

FATHER = "2718201306"
WIDOW = Death("2718205392", "Helen Park", date(1951, 9, 2))
PAGE = "http://localhost:3020/drafts/5f1d8f9c/events/birth/informant"

PROCESSING = {
    "RPR-CMD-FAILED-002 request.metaInfo.metaData",
    "RPR-CMD-FAILED-015 request.metaInfo.metaData",
    "RPR-OVM-FAILED-005 request.metaInfo.operationsData",
    *(f"RPR-PKV-FAILED-012 request.fields.{name}" for name in ("addressLine1", "dateOfBirth", "fullName", "gender")),
}
"""Rules of the real registration processor that the packets of the reference country configuration break."""
OF_ALL = PROCESSING | {
    "packet-plain-text-fields the packet",
    f"{STOCK_CONFIGURATION} process CRVS_DEATH",
    "topic-without-partner form field hub.topic",
    "esignet-short-paths path",
}
BEFORE_2 = {
    f"{STOCK_CONFIGURATION} request.source",
    "assertion-without-jti claim jti of client_assertion",
    "opencrvs-claims-list query parameter claims",
}
OF_1_8 = {
    "language-two-letter request.demographics.gender[0].language",
    "language-two-letter request.demographics.name[0].language",
}


@pytest.fixture(scope="module")
def reported(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Suite]:
    with running_suite(tmp_path_factory.mktemp("readiness"), {"MOSIP_MOCK_PROCESSING_DELAY": "0"}) as suite:
        yield suite


def register(suite: Suite, flavour: Flavour) -> None:
    """A birth, and a death."""
    with OpenCrvs(suite.mosip_url, suite.kit, flavour) as country:
        country.subscribe()
        born(country)
        country.subscriber.wait_for_delivery(country.register(stock_death(WIDOW, flavour)))


def verify(suite: Suite, flavour: Flavour) -> None:
    """An informant, by name, gender and birth date."""
    ida = IdaClient(base_url=suite.mosip_url, kit=suite.kit, domain_uri=suite.mosip_control.health()["publicUrl"])
    language = flavour.language
    demographics = {
        "name": [{"language": language, "value": "Joseph Mwamba"}],
        "gender": [{"language": language, "value": "male"}],
        "dob": "1986/03/14",
    }
    assert ida.auth(FATHER, demographics).response["authStatus"] is True


def log_in(suite: Suite, flavour: Flavour, page: str = PAGE) -> None:
    """An informant, from this page of the form, by the name of the machine that `mosip-api` has as a default."""
    esignet_url = suite.esignet_control.health()["publicUrl"]
    relying_party = RelyingParty(esignet_url=esignet_url, jwk=suite.kit.client_jwk, redirect_uri=page)
    code = relying_party.log_in(relying_party.authorize_url(flavour), FATHER).parameters["code"]
    assert relying_party.opencrvs_token(code, flavour).status_code == 200


def deviations(suite: Suite) -> list[dict[str, Any]]:
    """What both apps report."""
    reports = [r for url in (suite.mosip_url, suite.esignet_url) for r in get(f"{url}/_mock/readiness").json()["items"]]
    return [d for report in reports for d in report["deviations"]]


def named(found: list[dict[str, Any]]) -> set[str]:
    return {f"{d['name']} {d['explanation']['where']}" for d in found}


def forget(suite: Suite) -> None:
    for url in (suite.mosip_url, suite.esignet_url):
        request("POST", f"{url}/_mock/reset")


@pytest.mark.parametrize(
    ("flavour", "expected"),
    [(V1_8, OF_ALL | BEFORE_2 | OF_1_8), (V1_9, OF_ALL | BEFORE_2), (V2, OF_ALL)],
    ids=["1.8", "1.9", "2.x"],
)
def test_report_names_exactly_the_known_deviations(reported: Suite, flavour: Flavour, expected: set[str]) -> None:
    forget(reported)
    register(reported, flavour)
    verify(reported, flavour)
    log_in(reported, flavour)

    found = deviations(reported)
    assert named(found) == expected
    assert all(d["is_tolerated"] and d["explanation"]["mend"] for d in found)
    refused_by = {tolerance.name: list(tolerance.refused_by) for tolerance in TOLERANCES}
    refused_by[STOCK_CONFIGURATION] = list(AS_PUBLISHED)
    for deviation in found:
        assert deviation["refused_by"] == refused_by.get(deviation["name"], ["MOSIP 1.2.0", "MOSIP 1.3.0"])


def test_correction_of_2_x_refuses_nothing(reported: Suite) -> None:
    forget(reported)
    with OpenCrvs(reported.mosip_url, reported.kit, V2) as country:
        country.subscribe()
        newborn = born(country)
        country.subscriber.wait_for_delivery(country.register(stock_correction(newborn.child, newborn.vid, V2)))

    found = deviations(reported)
    assert all(d["is_tolerated"] for d in found)
    assert named(found) - OF_ALL == {
        "RPR-PKV-FAILED-012 request.schemaJson",
        f"{STOCK_CONFIGURATION} request.process",
        f"{STOCK_CONFIGURATION} request.fields.VID",
    }


def test_login_of_1_8_from_a_page_with_a_query_is_reported(reported: Suite) -> None:
    forget(reported)
    log_in(reported, V1_8, f"{PAGE}?section=2")

    assert {name.partition(" ")[0] for name in named(deviations(reported))} == {
        *("assertion-without-jti", "esignet-short-paths", "opencrvs-claims-list"),
        *("redirect-uri-with-query", "redirect-query-merged"),
    }
