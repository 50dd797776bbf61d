"""Processes that begin the same work at the same moment."""

import subprocess
import sys
from pathlib import Path


def two_at_once(script: str, directory: Path) -> list[str]:
    """What two processes print that run this Python with the directory as argument; neither may complain.

    The script waits by `sys.stdin.readline()` until both are there, with everything imported.
    """
    started = [
        subprocess.Popen(
            [sys.executable, "-c", script, str(directory)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(2)
    ]
    for process in started:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    finished = [process.communicate(timeout=60) for process in started]
    assert [problem for _, problem in finished] == ["", ""]
    return [answer for answer, _ in finished]
