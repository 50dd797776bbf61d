"""Starting the apps as child processes, and stopping them.

A child is always this same code: it gets the directory of this package as `PYTHONPATH` and never the working
directory, where somebody else's `shared` may stand.
"""

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, Final

from shared.cli.apps import App, Running, client_of, is_process_of, log_file, ready_file, run_dir, started
from shared.cli.control_client import ControlClient, NotRunningError
from shared.cli.port_holder import holder_of

_POLL: Final = 0.02
_SECONDS_TO_STOP: Final = 10.0
_ROOT: Final = Path(__file__).parents[2]


class LaunchError(Exception):
    """An app did not start, or did not stop."""


@contextlib.contextmanager
def launch_lock(data_dir: Path) -> Iterator[None]:
    """One command at a time starts or stops the apps of a data directory."""
    import fcntl  # noqa: PLC0415 - only here, and absent on Windows

    directory = run_dir(data_dir)
    directory.mkdir(parents=True, exist_ok=True)
    with (directory / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def launch(data_dir: Path, app: App, output: IO[bytes] | int) -> subprocess.Popen[bytes]:
    """Start an app in a session of its own, so that Ctrl-C reaches it through its starter alone."""
    ready_file(data_dir, app).unlink(missing_ok=True)
    paths = [str(_ROOT), *filter(None, [os.environ.get("PYTHONPATH")])]
    return subprocess.Popen(  # noqa: S603 - our own module
        [
            *app_command(app),
            f"--data-dir={data_dir.absolute()}",
            f"--ready-file={ready_file(data_dir, app).absolute()}",
        ],
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.STDOUT,
        start_new_session=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(paths), "PYTHONUNBUFFERED": "1"},
    )


def app_command(app: App) -> list[str]:
    """How an app is run: as a module, without the working directory on the path."""
    return [sys.executable, "-P", "-m", app.module]


def wait_until_ready(data_dir: Path, app: App, process: subprocess.Popen[bytes], *, seconds: float) -> Running:
    """Wait for the app's first answer. Raises `LaunchError` with the app's own reason."""
    deadline = time.monotonic() + seconds
    while True:
        running = started(data_dir, app)
        if running is not None and running.pid == process.pid:
            with contextlib.suppress(NotRunningError):
                ControlClient(app.title, running.url).health()
                return running
        if process.poll() is not None:
            raise LaunchError(f"the {app.title} did not start: {_last_words(data_dir, app)}")
        if time.monotonic() > deadline:
            raise LaunchError(f"the {app.title} did not answer within {seconds:g} s; see {log_file(data_dir, app)}")
        time.sleep(_POLL)


def stop(data_dir: Path, app: App) -> Running | None:
    """Stop an app that was started from this data directory; None if none runs. Raises `LaunchError`."""
    running = started(data_dir, app)
    ready_file(data_dir, app).unlink(missing_ok=True)  # before the signal: a foreground starter sees it was asked for
    if running is not None:
        _end(running.pid, lambda: is_process_of(running.pid, app), app)
    return running


def stop_child(data_dir: Path, app: App, process: subprocess.Popen[bytes]) -> None:
    """Stop an app that this process started. Raises `LaunchError`."""
    if process.poll() is None:
        _end(process.pid, lambda: process.poll() is None, app)
    ready_file(data_dir, app).unlink(missing_ok=True)


def _end(pid: int, is_alive: Callable[[], bool], app: App) -> None:
    for number, patience in ((signal.SIGTERM, _SECONDS_TO_STOP), (signal.SIGKILL, 2.0)):
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, number)
        deadline = time.monotonic() + patience
        while time.monotonic() < deadline:
            if not is_alive():
                return
            time.sleep(_POLL)
    raise LaunchError(f"the {app.title} (process {pid}) does not stop")


def _last_words(data_dir: Path, app: App) -> str:
    """Why an app ended, from its log; and who has its port, if that is why."""
    log = log_file(data_dir, app)
    try:
        lines = [line for line in log.read_text("utf-8", "replace").splitlines() if line.strip()]
    except OSError:
        lines = []
    words = lines[-1].strip().removeprefix("error: ").removeprefix("Error: ") if lines else f"see {log}"
    if "cannot listen" not in words or not app.port:
        return words
    try:
        client_of(data_dir, app, None, patience=0.5)
    except NotRunningError:
        holder = holder_of(app.port)
        return f"{words} (it is held by {holder})" if holder else words
    return f"{words} (another {app.title}, not started from {data_dir}, answers there)"
