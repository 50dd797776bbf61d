"""`snapshot` and `restore`: worlds kept under a name."""

from pathlib import Path

import click

from shared.cli.options import data_dir_option


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
@data_dir_option
def restore(*, name: str, data_dir: Path) -> None:
    """Return to the world that was kept under NAME. Running mocks forget their journal, codes and tokens."""
    from shared.world import open_world  # noqa: PLC0415 - `--help` needs no world

    world = open_world(data_dir)
    try:
        world.restore(name)
        left = world.citizens.count()
    finally:
        world.close()
    click.echo(f"Restored {name} with {left} citizens")
