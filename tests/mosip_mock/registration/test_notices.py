"""Whom the pipeline tells what became of a packet."""

from tests.benches.office import (
    Office,
    new_id,
    packet_body,
    proper_fields,
    workflow_body,
)
from tests.mosip_mock.conftest import OpenOffice


def test_informant_is_told_and_without_one_the_person(office: Office) -> None:
    office.process(office.register())
    told = [(m.channel, m.to, m.kind) for m in office.world.outbox.list()]
    assert ("email", "sione@example.org", "registration-received") in told
    assert ("sms", "0770000001", "uin-card") in told

    registration_id = new_id()
    fields = proper_fields(email="mele@example.org")
    office.create_packet(packet_body(id=registration_id, fields=fields))
    office.start(workflow_body(registrationId=registration_id, notificationInfo={"name": "@TODO", "email": ""}))
    office.process(registration_id)

    assert [m.kind for m in office.world.outbox.list(to="mele@example.org")] == ["uin-card"]


def test_placeholder_recipients_of_opencrvs_get_nothing(office: Office) -> None:
    registration_id = new_id()
    office.create_packet(packet_body(id=registration_id))
    todo = {"name": "@TODO", "phone": "@TODO", "email": "@TODO"}
    office.start(workflow_body(registrationId=registration_id, notificationInfo=todo))

    office.process(registration_id)

    assert [m.kind for m in office.world.outbox.list()] == ["uin-card", "uin-card"]
    assert all("@TODO" not in m.to for m in office.world.outbox.list())


def test_child_without_contacts_gets_some_that_an_otp_can_be_sent_to(office_with: OpenOffice) -> None:
    ready, stock = office_with(), office_with(preset="stock")

    child = ready.world.citizens.get(ready.born())
    real = stock.world.citizens.get(stock.process(stock.register(source="CRVS1"))["uin"])

    assert child.phone
    assert child.phone.startswith("+999")
    assert child.email
    assert (real.phone, real.email) == (None, None)
