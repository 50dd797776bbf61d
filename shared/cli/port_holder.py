"""Who listens on a port, where the system tells: Linux, for processes of the same user."""

from pathlib import Path
from typing import Final

_LISTENING: Final = "0A"  # TCP_LISTEN in /proc/net/tcp
_LOCAL_ADDRESS, _STATE, _INODE = 1, 3, 9


def holder_of(port: int) -> str | None:
    """`process 4711 (node)`, or None where that cannot be known."""
    sockets = {f"socket:[{inode}]" for inode in _listening_inodes(port)}
    if not sockets:
        return None
    for descriptors in Path("/proc").glob("[0-9]*/fd"):
        try:
            if any(str(fd.readlink()) in sockets for fd in descriptors.iterdir()):
                name = (descriptors.parent / "comm").read_text().strip()
                return f"process {descriptors.parent.name} ({name})"
        except OSError:
            continue  # another user's process, or one that has just ended
    return None


def _listening_inodes(port: int) -> set[str]:
    inodes = set()
    for table in ("/proc/net/tcp", "/proc/net/tcp6"):
        try:
            lines = Path(table).read_text().splitlines()[1:]
        except OSError:
            continue
        for fields in map(str.split, lines):
            if fields[_STATE] == _LISTENING and int(fields[_LOCAL_ADDRESS].split(":")[1], 16) == port:
                inodes.add(fields[_INODE])
    return inodes
