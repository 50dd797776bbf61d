"""What OpenCRVS does with MOSIP and e-Signet, end to end over real sockets, in each release that countries run.

Births and deaths through a packet to the credential; identity verification; log-in. The clients are the tests' own.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from tests.support.ida_client import IdaAnswer, IdaClient, verified_signer
from tests.support.ida_styles import STYLES, Style
from tests.support.login_page import LoginRefusedError
from tests.support.newborn import Newborn, born
from tests.support.opencrvs import OpenCrvs, new_registration_id
from tests.support.opencrvs_events import (
    Child,
    proper_birth,
    proper_death,
    stock_birth,
    stock_correction,
    stock_death,
)
from tests.support.opencrvs_flavours import FLAVOURS, V2, Flavour
from tests.support.opencrvs_person import person_for_form
from tests.support.relying_party import RelyingParty
from tests.support.suite import Suite

CountryOf = Callable[[Flavour], OpenCrvs]
NewbornIn = Callable[[Flavour], Newborn]
UNKNOWN_UIN = "3592563415"  # obeys every rule for a UIN and belongs to nobody

every_release = pytest.mark.parametrize("flavour", FLAVOURS, ids=lambda f: f"opencrvs-{f.name}")


def demographics(flavour: Flavour, name: str, birth_date: date, **further: Any) -> dict[str, Any]:
    """As `mosip-api` asks: name in its language, the date with slashes."""
    return {
        "dob": birth_date.strftime("%Y/%m/%d"),
        "name": [{"language": flavour.language, "value": name}],
        **further,
    }


# (a) A birth


@every_release
def test_birth_brings_a_credential_with_vid_and_uin(newborn_in: NewbornIn, flavour: Flavour) -> None:
    newborn = newborn_in(flavour)

    assert newborn.delivered.status == "RECEIVED", newborn.delivered.reason
    assert newborn.delivered.kind == "birth"
    assert newborn.delivered.is_signed
    subject = newborn.delivered.subject
    assert subject["birthCertificateNumber"] == newborn.child.birth_certificate_number
    assert len(subject["UIN"]) == 10
    assert len(subject["VID"]) == 16
    assert (subject["UIN"] + subject["VID"]).isdigit()


@every_release
def test_birth_event_names_the_registration(newborn_in: NewbornIn, flavour: Flavour) -> None:
    newborn = newborn_in(flavour)

    event = newborn.delivered.event
    assert event["data"]["registrationId"] == newborn.registration_id
    assert event["type"] == {"namespace": "mosip", "name": "mosip"}
    assert event["data"]["protectionKey"].isdigit()
    assert len(event["data"]["protectionKey"]) == 6
    assert event["data"]["credential"].isascii()


@every_release
def test_birth_makes_a_citizen_of_the_one_world(suite: Suite, newborn_in: NewbornIn, flavour: Flavour) -> None:
    newborn = newborn_in(flavour)

    for control in (suite.mosip_control, suite.esignet_control):
        citizen = control.citizen(newborn.vid)
        assert citizen["uin"] == newborn.uin
        assert citizen["fullName"] == newborn.child.full_name
        assert citizen["birthDate"] == newborn.child.birth_date.isoformat()
        assert citizen["gender"] == newborn.child.gender
        assert citizen["status"] == "ACTIVATED"


@every_release
def test_nothing_comes_before_workflowinstance(country_of: CountryOf, flavour: Flavour) -> None:
    country = country_of(flavour)
    waiting, packet = new_registration_id(), stock_birth(Child(), flavour)
    country.subscriber.expect(waiting)
    token = country.token()
    country.create_packet(waiting, packet, token)

    born(country)  # a whole other birth comes and goes

    assert country.subscriber.deliveries_of(waiting) == []
    assert country.subscriber.is_expecting(waiting)
    country.workflow_instance(waiting, packet, token)
    assert country.subscriber.wait_for_delivery(waiting).status == "RECEIVED"


@every_release
def test_birth_comes_once(country_of: CountryOf, newborn_in: NewbornIn, flavour: Flavour) -> None:
    newborn = newborn_in(flavour)
    country = country_of(flavour)

    born(country)

    assert len(country.subscriber.deliveries_of(newborn.registration_id)) == 1


@every_release
def test_createpacket_answers_the_three_sub_packets(country_of: CountryOf, flavour: Flavour) -> None:
    country = country_of(flavour)
    registration_id = new_registration_id()

    answer = country.create_packet(registration_id, stock_birth(Child(), flavour), country.token())

    assert answer["errors"] == []
    parts = answer["response"]
    assert [p["packetName"] for p in parts] == [f"{registration_id}_{s}" for s in ("evidence", "optional", "id")]
    assert {(p["source"], p["process"], p["refId"]) for p in parts} == {(flavour.source, "CRVS_NEW", "10001_10004")}
    assert all(len(p["signature"]) == 342 and len(p["encryptedHash"]) == 43 for p in parts)


def test_birth_with_values_by_language_is_taken_too(country_of: CountryOf, suite: Suite) -> None:
    country, child = country_of(V2), Child()

    delivered = country.subscriber.wait_for_delivery(country.register(proper_birth(child, V2)))

    assert delivered.status == "RECEIVED"
    assert suite.mosip_control.citizen(delivered.subject["UIN"])["fullName"] == child.full_name


def test_workflowinstance_refuses_the_second_call(country_of: CountryOf) -> None:
    country, packet = country_of(V2), stock_birth(Child(), V2)
    registration_id = country.register(packet)

    with pytest.raises(AssertionError, match="RPR-WIS-001 --> WorkflowInstance already present"):
        country.workflow_instance(registration_id, packet, country.token())


# (b) A death


@every_release
@pytest.mark.parametrize("known_by", ["uin", "vid"])
def test_death_deactivates_the_person(country_of: CountryOf, suite: Suite, flavour: Flavour, known_by: str) -> None:
    country = country_of(flavour)
    newborn = born(country)

    death = stock_death(newborn.dies(getattr(newborn, known_by)), flavour)
    delivered = country.subscriber.wait_for_delivery(country.register(death))

    assert delivered.status == "RECEIVED", delivered.reason
    assert delivered.kind == "death"
    assert delivered.is_signed
    assert "VID" not in delivered.subject
    assert suite.mosip_control.citizen(newborn.uin)["status"] == "DEACTIVATED"
    assert suite.esignet_control.citizen(newborn.uin)["status"] == "DEACTIVATED"


def test_death_that_names_the_uin_field_deactivates_too(country_of: CountryOf, suite: Suite) -> None:
    country = country_of(V2)
    newborn = born(country)

    country.subscriber.wait_for_delivery(country.register(proper_death(newborn.dies(), V2)))

    assert suite.mosip_control.citizen(newborn.uin)["status"] == "DEACTIVATED"


@every_release
def test_dead_person_is_refused_by_ida_and_at_login(
    country_of: CountryOf, partner: IdaClient, relying_party: RelyingParty, flavour: Flavour
) -> None:
    country = country_of(flavour)
    newborn = born(country)
    asked = demographics(flavour, newborn.child.full_name, newborn.child.birth_date)
    assert partner.auth(newborn.uin, asked).response["authStatus"] is True
    relying_party.log_in(relying_party.authorize_url(flavour), newborn.uin)

    country.subscriber.wait_for_delivery(country.register(stock_death(newborn.dies(), flavour)))

    assert_refused(partner.auth(newborn.uin, asked), ["IDA-MLC-022"])
    with pytest.raises(LoginRefusedError) as refused:
        relying_party.log_in(relying_party.authorize_url(flavour), newborn.uin)
    assert refused.value.explanation_id


# A correction, which 2.x knows


def test_correction_changes_the_person_and_brings_a_credential(
    country_of: CountryOf, suite: Suite, partner: IdaClient
) -> None:
    country = country_of(V2)
    newborn = born(country)
    corrected = replace(newborn.child, given_name="Corrected", birth_date=newborn.child.birth_date - timedelta(days=2))

    registration_id = country.register(stock_correction(corrected, newborn.vid, V2))
    delivered = country.subscriber.wait_for_delivery(registration_id)

    assert (delivered.status, delivered.reason) == ("ERROR", "transaction not found")
    assert delivered.kind == "birth"
    assert delivered.subject["UIN"] == newborn.uin
    for control in (suite.mosip_control, suite.esignet_control):
        citizen = control.citizen(newborn.uin)
        assert citizen["fullName"] == corrected.full_name
        assert citizen["birthDate"] == corrected.birth_date.isoformat()
    answer = partner.auth(newborn.vid, demographics(V2, corrected.full_name, corrected.birth_date))
    assert answer.response["authStatus"] is True, answer.content
    refused = partner.auth(newborn.vid, demographics(V2, newborn.child.full_name, corrected.birth_date))
    assert_refused(refused, ["IDA-DEA-001"])


def test_correction_of_the_name_alone_leaves_the_rest(country_of: CountryOf, suite: Suite) -> None:
    country = country_of(V2)
    newborn = born(country)
    packet = stock_correction(replace(newborn.child, given_name="Other"), newborn.vid, V2)
    only_the_name = replace(packet, fields={name: packet.fields[name] for name in ("VID", "fullName")})

    country.subscriber.wait_for_delivery(country.register(only_the_name))

    citizen = suite.mosip_control.citizen(newborn.uin)
    assert citizen["givenName"] == "Other"
    assert citizen["birthDate"] == newborn.child.birth_date.isoformat()
    assert citizen["gender"] == newborn.child.gender


# (c) Identity verification


def assert_refused(answer: IdaAnswer, codes: list[str]) -> None:
    assert answer.status == 200
    assert answer.codes == codes, answer.content
    assert answer.response == {"authStatus": False, "authToken": None}
    assert answer.explanation_id


@every_release
def test_ida_confirms_the_child_of_a_birth(newborn_in: NewbornIn, partner: IdaClient, flavour: Flavour) -> None:
    newborn = newborn_in(flavour)

    answer = partner.auth(newborn.uin, demographics(flavour, newborn.child.full_name, newborn.child.birth_date))

    assert answer.status == 200
    assert answer.content["errors"] is None
    assert answer.response["authStatus"] is True
    token = answer.response["authToken"]
    assert len(token) == 36
    assert token.isdigit()


def test_ida_gives_the_same_token_for_uin_and_vid(newborn_in: NewbornIn, partner: IdaClient) -> None:
    newborn = newborn_in(V2)
    asked = demographics(V2, newborn.child.full_name, newborn.child.birth_date)

    by_uin, by_vid = partner.auth(newborn.uin, asked), partner.auth(newborn.vid, asked)

    assert by_uin.response["authStatus"] is by_vid.response["authStatus"] is True
    assert by_uin.response["authToken"] == by_vid.response["authToken"]


@every_release
def test_ida_refuses_another_name(newborn_in: NewbornIn, partner: IdaClient, flavour: Flavour) -> None:
    newborn = newborn_in(flavour)

    answer = partner.auth(newborn.uin, demographics(flavour, "Somebody Else", newborn.child.birth_date))

    assert_refused(answer, ["IDA-DEA-001"])
    assert answer.content["errors"][0]["actionMessage"].startswith("Please re-enter your name")


@every_release
def test_ida_refuses_another_birth_date(newborn_in: NewbornIn, partner: IdaClient, flavour: Flavour) -> None:
    newborn = newborn_in(flavour)
    wrong = newborn.child.birth_date - timedelta(days=1)

    answer = partner.auth(newborn.uin, demographics(flavour, newborn.child.full_name, wrong))

    assert_refused(answer, ["IDA-DEA-001"])
    assert answer.content["errors"][0]["errorMessage"] == "Demographic data dob did not match"


@every_release
def test_ida_refuses_an_unknown_person(newborn_in: NewbornIn, partner: IdaClient, flavour: Flavour) -> None:
    newborn = newborn_in(flavour)

    answer = partner.auth(UNKNOWN_UIN, demographics(flavour, newborn.child.full_name, newborn.child.birth_date))

    assert_refused(answer, ["IDA-MLC-018"])


@pytest.mark.parametrize("style", STYLES, ids=lambda s: s.name)
def test_ida_takes_every_clients_way_of_writing(suite: Suite, newborn_in: NewbornIn, style: Style) -> None:
    newborn = newborn_in(V2)
    domain = suite.mosip_control.health()["publicUrl"]
    partner = IdaClient(base_url=suite.mosip_url, kit=suite.kit, domain_uri=domain, style=style)

    answer = partner.auth(newborn.uin, demographics(V2, newborn.child.full_name, newborn.child.birth_date))

    assert answer.response["authStatus"] is True, answer.content


def test_ida_signs_its_answers(suite: Suite, newborn_in: NewbornIn, partner: IdaClient) -> None:
    newborn = newborn_in(V2)
    asked = demographics(V2, newborn.child.full_name, newborn.child.birth_date)

    signers = [verified_signer(partner.auth(uin, asked)) for uin in (newborn.uin, UNKNOWN_UIN)]

    assert signers[0] == signers[1]
    assert signers[0] not in (suite.kit.partner_certificate, suite.kit.ida_certificate)


# (d) Log-in


@every_release
def test_child_of_a_birth_logs_in(newborn_in: NewbornIn, relying_party: RelyingParty, flavour: Flavour) -> None:
    newborn = newborn_in(flavour)

    returned = relying_party.log_in(relying_party.authorize_url(flavour), newborn.uin).parameters

    assert returned.get("state") == flavour.state
    answer = relying_party.opencrvs_token(returned["code"], flavour)
    assert answer.status_code == 200, answer.text
    assert answer.json()["token_type"] == "Bearer"
    userinfo = relying_party.userinfo(answer.json()["access_token"])
    assert userinfo.status_code == 200
    assert userinfo.headers["Content-Type"].startswith("application/jwt")
    person = person_for_form(flavour, relying_party.verified(userinfo.text).claims)
    assert person.first_name == newborn.child.given_name
    assert person.family_name == newborn.child.family_name
    assert person.birth_date == newborn.child.birth_date.isoformat()


@every_release
def test_tokens_of_a_login_are_signed_and_about_one_subject(
    newborn_in: NewbornIn, relying_party: RelyingParty, flavour: Flavour
) -> None:
    newborn = newborn_in(flavour)
    code = relying_party.log_in(relying_party.authorize_url(flavour), newborn.vid).parameters["code"]

    tokens = relying_party.opencrvs_token(code, flavour).json()

    id_token = relying_party.verified(tokens["id_token"]).claims
    access_token = relying_party.verified(tokens["access_token"]).claims
    userinfo = relying_party.verified(relying_party.userinfo(tokens["access_token"]).text).claims
    assert id_token["aud"] == relying_party.client_id
    assert id_token["sub"] == access_token["sub"] == userinfo["sub"]
    assert newborn.uin not in id_token["sub"]


@every_release
def test_login_refuses_an_unknown_person(relying_party: RelyingParty, flavour: Flavour) -> None:
    with pytest.raises(LoginRefusedError) as refused:
        relying_party.log_in(relying_party.authorize_url(flavour), UNKNOWN_UIN)

    assert refused.value.explanation_id


def test_token_refuses_a_used_code(newborn_in: NewbornIn, relying_party: RelyingParty) -> None:
    code = relying_party.log_in(relying_party.authorize_url(V2), newborn_in(V2).uin).parameters["code"]
    assert relying_party.opencrvs_token(code, V2).status_code == 200

    again = relying_party.opencrvs_token(code, V2)

    assert again.status_code == 400
    assert again.json() == {"error": "invalid_grant", "error_description": "invalid_grant"}
    assert again.headers["X-Mock-Explain"]
