"""Which release this is. Written here, since reading a package's metadata costs 40 ms at start and 0.3 ms each time."""

from typing import Final

RELEASE: Final = "0.1.0"
"""The version of `pyproject.toml`; a test holds the two equal."""


def suite_version() -> str:
    """The version of the suite."""
    return RELEASE
