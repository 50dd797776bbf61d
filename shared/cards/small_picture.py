"""The portrait for the QR code: so small that the code stays scannable."""

import io
from base64 import b64decode
from typing import Final

from shared.citizens.citizen import Citizen

SIZE: Final = (60, 75)
LARGEST: Final = 900
"""Bytes; with them the code has at most 133 modules a side."""
_QUALITIES: Final = (40, 25, 15, 8, 4, 1)


def portrait(citizen: Citizen) -> bytes:
    """The picture as on the card, JPEG or whatever the person's own is."""
    from shared.citizens.photo import photo_of  # noqa: PLC0415 - draws with Pillow

    return b64decode(photo_of(citizen).partition(",")[2])


def small_picture(citizen: Citizen) -> bytes:
    """WebP in grey, at most `LARGEST` bytes if the picture allows."""
    from PIL import Image  # noqa: PLC0415 - only cards need it here

    image = Image.open(io.BytesIO(portrait(citizen))).convert("L").resize(SIZE)
    encoded = b""
    for quality in _QUALITIES:
        buffer = io.BytesIO()
        image.save(buffer, "WEBP", quality=quality, method=6)
        encoded = buffer.getvalue()
        if len(encoded) <= LARGEST:
            break
    return encoded
