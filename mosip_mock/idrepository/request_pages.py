"""Pages of credential requests, as `getRequestIds` gives them.

Source: mosip/id-repository `CredentialRequestServiceImpl.getRequestIds`, `PageDto`.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Final, Protocol

import msgspec

from mosip_mock.idrepository.errors import IdRepoCode, IdRepoError
from mosip_mock.spring import local_time, local_time_explanation
from shared.control.explanation import Explanation
from shared.control.listing import whole_number
from shared.wire import wire_time

STATUSES: Final = ("NEW", "CANCELLED", "ISSUED", "FAILED", "RETRY")
_DIRECTIONS: Final = ("ASC", "DESC")


class KeptRequest(Protocol):
    """A request for a credential, as it is kept."""

    @property
    def request_id(self) -> str: ...
    @property
    def asked_id(self) -> str: ...
    @property
    def credential_type(self) -> str: ...
    @property
    def issuer(self) -> str: ...
    @property
    def status(self) -> str: ...
    @property
    def status_url(self) -> str: ...
    @property
    def comment(self) -> str: ...
    @property
    def created_at(self) -> datetime: ...
    @property
    def updated_at(self) -> datetime | None: ...


class RequestedPage(msgspec.Struct, frozen=True, kw_only=True):
    """What the query asks for."""

    status: str
    since: datetime | None
    """UTC, without a zone: only requests changed from then on."""
    number: int
    size: int
    newest_first: bool


def requested_page(query: Mapping[str, str]) -> RequestedPage:
    """The page; what is left out has the real defaults. Raises `WireError` for a number, `IdRepoError` for the rest."""
    number, size = whole_number(query, "pageNumber", 0), whole_number(query, "pageSize", 1)
    direction = query.get("direction", "DESC").upper()
    time = query.get("effectivedtimes") or None
    since = None if time is None else local_time(time)
    if time is not None and since is None:
        raise IdRepoError(IdRepoCode.REQUEST_DATE, local_time_explanation(time))
    if size < 1 or direction not in _DIRECTIONS:
        raise IdRepoError(
            IdRepoCode.REQUEST_UNKNOWN,
            Explanation(
                expected=f"a pageSize from 1 up, a direction {' or '.join(_DIRECTIONS)}",
                received=f"pageSize {size}, direction {direction[:20]!r}",
                where="query",
                why="the paging library throws, and the service has one code for all that it does not expect",
                mend="correct the parameter, or leave it out",
            ),
        )
    return RequestedPage(
        status=query.get("statusCode", "FAILED"),
        since=since,
        number=number,
        size=size,
        newest_first=direction == "DESC",
    )


def page_of(requests: Iterable[KeptRequest], wanted: RequestedPage) -> dict[str, Any]:
    """The page. Raises `IdRepoError` for an empty one."""
    found = sorted(
        (kept for kept in requests if kept.status == wanted.status and _is_since(kept, wanted.since)),
        key=_changed_at,
        reverse=wanted.newest_first,
    )
    items = found[wanted.number * wanted.size : (wanted.number + 1) * wanted.size]
    if not items:
        raise IdRepoError(
            IdRepoCode.NO_REQUESTS,
            Explanation(
                expected="a page with requests of this status",
                received=f"page {wanted.number} of {len(found)} request(s) that are {wanted.status[:40]!r}",
                where="query parameter statusCode",
                why="an empty page is an error here",
                mend=f"ask for another status ({', '.join(STATUSES)}) or page",
            ),
        )
    return {
        "pageNo": wanted.number,
        "pageSize": wanted.size,
        "sort": {"sorted": True, "unsorted": False, "empty": False},
        "totalItems": len(found),
        "totalPages": -(-len(found) // wanted.size),
        "data": [_listed(kept) for kept in items],
    }


def _changed_at(kept: KeptRequest) -> datetime:
    return kept.updated_at or kept.created_at


def _is_since(kept: KeptRequest, since: datetime | None) -> bool:
    return since is None or _changed_at(kept).replace(tzinfo=None) >= since


def _listed(kept: KeptRequest) -> dict[str, Any]:
    return {
        "requestId": kept.request_id,
        "credentialType": kept.credential_type,
        "partner": kept.issuer,
        "statusCode": kept.status,
        "statusComment": kept.comment or None,
        "createDateTime": wire_time(kept.created_at),
        "updateDateTime": wire_time(_changed_at(kept)),
    }
