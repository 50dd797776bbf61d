"""Values that are words, separated by commas."""

import click


def words(_: click.Context, __: click.Parameter, value: str) -> tuple[str, ...]:
    """The words, without blanks around them."""
    return tuple(word for word in (part.strip() for part in value.split(",")) if word)
