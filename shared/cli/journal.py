"""`requests` and `explain`: what the running mocks saw, and why they refused it."""

import time
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import IO, Any, Final

import click
import msgspec

from shared.cli.apps import APPS, client_of
from shared.cli.control_client import ControlClient, ControlError, NotRunningError
from shared.cli.options import admin_token_option, data_dir_option, json_option, limit_option, wanted
from shared.cli.printing import print_json, print_json_array, print_rest, print_table
from shared.cli.refusing import RefusedError

_EVERYTHING: Final = 1_000_000
_DEFAULT_ROWS: Final = 30
_POLL: Final = 0.5
HEADS: Final = ("ID", "TIME", "APP", "SERVICE", "REQUEST", "STATUS", "MS", "SAYS")


@click.command()
@click.option("--app", type=click.Choice([app.name for app in APPS]), help="Of one mock only.")
@click.option("--service", help="Of one service: authmanager, packetmanager, token, ...")
@click.option("--status", type=click.IntRange(100, 599), help="With this HTTP status.")
@click.option("--code", help="Refused with this error code.")
@click.option("--path", help="With this piece in the path.")
@click.option("--refused", is_flag=True, help="Refused ones only.")
@click.option(
    "--about",
    multiple=True,
    metavar="KEY=VALUE",
    help="About one thing: rid=..., uin=..., transaction=...",
)
@click.option("--follow", "-f", is_flag=True, help="Go on with new ones until Ctrl-C.")
@click.option("--har", type=click.File("wb"), help="Write them as an HTTP Archive to this file; - is the terminal.")
@limit_option(_DEFAULT_ROWS)
@json_option
@admin_token_option
@data_dir_option
def requests(
    *, app: str | None, about: tuple[str, ...], follow: bool, limit: int | None, as_json: bool,
    admin_token: str | None, data_dir: Path, refused: bool, har: IO[bytes] | None,
    **filters: Any,  # noqa: ANN401 - sent on as they are
) -> None:  # fmt: skip
    """List what was sent and answered, oldest first. The mocks have to run.

    With --follow and --json each line is one JSON document. With --har everything that matches becomes one archive
    for a browser's developer tools; secrets are hidden, and steps of work inside the mocks left out.
    """
    query = {**filters, "refused": "true" if refused else None, **_traces(about)}
    if har is not None and (follow or limit is not None):
        raise click.UsageError("--har writes everything that is there; leave --follow and --limit out")
    clients = running_clients(data_dir, admin_token, app)
    if har is not None:
        har.write(msgspec.json.encode(_archive(clients, query)) + b"\n")
        return
    found = _exchanges(clients, query)
    most = wanted(limit, as_json=as_json, default=_DEFAULT_ROWS)
    shown = found if most is None else found[-most:]
    if follow:
        _follow(clients, query, found, shown, as_json=as_json)
    elif as_json:
        print_json_array(shown)
    else:
        print_table(HEADS, map(row_of, shown))
        print_rest(len(shown), len(found))


@click.command()
@click.argument("exchange_id", metavar="ID")
@click.option("--curl", "as_curl", is_flag=True, help="Print the request as a curl command; its secrets are hidden.")
@json_option
@admin_token_option
@data_dir_option
def explain(
    *, exchange_id: str, as_curl: bool, as_json: bool, admin_token: str | None, data_dir: Path
) -> None:  # fmt: skip
    """Say why a request was refused. ID is the value of its `X-Mock-Explain` header, or from `requests`."""
    client, exchange = _find(running_clients(data_dir, admin_token, None), exchange_id)
    if as_curl:
        command = client.text(f"requests/{exchange['id']}/curl").rstrip("\n")
        if as_json:
            print_json({"id": exchange["id"], "curl": command})
        else:
            click.echo(command)
        return
    if as_json:
        print_json(exchange)
        return
    click.echo(f"{exchange['method']} {exchange['path']} -> {exchange['status']} ({exchange['app']})")
    for explanation in exchange["explanations"]:
        _print_explanation("refused", explanation)
    for tolerated in exchange["toleratedDeviations"]:
        _print_explanation(f"tolerated: {tolerated['name']}", tolerated["explanation"])
        click.echo(f"  refused by {', '.join(tolerated['refused_by'])}")
    if exchange["faults"]:
        click.echo(f"\nMade to fail or wait on purpose, by {', '.join(exchange['faults'])}: mosip-mocks faults list")
    elif not exchange["explanations"] and not exchange["toleratedDeviations"]:
        click.echo("Nothing was refused, and nothing had to be tolerated.")


def _print_explanation(what: str, explanation: dict[str, str]) -> None:
    code = explanation.get("code")
    click.echo(f"\n{what}{f' ({code})' if code else ''}")
    for member in ("where", "expected", "received", "why", "mend"):
        click.echo(f"  {member:<10}{explanation[member]}")


def _traces(about: tuple[str, ...]) -> dict[str, str]:
    traces = {}
    for pair in about:
        key, equals, value = pair.partition("=")
        if not equals or not key:
            raise click.BadParameter(f"'{pair}' is not KEY=VALUE", param_hint="--about")
        traces[f"trace.{key}"] = value
    return traces


def running_clients(data_dir: Path, admin_token: str | None, name: str | None) -> list[ControlClient]:
    """The running apps; one that does not run has seen nothing. Raises `NotRunningError` if none does."""
    clients, reasons = [], []
    for app in APPS:
        if name in {None, app.name}:
            try:
                clients.append(client_of(data_dir, app, admin_token))
            except NotRunningError as error:
                reasons.append(error)
    if not clients:
        raise reasons[0]
    return clients


def _exchanges(clients: list[ControlClient], query: dict[str, Any]) -> list[dict[str, Any]]:
    found = [e for client in clients for e in client.items("requests", {**query, "limit": _EVERYTHING})]
    return sorted(found, key=lambda e: (e["started"], e["id"]))


def _archive(clients: list[ControlClient], query: dict[str, Any]) -> dict[str, Any]:
    """The archives of the apps as one, oldest first."""
    archives: list[dict[str, Any]] = [client.get("requests/har", query) for client in clients]
    entries = [entry for archive in archives for entry in archive["log"]["entries"]]
    return {"log": {**archives[0]["log"], "entries": sorted(entries, key=lambda e: str(e["startedDateTime"]))}}


def _find(clients: list[ControlClient], exchange_id: str) -> tuple[ControlClient, dict[str, Any]]:
    from urllib.parse import quote  # noqa: PLC0415 - only here

    for client in clients:
        try:
            exchange: dict[str, Any] = client.get(f"requests/{quote(exchange_id, safe='')}")
        except NotRunningError:
            raise
        except ControlError:
            continue
        return client, exchange
    raise RefusedError(f"no exchange '{exchange_id}' in the journals of the running mocks (they forget the oldest)")


def _follow(
    clients: list[ControlClient], query: dict[str, Any], known: list[dict[str, Any]],
    first: list[dict[str, Any]], *, as_json: bool,
) -> None:  # fmt: skip
    for exchange in chain(first, _new_ones(clients, query, {_key(e) for e in known})):
        if as_json:
            click.echo(msgspec.json.encode(exchange))
        else:
            click.echo("  ".join(str(cell) for cell in row_of(exchange) if cell != ""))


def _new_ones(
    clients: list[ControlClient], query: dict[str, Any], known: set[tuple[str, ...]]
) -> Iterator[dict[str, Any]]:
    while True:
        time.sleep(_POLL)
        exchanges = _exchanges(clients, query)
        yield from (e for e in exchanges if _key(e) not in known)
        known = {_key(e) for e in exchanges}


def _key(exchange: dict[str, Any]) -> tuple[str, ...]:
    """An exchange and no other: ids count anew after a reset."""
    return exchange["app"], exchange["id"], exchange["started"]


def row_of(exchange: dict[str, Any]) -> tuple[object, ...]:
    """The cells under `HEADS`."""
    says = [*exchange["codes"], *(f"tolerated {name}" for name in exchange["tolerated"])]
    says += [f"fault {name}" for name in exchange["faults"]]
    if exchange["refused"] and not exchange["codes"]:
        says.insert(0, "refused")
    duration = exchange["durationMs"]
    return (
        exchange["id"], exchange["started"][11:23], exchange["app"], exchange["service"],
        f"{exchange['method']} {exchange['path']}", exchange["status"],
        "" if duration is None else f"{duration:.1f}", ", ".join(says),
    )  # fmt: skip
