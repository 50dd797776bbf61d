"""E-mail to a real SMTP server."""

import asyncio
from collections.abc import Iterator
from email.message import Message
from typing import Any

import pytest
from aiosmtpd.controller import Controller

from mosip_mock.background import running
from mosip_mock.mailing import Mailer
from tests.benches.office import Office, proper_fields
from tests.mosip_mock.conftest import OpenOffice


class _Inbox:
    def __init__(self) -> None:
        self.messages: list[Message] = []

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: ARG002, N802 - aiosmtpd calls it
        import email  # noqa: PLC0415 - the name is taken above
        from email import policy  # noqa: PLC0415 - beside its package

        self.messages.append(email.message_from_bytes(envelope.content, policy=policy.default))
        return "250 OK"


class _Server(Controller):
    """On a port of the system's choice."""

    def _trigger_server(self) -> None:
        server: Any = self.server
        self.port = server.sockets[0].getsockname()[1]
        super()._trigger_server()  # type: ignore[no-untyped-call]  # aiosmtpd's own method has no annotations


@pytest.fixture
def inbox() -> Iterator[tuple[_Inbox, str]]:
    inbox = _Inbox()
    server = _Server(inbox, hostname="127.0.0.1", port=0)
    server.start()
    try:
        yield inbox, f"smtp://127.0.0.1:{server.port}"
    finally:
        server.stop()


def test_notices_of_a_birth_arrive_by_mail(office: Office, inbox: tuple[_Inbox, str]) -> None:
    received, url = inbox
    registration_id = office.register()
    office.process(registration_id)

    sent = asyncio.run(Mailer(office.world.store, url).send_new())

    assert sent == 2
    assert [m["Subject"] for m in received.messages] == ["Registration received", "UIN generated"]
    assert {m["To"] for m in received.messages} == {"sione@example.org"}
    assert registration_id in str(received.messages[1].get_payload())


def test_mail_is_sent_once(office: Office, inbox: tuple[_Inbox, str]) -> None:
    received, url = inbox
    office.process(office.register())
    asyncio.run(Mailer(office.world.store, url).send_new())

    again = asyncio.run(Mailer(office.world.store, url).send_new())

    assert again == 0
    assert len(received.messages) == 2


def test_line_breaks_in_an_address_make_no_header(office: Office, inbox: tuple[_Inbox, str]) -> None:
    received, url = inbox
    office.world.outbox.send("email", "a@example.org\r\nBcc: b@example.org", kind="otp", text="x", subject="a\nb")

    asyncio.run(Mailer(office.world.store, url).send_new())

    assert all(message["Bcc"] is None for message in received.messages)


def test_mail_waits_for_a_server_that_is_down(office: Office, inbox: tuple[_Inbox, str]) -> None:
    received, url = inbox
    office.process(office.register(fields=proper_fields()))
    with pytest.raises(OSError, match=r"refused|connect|Connect"):
        asyncio.run(Mailer(office.world.store, "smtp://127.0.0.1:1").send_new())

    asyncio.run(Mailer(office.world.store, url).send_new())

    assert len(received.messages) == 2


def test_worker_sends_what_comes_while_it_runs(office: Office, inbox: tuple[_Inbox, str]) -> None:
    received, url = inbox

    async def run() -> None:
        async with running([Mailer(office.world.store, url).run]):
            office.world.outbox.send(
                "email", "a@example.org", kind="otp", text="111111 is your OTP", about={"otp": "111111"}
            )
            while not received.messages:  # noqa: ASYNC110 - the server has a thread of its own
                await asyncio.sleep(0.01)

    asyncio.run(asyncio.wait_for(run(), 20))

    assert received.messages[0]["X-Mock-Otp"] == "111111"
    assert "111111 is your OTP" in str(received.messages[0].get_payload())


def test_suite_with_an_smtp_url_has_a_mailer_and_others_have_none(office_with: OpenOffice) -> None:
    assert len(office_with(smtp_url="smtp://127.0.0.1:1025").side.workers) == 2
    assert len(office_with().side.workers) == 1
