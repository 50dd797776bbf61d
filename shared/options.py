"""The options that both apps' commands share.

One declaration gives flag, variable, default, check and help text. `MOCKS_X` counts for both apps, `MOSIP_MOCK_X`
and `ESIGNET_MOCK_X` for one.
"""

import functools
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import click

from shared.control.tolerances import Tolerances, UnknownToleranceError, parse_tolerances
from shared.settings import Addresses

Command = Callable[..., Any]


Decorator = Callable[[Command], Command]


def setting(
    flag: str,
    variable: str | Sequence[str],
    name: str = "",
    **option: Any,  # noqa: ANN401 - as click takes them
) -> Decorator:
    """An option that an environment variable gives, too; its help tells of both, and of a default that is no blank.

    `name` is the settings' own, where it is not the flag's.
    """
    names = (flag, name) if name else (flag,)
    is_told = option.get("default") not in {None, ""}
    return click.option(*names, envvar=variable, show_envvar=True, show_default=is_told, **option)


def together(options: Iterable[Decorator]) -> Decorator:
    """All of them as one decorator, in the order of the help."""
    in_order = tuple(options)
    return lambda command: functools.reduce(lambda inner, option: option(inner), reversed(in_order), command)


def suite_options(prefix: str, port: int) -> Decorator:
    """Decorate an app's command. `prefix` is `MOSIP_MOCK` or `ESIGNET_MOCK`."""

    def both(name: str) -> list[str]:
        return [f"{prefix}_{name}", f"MOCKS_{name}"]

    options: list[Decorator] = [
        setting(
            "--host",
            both("HOST"),
            default="127.0.0.1",
            help="Address to listen on; others than loopback switch the control API off without an admin token.",
        ),
        setting(
            "--port",
            f"{prefix}_PORT",
            default=port,
            type=click.IntRange(0, 65535),
            help="Port to listen on; 0 lets the system choose.",
        ),
        setting(
            "--public-url",
            f"{prefix}_PUBLIC_URL",
            callback=_base_url,
            help="Base URL that browsers use (issuer, authorize page). Default: http://localhost:PORT",
        ),
        setting(
            "--internal-url",
            f"{prefix}_INTERNAL_URL",
            callback=_base_url,
            help="Base URL that other containers use (token, userinfo, JWKS). Default: the public one.",
        ),
        setting(
            "--data-dir",
            "MOCKS_DATA_DIR",
            default=".mocks",
            type=click.Path(path_type=Path, file_okay=False, readable=False),
            help="Directory of store, keys and partner kit.",
        ),
        setting(
            "--tolerate",
            "MOCKS_TOLERATE",
            default="opencrvs",
            callback=_tolerances,
            help="Deviations to let through: opencrvs, none, all, or names.",
        ),
        setting(
            "--admin-token",
            "MOCKS_ADMIN_TOKEN",
            help="Credential of the control API; needed when not bound to loopback.",
        ),
        setting(
            "--sync/--no-sync",
            "MOCKS_SYNC",
            default=False,
            help="Wait for the disk at each write (against power loss).",
        ),
        setting(
            "--faults",
            "MOCKS_FAULTS",
            default="",
            help="Fault rules from the start: a YAML file, or the list itself as YAML.",
        ),
        setting(
            "--seed",
            "MOCKS_SEED",
            default="",
            help="Make up the same numbers, codes and ids in each run; any text. Default: chance.",
        ),
        setting(
            "--journal-size",
            "MOCKS_JOURNAL_SIZE",
            default=1000,
            type=click.IntRange(10, 1_000_000),
            help="How many exchanges the journal keeps.",
        ),
        setting(
            "--journal-file",
            "MOCKS_JOURNAL_FILE",
            type=click.Path(path_type=Path, dir_okay=False),
            help="Also write the journal as JSON lines, one file for each app (FILE-mosip, FILE-esignet).",
        ),
        setting(
            "--max-body-bytes",
            "MOCKS_MAX_BODY_BYTES",
            default=10 * 1024 * 1024,
            type=click.IntRange(1024),
            help="Largest request body that is read.",
        ),
        setting(
            "--access-log/--no-access-log",
            "MOCKS_ACCESS_LOG",
            default=False,
            help="Log each request (costs throughput).",
        ),
        setting(
            "--log-level",
            "MOCKS_LOG_LEVEL",
            default="warning",
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
    return together(options)


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
