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
    DATA_VALIDATION = "IDR-IDC-005"
    DATABASE = "IDR-IDC-006"
    NO_RECORD = "IDR-IDC-007"
    CLIENT = "IDR-IDC-008"
    SERVER = "IDR-IDC-009"
    TIME_OUT = "IDR-IDC-010"
    FORBIDDEN = "IDR-IDC-011"
    RECORD_EXISTS = "IDR-IDC-012"
    UPDATE_COUNT = "IDR-IDC-013"
    HANDLE_EXISTS = "IDR-IDC-014"
    IDENTITY_HASH = "IDR-IDS-001"
    DOCUMENT_HASH = "IDR-IDS-002"
    ENCRYPTION = "IDR-IDS-003"
    FILE_STORAGE = "IDR-IDS-004"
    IDENTITY_SCHEMA = "IDR-IDS-005"
    NO_FILE = "IDR-IDS-006"
    MASTER_DATA = "IDR-IDS-007"
    SCHEMA_RETRIEVAL = "IDR-IDS-008"
    BIOMETRIC_EXTRACTION = "IDR-IDS-009"
    VID_RETRIEVAL = "IDR-IDS-010"
    UIN_GENERATION = "IDR-IDS-011"
    VID_INACTIVE = "IDR-VID-001"
    VID_GENERATION = "IDR-VID-002"
    VID_POLICY = "IDR-VID-003"
    UIN_INACTIVE = "IDR-VID-004"
    UIN_RETRIEVAL = "IDR-VID-005"
    UIN_HASH = "IDR-VID-006"
    REQUEST_STORAGE = "IDR-CRG-001"
    REQUEST_SERVICE = "IDR-CRG-002"
    NO_REQUEST = "IDR-CRG-003"
    REQUEST_PROCESSED = "IDR-CRG-004"
    REQUEST_UNKNOWN = "IDR-CRG-005"
    REQUEST_STATUS = "IDR-CRG-006"
    REQUEST_IO = "IDR-CRG-007"
    REQUEST_DATE = "IDR-CRG-008"
    NO_REQUESTS = "IDR-CRG-009"
    REQUEST_ENCRYPTION = "IDR-CRG-010"
    UNAUTHENTICATED = "KER-ATH-401"


MESSAGE: Final[Mapping[IdRepoCode, str]] = MappingProxyType(
    {
        IdRepoCode.MISSING: "Missing Input Parameter - %s",
        IdRepoCode.INVALID: "Invalid Input Parameter - %s",
        IdRepoCode.INVALID_REQUEST: "Invalid Request",
        IdRepoCode.UNKNOWN: "Unknown error occurred",
        IdRepoCode.DATA_VALIDATION: "Input Data Validation Failed",
        IdRepoCode.DATABASE: "Error occured while performing DB operations",
        IdRepoCode.NO_RECORD: "No Record(s) found",
        IdRepoCode.CLIENT: "4XX - Client Error occured",
        IdRepoCode.SERVER: "5XX - Server Error occured",
        IdRepoCode.TIME_OUT: "Connection timed out",
        IdRepoCode.FORBIDDEN: "Authorization Failed",
        IdRepoCode.RECORD_EXISTS: "Record already exists in DB",
        IdRepoCode.UPDATE_COUNT: "Update count limit for the attributes exceeded:- %s",
        IdRepoCode.HANDLE_EXISTS: "%s : Handle record already exists in DB",
        IdRepoCode.IDENTITY_HASH: "Identity Element hash does not match",
        IdRepoCode.DOCUMENT_HASH: "Biometric/Document hash does not match",
        IdRepoCode.ENCRYPTION: "Failed to either encrypt/decrypt message using Kernel Crypto Manager",
        IdRepoCode.FILE_STORAGE: "Failed to store/retrieve files in Object Store",
        IdRepoCode.IDENTITY_SCHEMA: "Failed to process Id Object using kernel Id Object validator",
        IdRepoCode.NO_FILE: "File(s) not found in Object Store",
        IdRepoCode.MASTER_DATA: "Failed to retrieve data from kernel Masterdata",
        IdRepoCode.SCHEMA_RETRIEVAL: "Failed to retrieve Identity Schema from kernel Syncdata service",
        IdRepoCode.BIOMETRIC_EXTRACTION: "Failed to extract template from bio extractor service",
        IdRepoCode.VID_RETRIEVAL: "Failed to retrieve data from vid service",
        IdRepoCode.UIN_GENERATION: "Failed to generate UIN",
        IdRepoCode.VID_INACTIVE: "VID is %s",
        IdRepoCode.VID_GENERATION: "Failed to generate VID",
        IdRepoCode.VID_POLICY: "Could not generate/regenerate VID as per policy",
        IdRepoCode.UIN_INACTIVE: "%s UIN",
        IdRepoCode.UIN_RETRIEVAL: "Failed to retrieve uin data using Identity Service",
        IdRepoCode.UIN_HASH: "Uin hash does not match",
        IdRepoCode.REQUEST_STORAGE: "data access layer exception",
        IdRepoCode.REQUEST_SERVICE: "API not accessible",
        IdRepoCode.NO_REQUEST: "request id is not present",
        IdRepoCode.REQUEST_PROCESSED: "request id already processed",
        IdRepoCode.REQUEST_UNKNOWN: "unknown exception",
        IdRepoCode.REQUEST_STATUS: "Credential status update failed",
        IdRepoCode.REQUEST_IO: "IO exception",
        IdRepoCode.REQUEST_DATE: "Date Parsing Error format should be yyyy-MM-dd'T'HH:mm:ss.SSS'Z'",
        IdRepoCode.NO_REQUESTS: "No records found",
        IdRepoCode.REQUEST_ENCRYPTION: "Failed to encrypt/decrypt data using Keymanager",
        IdRepoCode.UNAUTHENTICATED: "Authentication Failed",
    }
)

_BEHIND: Final = "a database, an object store or a service behind it does not answer as it should"
_ABSENT: Final = "it is about files, handles or update counts, which are absent here"

BY_FAULT_ONLY: Final[Mapping[IdRepoCode, str]] = MappingProxyType(
    {
        **dict.fromkeys(
            (
                *(IdRepoCode.DATABASE, IdRepoCode.CLIENT, IdRepoCode.SERVER, IdRepoCode.TIME_OUT),
                *(IdRepoCode.IDENTITY_HASH, IdRepoCode.ENCRYPTION, IdRepoCode.IDENTITY_SCHEMA, IdRepoCode.MASTER_DATA),
                *(IdRepoCode.SCHEMA_RETRIEVAL, IdRepoCode.VID_RETRIEVAL, IdRepoCode.UIN_GENERATION),
                *(IdRepoCode.VID_GENERATION, IdRepoCode.UIN_RETRIEVAL, IdRepoCode.UIN_HASH),
                *(IdRepoCode.REQUEST_STORAGE, IdRepoCode.REQUEST_SERVICE, IdRepoCode.REQUEST_IO),
                IdRepoCode.REQUEST_ENCRYPTION,
            ),
            _BEHIND,
        ),
        **dict.fromkeys(
            (
                *(IdRepoCode.UPDATE_COUNT, IdRepoCode.HANDLE_EXISTS, IdRepoCode.DOCUMENT_HASH),
                *(IdRepoCode.FILE_STORAGE, IdRepoCode.NO_FILE, IdRepoCode.BIOMETRIC_EXTRACTION),
            ),
            _ABSENT,
        ),
        IdRepoCode.DATA_VALIDATION: "what the validator found stands in its place",
        IdRepoCode.REQUEST_STATUS: "only the hub meets it, when it delivers the status of a request that is unknown",
    }
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
