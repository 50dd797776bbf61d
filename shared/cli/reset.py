"""`reset`: the population, clock and registers as they were at the first start."""

from pathlib import Path

import click

from shared.cli.apps import APPS, client_of
from shared.cli.control_client import ControlError
from shared.cli.options import admin_token_option, data_dir_option


@click.command()
@click.option("--forget-subscriptions", is_flag=True, help="Lose the hub's subscriptions, too.")
@admin_token_option
@data_dir_option
def reset(*, forget_subscriptions: bool, admin_token: str | None, data_dir: Path) -> None:
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
    for app in APPS:
        try:
            client_of(data_dir, app, admin_token).send("POST", "reset")
        except ControlError:
            continue  # not running, or no token for it: the store is reset all the same
    click.echo(f"Reset to {left} citizens")
