"""`faults`: the rules by which the running mocks fail on purpose."""

import json
from pathlib import Path
from typing import Any

import click

from shared.cli.apps import APPS, client_of
from shared.cli.control_client import ControlClient, NotOfferedError
from shared.cli.options import admin_token_option, data_dir_option, json_option, limit_option, wanted
from shared.cli.printing import print_json, print_json_array, print_rest, print_table
from shared.cli.refusing import RefusedError

_DEFAULT_ROWS = 50
_app_option = click.option(
    "--app",
    "name",
    type=click.Choice([app.name for app in APPS]),
    help="Ask this mock. Default: the first that runs.",
)


@click.group()
def faults() -> None:
    """Make the mocks fail on purpose, and stop it again. They have to run."""


@faults.command("list")
@_app_option
@limit_option(_DEFAULT_ROWS)
@json_option
@admin_token_option
@data_dir_option
def list_(*, name: str | None, limit: int | None, as_json: bool, admin_token: str | None, data_dir: Path) -> None:
    """List the fault rules."""
    rules = _asked(data_dir, name, admin_token, lambda client: client.items("faults"))
    most = wanted(limit, as_json=as_json, default=_DEFAULT_ROWS)
    if as_json:
        print_json_array(rules[:most])
        return
    print_table(("ID", "RULE"), ((r.get("id", ""), _members(r)) for r in rules[:most]))
    print_rest(len(rules[:most]), len(rules))


@faults.command()
@click.argument("members", nargs=-1, required=True, metavar="FIELD=VALUE...")
@_app_option
@json_option
@admin_token_option
@data_dir_option
def add(*, members: tuple[str, ...], name: str | None, as_json: bool, admin_token: str | None, data_dir: Path) -> None:
    """Add a fault rule, such as `service=token status=503 times=2`.

    A VALUE that reads as JSON (a number, true, an object) is sent as that, else as text.
    """
    rule = dict(map(_member, members))
    made = _asked(data_dir, name, admin_token, lambda client: client.send("POST", "faults", rule))
    if as_json:
        print_json(made)
    else:
        click.echo(f"Added {_members(made) if isinstance(made, dict) else _members(rule)}")


@faults.command()
@click.argument("fault_id", required=False, metavar="[ID]")
@_app_option
@admin_token_option
@data_dir_option
def clear(*, fault_id: str | None, name: str | None, admin_token: str | None, data_dir: Path) -> None:
    """Take away all fault rules, or one."""
    path = f"faults/{fault_id}" if fault_id else "faults"
    _asked(data_dir, name, admin_token, lambda client: client.send("DELETE", path))
    click.echo(f"Cleared {fault_id or 'all faults'}")


def _asked(data_dir: Path, name: str | None, admin_token: str | None, ask: Any) -> Any:  # noqa: ANN401 - JSON
    try:
        return ask(_client(data_dir, name, admin_token))
    except NotOfferedError as error:
        raise RefusedError(f"{error}: the release that runs has no fault rules") from error


def _client(data_dir: Path, name: str | None, admin_token: str | None) -> ControlClient:
    from shared.cli.control_client import NotRunningError  # noqa: PLC0415 - beside its use

    reason: NotRunningError | None = None
    for app in APPS:
        if name in {None, app.name}:
            try:
                return client_of(data_dir, app, admin_token)
            except NotRunningError as error:
                reason = reason or error
    assert reason is not None  # noqa: S101 - the option allows the names of apps only
    raise reason


def _member(text: str) -> tuple[str, Any]:
    field, equals, value = text.partition("=")
    if not equals or not field:
        raise click.BadParameter(f"'{text}' is not FIELD=VALUE", param_hint="FIELD=VALUE")
    try:
        return field, json.loads(value)
    except ValueError:
        return field, value


def _members(rule: dict[str, Any]) -> str:
    return " ".join(f"{k}={v}" for k, v in rule.items() if k != "id" and v not in (None, "", [], {}))
