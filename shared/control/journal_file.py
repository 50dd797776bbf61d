"""The journal as a file of JSON lines, for whoever wants it longer than the ring: redacted, and bounded by rotation."""

from pathlib import Path
from typing import Final

import msgspec

from shared.control.exchange import Exchange
from shared.control.presenting import detail_of

LARGEST: Final = 10 * 1024 * 1024
"""Bytes; then the file becomes `<name>.1` and a new one begins, so that twice as much is kept at most."""


class JournalFile:
    """One app's file: `journal.ndjson` becomes `journal-mosip.ndjson`."""

    def __init__(self, path: Path, app: str, *, largest: int = LARGEST) -> None:
        """Raises `OSError` when the file cannot be written."""
        self.path = path.with_name(f"{path.stem}-{app}{path.suffix}")
        self._largest = largest
        self._file = self.path.open("ab")

    def write(self, exchange: Exchange) -> None:
        """Append one line."""
        self._file.write(msgspec.json.encode(detail_of(exchange)) + b"\n")
        self._file.flush()
        if self._file.tell() >= self._largest:
            self._file.close()
            self.path.replace(self.path.with_name(f"{self.path.name}.1"))
            self._file = self.path.open("ab")

    def close(self) -> None:
        """Let go of the file."""
        self._file.close()
