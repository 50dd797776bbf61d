"""The options that both apps' commands share.

One declaration gives flag, variable, default, check and help text. `MOCKS_X` counts for both apps, `MOSIP_MOCK_X`
and `ESIGNET_MOCK_X` for one.
"""

import functools
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import click

from shared.control.tolerances import Tolerances, UnknownToleranceError, parse_tolerances
from shared.settings import Addresses

Command = Callable[..., Any]


def suite_options(prefix: str, port: int) -> Callable[[Command], Command]:
    """Decorate an app's command. `prefix` is `MOSIP_MOCK` or `ESIGNET_MOCK`."""

    def both(name: str) -> list[str]:
        return [f"{prefix}_{name}", f"MOCKS_{name}"]

    options = [
        click.option(
            "--host",
            envvar=both("HOST"),
            default="127.0.0.1",
            show_default=True,
            show_envvar=True,
            help="Address to listen on; others than loopback switch the control API off without an admin token.",
        ),
        click.option(
            "--port",
            envvar=f"{prefix}_PORT",
            default=port,
            show_default=True,
            show_envvar=True,
            type=click.IntRange(0, 65535),
            help="Port to listen on; 0 lets the system choose.",
        ),
        click.option(
            "--public-url",
            envvar=f"{prefix}_PUBLIC_URL",
            callback=_base_url,
            show_envvar=True,
            help="Base URL that browsers use (issuer, authorize page). Default: http://localhost:PORT",
        ),
        click.option(
            "--internal-url",
            envvar=f"{prefix}_INTERNAL_URL",
            callback=_base_url,
            show_envvar=True,
            help="Base URL that other containers use (token, userinfo, JWKS). Default: the public one.",
        ),
        click.option(
            "--data-dir",
            envvar="MOCKS_DATA_DIR",
            default=".mocks",
            show_default=True,
            show_envvar=True,
            type=click.Path(path_type=Path, file_okay=False),
            help="Directory of store, keys and partner kit.",
        ),
        click.option(
            "--tolerate",
            envvar="MOCKS_TOLERATE",
            default="opencrvs",
            show_default=True,
            show_envvar=True,
            callback=_tolerances,
            help="Deviations to let through: opencrvs, none, all, or names.",
        ),
        click.option(
            "--admin-token",
            envvar="MOCKS_ADMIN_TOKEN",
            show_envvar=True,
            help="Credential of the control API; needed when not bound to loopback.",
        ),
        click.option(
            "--sync/--no-sync",
            envvar="MOCKS_SYNC",
            default=False,
            show_default=True,
            show_envvar=True,
            help="Wait for the disk at each write (against power loss).",
        ),
        click.option(
            "--faults",
            envvar="MOCKS_FAULTS",
            default="",
            show_envvar=True,
            help="Fault rules from the start: a YAML file, or the list itself as YAML.",
        ),
        click.option(
            "--seed",
            envvar="MOCKS_SEED",
            default="",
            show_envvar=True,
            help="Make up the same numbers, codes and ids in each run; any text. Default: chance.",
        ),
        click.option(
            "--journal-size",
            envvar="MOCKS_JOURNAL_SIZE",
            default=1000,
            show_default=True,
            show_envvar=True,
            type=click.IntRange(10, 1_000_000),
            help="How many exchanges the journal keeps.",
        ),
        click.option(
            "--journal-file",
            envvar="MOCKS_JOURNAL_FILE",
            show_envvar=True,
            type=click.Path(path_type=Path, dir_okay=False),
            help="Also write the journal as JSON lines, one file for each app (FILE-mosip, FILE-esignet).",
        ),
        click.option(
            "--max-body-bytes",
            envvar="MOCKS_MAX_BODY_BYTES",
            default=10 * 1024 * 1024,
            show_default=True,
            show_envvar=True,
            type=click.IntRange(1024),
            help="Largest request body that is read.",
        ),
        click.option(
            "--access-log/--no-access-log",
            envvar="MOCKS_ACCESS_LOG",
            default=False,
            show_default=True,
            show_envvar=True,
            help="Log each request (costs throughput).",
        ),
        click.option(
            "--log-level",
            envvar="MOCKS_LOG_LEVEL",
            default="warning",
            show_default=True,
            show_envvar=True,
            type=click.Choice(["debug", "info", "warning", "error"]),
            help="What to log.",
        ),
        click.option(
            "--ready-file",
            type=click.Path(path_type=Path, dir_okay=False),
            hidden=True,
            help="Receives the URL and process id once requests are answered.",
        ),
    ]

    def decorate(command: Command) -> Command:
        return functools.reduce(lambda inner, option: option(inner), reversed(options), command)

    return decorate


def addresses_of(bound: str, public_url: str | None, internal_url: str | None) -> Addresses:
    """The app's addresses, the missing ones made from the bound one."""
    port = urlsplit(bound).port
    public = public_url or f"http://localhost:{port}"
    return Addresses(public=public, internal=internal_url or public, bound=bound)


def _base_url(_: click.Context, option: click.Parameter, value: str | None) -> str | None:
    if value is None or value == "":
        return None
    parts = urlsplit(value)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.query or parts.fragment:
        raise click.BadParameter(f"'{value}' is no base URL such as http://localhost:20240", param=option)
    return value.rstrip("/")


def _tolerances(_: click.Context, option: click.Parameter, value: str) -> Tolerances:
    try:
        return parse_tolerances(value)
    except UnknownToleranceError as error:
        raise click.BadParameter(str(error), param=option) from error
