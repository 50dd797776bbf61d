from typing import Any

import pytest

from shared.citizens.magic import MAGIC_UINS
from tests.benches.office import Office, packet_body, proper_fields, workflow_body

REJECTING = next(m.uin for m in MAGIC_UINS if m.name == "update-rejected")


def named(word: str) -> dict[str, Any]:
    fields = proper_fields() | {"fullName": f'[{{"language":"eng","value":"Sione {word} Fonua"}}]'}
    return packet_body(fields=fields)


def written(office: Office, body: dict[str, Any]) -> str:
    answer = office.create_packet(body)
    assert answer.json()["response"], answer.text
    return str(body["request"]["id"])


def test_create_packet_answers_null_to_the_word_for_it(office: Office) -> None:
    answer = office.create_packet(named("Zzinvalid"))

    assert answer.status_code == 200
    assert answer.json()["response"] is None
    assert "X-Mock-Explain" in answer.headers


def test_workflowinstance_refuses_a_packet_with_the_word_for_it(office: Office) -> None:
    rid = written(office, named("zzworkflow"))

    answer = office.start(workflow_body(registrationId=rid))

    assert [e["errorCode"] for e in answer.json()["errors"]] == ["RPR-WIS-000"]


@pytest.mark.parametrize(
    ("word", "state", "status"), [("Zzreject", "rejected", "REJECTED"), ("Zzstuck", "received", "PAUSED")]
)
def test_packet_with_the_word_for_it_gets_no_further(office: Office, word: str, state: str, status: str) -> None:
    rid = written(office, named(word))
    office.start(workflow_body(registrationId=rid))

    office.http.post(f"/_mock/packets/{rid}/advance", json={"to": "finished"})

    (packet,) = office.http.get(f"/_mock/packets/{rid}").json()["items"]
    assert (packet["state"], packet["statusCode"]) == (state, status)
    assert office.issuer.asked == []


def test_packet_about_the_magic_person_is_rejected(office: Office) -> None:
    rid = written(office, packet_body(process="CRVS_DEATH", fields=proper_fields() | {"UIN": REJECTING}))
    office.start(workflow_body(registrationId=rid, process="CRVS_DEATH"))

    office.http.post(f"/_mock/packets/{rid}/advance", json={"to": "finished"})

    (packet,) = office.http.get(f"/_mock/packets/{rid}").json()["items"]
    assert packet["state"] == "rejected"
    citizen = office.world.citizens.find_by_uin(REJECTING)
    assert citizen is not None
    assert citizen.status == "ACTIVATED"


def test_ordinary_names_hold_no_word(office: Office) -> None:
    rid = written(office, named("Zznobody"))

    assert office.start(workflow_body(registrationId=rid)).json()["errors"] is None
