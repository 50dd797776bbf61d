"""What magic UINs and, for newborns, magic words in the name do to credentials, as faults of the catalogue."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from shared.citizens.packet_words import packet_word_in

if TYPE_CHECKING:
    from shared.citizens.citizen import Citizen

MAGIC_FAULTS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "credential-never": "credential-never",
        "credential-late": "credential-late",
        "credential-duplicate": "delivery-duplicate",
        "credential-tampered": "proof-subject-changed",
        "credential-undecryptable": "credential-other-certificate",
        "credential-bad-signature": "delivery-wrong-signature",
    }
)


def magic_of(citizen: Citizen) -> str | None:
    """The one of `MAGIC_FAULTS` that this person's number or name asks for."""
    word = packet_word_in(citizen.full_name)
    asked = citizen.magic or (word.name if word else None)
    return asked if asked in MAGIC_FAULTS else None
