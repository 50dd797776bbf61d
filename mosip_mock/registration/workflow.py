"""A workflow instance: one packet on its way through the registration processor, and the table of them."""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Final, Literal

import msgspec

from shared.control.explanation import Explanation
from shared.store.protocol import Record, Store, TableSpec

WORKFLOWS: Final = TableSpec("workflows", unique=("id", "key"), indexed=("registrationId", "open"))

State = Literal["received", "validated", "uin-generated", "updated", "rejected", "credential-requested", "finished"]
Status = Literal["RESUMABLE", "PROCESSING", "PAUSED", "PROCESSED", "REJECTED", "FAILED"]
"""`status_code` of the registration table."""
FINAL_STATES: Final = frozenset({"rejected", "finished"})


class Step(msgspec.Struct, frozen=True, kw_only=True, rename="camel", omit_defaults=True):
    """One change of state."""

    state: State
    at: datetime
    comment: str = ""
    code: str = ""


class Recipient(msgspec.Struct, frozen=True, kw_only=True, rename="camel", omit_defaults=True):
    """`notificationInfo`."""

    name: str | None = None
    phone: str | None = None
    email: str | None = None


class Workflow(msgspec.Struct, frozen=True, kw_only=True, rename="camel", omit_defaults=True):
    """One packet's way. `open` is `yes` until a final state is reached; the table is searched by it."""

    id: str
    """`workflowInstanceId`."""
    key: str
    registration_id: str
    process: str
    source: str | None = None
    additional_info_req_id: str | None = None
    recipient: Recipient = Recipient()
    client: str = ""
    created_at: datetime
    updated_at: datetime
    due_at: datetime | None = None
    """When processing begins; None waits for the control API."""
    state: State = "received"
    status: Status = "RESUMABLE"
    open: str | None = None
    history: tuple[Step, ...] = ()
    warnings: tuple[Explanation, ...] = ()
    """What a real deployment would have refused or done otherwise."""
    uin: str | None = None
    credential_requests: tuple[str, ...] = ()

    @property
    def comment(self) -> str:
        """The comment of the last step."""
        return self.history[-1].comment if self.history else ""

    @property
    def is_finished(self) -> bool:
        return self.state in FINAL_STATES

    def at(self, state: State, now: datetime, comment: str = "", code: str = "") -> "Workflow":
        """This workflow one step further."""
        status: Status = "PROCESSED" if state == "finished" else "PROCESSING"
        return msgspec.structs.replace(
            self,
            state=state,
            status=status,
            updated_at=now,
            open=None if state in FINAL_STATES else "yes",
            history=(*self.history, Step(state=state, at=now, comment=comment, code=code)),
        )


def workflow_key(registration_id: str, process: str) -> str:
    """Iteration 1 of a registration and process; a second one is refused."""
    return f"{registration_id}|{process}|1"


class NoSuchWorkflowError(LookupError):
    """No workflow has this id."""


class Workflows:
    """The table of workflows."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self._table = store.table(WORKFLOWS)
        self._decode = msgspec.json.Decoder(Workflow).decode

    def add(self, workflow: Workflow) -> Workflow:
        """Store a new one. Raises `DuplicateKeyError` when its registration and process have one."""
        self._table.insert(_encode(workflow))
        return workflow

    def find(self, workflow_id: str) -> Workflow | None:
        return self._first("id", workflow_id)

    def find_by_key(self, key: str) -> Workflow | None:
        return self._first("key", key)

    def of_registration(self, registration_id: str) -> list[Workflow]:
        """All of a registration id, oldest first."""
        return [self._decode(r.raw) for r in self._table.find("registrationId", registration_id)]

    def unfinished(self) -> list[Workflow]:
        """Those that still have a way to go."""
        return [self._decode(r.raw) for r in self._table.find("open", "yes")]

    def all(self) -> Iterator[Workflow]:
        """Every one, oldest first."""
        return (self._decode(r.raw) for r in self._table.scan())

    def change(self, workflow_id: str, change: Callable[[Workflow], Workflow]) -> Workflow:
        """Replace one by what `change` makes of it, in one transaction. Raises `NoSuchWorkflowError`."""
        with self.store.transaction():
            record = self._table.find_one("id", workflow_id)
            if record is None:
                raise NoSuchWorkflowError(workflow_id)
            return self._replace(record, change)

    def _replace(self, record: Record, change: Callable[[Workflow], Workflow]) -> Workflow:
        before = self._decode(record.raw)
        after = change(before)
        if after is not before:
            self._table.replace(record.id, _encode(after))
        return after

    def _first(self, field: str, value: str) -> Workflow | None:
        record = self._table.find_one(field, value)
        return self._decode(record.raw) if record else None


def _encode(workflow: Workflow) -> bytes:
    return msgspec.json.encode(workflow)
