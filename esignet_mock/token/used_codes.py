"""Codes that were redeemed, remembered by their hashes, so that a second attempt is told apart from a made-up code."""

import hashlib
from collections import OrderedDict
from typing import Final

from msgspec import Struct, field

_MOST_REMEMBERED: Final = 10_000


class UsedCodes(Struct):
    """The codes redeemed last; bounded."""

    _hashes: OrderedDict[bytes, None] = field(default_factory=OrderedDict)

    def add(self, code: str) -> None:
        self._hashes[_digest(code)] = None
        if len(self._hashes) > _MOST_REMEMBERED:
            self._hashes.popitem(last=False)

    def clear(self) -> None:
        """Forget everything."""
        self._hashes.clear()

    def __contains__(self, code: str) -> bool:
        return _digest(code) in self._hashes


def _digest(code: str) -> bytes:
    return hashlib.sha256(code.encode()).digest()[:16]
