"""`seed`: any number of fake citizens, the same ones for the same seed."""

import sys
from typing import TYPE_CHECKING

import click

from shared.cli.options import json_option, with_world
from shared.cli.printing import print_json
from shared.cli.refusing import wrong_usage

if TYPE_CHECKING:
    from shared.world import World


@click.command()
@click.argument("count", type=click.IntRange(0, 10_000_000), default=100)
@click.option(
    "--families",
    type=click.IntRange(0),
    default=0,
    show_default=True,
    help="How many of their households have parents and children.",
)
@click.option("--locale", default="en_US", show_default=True, help="Of names and addresses: fr_FR, bn_BD, ...")
@click.option(
    "--rng-seed",
    type=int,
    default=1,
    show_default=True,
    help="The same seed gives the same people on any machine and any day.",
)
@json_option
@with_world
def seed(world: "World", *, count: int, families: int, locale: str, rng_seed: int, as_json: bool) -> None:
    """Add fake citizens: COUNT of them, 100 if not said. Those who are there already are not added twice."""
    from shared.citizens import locales, seeding  # noqa: PLC0415 - `--help` needs no citizens

    with wrong_usage(seeding.SeedingError, of="--families"):
        seeding.check_amounts(count, families)
    with wrong_usage(locales.UnknownLocaleError, of="--locale"):
        locales.checked(locale)
    with click.progressbar(length=count, label=f"Seeding {count} citizens", file=sys.stderr) as bar:
        report = seeding.seed(
            world.citizens,
            count,
            families=families,
            locale=locale,
            rng_seed=rng_seed,
            progress=lambda done: bar.update(done - bar.pos),
        )
    if as_json:
        print_json(report)
        return
    there = f" ({report.already_there} were there already)" if report.already_there else ""
    click.echo(f"Added {report.added} citizens{there}; the population is {world.citizens.count()} now")
    if report.note:
        click.echo(report.note)
