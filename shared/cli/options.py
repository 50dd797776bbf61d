"""Options that many commands share, declared once."""

import functools
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

Command = Callable[..., Any]

data_dir_option = click.option(
    "--data-dir",
    envvar="MOCKS_DATA_DIR",
    default=".mocks",
    show_default=True,
    show_envvar=True,
    type=click.Path(path_type=Path, file_okay=False, readable=False),  # whether it can be read, its use tells
    help="Directory of store, keys and partner kit.",
)

admin_token_option = click.option(
    "--admin-token",
    envvar="MOCKS_ADMIN_TOKEN",
    show_envvar=True,
    help="Credential of the control API, where it asks for one.",
)

json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


def limit_option(default: int) -> Callable[[Command], Command]:
    """`--limit`: as a table the first `default` are shown, as JSON everything, unless it is given."""
    return click.option(
        "--limit",
        type=click.IntRange(0),
        help=f"How many to show; 0 is all. Default: {default}, all with --json.",
    )


def wanted(limit: int | None, *, as_json: bool, default: int) -> int | None:
    """How many items to show; None is all."""
    if limit is None:
        return None if as_json else default
    return limit or None


def with_world(command: Command) -> Command:
    """Give the command the `World` of `--data-dir`, opened for it and closed after it."""

    @data_dir_option
    @functools.wraps(command)
    def opened(*, data_dir: Path, **options: Any) -> None:  # noqa: ANN401 - as declared at the command
        from shared.world import open_world  # noqa: PLC0415 - `--help` needs no world

        world = open_world(data_dir, seed=os.environ.get("MOCKS_SEED", ""))
        try:
            command(world, **options)
        finally:
            world.close()

    return opened
