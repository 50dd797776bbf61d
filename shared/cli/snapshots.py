"""`snapshot` and `restore`: worlds kept under a name."""

from pathlib import Path

import click

from shared.cli.apps import APPS, client_of
from shared.cli.control_client import ControlError
from shared.cli.options import admin_token_option, data_dir_option


@click.command()
@click.argument("name")
@data_dir_option
def snapshot(*, name: str, data_dir: Path) -> None:
    """Keep the world as it is now under NAME. Works whether the mocks run or not."""
    from shared.world import open_world  # noqa: PLC0415 - `--help` needs no world

    world = open_world(data_dir)
    try:
        world.store.snapshot(name)
    finally:
        world.close()
    click.echo(f"Kept as {name}")


@click.command()
@click.argument("name")
@admin_token_option
@data_dir_option
def restore(*, name: str, admin_token: str | None, data_dir: Path) -> None:
    """Return to the world that was kept under NAME. Running mocks forget their journal, codes and tokens."""
    from shared.world import open_world  # noqa: PLC0415 - `--help` needs no world

    world = open_world(data_dir)
    try:
        world.store.restore(name)
        left = world.citizens.count()
    finally:
        world.close()
    for app in APPS:
        try:
            client_of(data_dir, app, admin_token).send("POST", f"snapshots/{name}/restore")
        except ControlError:
            continue  # not running, or no token for it: the store is restored all the same
    click.echo(f"Restored {name} with {left} citizens")
