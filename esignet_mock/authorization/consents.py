"""Consent: whether to ask, and what was answered last time, per client and person.

Source: mosip/esignet `ConsentHelperService`, `ConsentServiceImpl`.
"""

import hashlib
from datetime import datetime, timedelta
from typing import Final, Literal

import msgspec

from esignet_mock.authorization.requested_claims import RequestedClaims
from esignet_mock.authorization.transactions import Transaction
from shared.control.clock import Clock
from shared.store.protocol import Store, TableSpec

_TABLE: Final = TableSpec("esignetConsents", unique=("key",))
_MOST_MINUTES: Final = 100 * 365 * 24 * 60
ConsentAction = Literal["CAPTURE", "NOCAPTURE"]


class Consent(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """What a person allowed a client."""

    key: str
    client_id: str
    subject: str
    request_hash: str
    accepted_claims: tuple[str, ...]
    permitted_scopes: tuple[str, ...]
    expires_at: datetime | None = None


class Consents:
    """Stored consents."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._table = store.table(_TABLE)
        self._clock = clock

    def find(self, client_id: str, subject: str) -> Consent | None:
        """The stored consent, expired or not."""
        record = self._table.find_one("key", _key(client_id, subject))
        return msgspec.json.decode(record.raw, type=Consent) if record is not None else None

    def action(self, transaction: Transaction, subject: str) -> ConsentAction:
        """Whether the person has to be asked."""
        claims = transaction.claims
        if not claims.names and not claims.authorize_scopes:
            return "NOCAPTURE"
        consent = self.find(transaction.client.client_id, subject)
        if (
            transaction.request.prompt == "consent"
            or consent is None
            or consent.request_hash != request_hash(claims)
            or (consent.expires_at is not None and self._clock.now() >= consent.expires_at)
        ):
            return "CAPTURE"
        return "NOCAPTURE"

    def remember(
        self, transaction: Transaction, subject: str, accepted: tuple[str, ...], permitted: tuple[str, ...]
    ) -> None:
        """Keep the answer, for as long as the client may."""
        seconds = consent_lifetime(transaction)
        consent = Consent(
            key=_key(transaction.client.client_id, subject),
            client_id=transaction.client.client_id,
            subject=subject,
            request_hash=request_hash(transaction.claims),
            accepted_claims=accepted,
            permitted_scopes=permitted,
            expires_at=self._clock.now() + timedelta(seconds=seconds) if seconds is not None else None,
        )
        self._table.insert_or_replace("key", consent.key, msgspec.json.encode(consent))


def consent_lifetime(transaction: Transaction) -> int | None:
    """Seconds, by the client's `consent_expire_in_mins`; None lasts for ever."""
    minutes = transaction.client.additional_config.get("consent_expire_in_mins")
    return int(min(minutes, _MOST_MINUTES)) * 60 if isinstance(minutes, int | float) else None


def request_hash(claims: RequestedClaims) -> str:
    """Changes with what is asked for."""
    asked = [sorted(claims.essential), sorted(claims.voluntary), sorted(claims.authorize_scopes), claims.details]
    return hashlib.sha256(msgspec.json.encode(asked, order="sorted")).hexdigest()


def _key(client_id: str, subject: str) -> str:
    return f"{client_id}\n{subject}"
