"""The states a log can go back to: its baseline, and copies of it under a name."""

import re
from collections.abc import Collection
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from shared.store.compaction import write_baseline, write_compacted, write_copy
from shared.store.log import BASELINE_LINE
from shared.store.protocol import NoSuchSnapshotError, Snapshot, SnapshotNameError, StoreError
from shared.store.shared_log import SharedLog
from shared.store.view import EmptyLogError, LogView

_NAME: Final = r"[A-Za-z0-9][A-Za-z0-9_.-]{0,63}"


def mark_baseline(log: SharedLog) -> None:
    """Make the present state the one that `reset` returns to."""
    with log.transaction():
        log.require_nothing_staged()
        log.append_mark(BASELINE_LINE)


def reset(log: SharedLog, keep: Collection[str] = ()) -> None:
    """Return to the baseline, or to the empty database if none was marked; the tables of `keep` stay as they are."""
    with log.transaction():
        log.require_nothing_staged()
        log.adopt(write_baseline(log.view, flush=log.sync), keep)


def compact(log: SharedLog) -> None:
    """Rewrite the file without what was overwritten or removed."""
    with log.transaction():
        log.require_nothing_staged()
        log.adopt(write_compacted(log.view))


def take_snapshot(log: SharedLog, name: str) -> None:
    """Keep the present state under this name, in the place of an older one."""
    target = _snapshot_path(log, name)
    with log.transaction():
        log.require_nothing_staged()
        try:
            target.parent.mkdir(mode=0o700, exist_ok=True)
            write_copy(log.view, target, flush=log.sync).replace(target)
        except OSError as error:
            raise StoreError(f"{target} cannot be written ({error.strerror}); make room or check its rights") from error


def list_snapshots(log: SharedLog) -> list[Snapshot]:
    """What was kept, by name. A file that is put in place under way is seen as it was or as it is."""
    found = []
    for path in sorted(_directory(log).glob("[!.]*.log")):
        with suppress(FileNotFoundError):
            status = path.stat()
            kept_at = datetime.fromtimestamp(status.st_mtime, UTC)
            found.append(Snapshot(name=path.stem, kept_at=kept_at, bytes=status.st_size))
    return found


def restore_snapshot(log: SharedLog, name: str) -> None:
    """Return to the state of this name, its baseline included. Raises `NoSuchSnapshotError`."""
    source = _snapshot_path(log, name)
    with log.transaction():
        log.require_nothing_staged()
        try:
            snapshot = LogView(source)
        except (FileNotFoundError, EmptyLogError) as error:
            raise NoSuchSnapshotError(name, [kept.name for kept in list_snapshots(log)]) from error
        try:
            snapshot.catch_up(source.stat().st_size)
            replacement = write_copy(snapshot, log.path, flush=log.sync)
        finally:
            snapshot.close()
        log.adopt(replacement)


def _snapshot_path(log: SharedLog, name: str) -> Path:
    if not re.fullmatch(_NAME, name):
        raise SnapshotNameError(name)
    return _directory(log) / f"{name}.log"


def _directory(log: SharedLog) -> Path:
    return log.path.parent / "snapshots"
