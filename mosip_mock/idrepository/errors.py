"""Codes of the identity service, the VID service and the credential request generator, as data.

Source: mosip/id-repository `IdRepoErrorConstants`, `CredentialRequestErrorCodes`. Business errors, denied access
included, are HTTP 200; only a missing or broken token is 401.
"""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from shared.control.explanation import Explanation, Refusal


class IdRepoCode(StrEnum):
    """The codes a client can meet."""

    MISSING = "IDR-IDC-001"
    INVALID = "IDR-IDC-002"
    INVALID_REQUEST = "IDR-IDC-003"
    UNKNOWN = "IDR-IDC-004"
    DATABASE = "IDR-IDC-006"
    NO_RECORD = "IDR-IDC-007"
    FORBIDDEN = "IDR-IDC-011"
    RECORD_EXISTS = "IDR-IDC-012"
    VID_INACTIVE = "IDR-VID-001"
    VID_GENERATION = "IDR-VID-002"
    VID_POLICY = "IDR-VID-003"
    UIN_INACTIVE = "IDR-VID-004"
    UIN_RETRIEVAL = "IDR-VID-005"
    REQUEST_STORAGE = "IDR-CRG-001"
    NO_REQUEST = "IDR-CRG-003"
    REQUEST_PROCESSED = "IDR-CRG-004"
    REQUEST_UNKNOWN = "IDR-CRG-005"
    REQUEST_DATE = "IDR-CRG-008"
    NO_REQUESTS = "IDR-CRG-009"
    UNAUTHENTICATED = "KER-ATH-401"


MESSAGE: Final[Mapping[IdRepoCode, str]] = MappingProxyType(
    {
        IdRepoCode.MISSING: "Missing Input Parameter - %s",
        IdRepoCode.INVALID: "Invalid Input Parameter - %s",
        IdRepoCode.INVALID_REQUEST: "Invalid Request",
        IdRepoCode.UNKNOWN: "Unknown error occurred",
        IdRepoCode.DATABASE: "Error occured while performing DB operations",
        IdRepoCode.NO_RECORD: "No Record(s) found",
        IdRepoCode.FORBIDDEN: "Authorization Failed",
        IdRepoCode.RECORD_EXISTS: "Record already exists in DB",
        IdRepoCode.VID_INACTIVE: "VID is %s",
        IdRepoCode.VID_GENERATION: "Failed to generate VID",
        IdRepoCode.VID_POLICY: "Could not generate/regenerate VID as per policy",
        IdRepoCode.UIN_INACTIVE: "%s UIN",
        IdRepoCode.UIN_RETRIEVAL: "Failed to retrieve uin data using Identity Service",
        IdRepoCode.REQUEST_STORAGE: "data access layer exception",
        IdRepoCode.NO_REQUEST: "request id is not present",
        IdRepoCode.REQUEST_PROCESSED: "request id already processed",
        IdRepoCode.REQUEST_UNKNOWN: "unknown exception",
        IdRepoCode.REQUEST_DATE: "Date Parsing Error format should be yyyy-MM-dd'T'HH:mm:ss.SSS'Z'",
        IdRepoCode.NO_REQUESTS: "No records found",
        IdRepoCode.UNAUTHENTICATED: "Authentication Failed",
    }
)

_BEHIND: Final = "a database or a service behind it does not answer"

BY_FAULT_ONLY: Final[Mapping[IdRepoCode, str]] = MappingProxyType(
    dict.fromkeys(
        (IdRepoCode.DATABASE, IdRepoCode.VID_GENERATION, IdRepoCode.UIN_RETRIEVAL, IdRepoCode.REQUEST_STORAGE), _BEHIND
    )
)
"""Codes that no request provokes, each with the reason; a fault rule does."""


class IdRepoError(Refusal):
    """A refusal. `about` fills the code's text."""

    def __init__(self, code: IdRepoCode, explanation: Explanation, about: str = "", *, status: int = 200) -> None:
        super().__init__(code, explanation)
        text = MESSAGE[code]
        self.message = text % about if "%s" in text else text
        self.status = status
        self.others: tuple[IdRepoError, ...] = ()
        """What else a validator found; the answer lists it after this."""


def refuse_all(found: Iterable[IdRepoError]) -> None:
    """Raise what a validator found, if anything. The answer names the last first, and each text once."""
    by_text = {error.message: error for error in [*found][::-1]}
    if by_text:
        first, *others = by_text.values()
        first.others = tuple(others)
        raise first


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


def invalid_request(explanation: Explanation) -> IdRepoError:
    """A call that Spring finds no method for, or whose body it cannot map."""
    return IdRepoError(IdRepoCode.INVALID_REQUEST, explanation)


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
