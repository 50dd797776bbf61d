"""Sending the outbox's e-mail by SMTP, when `MOCKS_SMTP_URL` says where (a MailHog, Mailpit or test server).

The number of the last message that was sent is kept in the store, so that a restart neither repeats nor forgets one;
a kill between sending and keeping repeats that one.
"""

import asyncio
import logging
from email.message import EmailMessage
from typing import Final
from urllib.parse import unquote, urlsplit

import msgspec

from shared.control.outbox import OUTBOX, Message
from shared.store.protocol import Record, Store, StoreError, TableSpec

SENT: Final = TableSpec("mailSent")
SENDER: Final = "mosip-mock@example.org"
_POLL: Final = 0.25
"""Seconds between looks at the outbox, which both apps write; a look costs one `stat`."""
_RETRY: Final = 5.0
_TIMEOUT: Final = 10.0
_DEFAULT_PORT: Final = {"smtp": 25, "smtps": 465}
_log = logging.getLogger("mocks.mail")


class _Sent(msgspec.Struct, frozen=True):
    last: int


class Mailer:
    """Works the outbox off, oldest first."""

    def __init__(self, store: Store, url: str) -> None:
        self._store = store
        self._outbox = store.table(OUTBOX)
        self._sent = store.table(SENT)
        parts = urlsplit(url)
        self._host = parts.hostname or "localhost"
        self._port = parts.port or _DEFAULT_PORT[parts.scheme]
        self._uses_tls = parts.scheme == "smtps"
        self._username = unquote(parts.username) if parts.username else None
        self._password = unquote(parts.password) if parts.password else None

    async def run(self) -> None:
        """Work until cancelled. A server that is down or refuses is asked again, and the log says so."""
        import aiosmtplib  # noqa: PLC0415 - 30 ms, only where mail is sent

        seen: tuple[int, ...] | None = None
        while True:
            try:
                version = self._store.version()
                if version != seen:
                    await self.send_new()
                    seen = version
            except (aiosmtplib.SMTPException, OSError, StoreError) as error:
                _log.warning("mail not sent to %s:%s: %s; trying again", self._host, self._port, error)
                await asyncio.sleep(_RETRY)
            await asyncio.sleep(_POLL)

    async def send_new(self) -> int:
        """Send what was not sent yet; how many messages that were."""
        last = self._last()
        count = 0
        for record in [r for r in self._outbox.scan() if r.id > last]:
            message = msgspec.json.decode(record.raw, type=Message)
            if message.channel == "email":
                await self._send(message)
                count += 1
            self._keep(record)
        return count

    async def _send(self, message: Message) -> None:
        import aiosmtplib  # noqa: PLC0415 - 30 ms, only where mail is sent

        mail = EmailMessage()
        mail["From"] = SENDER
        mail["To"] = _one_line(message.to)
        mail["Subject"] = _one_line(message.subject or message.kind)
        mail["X-Mock-Kind"] = message.kind
        for name, value in message.about.items():
            mail[f"X-Mock-{name.title()}"] = _one_line(value)
        mail.set_content(message.text)
        try:
            await aiosmtplib.send(
                mail,
                recipients=[_one_line(message.to)],
                sender=SENDER,
                hostname=self._host,
                port=self._port,
                username=self._username,
                password=self._password,
                use_tls=self._uses_tls,
                start_tls=None if self._username else False,
                timeout=_TIMEOUT,
            )
        except (aiosmtplib.SMTPRecipientsRefused, aiosmtplib.SMTPDataError, ValueError) as error:
            _log.warning("mail %s is given up: %s", message.kind, error)

    def _last(self) -> int:
        record = next(iter(self._sent.scan()), None)
        return msgspec.json.decode(record.raw, type=_Sent).last if record else 0

    def _keep(self, sent: Record) -> None:
        raw = msgspec.json.encode(_Sent(sent.id))
        with self._store.transaction():
            record = next(iter(self._sent.scan()), None)
            if record is None:
                self._sent.insert(raw)
            else:
                self._sent.replace(record.id, raw)


def _one_line(text: str) -> str:
    """Header fields hold no line breaks, whatever a client sent."""
    return " ".join(text.split())
