"""What an open transaction has changed so far: put on top of the tables, taken back, made into lines of the log."""

import msgspec

from shared.store.index import ID_MASK, TableState
from shared.store.log import LENGTH_BITS, LENGTH_MASK
from shared.store.protocol import StoreError


class _Change(msgspec.Struct, frozen=True):
    """One change of the open transaction, and how to undo it."""

    state: TableState
    id: int
    head: bytes
    """What stands before the document in the log."""
    raw: bytes | None
    before: bytes | None
    was_pending: bool
    added: int


class Staging:
    """The changes of the open transaction, in their order. None of them is in the file yet."""

    __slots__ = ("_changes", "serial")

    def __init__(self) -> None:
        self._changes: list[_Change] = []
        self.serial = 0
        """Another one after every change and every undone one."""

    def __len__(self) -> int:
        return len(self._changes)

    def stage(self, state: TableState, number: int, raw: bytes | None) -> None:
        """Put (or with None take out) a document; its values are indexed by the caller."""
        if not 0 <= number <= ID_MASK:
            raise StoreError(f"{number} cannot be a document's number; use 0 to {ID_MASK}")
        pending = state.pending
        was_pending = number in pending
        before = pending.get(number)
        existed = before is not None if was_pending else state.holds(number)
        added = (raw is not None) - existed
        head = b"%b\t%d\t" % (state.name, number)
        self._changes.append(_Change(state, number, head, raw, before, was_pending, added))
        pending[number] = raw
        state.added += added
        state.top = max(state.top, number)
        self.serial += 1

    def undo(self, mark: int = 0) -> None:
        """Take back what came after the first `mark` changes."""
        while len(self._changes) > mark:
            change = self._changes.pop()
            state = change.state
            state.added -= change.added
            self.serial += 1
            if change.was_pending:
                state.pending[change.id] = change.before
            else:
                state.pending.pop(change.id, None)

    def lines(self, *, one_line: bool) -> bytes:
        """All changes as the log holds them: on one line, which is whole or not there, or on a line each."""
        separator = b"\t" if one_line else b"\n"
        return separator.join([change.head + (change.raw or b"") for change in self._changes]) + b"\n"

    def settle(self, offset: int) -> int:
        """Point the tables to the lines, which begin at `offset` of the file by now; where they end.

        Nothing is open any more then.
        """
        for change in self._changes:
            offset += len(change.head)
            length = len(change.raw or b"")
            change.state.move(change.id, offset << LENGTH_BITS | length if length else 0, new=change.added > 0)
            offset += length + 1
        for state in {change.state.name: change.state for change in self._changes}.values():
            state.pending.clear()
            state.added = 0
        self._changes.clear()
        self.serial += 1
        return offset


def checked_document(raw: bytes) -> bytes:
    """The document on one line, without raw tabs. Raises `StoreError` if it is no JSON object of at most 256 MB."""
    if not raw.startswith(b"{") or not raw.endswith(b"}") or b"\n" in raw or b"\t" in raw:
        try:
            raw = msgspec.json.format(raw, indent=-1).strip()
        except msgspec.DecodeError as error:
            raise StoreError(f"a document must be JSON ({error})") from error
        if raw[:1] != b"{":
            raise StoreError("a document must be a JSON object")
    if len(raw) > LENGTH_MASK:
        raise StoreError("a document must not pass 256 MB; store large data elsewhere")
    return raw
