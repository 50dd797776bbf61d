"""`reset`: the population, clock and registers as they were at the first start."""

from pathlib import Path

import click

from shared.cli.options import data_dir_option, json_option
from shared.cli.printing import print_done


@click.command()
@click.option("--forget-subscriptions", is_flag=True, help="Lose the hub's subscriptions, too.")
@json_option
@data_dir_option
def reset(*, forget_subscriptions: bool, as_json: bool, data_dir: Path) -> None:
    """Return to the population of the first start. Keys, partner kit and subscriptions to the hub stay.

    Works whether the mocks run or not; running ones forget their journal, codes and
    tokens, too.
    """
    from shared.world import KEPT_BY_RESET, open_world  # noqa: PLC0415 - `--help` needs no world

    world = open_world(data_dir)
    try:
        world.reset(keep=() if forget_subscriptions else KEPT_BY_RESET)
        left = world.citizens.count()
    finally:
        world.close()
    print_done(f"Reset to {left} citizens", as_json=as_json, citizens=left)
