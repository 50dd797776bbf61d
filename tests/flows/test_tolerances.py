"""OpenCRVS' known deviations: let through with a warning by default, refused as by the real releases on demand."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.ida_client import IdaClient
from tests.support.login_page import LoginRefusedError
from tests.support.opencrvs import OpenCrvs
from tests.support.opencrvs_events import Child, stock_birth
from tests.support.opencrvs_flavours import V1_8, V2
from tests.support.relying_party import RelyingParty
from tests.support.suite import Suite, running_suite


@pytest.fixture(scope="module")
def strict_suite(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Suite]:
    directory: Path = tmp_path_factory.mktemp("strict")
    with running_suite(directory, {"MOCKS_TOLERATE": "none"}) as running:
        yield running


@pytest.fixture(scope="module")
def strict_person(strict_suite: Suite) -> str:
    added = strict_suite.mosip_control.add_citizen(fullName="Maria Powell", birthDate="1990-04-05", gender="female")
    return str(added["uin"])


def names_of_tolerated(suite: Suite, app: str, path: str) -> set[str]:
    control = suite.mosip_control if app == "mosip" else suite.esignet_control
    return {name for exchange in control.requests(path=path, limit="1000") for name in exchange["tolerated"]}


def test_claims_list_and_missing_jti_are_recorded(suite: Suite, relying_party: RelyingParty) -> None:
    uin = suite.esignet_control.add_citizen(fullName="Maria Powell", birthDate="1990-04-05")["uin"]
    code = relying_party.log_in(relying_party.authorize_url(V1_8), uin).parameters["code"]
    relying_party.opencrvs_token(code, V1_8)

    assert "opencrvs-claims-list" in names_of_tolerated(suite, "esignet", "/authorize")
    assert "assertion-without-jti" in names_of_tolerated(suite, "esignet", "/oauth/token")


def test_bare_topic_and_plain_text_packet_are_recorded(suite: Suite) -> None:
    with OpenCrvs(suite.mosip_url, suite.kit, V1_8) as country:
        country.subscribe()
        country.subscriber.wait_for_delivery(country.register(stock_birth(Child(), V1_8)))

    tolerated = names_of_tolerated(suite, "mosip", "")
    assert {"topic-without-partner", "packet-plain-text-fields"} <= tolerated


def test_strict_suite_refuses_a_claims_list(strict_suite: Suite, strict_person: str) -> None:
    relying_party = RelyingParty(esignet_url=strict_suite.esignet_url, jwk=strict_suite.kit.client_jwk)

    with pytest.raises(LoginRefusedError):
        relying_party.log_in(relying_party.authorize_url(V1_8), strict_person)


def test_strict_suite_refuses_an_assertion_without_jti(strict_suite: Suite, strict_person: str) -> None:
    relying_party = RelyingParty(esignet_url=strict_suite.esignet_url, jwk=strict_suite.kit.client_jwk)
    code = relying_party.log_in(relying_party.strict_authorize_url(), strict_person).parameters["code"]
    endpoint = relying_party.discovery()["token_endpoint"]

    without = relying_party.token(code, client_assertion=relying_party.client_assertion(endpoint, jti=None))

    assert (without.status_code, without.json()["error"]) == (400, "invalid_client")
    assert relying_party.token(code).status_code == 200


def test_strict_suite_refuses_a_two_letter_language(strict_suite: Suite, strict_person: str) -> None:
    domain = strict_suite.mosip_control.health()["publicUrl"]
    partner = IdaClient(base_url=strict_suite.mosip_url, kit=strict_suite.kit, domain_uri=domain)

    answer = partner.auth(strict_person, {"name": [{"language": "en", "value": "Maria Powell"}]})

    assert answer.codes == ["IDA-DEA-002"]


def test_strict_suite_takes_a_plain_text_packet_and_fails_it_later(strict_suite: Suite) -> None:
    with OpenCrvs(strict_suite.mosip_url, strict_suite.kit, V2) as country:
        registration_id = country.register(stock_birth(Child(), V2))

    ends = {"rejected", "failed", "finished"}
    assert strict_suite.mosip_control.wait_for_packet(registration_id, ends) in {"rejected", "failed"}


def test_strict_suite_explains_why_nothing_will_come_on_the_bare_topic(strict_suite: Suite) -> None:
    with OpenCrvs(strict_suite.mosip_url, strict_suite.kit, V2) as country:
        answer = country.subscribe()

    assert (answer.status_code, answer.text) == (202, "hub.mode=accepted")
    explanations = strict_suite.mosip_control.exchange(answer.headers["X-Mock-Explain"])["explanations"]
    assert explanations[0]["where"] == "form field hub.topic"
