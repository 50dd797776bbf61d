"""The lock between processes: `flock` on a file of its own, so that the log can be replaced under it.

The kernel lets go of it when its holder dies, however it dies.
"""

import fcntl
import os
from pathlib import Path

from shared.store.protocol import StoreError


class WriterLock:
    """Held by the one process that writes. Not for threads: one handle belongs to one event loop."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._descriptor = self._open()

    def acquire(self) -> None:
        """Wait until nobody else writes."""
        while True:
            fcntl.flock(self._descriptor, fcntl.LOCK_EX)
            if os.fstat(self._descriptor).st_nlink:
                return
            # The file was deleted under us; whoever opens it now would lock another one.
            fresh = self._open()
            os.close(self._descriptor)
            self._descriptor = fresh

    def release(self) -> None:
        """Let the next one write."""
        fcntl.flock(self._descriptor, fcntl.LOCK_UN)

    def close(self) -> None:
        """Let go of the file."""
        os.close(self._descriptor)

    def _open(self) -> int:
        try:
            return os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except FileNotFoundError as error:
            raise StoreError(
                f"the data directory {self._path.parent} was deleted; restart to make a new one"
            ) from error
        except OSError as error:
            raise StoreError(
                f"{self._path} cannot be opened ({error.strerror}); "
                "give the user who runs the suite write access to the data directory"
            ) from error
