"""`snapshot` and `restore`: worlds kept under a name."""

from pathlib import Path

import click

from shared.cli.options import data_dir_option, json_option
from shared.cli.printing import print_done
from shared.cli.refusing import wrong_usage
from shared.store.protocol import SnapshotNameError


@click.command()
@click.argument("name")
@json_option
@data_dir_option
def snapshot(*, name: str, as_json: bool, data_dir: Path) -> None:
    """Keep the world as it is now under NAME. Works whether the mocks run or not."""
    from shared.world import open_world  # noqa: PLC0415 - `--help` needs no world

    world = open_world(data_dir)
    try:
        with wrong_usage(SnapshotNameError, of="NAME"):
            world.store.snapshot(name)
    finally:
        world.close()
    print_done(f"Kept as {name}", as_json=as_json, name=name)


@click.command()
@click.argument("name")
@json_option
@data_dir_option
def restore(*, name: str, as_json: bool, data_dir: Path) -> None:
    """Return to the world that was kept under NAME. Running mocks forget their journal, codes and tokens."""
    from shared.world import open_world  # noqa: PLC0415 - `--help` needs no world

    world = open_world(data_dir)
    try:
        with wrong_usage(SnapshotNameError, of="NAME"):
            world.restore(name)
        left = world.citizens.count()
    finally:
        world.close()
    print_done(f"Restored {name} with {left} citizens", as_json=as_json, name=name, citizens=left)
