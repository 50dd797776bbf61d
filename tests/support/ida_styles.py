"""How three real clients write what IDA reads: the OpenCRVS `mosip-api`, MOSIP's Python SDK, and the RFCs."""

import base64
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

Encode = Callable[[bytes], str]


def base64url(data: bytes) -> str:
    """Unpadded, as JOSE has it."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def padded_base64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode()


def standard_base64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def from_base64url(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


@dataclass(frozen=True)
class Style:
    """What differs between clients of IDA."""

    name: str
    x5c: Callable[[x509.Certificate], str]
    """The certificate as the first element of the header's `x5c`."""
    encode: Encode
    """Session key and encrypted request."""
    json_separators: tuple[str, str]
    """Of the JWS header; the SDK leaves Python's blanks in."""
    outer_order: tuple[str, ...]
    """Member order of the request."""
    requested_auth: tuple[tuple[str, bool], ...]


def _pem_crlf_base64url(certificate: x509.Certificate) -> str:
    return base64url(certificate.public_bytes(Encoding.PEM).replace(b"\n", b"\r\n"))


def _pem_mime_base64(certificate: x509.Certificate) -> str:
    return base64.encodebytes(certificate.public_bytes(Encoding.PEM)).decode()


def _der_base64(certificate: x509.Certificate) -> str:
    return standard_base64(certificate.public_bytes(Encoding.DER))


_HEAD: Final = (
    "id",
    "version",
    "individualId",
    "individualIdType",
    "transactionID",
    "requestTime",
    "specVersion",
    "thumbprint",
    "domainUri",
    "env",
    "requestedAuth",
    "consentObtained",
)
_NOTHING_ASKED: Final = (("demo", False), ("pin", False), ("otp", False), ("bio", False))

MOSIP_API: Final = Style(
    name="mosip-api",
    x5c=_pem_crlf_base64url,
    encode=base64url,
    json_separators=(",", ":"),
    outer_order=(*_HEAD, "request", "requestSessionKey", "requestHMAC"),
    requested_auth=(("demo", True), *_NOTHING_ASKED[1:]),
)
PYTHON_SDK: Final = Style(
    name="python-sdk",
    x5c=_pem_mime_base64,
    encode=padded_base64url,
    json_separators=(", ", ": "),
    outer_order=(*_HEAD, "requestHMAC", "requestSessionKey", "request", "metadata"),
    requested_auth=_NOTHING_ASKED,
)
RFC: Final = Style(
    name="rfc",
    x5c=_der_base64,
    encode=base64url,
    json_separators=(",", ":"),
    outer_order=(*_HEAD, "request", "requestHMAC", "requestSessionKey"),
    requested_auth=_NOTHING_ASKED,
)
STYLES: Final = (MOSIP_API, PYTHON_SDK, RFC)
