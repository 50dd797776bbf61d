"""`up`, `down`, `status`, `serve`: the two apps as processes."""

import contextlib
import os
import queue
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from types import FrameType
from typing import IO, Any, Final

import click

from shared.cli.apps import APPS, App, Running, client_of, log_file, ready_file, started
from shared.cli.control_client import NotRunningError
from shared.cli.launching import (
    LaunchError,
    app_command,
    launch,
    launch_lock,
    stop,
    stop_child,
    wait_until_ready,
)
from shared.cli.options import admin_token_option, data_dir_option, json_option
from shared.cli.printing import print_done, print_json, print_table
from shared.cli.refusing import RefusedError
from shared.cli.welcome import welcome

_BY_NAME: Final[dict[str, App]] = {app.name: app for app in APPS}
_NAME_WIDTH: Final = max(map(len, _BY_NAME))

Children = dict[App, subprocess.Popen[bytes]]


@click.command()
@click.option("--detach", "-d", is_flag=True, help="Return when both are healthy; logs go to files.")
@click.option(
    "--timeout",
    default=30.0,
    show_default=True,
    type=click.FloatRange(1, 600),
    metavar="SECONDS",
    help="How long to wait until they are healthy.",
)
@json_option
@admin_token_option
@data_dir_option
def up(*, detach: bool, timeout: float, as_json: bool, admin_token: str | None, data_dir: Path) -> None:
    """Start both mocks.

    In the foreground their logs are shown together, and Ctrl-C stops both. With --detach the command returns when both
    are healthy; logs and process ids are in DATA_DIR/run. Both read their own settings (MOCKS_*, MOSIP_MOCK_*,
    ESIGNET_MOCK_*) from the environment. Starting what runs already changes nothing.
    """
    if as_json and not detach:
        raise click.UsageError("--json goes with --detach: in the foreground the logs follow")
    # SIGTERM ends it like Ctrl-C, so that it leaves nothing running. SIGINT is asked for since a script's background
    # jobs begin with it ignored, and `kill -INT` is how the script then ends them.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _interrupt)
    with launch_lock(data_dir):
        missing = [app for app in APPS if started(data_dir, app) is None]
        children: Children = {}
        try:
            for app in missing:
                children[app] = _launch_logged(data_dir, app)
            for app, process in children.items():
                wait_until_ready(data_dir, app, process, seconds=timeout)
        except BaseException:
            for app, process in children.items():
                stop_child(data_dir, app, process)
            raise
    if as_json:
        print_json([_state_of(data_dir, app, admin_token) for app in APPS])
        return
    if not missing:
        click.echo("Both mocks run already.\n")
    click.echo(welcome(data_dir, admin_token))
    if not detach and children:
        _follow(data_dir, children)


def _launch_logged(data_dir: Path, app: App) -> subprocess.Popen[bytes]:
    with log_file(data_dir, app).open("wb") as log:
        return launch(data_dir, app, log)


def _follow(data_dir: Path, children: Children) -> None:
    """Show the children's logs until Ctrl-C, SIGTERM, or the end of one of them; then none is left."""
    ended: queue.SimpleQueue[App] = queue.SimpleQueue()
    try:
        for app, process in children.items():
            threading.Thread(target=_show_log, args=(data_dir, app, process, ended), daemon=True).start()
        first = ended.get()
        was_asked = not ready_file(data_dir, first).exists()  # `mosip-mocks down` takes it away before it stops one
    except KeyboardInterrupt:
        click.echo("Stopping both mocks")
        return
    finally:
        for app, process in children.items():
            stop_child(data_dir, app, process)
    if not was_asked:
        raise LaunchError(f"the {first.title} ended by itself; see {log_file(data_dir, first)}")


def _interrupt(_signal: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _show_log(data_dir: Path, app: App, process: subprocess.Popen[bytes], ended: "queue.SimpleQueue[App]") -> None:
    with log_file(data_dir, app).open("rb") as log:
        for line in _lines_until_end(log, process):
            click.echo(f"{app.name.ljust(_NAME_WIDTH)} | {line}")
    ended.put(app)


def _lines_until_end(log: IO[bytes], process: subprocess.Popen[bytes]) -> Iterator[str]:
    """The lines of a growing file, until the process that writes it has ended."""
    rest = b""
    while True:
        is_alive = process.poll() is None
        chunk = log.read()
        *lines, rest = (rest + chunk).split(b"\n")
        yield from (line.decode("utf-8", "replace") for line in lines)
        if not is_alive and not chunk:
            if rest:
                yield rest.decode("utf-8", "replace")
            return
        if not chunk:
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(timeout=0.1)


@click.command()
@json_option
@data_dir_option
def down(*, as_json: bool, data_dir: Path) -> None:
    """Stop both mocks that were started from this data directory. What they know stays there."""
    stopped: list[App] = []
    if data_dir.is_dir():
        with launch_lock(data_dir):
            stopped = [app for app in APPS if stop(data_dir, app)]
    said = "\n".join(f"Stopped the {app.title}" for app in stopped) or "Nothing runs"
    print_done(said, as_json=as_json, stopped=[app.name for app in stopped])


@click.command()
@click.argument("names", nargs=-1, metavar="[mosip|esignet]...", type=click.Choice(list(_BY_NAME)))
@json_option
@admin_token_option
@data_dir_option
def status(*, names: tuple[str, ...], as_json: bool, admin_token: str | None, data_dir: Path) -> None:
    """Say what runs, where, and with how many citizens. Exit code 1 when something does not run."""
    apps = [app for app in APPS if not names or app.name in names]
    states = [_state_of(data_dir, app, admin_token) for app in apps]
    if as_json:
        print_json(states)
    else:
        print_table(
            ("APP", "STATE", "CITIZENS", "BROWSERS USE", "CONTAINERS USE", "DASHBOARD", "PROCESS"),
            (
                (s["app"], s["status"], s["citizens"], s["publicUrl"], s["internalUrl"], s["dashboard"], s["pid"])
                for s in states
            ),
        )
    absent = [app.title for app, state in zip(apps, states, strict=True) if state["status"] != "ok"]
    if absent:
        raise RefusedError(f"not running: {' and '.join(absent)}; start with: mosip-mocks up --detach")


def _state_of(data_dir: Path, app: App, admin_token: str | None) -> dict[str, Any]:
    running: Running | None = started(data_dir, app)
    state: dict[str, Any] = {
        "app": app.name, "status": "down", "version": None, "citizens": None, "publicUrl": None,
        "internalUrl": None, "control": None, "dashboard": None, "pid": running.pid if running else None,
    }  # fmt: skip
    try:
        client = client_of(data_dir, app, admin_token)
        health = client.health()
    except NotRunningError:
        return state
    return state | {
        "status": health.status,
        "version": health.version,
        "citizens": health.citizens,
        "publicUrl": health.public_url,
        "internalUrl": health.internal_url,
        "control": f"{client.base}/_mock/",
        "dashboard": f"{health.public_url}/_mock/",
    }


@click.command(context_settings={"allow_interspersed_args": False})  # the app's options are its own
@click.argument("name", metavar="mosip|esignet", type=click.Choice(list(_BY_NAME)))
@click.argument("options", nargs=-1, type=click.UNPROCESSED)
def serve(*, name: str, options: tuple[str, ...]) -> None:
    """Run one mock in the foreground.

    Everything after its name is passed on: see `mosip-mocks serve mosip --help`.
    """
    command = [*app_command(_BY_NAME[name]), *options]
    sys.stdout.flush()
    os.execv(sys.executable, command)  # noqa: S606 - becomes the app, so that signals reach it
