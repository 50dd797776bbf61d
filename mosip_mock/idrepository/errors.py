"""Codes of the identity service, the VID service and the credential request generator, as data.

Source: mosip/id-repository `IdRepoErrorConstants`, `CredentialRequestErrorCodes`. Business errors, denied access
included, are HTTP 200; only a missing or broken token is 401.
"""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from shared.control.explanation import Explanation, Refusal


class IdRepoCode(StrEnum):
    """The codes a client can meet."""

    MISSING = "IDR-IDC-001"
    INVALID = "IDR-IDC-002"
    INVALID_REQUEST = "IDR-IDC-003"
    NO_RECORD = "IDR-IDC-007"
    FORBIDDEN = "IDR-IDC-011"
    RECORD_EXISTS = "IDR-IDC-012"
    VID_INACTIVE = "IDR-VID-001"
    VID_POLICY = "IDR-VID-003"
    UIN_INACTIVE = "IDR-VID-004"
    NO_REQUEST = "IDR-CRG-003"
    REQUEST_PROCESSED = "IDR-CRG-004"
    NO_REQUESTS = "IDR-CRG-009"
    UNAUTHENTICATED = "KER-ATH-401"


MESSAGE: Final[Mapping[IdRepoCode, str]] = MappingProxyType(
    {
        IdRepoCode.MISSING: "Missing Input Parameter - %s",
        IdRepoCode.INVALID: "Invalid Input Parameter - %s",
        IdRepoCode.INVALID_REQUEST: "Invalid Request",
        IdRepoCode.NO_RECORD: "No Record(s) found",
        IdRepoCode.FORBIDDEN: "Authorization Failed",
        IdRepoCode.RECORD_EXISTS: "Record already exists in DB",
        IdRepoCode.VID_INACTIVE: "VID is %s",
        IdRepoCode.VID_POLICY: "Could not generate/regenerate VID as per policy",
        IdRepoCode.UIN_INACTIVE: "%s UIN",
        IdRepoCode.NO_REQUEST: "request id is not present",
        IdRepoCode.REQUEST_PROCESSED: "request id already processed",
        IdRepoCode.NO_REQUESTS: "No records found",
        IdRepoCode.UNAUTHENTICATED: "Authentication Failed",
    }
)


class IdRepoError(Refusal):
    """A refusal. `about` fills the code's text."""

    def __init__(self, code: IdRepoCode, explanation: Explanation, about: str = "", *, status: int = 200) -> None:
        super().__init__(code, explanation)
        text = MESSAGE[code]
        self.message = text % about if "%s" in text else text
        self.status = status


def missing(where: str, about: str | None = None) -> IdRepoError:
    """A member that is not there; `about` is how the message names it."""
    return IdRepoError(
        IdRepoCode.MISSING,
        Explanation(
            expected="a value",
            received="nothing",
            where=where,
            why="the validator asks for it",
            mend=f"send `{where}`",
        ),
        about or where.removeprefix("request."),
    )


def invalid(where: str, expected: str, received: object, why: str = "", about: str | None = None) -> IdRepoError:
    """A member that is something else than it should be."""
    return IdRepoError(
        IdRepoCode.INVALID,
        Explanation(
            expected=expected,
            received=repr(received)[:80],
            where=where,
            why=why or "the validator checks it",
            mend=f"send {expected}",
        ),
        about or where.removeprefix("request."),
    )


def no_record(where: str, received: str, expected: str = "the number of a known person") -> IdRepoError:
    """Nobody and nothing has this number."""
    return IdRepoError(
        IdRepoCode.NO_RECORD,
        Explanation(
            expected=expected,
            received=repr(received)[:60],
            where=where,
            why="nothing is stored under it",
            mend="list people with `mosip-mocks citizens list`, requests with GET /_mock/requests",
        ),
    )
