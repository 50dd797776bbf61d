"""UIN and VID: their types, and what whoever checks a number and whoever makes one both go by.

Lengths from MOSIP's `application-default.properties`, the rest from `UinFilterUtil` and `VidFilterUtils`.
"""

from typing import Final, NewType

Uin = NewType("Uin", str)
"""Ten digits; made only where the value was validated or generated."""
VidNumber = NewType("VidNumber", str)
"""Sixteen digits."""

UIN_LENGTH: Final = 10
VID_LENGTH: Final = 16

RESTRICTED_NUMBERS: Final = ("786", "666")
CYCLIC_NUMBER: Final = "142857"
"""Never generated; the validator lets it pass."""
