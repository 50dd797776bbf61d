"""OTPs: asked for, delivered to the outbox, used once, bound to person, transaction, id type and partner.

In memory, as short-lived as the real ones. Source: mosip/otp-manager (`mosip.kernel.otp.*`, proxy OTP), mosip/
id-authentication `OTPServiceImpl`, `OTPAuthServiceImpl`.
"""

import secrets
from collections import deque
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

import msgspec
from msgspec import Struct, field

from mosip_mock.idauthentication.errors import IdaCode
from mosip_mock.idauthentication.individual import Individual
from mosip_mock.idauthentication.otp_channels import SENDING_FAILS, address_of, no_address
from mosip_mock.idauthentication.permitted import check_not_locked
from mosip_mock.idauthentication.refusal import Finding, IdaError, refused
from shared.citizens.citizen import Citizen
from shared.citizens.masking import masked_email, masked_phone
from shared.control.clock import Clock
from shared.control.outbox import Channel, Outbox
from shared.draws import RANDOM, Draw

_ATTEMPTS: Final = 5


class OtpRules(msgspec.Struct, frozen=True, kw_only=True):
    """How OTPs live."""

    lifetime: timedelta = timedelta(seconds=180)
    length: int = 6
    frozen_for: timedelta = timedelta(minutes=30)
    per_minute: int = 100

    @property
    def fixed(self) -> str:
        """The OTP of people with a fixed one, as sandboxes have it (`mosip.kernel.auth.proxy-otp-value`)."""
        return "1" * self.length


class OtpContext(msgspec.Struct, frozen=True, kw_only=True):
    """Who asks for an OTP, or uses one, for whom."""

    individual: Individual
    partner_id: str
    transaction_id: str


class _Issued(Struct):
    otp: str
    context: OtpContext
    expires_at: datetime
    is_active: bool = True


class _Person(Struct):
    """What is remembered of one person: the last OTP of each transaction, tries, the freeze."""

    issued: dict[str, _Issued] = field(default_factory=dict)
    wrong: int = 0
    frozen_until: datetime | None = None
    asked: deque[datetime] = field(default_factory=deque)


class WrongOtpError(IdaError):
    """Not the OTP that was sent: a mismatch, where the others end the authentication."""


class Otps:
    """All OTPs of one app."""

    def __init__(self, clock: Clock, outbox: Outbox, rules: OtpRules, draw: Draw = RANDOM) -> None:
        self._draw = draw
        self._clock = clock
        self._outbox = outbox
        self._rules = rules
        self._people: dict[str, _Person] = {}

    def clear(self) -> None:
        """Forget all of them, and who is frozen."""
        self._people.clear()

    @property
    def rules(self) -> OtpRules:
        """How OTPs live here."""
        return self._rules

    def request(self, citizen: Citizen, context: OtpContext, wanted: Sequence[str]) -> dict[str, str | None]:
        """Make an OTP and send it by the `wanted` channels; the masked addresses. Raises `IdaError`."""
        now = self._clock.now()
        check_not_locked(citizen, ("otp", "otp-sms" if "phone" in wanted else "otp-email"))
        person = self._people.setdefault(citizen.uin, _Person())
        self._check_flood(person, now)
        addresses = {c: address_of(citizen, c) for c in wanted}
        if not any(addresses.values()) or citizen.magic == SENDING_FAILS:
            raise IdaError(no_address(tuple(wanted), citizen))
        self._check_not_frozen(person, citizen, now)
        otp = self._rules.fixed if citizen.otp == "fixed" else self._draw.digits(self._rules.length)
        for earlier in person.issued.values():
            earlier.is_active = False
        person.issued[context.transaction_id] = _Issued(otp, context, now + self._rules.lifetime)
        person.wrong = 0
        _forget_old(person, now)
        for channel, address in addresses.items():
            if address:
                self._send(channel, address, otp, citizen, context)
        return {
            "maskedMobile": masked_phone(addresses.get("phone")),
            "maskedEmail": masked_email(addresses.get("email")),
        }

    def use(self, citizen: Citizen, context: OtpContext, otp: str) -> None:
        """Check an OTP and consume it. Raises `IdaError`."""
        now = self._clock.now()
        person = self._people.setdefault(citizen.uin, _Person())
        issued = person.issued.get(context.transaction_id)
        if issued is None:
            raise IdaError(_other_transaction(person, context))
        if issued.context.individual.id_type != context.individual.id_type:
            raise IdaError(
                _differs(IdaCode.OTP_OTHER_ID_TYPE, issued.context.individual.id_type, context.individual.id_type)
            )
        if issued.context.partner_id != context.partner_id:
            raise IdaError(_differs(IdaCode.OTP_OTHER_PARTNER, issued.context.partner_id, context.partner_id))
        self._check_not_frozen(person, citizen, now)
        # OTPs are kept by individual id and transaction: another VID of the same person has none.
        if not issued.is_active or issued.context.individual.value != context.individual.value:
            raise IdaError(_not_generated(context))
        if not secrets.compare_digest(otp.encode(), issued.otp.encode()):
            person.wrong += 1
            if person.wrong >= _ATTEMPTS:
                person.frozen_until = now + self._rules.frozen_for
                raise IdaError(_frozen(person.frozen_until, self._rules))
            raise WrongOtpError(_wrong(issued, otp, person.wrong))
        issued.is_active = False
        if now > issued.expires_at or citizen.magic == "otp-always-expired":
            raise IdaError(_expired(issued, now))
        person.wrong = 0

    def _check_not_frozen(self, person: _Person, citizen: Citizen, now: datetime) -> None:
        if person.frozen_until is not None and now >= person.frozen_until:
            person.frozen_until, person.wrong = None, 0
        if person.frozen_until is not None or citizen.magic == "otp-frozen":
            raise IdaError(_frozen(person.frozen_until, self._rules))

    def _check_flood(self, person: _Person, now: datetime) -> None:
        while person.asked and person.asked[0] <= now - timedelta(minutes=1):
            person.asked.popleft()
        if len(person.asked) >= self._rules.per_minute:
            raise IdaError(
                refused(
                    IdaCode.OTP_FLOOD,
                    expected=f"at most {self._rules.per_minute} OTP requests a minute for one person",
                    received="more",
                    where="individualId",
                    why="a flood of messages is stopped",
                    mend="wait a minute, or advance the suite's clock",
                )
            )
        person.asked.append(now)

    def _send(self, channel: str, address: str, otp: str, citizen: Citizen, context: OtpContext) -> None:
        wire: Channel = "sms" if channel == "phone" else "email"
        minutes = int(self._rules.lifetime.total_seconds() // 60)
        self._outbox.send(
            wire,
            address,
            kind="otp",
            subject="" if wire == "sms" else "Your one-time password",
            text=f"{otp} is your one-time password for {context.partner_id}. It is valid for {minutes} minutes.",
            about={"uin": citizen.uin, "transaction": context.transaction_id, "otp": otp},
        )


def _forget_old(person: _Person, now: datetime) -> None:
    for transaction, issued in list(person.issued.items()):
        if issued.expires_at < now - timedelta(hours=1):
            del person.issued[transaction]


def _other_transaction(person: _Person, context: OtpContext) -> Finding:
    return refused(
        IdaCode.OTP_OTHER_TRANSACTION,
        expected="the transactionID and individualId of an OTP request: "
        + (", ".join(person.issued) or "there was none"),
        received=context.transaction_id,
        where="transactionID",
        why="an OTP counts only in the transaction in which it was asked for",
        mend="send the same transactionID (and the same individualId) in both requests",
    )


def _differs(code: IdaCode, asked: str, used: str) -> Finding:
    return refused(
        code,
        expected=asked,
        received=used,
        where="individualIdType" if code is IdaCode.OTP_OTHER_ID_TYPE else "path",
        why="an OTP is bound to the id type and the partner that asked for it",
        mend="use it as it was asked for",
    )


def _not_generated(context: OtpContext) -> Finding:
    return refused(
        IdaCode.OTP_NOT_GENERATED,
        expected="an OTP that is still to be used",
        received=f"transaction {context.transaction_id}, whose OTP was used or replaced",
        where="request.otp",
        why="an OTP is good once, and a newer request replaces it",
        mend="ask for a new OTP",
    )


def _wrong(issued: _Issued, otp: str, tries: int) -> Finding:
    return refused(
        IdaCode.OTP_WRONG,
        expected=issued.otp,
        received=otp,
        where="request.otp",
        why=f"wrong try {tries} of {_ATTEMPTS}; the last one freezes the person",
        mend="read the OTP in the outbox, on the dashboard or by GET /_mock/outbox",
    )


def _frozen(until: datetime | None, rules: OtpRules) -> Finding:
    minutes = int(rules.frozen_for.total_seconds() // 60)
    return refused(
        IdaCode.OTP_FROZEN,
        (str(minutes), str(_ATTEMPTS)),
        expected="fewer than 5 wrong tries",
        received=f"a person frozen until {until:%H:%M:%S}" if until else "a person who is always frozen (magic UIN)",
        where="individualId",
        why=f"the message says {minutes} seconds, the real service means {minutes} minutes",
        mend=f"advance the suite's clock by {minutes} minutes",
    )


def _expired(issued: _Issued, now: datetime) -> Finding:
    return refused(
        IdaCode.OTP_EXPIRED,
        expected=f"use until {issued.expires_at:%H:%M:%S}",
        received=f"the right OTP at {now:%H:%M:%S}",
        where="request.otp",
        why="an OTP lives only so long; using an expired one consumes it",
        mend="ask for a new one",
    )
