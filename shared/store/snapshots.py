"""The states a log can go back to: its baseline, and copies of it under a name."""

import re
from collections.abc import Collection
from pathlib import Path
from typing import Final

from shared.store.compaction import write_baseline, write_compacted, write_copy
from shared.store.log import BASELINE_LINE
from shared.store.protocol import NoSuchSnapshotError, SnapshotNameError, StoreError
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


def restore_snapshot(log: SharedLog, name: str) -> None:
    """Return to the state of this name, its baseline included. Raises `NoSuchSnapshotError`."""
    source = _snapshot_path(log, name)
    with log.transaction():
        log.require_nothing_staged()
        try:
            snapshot = LogView(source)
        except (FileNotFoundError, EmptyLogError) as error:
            raise NoSuchSnapshotError(name) from error
        try:
            snapshot.catch_up(source.stat().st_size)
            replacement = write_copy(snapshot, log.path, flush=log.sync)
        finally:
            snapshot.close()
        log.adopt(replacement)


def _snapshot_path(log: SharedLog, name: str) -> Path:
    if not re.fullmatch(_NAME, name):
        raise SnapshotNameError(name)
    return log.path.parent / "snapshots" / f"{name}.log"
