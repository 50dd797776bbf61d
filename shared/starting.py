"""The first lines of an app: what it says when it stands, and one sentence when it cannot start."""

import contextlib
import sys
from collections.abc import Iterator

from shared.control.faults.problem import FaultRulesError
from shared.jwks.slots import KeyRingError
from shared.server import BindError
from shared.settings import SuiteSettings
from shared.store.protocol import StoreError
from shared.world import World


class CannotStartError(Exception):
    """Settings that contradict what is there; one sentence on what is wrong and what to do."""


@contextlib.contextmanager
def started_or_exit() -> Iterator[None]:
    """Turn what may go wrong at start into one line on standard error and exit code 1."""
    try:
        yield
    except (BindError, StoreError, KeyRingError, FaultRulesError, CannotStartError) as error:
        reason = str(error)
    except OSError as error:
        where = f" ({error.filename})" if error.filename else ""
        reason = f"cannot use the data directory{where}: {(error.strerror or str(error)).lower()}"
    else:
        return
    print(f"error: {reason}", file=sys.stderr)  # noqa: T201 - the reason of a command's failure
    raise SystemExit(1)


def banner_of(name: str, settings: SuiteSettings, world: World) -> str:
    """What an app prints once it answers."""
    addresses = settings.addresses
    is_on = settings.is_loopback or settings.admin_token
    control = (
        f"{addresses.bound}/_mock/" if is_on else "off, as others reach this app; MOCKS_ADMIN_TOKEN switches it on"
    )
    return (
        f"{name} with {world.citizens.count()} fake citizens (test keys; never for production)\n"
        f"  browsers use    {addresses.public}\n"
        f"  containers use  {addresses.internal}\n"
        f"  control API     {control}"
    )
