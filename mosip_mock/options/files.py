"""Values that name a JSON file."""

from pathlib import Path
from typing import TypeVar

import click
import msgspec

T = TypeVar("T")


def read_json(path: Path, kind: type[T], option: click.Parameter) -> T:
    """What the file holds. Raises `click.BadParameter` with its name."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=kind)
    except (OSError, msgspec.DecodeError, UnicodeDecodeError) as error:
        raise click.BadParameter(f"{path}: {error}", param=option) from error
