"""What may go wrong with the files of partners, and which ids can have any."""

from typing import Final

from shared.jwks.slots import KeyRingError

_NAME: Final = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-")


class KitError(KeyRingError):
    """The kit cannot be made, exported or imported; the text says in one sentence what is wrong."""


def is_file_name(name: str) -> bool:
    """Whether a partner or client of this id can have files here."""
    return bool(name) and _NAME.issuperset(name) and not name.startswith(".")
