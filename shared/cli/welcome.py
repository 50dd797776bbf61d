"""What to try once both mocks stand."""

import shutil
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from shared.cli.apps import APPS, ESIGNET, MOSIP, client_of
from shared.cli.control_client import ControlClient, ControlError

_PEOPLE: Final = 5
_LOOKED_AT: Final = 100  # the cast stands at the beginning of the population


def welcome(data_dir: Path, admin_token: str | None) -> str:
    """The first screen: where both and the dashboard are, a few citizens, the next commands."""
    clients = {app.name: client_of(data_dir, app, admin_token) for app in APPS}
    lines, dashboards = [], []
    for app in APPS:
        health = clients[app.name].health()
        dashboards.append(f"{health.public_url}/_mock/")
        lines.append(f"{app.title:<16}{health.public_url}")
        if health.internal_url != health.public_url:
            lines.append(f"{'  in containers':<16}{health.internal_url}")
    lines.append(f"{'Dashboards':<16}{'  '.join(dashboards)}")
    lines.append(f"{'Data':<16}{data_dir} ({clients[ESIGNET.name].health().citizens} fake citizens)")
    try:
        people = _people(clients[MOSIP.name])
    except ControlError as error:  # the control API wants a token that was not given
        people = []
        lines += ["", f"Nobody can be shown: {error}"]
    if people:
        lines += ["", "A few citizens to try (the one-time password is 111111):"]
        lines += [
            f"  {p['uin']}  {p.get('fullName', ''):<28}  {p.get('birthDate', '')}  {p.get('purpose') or ''}".rstrip()
            for p in people
        ]
    uin = people[0]["uin"] if people else "UIN"
    lines += [
        "",
        "Next:",
        f"  {_command()} login {uin:<14} log in at e-Signet without a browser",
        f"  {_command()} kit env              the environment for OpenCRVS' mosip-api",
        f"  {_command()} requests --follow    watch what is sent, and why it is refused",
    ]
    return "\n".join(lines)


def _command() -> str:
    """What to type: the command's name where the shell finds it, else the path by which it was called."""
    called = Path(sys.argv[0])
    found_by_name = shutil.which("mosip-mocks") is not None
    return str(called) if called.name == "mosip-mocks" and not found_by_name else "mosip-mocks"


def _people(client: ControlClient) -> Sequence[dict[str, Any]]:
    cast = client.items("citizens", {"limit": _LOOKED_AT})
    usable = [c for c in cast if c.get("status", "ACTIVATED") == "ACTIVATED" and not c.get("magic")]
    return [c for c in usable if c.get("persona")][:_PEOPLE] or usable[:_PEOPLE]
