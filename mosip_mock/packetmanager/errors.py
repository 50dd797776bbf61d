"""The packet manager's error codes, as data.

Source: mosip/packet-manager `PacketUtilityErrorCodes`, `PacketManagerExceptionHandler`. MOSIP errors are HTTP 200 with
`id` and `version` null. The codes that only a broken installation shows are left out.
"""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from shared.control.explanation import Explanation, Refusal


class PacketCode(StrEnum):
    """The codes a client can meet."""

    NO_PROVIDER = "KER-PUT-006"
    BIOMETRICS = "KER-PUT-011"
    DOCUMENT = "KER-PUT-012"
    INTEGRITY = "KER-PUT-019"
    VALIDATION = "KER-PUT-020"
    TAG_EXISTS = "KER-PUT-022"
    TAG_MISSING = "KER-PUT-024"
    NO_SOURCE = "KER-PUT-025"
    NO_OBJECT = "KER-PUT-027"
    LOOKUP = "KER-PUT-028"
    UNAUTHENTICATED = "KER-ATH-401"
    FORBIDDEN = "KER-ATH-403"


MESSAGE: Final[Mapping[PacketCode, str]] = MappingProxyType(
    {
        PacketCode.NO_PROVIDER: "No available provider for given source and process",
        PacketCode.BIOMETRICS: "KER-PUT-027 --> Object doesnot exists.",
        PacketCode.DOCUMENT: "KER-PUT-027 --> Object doesnot exists.",
        PacketCode.INTEGRITY: "Packet Integrity check failed.",
        PacketCode.VALIDATION: "KER-PUT-027 --> Object doesnot exists.",
        PacketCode.TAG_EXISTS: "KER-PUT-022 --> Tag Already Exist.",
        PacketCode.TAG_MISSING: "KER-PUT-024 --> Requested tag not present",
        PacketCode.NO_SOURCE: "Invalid source or process.",
        PacketCode.NO_OBJECT: "Object doesnot exists.",
        PacketCode.LOOKUP: "null",
        PacketCode.UNAUTHENTICATED: "Authentication Failed",
        PacketCode.FORBIDDEN: "Forbidden",
    }
)


class PacketError(Refusal):
    """A refusal of the packet manager, in MOSIP's wrapper."""

    def __init__(self, code: PacketCode, explanation: Explanation, *, message: str = "", status: int = 200) -> None:
        super().__init__(code, explanation)
        self.message = message or MESSAGE[code]
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
