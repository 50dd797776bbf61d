"""Credential requests: asked for at once, issued by a job, with MOSIP's states.

Source: mosip/id-repository `credential-request-generator` (`CredentialEntity`, statuses `NEW`, `CANCELLED`,
`ISSUED`, `FAILED`, `RETRY`); a status event may set any other text later.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any, Final, Literal

import msgspec

from shared.citizens.numbering import Uin
from shared.draws import RANDOM, Draw
from shared.store.protocol import Record, Store, TableSpec

REQUESTS: Final = TableSpec("credentialRequests", unique=("requestId",), indexed=("status",))
WAITING: Final = ("NEW", "RETRY", "FAILED")
RETRIES: Final = 10
"""Of a failed request (`credential.request.reprocess.max.limit`)."""
AGAIN: Final = timedelta(minutes=20)
"""Until a failed request is tried again (`credential.request.reprocess.job.fixed.delay`)."""
Event = Literal["birth", "death", "update"]
"""What the credential is about."""


class CredentialRequest(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """One credential that was asked for."""

    request_id: str
    registration_id: str
    uin: Uin
    issuer: str
    """The partner that it is for."""
    credential_type: str = "vercred"
    process: str = ""
    event: Event = "birth"
    additional: dict[str, Any] = {}
    """Members of `event.data` that the requester wants passed on."""
    individual_id: str = ""
    """What the request called the person by, where that is no RID."""
    attributes: tuple[str, ...] = ()
    """Those of the policy's that the request names; none means all."""
    encrypts: bool = False
    """Whether each value is encrypted by the key, in forms that can have it."""
    encryption_key: str = ""
    """A PIN of six digits: `protectionKey` of the event."""
    fault: str | None = None
    """A fault of the catalogue, when a magic word or number asks for one."""
    status: str = "NEW"
    status_url: str = ""
    created_at: datetime
    due_at: datetime
    updated_at: datetime | None = None
    comment: str = ""
    failures: int = 0

    @property
    def asked_id(self) -> str:
        """The `id` of the request, in which the credential's subject id ends."""
        return self.individual_id or self.registration_id

    @property
    def is_waiting(self) -> bool:
        """Whether it is still to be issued; what failed too often is not."""
        return self.status in WAITING and self.failures <= RETRIES


def new_encryption_key(draw: Draw) -> str:
    """100000 to 999998, as the credential requestor of the registration processor draws it."""
    return str(100_000 + draw.number(899_999))


class NoSuchRequestError(LookupError):
    """No credential request has this id."""


class CredentialRequests:
    """All requests of one world."""

    def __init__(self, store: Store, draw: Draw = RANDOM) -> None:
        self._store = store
        self._draw = draw
        self._table = store.table(REQUESTS)
        self._decoder = msgspec.json.Decoder(CredentialRequest)

    def new_id(self) -> str:
        """A request id: a UUID. Whatever the id, it becomes the event's `transactionId`."""
        return self._draw.uuid()

    def add(self, request: CredentialRequest) -> CredentialRequest:
        """Keep a request, in the place of one with its id."""
        self._table.insert_or_replace("requestId", request.request_id, msgspec.json.encode(request))
        return request

    def find(self, request_id: str) -> CredentialRequest | None:
        """The request of this id."""
        record = self._table.find_one("requestId", request_id)
        return self._decoder.decode(record.raw) if record else None

    def waiting(self) -> list[CredentialRequest]:
        """What is still to be issued, oldest first."""
        records = sorted((r for status in WAITING for r in self._table.find("status", status)), key=lambda r: r.id)
        requests = (self._decoder.decode(record.raw) for record in records)
        return [request for request in requests if request.is_waiting]

    def fail(self, request_id: str, *, at: datetime, comment: str, again_at: datetime) -> None:
        """Note that issuing failed, and when it is tried again. Raises `NoSuchRequestError`."""
        with self._store.transaction():
            present = self._decoder.decode(self._record(request_id).raw)
            self._replace(
                msgspec.structs.replace(
                    present,
                    status="FAILED",
                    updated_at=at,
                    comment=comment,
                    due_at=again_at,
                    failures=present.failures + 1,
                )
            )

    def all(self) -> Iterator[CredentialRequest]:
        """Every request, oldest first."""
        return (self._decoder.decode(record.raw) for record in self._table.scan())

    def set_status(
        self, request_id: str, status: str, *, at: datetime, comment: str = "", url: str = ""
    ) -> CredentialRequest:
        """Change the status. Raises `NoSuchRequestError`."""
        with self._store.transaction():
            record = self._record(request_id)
            present = self._decoder.decode(record.raw)
            changed = msgspec.structs.replace(
                present, status=status, updated_at=at, comment=comment, status_url=url or present.status_url
            )
            if status == "RETRY":  # asked for by hand: at once, however often it failed
                changed = msgspec.structs.replace(changed, due_at=at, failures=0)
            self._table.replace(record.id, msgspec.json.encode(changed))
        return changed

    def _replace(self, request: CredentialRequest) -> None:
        self._table.replace(self._record(request.request_id).id, msgspec.json.encode(request))

    def _record(self, request_id: str) -> Record:
        record = self._table.find_one("requestId", request_id)
        if record is None:
            raise NoSuchRequestError(request_id)
        return record
