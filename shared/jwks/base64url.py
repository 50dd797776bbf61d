"""Base64url without padding, as JOSE writes it (RFC 7515, section 2 and appendix C)."""

import binascii
from typing import Final

_TO_URL: Final = bytes.maketrans(b"+/", b"-_")
# What does not belong to base64url becomes a byte that the strict decoder refuses.
_TO_STANDARD: Final = bytes.maketrans(b"-_+/=", b"+/!!!")


class Base64UrlError(ValueError):
    """The text is not unpadded base64url; the message says what is wrong with it."""


def encode(data: bytes) -> bytes:
    """The unpadded text, as ASCII bytes."""
    return binascii.b2a_base64(data, newline=False).translate(_TO_URL).rstrip(b"=")


def encode_text(data: bytes) -> str:
    """The unpadded text."""
    return encode(data).decode("ascii")


def decode(text: bytes) -> bytes:
    """The bytes behind the text.

    Strict: no padding, no white space, no standard alphabet, and no unused bits set at the end, so that no two
    texts stand for the same bytes. Raises `Base64UrlError`.
    """
    try:
        data = binascii.a2b_base64(text.translate(_TO_STANDARD) + b"=" * (-len(text) % 4), strict_mode=True)
    except binascii.Error as error:
        raise Base64UrlError(_why(text)) from error
    if encode(data[-(len(data) % 3 or 3) :]) != text[-(len(text) % 4 or 4) :]:
        raise Base64UrlError("its last character sets bits that belong to no byte")
    return data


def _why(text: bytes) -> str:
    if any(character in text for character in (b"+", b"/", b"=")):
        return "it contains '+', '/' or '=' (base64url uses '-' and '_' and no padding)"
    return "it is not base64url"
