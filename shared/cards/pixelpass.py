"""How MOSIP's PixelPass carries bytes in a QR code: zlib, then base45 (RFC 9285)."""

import zlib

_LEVEL = 9


def to_qr_text(data: bytes) -> str:
    """Upper-case letters, digits and nine signs: the alphanumeric mode of QR codes."""
    import base45  # noqa: PLC0415 - only cards need it

    text: bytes = base45.b45encode(zlib.compress(data, _LEVEL))
    return text.decode("ascii")
