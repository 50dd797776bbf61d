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
    """Every code of the two services."""

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
    WAS_HOTLIST_TAG = "RPR-WAS-001"
    WAS_UNKNOWN = "RPR-WAS-003"
    WAS_REPROCESS = "RPR-WAS-004"
    RGS_TABLE = "RPR-RGS-001"
    RGS_VALIDATION = "RPR-RGS-015"
    RGS_MAPPING = "RPR-RGS-016"
    RGS_UNREADABLE = "RPR-RGS-017"
    RGS_UNKNOWN = "RPR-RGS-018"
    RGS_NO_VERSION = "RPR-RGS-019"
    RGS_NO_TIME = "RPR-RGS-020"
    RGS_NO_ID = "RPR-RGS-021"
    RGS_VERSION = "RPR-RGS-022"
    RGS_TIME = "RPR-RGS-023"
    RGS_ID = "RPR-RGS-024"
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
        WorkflowCode.WAS_HOTLIST_TAG: "Removing hotlisted tag failed",
        WorkflowCode.WAS_UNKNOWN: "Unknown Exception",
        WorkflowCode.WAS_REPROCESS: "When REPROCESS_FAILED then Resume should not occur",
        WorkflowCode.RGS_TABLE: "RPR-RGS-001 --> The Registration Status table is not accessible",
        WorkflowCode.RGS_VALIDATION: "Invalid Request Value - Input Data is Incorrect",
        WorkflowCode.RGS_MAPPING: "JSON Mapping Failed",
        WorkflowCode.RGS_UNREADABLE: "JSON Parsing Failed",
        WorkflowCode.RGS_UNKNOWN: "Unknown Exception Found",
        WorkflowCode.RGS_NO_VERSION: "Missing Request Value - version",
        WorkflowCode.RGS_NO_TIME: "Missing Request Parameter - requesttime",
        WorkflowCode.RGS_NO_ID: "Missing Request Parameter - id",
        WorkflowCode.RGS_VERSION: "Invalid Request Parameter - version",
        WorkflowCode.RGS_TIME: "Invalid Request Parameter - requesttime",
        WorkflowCode.RGS_ID: "Invalid Request Parameter - id",
        WorkflowCode.RID_NOT_FOUND: "RID Not Found",
        WorkflowCode.UNAUTHENTICATED: "Authentication Failed",
        WorkflowCode.FORBIDDEN: "Forbidden",
    }
)


BY_FAULT_ONLY: Final[Mapping[WorkflowCode, str]] = MappingProxyType(
    {
        WorkflowCode.WAS_HOTLIST_TAG: "the packet manager refuses to remove a hotlisted packet's tag",
        WorkflowCode.WAS_UNKNOWN: "anything nobody thought of while an action is carried out",
        WorkflowCode.WAS_REPROCESS: "it asks for a workflow whose re-processing failed; here nothing is re-processed",
        WorkflowCode.RGS_TABLE: "the database is down",
    }
)
"""Codes that no request provokes, each with the reason; a fault rule does."""


class WorkflowError(Refusal):
    """A refusal; the endpoint that raises it decides id and content type of the answer. `member` fills the text."""

    def __init__(self, code: WorkflowCode, explanation: Explanation, member: str = "") -> None:
        super().__init__(code, explanation)
        text = MESSAGE[code]
        self.message = text % member if "%s" in text else text


_OF_VALIDATOR: Final = frozenset(
    {
        *(WorkflowCode.RGS_NO_VERSION, WorkflowCode.RGS_NO_TIME, WorkflowCode.RGS_NO_ID, WorkflowCode.RGS_VERSION),
        *(WorkflowCode.RGS_TIME, WorkflowCode.RGS_ID),
    }
)


class StatusError(Refusal):
    """A refusal of the registration status service."""

    def __init__(self, code: WorkflowCode, explanation: Explanation, status: int = 200) -> None:
        super().__init__(code, explanation)
        self.status = status
        self.codes = (code, WorkflowCode.RGS_VALIDATION) if code in _OF_VALIDATOR else (code,)
        """What the answer lists: the controller wraps what its validator throws."""


class NoJsonError(Refusal):
    """A body that the Vert.x handler cannot parse: HTTP 500 with plain text."""

    def __init__(self, explanation: Explanation) -> None:
        super().__init__("500", explanation)
