"""What may go wrong with the files of partners, and which ids can have any."""

from pathlib import Path
from typing import Final

from shared.jwks.slots import KeyRingError

_NAME: Final = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-")


class KitError(KeyRingError):
    """The kit cannot be made, exported or imported; the text says in one sentence what is wrong."""


class IncompleteSourcesError(KitError):
    """What was given is not enough, whatever stands in the files."""


class PartnerIdError(KitError):
    """No partner of this id can be given a certificate."""


def unwritable(data_dir: Path, error: OSError) -> KitError:
    """What to say of a kit that cannot be written."""
    return KitError(
        f"the partner kit cannot be written to {data_dir} ({error.strerror}); "
        "choose another data directory or mend its permissions"
    )


def is_file_name(name: str) -> bool:
    """Whether a partner or client of this id can have files here."""
    return bool(name) and _NAME.issuperset(name) and not name.startswith(".")
