"""What the real system would send by e-mail or SMS, kept where a developer or a test can read it."""

from datetime import datetime
from typing import Final, Literal

import msgspec

from shared.control.clock import Clock
from shared.store.protocol import Store, TableSpec

OUTBOX: Final = TableSpec("outbox", indexed=("to", "kind"))

Channel = Literal["email", "sms"]


class Message(msgspec.Struct, frozen=True, kw_only=True, rename="camel", omit_defaults=True):
    """One notification. `kind` is what it is about: `otp`, `uin-card`, `deactivated`, ..."""

    channel: Channel
    to: str
    kind: str
    subject: str = ""
    text: str
    sent_at: datetime
    about: dict[str, str] = {}
    """What it belongs to: `uin`, `rid`, `transaction`; for an OTP the `otp` itself."""


class Outbox:
    """The messages, newest last."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._table = store.table(OUTBOX)
        self._clock = clock

    def send(
        self,
        channel: Channel,
        to: str,
        *,
        kind: str,
        text: str,
        subject: str = "",
        about: dict[str, str] | None = None,
    ) -> Message:
        """Put a message into the outbox."""
        message = Message(
            channel=channel,
            to=to,
            kind=kind,
            subject=subject,
            text=text,
            sent_at=self._clock.now(),
            about=about or {},
        )
        self._table.insert(msgspec.json.encode(message))
        return message

    def list(self, *, to: str | None = None) -> list[Message]:
        """All messages, or those to one address, oldest first."""
        records = self._table.find("to", to) if to else self._table.scan()
        return [msgspec.json.decode(record.raw, type=Message) for record in records]
