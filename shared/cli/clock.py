"""`clock`: the time that both mocks live in, kept in the data directory, whether they run or not."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import click

from shared.cli.durations import Instant, Span
from shared.cli.options import json_option, with_world
from shared.cli.printing import print_json
from shared.cli.refusing import wrong_usage

if TYPE_CHECKING:
    from shared.world import World


@click.group()
def clock() -> None:
    """Move the time of both mocks: whatever expires, waits or is signed follows it."""


@clock.command()
@json_option
@with_world
def show(world: "World", *, as_json: bool) -> None:
    """Say what time it is for the mocks."""
    _print(world, as_json=as_json)


# So that -1d is a span; and -1h one, too, no call for help, whatever names the command above has for that.
@clock.command(context_settings={"ignore_unknown_options": True}, add_help_option=False)
@click.argument("span", type=Span())
@json_option
@with_world
@click.help_option("--help")
def advance(world: "World", *, span: timedelta, as_json: bool) -> None:
    """Move the time by SPAN: 90s, 10m, 2h30m, 1d, 2w; back with -1d."""
    world.clock.advance(span)
    _print(world, as_json=as_json)


@clock.command("set")
@click.argument("instant", type=Instant())
@click.option("--freeze", is_flag=True, help="Let the time stand there.")
@json_option
@with_world
def set_(world: "World", *, instant: datetime, freeze: bool, as_json: bool) -> None:
    """Let it be INSTANT now: 2030-01-31 or 2030-01-31T08:00:00Z (UTC where no zone is given)."""
    from shared.control.clock import ClockRangeError  # noqa: PLC0415 - `--help` needs no clock

    with wrong_usage(ClockRangeError, of="INSTANT"):
        if freeze:
            world.clock.freeze(instant)
        else:
            world.clock.set(instant)
    _print(world, as_json=as_json)


@clock.command()
@json_option
@with_world
def freeze(world: "World", *, as_json: bool) -> None:
    """Stop the time where it is."""
    world.clock.freeze()
    _print(world, as_json=as_json)


@clock.command()
@json_option
@with_world
def resume(world: "World", *, as_json: bool) -> None:
    """Let a stopped time run on."""
    world.clock.resume()
    _print(world, as_json=as_json)


@clock.command()
@json_option
@with_world
def reset(world: "World", *, as_json: bool) -> None:
    """Return to real time."""
    world.clock.reset()
    _print(world, as_json=as_json)


def _print(world: "World", *, as_json: bool) -> None:
    state = world.clock.state()
    now = world.clock.now()
    frozen = state.frozen_at is not None
    if as_json:
        print_json({"now": now, "offsetSeconds": state.offset_seconds, "frozen": frozen})
        return
    how = "stopped" if frozen else _offset(state.offset_seconds)
    click.echo(f"{now.isoformat(timespec='seconds')} ({how})")


def _offset(seconds: float) -> str:
    if not seconds:
        return "real time"
    return f"{timedelta(seconds=abs(round(seconds)))} {'ahead of' if seconds > 0 else 'behind'} real time"
