"""Options that many commands share, declared once."""

import functools
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec

import click

if TYPE_CHECKING:
    from shared.world import World

P = ParamSpec("P")
Command = Callable[..., Any]

data_dir_option = click.option(
    "--data-dir",
    envvar="MOCKS_DATA_DIR",
    default=".mocks",
    show_default=True,
    show_envvar=True,
    type=click.Path(path_type=Path, file_okay=False),
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


def with_world(command: Callable[Concatenate["World", P], None]) -> Callable[P, None]:
    """Give the command the world of `--data-dir`, opened for it and closed after it."""

    @data_dir_option
    @functools.wraps(command)
    def opened(*args: P.args, **kwargs: P.kwargs) -> None:
        from shared.world import open_world  # noqa: PLC0415 - `--help` needs no world

        data_dir = kwargs.pop("data_dir")
        assert isinstance(data_dir, Path)  # noqa: S101 - the option's type
        world = open_world(data_dir)
        try:
            command(world, *args, **kwargs)
        finally:
            world.close()

    return opened
