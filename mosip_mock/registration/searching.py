"""Looking workflows up: `workflow/search` and the status of registration ids.

Source: mosip/registration `WorkflowSearchService`, `RegistrationStatusServiceImpl`.
"""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from mosip_mock.registration.requests import SEARCH, invalid, missing, scalar, unreadable
from mosip_mock.registration.workflow import Workflow, Workflows
from shared.wire import wire_time

_COLUMNS: Final = ("workflowType", "statusCode", "regId")
_SORT_FIELDS: Final = ("createDateTime", "updateDateTime", "resumeTimestamp")
_ENDED: Final = frozenset({"UIN_GENERATED", "REREGISTER", "REJECTED"})
"""`external-statuses-to-consider-processed`."""
_STAGES: Final[Mapping[str, str]] = {
    "received": "PacketValidatorStage",
    "validated": "UinGeneratorStage",
    "uin-generated": "CredentialRequestorStage",
    "updated": "CredentialRequestorStage",
    "credential-requested": "CredentialRequestorStage",
    "rejected": "PacketValidatorStage",
    "finished": "CredentialRequestorStage",
}


def search(workflows: Workflows, request: Any) -> dict[str, Any]:  # noqa: ANN401 - any JSON value
    """A page of workflows. Raises `WorkflowError`."""
    if not isinstance(request, Mapping):
        raise unreadable(SEARCH, "an object", type(request).__name__, "request")
    wanted = _filters(request.get("filters"))
    sort_field, descending = _sort(request.get("sort"))
    start, fetch = _page(request.get("pagination"))
    found = [w for w in workflows.all() if all(_column(w, name) == value for name, value in wanted)]
    if sort_field:
        found.sort(key=lambda w: w.updated_at if sort_field == "updateDateTime" else w.created_at, reverse=descending)
    first = start * fetch
    page = found[first : first + fetch]
    return {
        "fromRecord": first,
        "toRecord": first + len(page),
        "totalRecord": len(found),
        "data": [_row(workflow) for workflow in page],
    }


def client_status(workflows: Iterable[Workflow]) -> str | None:
    """The status that the registration client sees: whatever has ended is processed. None for an unknown id."""
    status = external_status(workflows)
    return "PROCESSED" if status in _ENDED else status


def external_status(workflows: Iterable[Workflow]) -> str | None:
    """The status that everybody else sees; None for an unknown id."""
    newest = list(workflows)[-1:]
    if not newest:
        return None
    match newest[0].status:
        case "PROCESSED":
            return "UIN_GENERATED"
        case "FAILED":
            return "REREGISTER"
        case "REJECTED":
            return "REJECTED"
        case _:
            return "PROCESSING" if newest[0].state == "received" else "PROCESSED"


def _filters(value: Any) -> list[tuple[str, str]]:  # noqa: ANN401 - any JSON value
    if value is None:
        return []
    if not isinstance(value, list):
        raise unreadable(SEARCH, "a list", type(value).__name__, "request.filters")
    wanted: list[tuple[str, str]] = []
    for entry in value:
        if not isinstance(entry, Mapping):
            raise unreadable(SEARCH, "an object", type(entry).__name__, "request.filters")
        column = scalar(entry.get("columnName"), SEARCH, "request.filters.columnName")
        text = scalar(entry.get("value"), SEARCH, "request.filters.value")
        if not column:
            raise missing(SEARCH, "request.filters.columnName")
        if column not in _COLUMNS:
            raise invalid(SEARCH, "request.filters.columnName", " or ".join(_COLUMNS), column)
        if text is None:
            raise missing(SEARCH, "request.filters.value")
        wanted.append((column, text))
    return wanted


def _sort(value: Any) -> tuple[str | None, bool]:  # noqa: ANN401 - any JSON value
    if value is None:
        return None, False
    if not isinstance(value, Mapping):
        raise unreadable(SEARCH, "an object", type(value).__name__, "request.sort")
    field = scalar(value.get("sortField"), SEARCH, "request.sort.sortField")
    kind = scalar(value.get("sortType"), SEARCH, "request.sort.sortType")
    if not field:
        raise missing(SEARCH, "request.sort.sortField")
    if field not in _SORT_FIELDS:
        raise invalid(SEARCH, "request.sort.sortField", " or ".join(_SORT_FIELDS), field)
    if kind not in {"asc", "desc"}:
        raise invalid(SEARCH, "request.sort.sortType", "asc or desc", kind)
    return field, kind == "desc"


def _page(value: Any) -> tuple[int, int]:  # noqa: ANN401 - any JSON value
    if value is None:
        raise missing(SEARCH, "request.pagination")
    if not isinstance(value, Mapping):
        raise unreadable(SEARCH, "an object", type(value).__name__, "request.pagination")
    start, fetch = value.get("pageStart", 0), value.get("pageFetch", 0)
    for name, number in (("pageStart", start), ("pageFetch", fetch)):
        if not isinstance(number, int) or isinstance(number, bool):
            raise unreadable(SEARCH, "a whole number", repr(number)[:40], f"request.pagination.{name}")
    if start < 0:
        raise invalid(SEARCH, "request.pagination.pageStart", "a number from 0 up", start)
    if fetch <= 0:
        raise invalid(SEARCH, "request.pagination.pageFetch", "a number from 1 up", fetch)
    return start, fetch


def _column(workflow: Workflow, name: str) -> str:
    return {
        "workflowType": workflow.process,
        "statusCode": workflow.status,
        "regId": workflow.registration_id,
    }[name]


def _row(workflow: Workflow) -> dict[str, Any]:
    return {
        "workflowId": workflow.id,
        "statusCode": workflow.status,
        "statusComment": workflow.comment or None,
        "createdBy": f"service-account-{workflow.client}",
        "createDateTime": wire_time(workflow.created_at),
        "updatedBy": f"service-account-{workflow.client}",
        "workflowType": workflow.process,
        "updateDateTime": wire_time(workflow.updated_at),
        "currentStageName": _STAGES[workflow.state],
        "resumeTimestamp": None,
        "defaultResumeAction": None,
        "pauseRuleIds": None,
        "lastSuccessStageName": None if workflow.state == "received" else "PacketValidatorStage",
    }
