"""The packet manager's error codes, as data.

Source: mosip/packet-manager `PacketUtilityErrorCodes`, `ErrorCode`, `PacketServiceControllerAdvice`. MOSIP errors are
HTTP 200 with `id` and `version` null.
"""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from shared.control.explanation import Explanation, Refusal


class PacketCode(StrEnum):
    """Every code that an answer of the service can hold."""

    RESOURCE = "KER-PUT-001"
    DESTINATION = "KER-PUT-002"
    DECRYPTION = "KER-PUT-003"
    SYSTEM_IO = "KER-PUT-004"
    IDENTITY = "KER-PUT-005"
    NO_PROVIDER = "KER-PUT-006"
    BIOMETRIC_NAME = "KER-PUT-007"
    META_INFO = "KER-PUT-008"
    ZIP = "KER-PUT-009"
    SIGNING = "KER-PUT-010"
    BIOMETRICS = "KER-PUT-011"
    DOCUMENT = "KER-PUT-012"
    STORE_ADAPTER = "KER-PUT-013"
    KEEPER_READ = "KER-PUT-014"
    KEEPER_WRITE = "KER-PUT-015"
    KEEPER_META = "KER-PUT-016"
    KEEPER_INTEGRITY = "KER-PUT-017"
    CRYPTO = "KER-PUT-018"
    INTEGRITY = "KER-PUT-019"
    VALIDATION = "KER-PUT-020"
    TAGGING = "KER-PUT-021"
    TAG_EXISTS = "KER-PUT-022"
    TAG_READING = "KER-PUT-023"
    TAG_MISSING = "KER-PUT-024"
    NO_SOURCE = "KER-PUT-025"
    TAG_DELETION = "KER-PUT-026"
    NO_OBJECT = "KER-PUT-027"
    LOOKUP = "KER-PUT-028"
    OBJECT_STORE = "COM-KZN-003"
    UNAUTHENTICATED = "KER-ATH-401"
    FORBIDDEN = "KER-ATH-403"


_KEEPER: Final = "Packet keeper exception occured."

MESSAGE: Final[Mapping[PacketCode, str]] = MappingProxyType(
    {
        PacketCode.RESOURCE: "Unknown resource provided",
        PacketCode.DESTINATION: "Unable to Find File in Destination Folder",
        PacketCode.DECRYPTION: "Packet decryption failed",
        PacketCode.SYSTEM_IO: "Unable to Find File in Destination Folder",
        PacketCode.IDENTITY: "Unable to fetch identity json from all sub packets",
        PacketCode.NO_PROVIDER: "No available provider for given source and process",
        PacketCode.BIOMETRIC_NAME: "Biometric fieldname is not present inside packet",
        PacketCode.META_INFO: "Unable to fetch meta information from all sub packets",
        PacketCode.ZIP: "Unable to parse the zip",
        PacketCode.SIGNING: "Failed to generate digital signature",
        PacketCode.BIOMETRICS: "Failed to get document",
        PacketCode.DOCUMENT: "Unable to get biometric",
        PacketCode.STORE_ADAPTER: "No Object store adapter found.",
        PacketCode.KEEPER_READ: _KEEPER,
        PacketCode.KEEPER_WRITE: _KEEPER,
        PacketCode.KEEPER_META: _KEEPER,
        PacketCode.KEEPER_INTEGRITY: _KEEPER,
        PacketCode.CRYPTO: "No available crypto service exception.",
        PacketCode.INTEGRITY: "Packet Integrity check failed.",
        PacketCode.VALIDATION: "KER-PUT-027 --> Object doesnot exists.",
        PacketCode.TAGGING: "Failed to add tags.",
        PacketCode.TAG_EXISTS: "KER-PUT-022 --> Tag Already Exist.",
        PacketCode.TAG_READING: "Failed to get tags",
        PacketCode.TAG_MISSING: "KER-PUT-024 --> Requested tag not present",
        PacketCode.NO_SOURCE: "Invalid source or process.",
        PacketCode.TAG_DELETION: "Failed to delete tags.",
        PacketCode.NO_OBJECT: "Object doesnot exists.",
        PacketCode.LOOKUP: "Unknown Exception.",
        PacketCode.OBJECT_STORE: "Object store not accessible",
        PacketCode.UNAUTHENTICATED: "Authentication Failed",
        PacketCode.FORBIDDEN: "Forbidden",
    }
)

_DEFECT: Final = "key manager, identity schema service or object store fail, or the service has a defect"

BY_FAULT_ONLY: Final[Mapping[PacketCode, str]] = MappingProxyType(
    {
        **dict.fromkeys(
            (
                *(PacketCode.RESOURCE, PacketCode.DESTINATION, PacketCode.DECRYPTION, PacketCode.SYSTEM_IO),
                *(PacketCode.IDENTITY, PacketCode.META_INFO, PacketCode.ZIP, PacketCode.SIGNING),
                *(PacketCode.KEEPER_READ, PacketCode.KEEPER_WRITE, PacketCode.KEEPER_META),
                *(PacketCode.KEEPER_INTEGRITY, PacketCode.CRYPTO, PacketCode.TAGGING, PacketCode.TAG_READING),
                *(PacketCode.TAG_DELETION, PacketCode.OBJECT_STORE),
            ),
            _DEFECT,
        ),
        **dict.fromkeys(
            (PacketCode.BIOMETRICS, PacketCode.DOCUMENT),
            "reading fails after the look-up of the container, which opens it, succeeded",
        ),
        PacketCode.BIOMETRIC_NAME: "nothing raises it",
        PacketCode.STORE_ADAPTER: "the installation names no object store",
    }
)
"""Codes that no request provokes, each with the reason; a fault rule does. `KER-KPM-*` appear in its log alone."""


class PacketError(Refusal):
    """A refusal of the packet manager, in MOSIP's wrapper. `message` stands in place of the code's own text."""

    def __init__(
        self, code: PacketCode, explanation: Explanation, *, message: str | None = "", status: int = 200
    ) -> None:
        super().__init__(code, explanation)
        self.message = MESSAGE[code] if message == "" else message
        """None where the cause of the error has no text."""
        self.status = status
        self.is_written_twice = False
        """Without a cookie the real filter writes its JSON document twice in a row."""


class SwallowedError(Exception):
    """`createPacket` fails, and says so nowhere: HTTP 200 with `response` null and no error.

    Source: `PacketWriterServiceImpl`, whose catch-all only logs. `internal` is the code in its log.
    """

    def __init__(self, explanation: Explanation, internal: str = "") -> None:
        super().__init__(explanation.received)
        self.explanation = explanation
        self.internal = internal
