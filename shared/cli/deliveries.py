"""`subscriptions` and `deliveries`: what the hub's silence hides."""

from pathlib import Path
from typing import Any, Final

import click

from shared.cli.apps import MOSIP, client_of
from shared.cli.control_client import ControlError
from shared.cli.options import admin_token_option, data_dir_option, json_option, limit_option, wanted
from shared.cli.printing import print_json, print_json_array, print_rest, print_table
from shared.cli.refusing import RefusedError

_DEFAULT_ROWS: Final = 30
_HEADS: Final = ("NUMBER", "CREATED", "TOPIC", "CALLBACK", "STATE", "TRIES", "LAST", "NEXT")
_NOTHING_FOLLOWS: Final = "none"
_STATES: Final = ("queued", "delivered", "failed")


@click.command()
@limit_option(_DEFAULT_ROWS)
@json_option
@admin_token_option
@data_dir_option
def subscriptions(*, limit: int | None, as_json: bool, admin_token: str | None, data_dir: Path) -> None:
    """List subscriptions, their state, and what waits. The MOSIP mock has to run."""
    items = client_of(data_dir, MOSIP, admin_token).items("subscriptions")
    shown = items[: wanted(limit, as_json=as_json, default=_DEFAULT_ROWS)]
    if as_json:
        print_json_array(shown)
        return
    heads = ("TOPIC", "CALLBACK", "STATE", "WAITING", "LAST", "REASON")
    print_table(
        heads,
        (
            (s["topic"], s["callback"], s["state"], s["waiting"], _outcome(s["lastAttempt"]), s.get("reason"))
            for s in shown
        ),
    )
    print_rest(len(shown), len(items))


@click.group()
def deliveries() -> None:
    """What the hub delivered, and delivering it again. The MOSIP mock has to run."""


@deliveries.command("list")
@click.option("--state", type=click.Choice(_STATES), help="In this state only.")
@click.option("--rid", help="About this registration only.")
@limit_option(_DEFAULT_ROWS)
@json_option
@admin_token_option
@data_dir_option
def list_(
    *, state: str | None, rid: str | None, limit: int | None, as_json: bool, admin_token: str | None, data_dir: Path
) -> None:
    """List deliveries, newest first, each with its attempts."""
    most = wanted(limit, as_json=as_json, default=_DEFAULT_ROWS)
    query = {"state": state, "rid": rid, "limit": most}
    found = client_of(data_dir, MOSIP, admin_token).get("deliveries", query)
    if as_json:
        print_json_array(found["items"])
        return
    print_table(_HEADS, map(_row, found["items"]))
    print_rest(len(found["items"]), found["total"])


@deliveries.command()
@click.argument("number", type=click.IntRange(1))
@json_option
@admin_token_option
@data_dir_option
def show(*, number: int, as_json: bool, admin_token: str | None, data_dir: Path) -> None:
    """Show one delivery with each attempt."""
    found = client_of(data_dir, MOSIP, admin_token).get(f"deliveries/{number}")
    if as_json:
        print_json(found)
        return
    click.echo(f"{found['topic']} -> {found['callback']}: {found['state']}, {found['bytes']} bytes")
    for name, value in found["about"].items():
        click.echo(f"  {name:<10}{value}")
    for attempt in found["attempts"]:
        told = (attempt["at"][:23], attempt["status"] or "-", attempt["answer"], _next(attempt))
        click.echo("  ".join(("", *map(str, told))).rstrip())


@deliveries.command()
@click.argument("numbers", nargs=-1, required=True, type=click.IntRange(1), metavar="NUMBER...")
@json_option
@admin_token_option
@data_dir_option
def redeliver(*, numbers: tuple[int, ...], as_json: bool, admin_token: str | None, data_dir: Path) -> None:
    """Deliver once more, byte for byte. A subscription that is off goes on."""
    client = client_of(data_dir, MOSIP, admin_token)
    refused = []
    queued = []
    for number in numbers:
        try:
            queued.append(client.send("POST", f"deliveries/{number}/redeliver"))
        except ControlError as error:
            refused.append(f"{number}: {error}")
        else:
            if not as_json:
                click.echo(f"Queued {number}")
    if as_json:
        print_json_array(queued)
    if refused:
        raise RefusedError("; ".join(refused))


def _row(delivery: dict[str, Any]) -> tuple[object, ...]:
    attempts = delivery["attempts"]
    last = attempts[-1] if attempts else None
    return (
        delivery["id"], delivery["createdAt"][:19], delivery["topic"], delivery["callback"], delivery["state"],
        len(attempts), _outcome(last), _next(last),
    )  # fmt: skip


def _outcome(attempt: dict[str, Any] | None) -> str:
    if attempt is None:
        return ""
    return str(attempt["status"] or attempt["answer"])


def _next(attempt: dict[str, Any] | None) -> str:
    return attempt["nextStep"] if attempt and attempt["nextStep"] != _NOTHING_FOLLOWS else ""
