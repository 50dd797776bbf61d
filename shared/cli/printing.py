"""Tables for people, JSON for scripts."""

from collections.abc import Iterable, Sequence
from typing import Any

import click
import msgspec

_GAP = "  "


def print_json(value: Any) -> None:  # noqa: ANN401 - any JSON value
    """One JSON document."""
    click.echo(msgspec.json.format(msgspec.json.encode(value), indent=2))


def print_done(sentence: str, *, as_json: bool, **facts: Any) -> None:  # noqa: ANN401 - any JSON values
    """What a command did: as a sentence, or what a script wants to know of it as one JSON object."""
    if as_json:
        print_json(facts)
    else:
        click.echo(sentence)


def print_json_array(items: Iterable[Any]) -> None:
    """A JSON array, written as its items come: a million of them need no memory."""
    separator = "["
    for item in items:
        click.echo(separator + "\n  " + msgspec.json.encode(item).decode(), nl=False)
        separator = ","
    click.echo("[]" if separator == "[" else "\n]")


def print_table(heads: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Columns as wide as their widest cell; control characters in a cell never reach the terminal."""
    cells = [[_shown(cell) for cell in row] for row in rows]
    widths = [max(map(len, column)) for column in zip(heads, *cells, strict=True)]
    for line in ([*heads], *cells):
        padded = (cell.ljust(width) for cell, width in zip(line, widths, strict=True))
        click.echo(_GAP.join(padded).rstrip())


def print_line(text: str) -> None:
    """A line of text that came from outside; control characters never reach the terminal."""
    click.echo(_shown(text))


def print_rest(shown: int, total: int) -> None:
    """Say that a table is not everything, where it does not get into a pipe."""
    if shown < total:
        click.echo(f"{shown} of {total} shown; --limit 0 shows all", err=True)


def _shown(cell: object) -> str:
    text = "" if cell is None else str(cell)
    return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in text)
