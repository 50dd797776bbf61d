"""The two apps as the CLI sees them: how each is started, and where it answers.

`<data_dir>/run/` holds what a started app leaves there: `mosip.json` (`url`, `pid`) once it answers, and `mosip.log`.
"""

import os
from pathlib import Path
from typing import Final, Literal
from urllib.parse import urlsplit

import msgspec
from msgspec import Struct

from shared.cli.control_client import ControlClient, NotRunningError

AppName = Literal["mosip", "esignet"]
_PATIENCE: Final = 5.0  # seconds; what holds the port may be no server at all


class App(Struct, frozen=True):
    """One of the two apps."""

    name: AppName
    title: str
    module: str
    prefix: str
    default_port: int

    def variable(self, name: str) -> str | None:
        """A setting of this app, from the environment, as the app itself reads it."""
        return os.environ.get(f"{self.prefix}_{name}") or None

    @property
    def port(self) -> int:
        """The port that the app will ask for. 0 lets the system choose."""
        text = self.variable("PORT") or ""
        return int(text) if text.isascii() and text.isdigit() else self.default_port


MOSIP: Final = App("mosip", "MOSIP mock", "mosip_mock", "MOSIP_MOCK", 20240)
ESIGNET: Final = App("esignet", "e-Signet mock", "esignet_mock", "ESIGNET_MOCK", 20260)
APPS: Final = (MOSIP, ESIGNET)


class Running(msgspec.Struct, frozen=True):
    """What an app writes when it answers its first request."""

    url: str
    pid: int


def run_dir(data_dir: Path) -> Path:
    """Where logs and process ids are."""
    return data_dir / "run"


def ready_file(data_dir: Path, app: App) -> Path:
    return run_dir(data_dir) / f"{app.name}.json"


def log_file(data_dir: Path, app: App) -> Path:
    return run_dir(data_dir) / f"{app.name}.log"


def started(data_dir: Path, app: App) -> Running | None:
    """The app that was started from this data directory and still runs."""
    try:
        running = msgspec.json.decode(ready_file(data_dir, app).read_bytes(), type=Running)
    except (OSError, msgspec.DecodeError, msgspec.ValidationError):
        return None
    return running if is_process_of(running.pid, app) else None


def is_process_of(pid: int, app: App) -> bool:
    """Whether this process lives and is the app, not another one that got its number later."""
    if pid <= 0:
        return False
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return False  # somebody else's process, so not one that we started
    try:
        return app.module.encode() in Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return not Path("/proc/self").exists()  # a system without /proc: believe the number


def addresses(data_dir: Path, app: App) -> list[str]:
    """Where the app may answer, most certain first: as started, as it announced itself, its default, in compose."""
    from shared.control.neighbour import announced  # noqa: PLC0415 - `--help` calls nobody

    running, left = started(data_dir, app), announced(data_dir, app.name)
    bases = [running.url] if running else []
    bases += [left.bound] if left else []
    host = app.variable("HOST") or os.environ.get("MOCKS_HOST") or "127.0.0.1"
    if host in {"0.0.0.0", "::"}:  # noqa: S104 - compared, not bound
        host = "127.0.0.1"
    if app.port:
        bases.append(f"http://[{host}]:{app.port}" if ":" in host else f"http://{host}:{app.port}")
    internal = app.variable("INTERNAL_URL")
    if internal and urlsplit(internal).hostname:
        bases.append(internal.rstrip("/"))
    return list(dict.fromkeys(bases))


def client_of(data_dir: Path, app: App, admin_token: str | None, *, patience: float = _PATIENCE) -> ControlClient:
    """The control API of a running app. Raises `NotRunningError`."""
    bases = addresses(data_dir, app)
    for base in bases:
        client = ControlClient(app.title, base, admin_token)
        try:
            health = client.health(patience)
        except NotRunningError:
            continue
        if health.app == app.name:
            return client
    raise NotRunningError(
        f"the {app.title} does not answer at {' or '.join(bases) or 'any known address'}; "
        "start it with: mosip-mocks up --detach"
    )
