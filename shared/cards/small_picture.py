"""The portrait on the card, and the one in its QR code: so small that the code stays scannable."""

import io
from base64 import b64decode
from typing import TYPE_CHECKING, Final

from shared.citizens.citizen import Citizen

if TYPE_CHECKING:
    from PIL import Image

SIZE: Final = (60, 75)
LARGEST: Final = 900
"""Bytes; with them the code has at most 133 modules a side."""
_QUALITIES: Final = (40, 25, 15, 8, 4, 1)
_PRINTED: Final = (480, 600)


def portrait(citizen: Citizen) -> bytes:
    """The picture as on the card, JPEG."""
    from shared.citizens.photo import photo_of  # noqa: PLC0415 - draws with Pillow

    uri = photo_of(citizen)
    original = b64decode(uri.partition(",")[2])
    if uri.startswith("data:image/jpeg") and citizen.photo is None:
        return original
    buffer = io.BytesIO()
    _opened(citizen, original).save(buffer, "JPEG", quality=80)
    return buffer.getvalue()


def _opened(citizen: Citizen, original: bytes) -> "Image.Image":
    """Somebody's own photo; the drawn one when it is no picture that can be read."""
    from PIL import Image, UnidentifiedImageError  # noqa: PLC0415 - only pictures of cards need it

    from shared.citizens.photo import drawn_data_uri  # noqa: PLC0415 - as above

    try:
        image = Image.open(io.BytesIO(original))
        image.thumbnail(_PRINTED)
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        drawn = b64decode(drawn_data_uri(citizen.uin).partition(",")[2])
        image = Image.open(io.BytesIO(drawn))
    return image.convert("RGB")


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
