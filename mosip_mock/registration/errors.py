"""The workflow manager's and registration status service's error codes, as data.

Source: mosip/registration `PlatformErrorMessages`, `WorkflowActionRequestValidator`,
`WorkflowInstanceRequestValidator`, `WorkflowInstanceService`. Base exceptions prepend `CODE --> `, and several layers
wrap again.
"""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from shared.control.explanation import Explanation, Refusal


class WorkflowCode(StrEnum):
    """The codes a client can meet."""

    WIN_MISSING = "RPR-WIN-000"
    WIN_INVALID = "RPR-WIN-001"
    WIN_UNKNOWN = "RPR-WIN-002"
    WIS_UNKNOWN = "RPR-WIS-000"
    WIS_PRESENT = "RPR-WIS-001"
    WAA_MISSING = "RPR-WAA-000"
    WAA_INVALID = "RPR-WAA-001"
    WAA_UNKNOWN = "RPR-WAA-002"
    WAA_NOT_FOUND = "RPR-WAA-003"
    WAA_NOT_PAUSED = "RPR-WAA-004"
    WAS_UNSUPPORTED = "RPR-WAS-000"
    RGS_MISSING = "RPR-RGS-013"
    RGS_INVALID = "RPR-RGS-014"
    RGS_UNREADABLE = "RPR-RGS-017"
    RID_NOT_FOUND = "RPR-RGS-031"
    UNAUTHENTICATED = "KER-ATH-401"
    FORBIDDEN = "KER-ATH-403"


MESSAGE: Final[Mapping[WorkflowCode, str]] = MappingProxyType(
    {
        WorkflowCode.WIN_MISSING: "RPR-WIN-000 --> Missing Request Value - %s",
        WorkflowCode.WIN_INVALID: "RPR-WIN-001 --> Invalid Request Value - %s",
        WorkflowCode.WIN_UNKNOWN: "Unknown Exception",
        WorkflowCode.WIS_UNKNOWN: "RPR-WIS-000 --> Unknown Exception",
        WorkflowCode.WIS_PRESENT: "RPR-WIS-001 --> RPR-WIS-001 --> WorkflowInstance already present",
        WorkflowCode.WAA_MISSING: "RPR-WAA-000 --> Missing Request Value - %s",
        WorkflowCode.WAA_INVALID: "RPR-WAA-001 --> Invalid Request Value - %s",
        WorkflowCode.WAA_UNKNOWN: "Unknown Exception",
        WorkflowCode.WAA_NOT_FOUND: "Workflow id  %s  not found in registration table",
        WorkflowCode.WAA_NOT_PAUSED: "Workflow id  %s is not PAUSED",
        WorkflowCode.WAS_UNSUPPORTED: "Workflow Action not supported",
        WorkflowCode.RGS_MISSING: "RPR-RGS-013 --> Missing Request Value - %s",
        WorkflowCode.RGS_INVALID: "RPR-RGS-014 --> Invalid Request Value - %s",
        WorkflowCode.RGS_UNREADABLE: "JSON Parsing Failed",
        WorkflowCode.RID_NOT_FOUND: "RID Not Found",
        WorkflowCode.UNAUTHENTICATED: "Authentication Failed",
        WorkflowCode.FORBIDDEN: "Forbidden",
    }
)


class WorkflowError(Refusal):
    """A refusal; the endpoint that raises it decides id and content type of the answer. `member` fills the text."""

    def __init__(self, code: WorkflowCode, explanation: Explanation, member: str = "") -> None:
        super().__init__(code, explanation)
        text = MESSAGE[code]
        self.message = text % member if "%s" in text else text


class NoJsonError(Refusal):
    """A body that the Vert.x handler cannot parse: HTTP 500 with plain text."""

    def __init__(self, explanation: Explanation) -> None:
        super().__init__("500", explanation)
