"""The person's token for one partner or policy: 36 decimal digits, the same for the UIN and every VID.

Shape as in mosip/keymanager `TokenIDGenerator`: the ASCII bytes of an upper-case SHA-256 hex text read as one
integer, written in decimals, cut to 36 digits. The real salts are secret; this one is the suite's own.
"""

import hashlib
from functools import lru_cache
from typing import Final

TOKEN_ID_LENGTH: Final = 36
_SALT: Final = "mosip-mocks"


@lru_cache(maxsize=1024)  # a login needs it twice, an ID authentication for the same person again and again
def token_id(uin: str, scope: str) -> str:
    """The token of the person with this UIN towards `scope` (a partner id or a policy id)."""
    person = _upper_hex(uin + _SALT)
    digest = _upper_hex(person + scope + _SALT)
    return str(int.from_bytes(digest.encode("ascii"), "big"))[:TOKEN_ID_LENGTH]


def _upper_hex(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest().upper()
