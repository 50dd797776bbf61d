"""`faults`: the rules by which the running mocks fail on purpose."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
import msgspec

from shared.cli.apps import APPS, client_of
from shared.cli.control_client import ControlClient, ControlError, NotRunningError
from shared.cli.options import admin_token_option, data_dir_option, json_option, limit_option, wanted
from shared.cli.printing import print_done, print_json, print_json_array, print_rest, print_table
from shared.shapes import misfit

_DEFAULT_ROWS = 50
_app_option = click.option(
    "--app",
    "name",
    type=click.Choice([app.name for app in APPS]),
    help="Ask this mock. Default: whichever knows it.",
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
    """Add a fault rule, such as `service=token status=503 times=2`. Without app and service it counts for both mocks.

    Which requests: app, service, endpoint, method, client, partner, uin, process, nth. What happens: error, status,
    delay, delayUpTo, hang, drop, body, named. How often: times, seconds, probability, seed.
    """
    rule = _rule(members)
    if name is None and "named" not in rule["action"]:
        rule["match"].setdefault("app", "both")
    made = _asked(data_dir, name or _app_of(rule), admin_token, lambda client: client.send("POST", "faults", rule))
    if as_json:
        print_json(made)
    else:
        click.echo(f"Added {made.get('id', '')}: {_members(made)}")


@faults.command()
@click.argument("fault_id", required=False, metavar="[ID]")
@_app_option
@json_option
@admin_token_option
@data_dir_option
def clear(*, fault_id: str | None, name: str | None, as_json: bool, admin_token: str | None, data_dir: Path) -> None:
    """Take away all fault rules, or one."""
    path = f"faults/{fault_id}" if fault_id else "faults"
    _asked(data_dir, name, admin_token, lambda client: client.send("DELETE", path))
    print_done(f"Cleared {fault_id or 'all faults'}", as_json=as_json, cleared=fault_id or "all")


def _app_of(rule: dict[str, Any]) -> str | None:
    """The mock that the rule itself names, or that has its service."""
    from shared.control.faults.validation import SERVICES  # noqa: PLC0415 - `--help` needs no rules

    match = rule["match"]
    named = [app for app, services in SERVICES.items() if match.get("app") == app or match.get("service") in services]
    return named[0] if len(named) == 1 and "named" not in rule["action"] else None


def _asked(data_dir: Path, name: str | None, admin_token: str | None, ask: Callable[[ControlClient], Any]) -> Any:  # noqa: ANN401 - JSON
    """The first answer. Each mock knows its own services, so what one refuses the other may take."""
    reasons: dict[str, ControlError] = {}
    for app in APPS:
        if name in {None, app.name}:
            try:
                return ask(client_of(data_dir, app, admin_token))
            except ControlError as error:
                reasons[app.name] = error
    refused = [error for error in reasons.values() if not isinstance(error, NotRunningError)]
    raise ControlError("; ".join(map(str, refused or [next(iter(reasons.values()))])))


def _rule(members: tuple[str, ...]) -> dict[str, Any]:
    """The rule as the control API takes it, each member in its place and of its type."""
    from shared.control.faults.rule import Action, FaultRule, Match  # noqa: PLC0415 - `--help` needs no rules

    rule: dict[str, Any] = {"match": {}, "action": {}}
    places: list[tuple[type[msgspec.Struct], dict[str, Any]]] = [
        (Match, rule["match"]),
        (Action, rule["action"]),
        (FaultRule, rule),
    ]
    fields = {f.encode_name: (f.type, place) for kind, place in places for f in msgspec.structs.fields(kind)}
    for text in members:
        field, equals, value = text.partition("=")
        if not equals or field not in fields or field in rule:
            known = ", ".join(name for name in fields if name not in rule)
            raise click.BadParameter(f"'{text}' is not FIELD=VALUE with one of {known}", param_hint="FIELD=VALUE")
        kind, place = fields[field]
        try:
            place[field] = msgspec.to_builtins(msgspec.convert(value, kind, strict=False))
        except msgspec.ValidationError as error:
            found = misfit(error, kind).inside(field)
            raise click.BadParameter(found.sentence, param_hint="FIELD=VALUE") from error
    return rule


def _members(rule: dict[str, Any]) -> str:
    flat = {**rule.get("match", {}), **rule.get("action", {}), **rule}
    left_out = ("id", "match", "action", "createdAt", "seen", "acted")
    said = {k: v for k, v in flat.items() if k not in left_out and v not in (None, "", [], {})}
    if said.get("probability") == 1:
        del said["probability"]
    members = " ".join(f"{k}={str(v).lower() if isinstance(v, bool) else v}" for k, v in said.items())
    return f"{members} (acted {rule['acted']} times)" if rule.get("acted") else members
