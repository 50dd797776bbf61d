"""`/v1/credentialrequest`: asking for credentials directly, and looking after requests.

Source: mosip/id-repository `CredentialRequestGeneratorController`. The requests themselves are kept by whoever
issues credentials.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Final, Protocol

from msgspec import Struct
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Mount, Route

from mosip_mock.envelope import wire_time
from mosip_mock.idrepository.errors import IdRepoCode, IdRepoError, invalid, missing
from mosip_mock.idrepository.identities import Identities
from mosip_mock.idrepository.requests import decode, text
from mosip_mock.idrepository.routes import Doors
from mosip_mock.registration.issuing import CredentialIssuer
from shared.control.exchange import exchange_of
from shared.control.explanation import Explanation
from shared.control.listing import whole_number
from shared.draws import RANDOM, Draw
from shared.store.protocol import Store
from shared.wire import WireError, query_of

PREFIX: Final = "/v1/credentialrequest"
_NAMED: Final = frozenset({"registrationId", "templateTypeCode"})
"""Members of `additionalData` with a place of their own; the others go into the event as they are."""
ROLES: Final = ("CREDENTIAL_REQUEST",)
STATUSES: Final = ("NEW", "CANCELLED", "ISSUED", "FAILED", "RETRY")
_REQUEST_ID: Final = "mosip.credential.request.service.id"


class KeptRequest(Protocol):
    """A request for a credential, as it is kept."""

    @property
    def request_id(self) -> str: ...
    @property
    def registration_id(self) -> str: ...
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


class CredentialRequestBook(Protocol):
    """The requests that were asked for, as the issuing side keeps them."""

    def find(self, request_id: str) -> KeptRequest | None:
        """The request of this id."""
        ...

    def all(self) -> Iterable[KeptRequest]:
        """All requests, oldest first."""
        ...

    def set_status(self, request_id: str, status: str, *, at: datetime) -> object:
        """`CANCELLED` takes it off the list, `RETRY` puts it there again."""
        ...


class RequestGeneratorRoutes(Struct, frozen=True):
    """Every endpoint of the credential request generator."""

    book: CredentialRequestBook
    issuer: CredentialIssuer
    identities: Identities
    store: Store
    doors: Doors
    draw: Draw = RANDOM

    def routes(self) -> list[BaseRoute]:
        return [
            Mount(
                PREFIX,
                routes=[
                    Route("/requestgenerator", self.generate, methods=["POST"]),
                    Route("/get/{request_id}", self.status, methods=["GET"]),
                    Route("/cancel/{request_id}", self.cancel, methods=["GET"]),
                    Route("/retrigger/{request_id}", self.retrigger, methods=["PUT"]),
                    Route("/getRequestIds", self.list, methods=["GET"]),
                ],
            )
        ]

    async def generate(self, request: Request) -> Response:
        """Ask for a credential. `id` is a UIN, a VID or a registration id."""
        self.doors.enter(request, ROLES, "requesting credentials")
        members = decode(await request.body()).get("request")
        if members is None:
            raise missing("request")
        if not isinstance(members, Mapping):
            raise invalid("request", "an object", members)
        citizen = self.identities.get(text(members, "id", "request.id"), None)
        additional = members.get("additionalData") or {}
        if not isinstance(additional, Mapping):
            raise invalid("request.additionalData", "an object", additional)
        partner_id = text(members, "issuer", "request.issuer")
        exchange_of(request.scope).tag(uin=citizen.uin, partner=partner_id)
        with self.store.transaction():
            request_id = self.issuer.issue(
                rid=_registration_id(additional, citizen.registration_id, self.draw),
                uin=citizen.uin,
                process="",
                partner_id=partner_id,
                credential_type=text(members, "credentialType", "request.credentialType"),
                template=str(additional.get("templateTypeCode") or ""),
                further={name: value for name, value in additional.items() if name not in _NAMED},
            )
        return self.doors.answer(_REQUEST_ID, {"requestId": request_id, "id": members["id"]}, "1.0")

    async def status(self, request: Request) -> Response:
        self.doors.enter(request, ROLES, "reading credential requests")
        kept = self._get(request.path_params["request_id"])
        return self.doors.answer(
            _REQUEST_ID,
            {
                "id": kept.registration_id,
                "requestId": kept.request_id,
                "statusCode": kept.status,
                "url": kept.status_url or None,
            },
            "1.0",
        )

    async def cancel(self, request: Request) -> Response:
        """Take a request off the list before it is issued."""
        self.doors.enter(request, ROLES, "cancelling credential requests")
        with self.store.transaction():
            kept = self._get(request.path_params["request_id"])
            if kept.status not in {"NEW", "RETRY"}:
                raise _processed(kept)
            self.book.set_status(kept.request_id, "CANCELLED", at=self.doors.clock.now())
        return self.doors.answer(_REQUEST_ID, {"requestId": kept.request_id, "id": kept.registration_id}, "1.0")

    async def retrigger(self, request: Request) -> Response:
        """Issue once more: a new event for the same transaction."""
        self.doors.enter(request, ROLES, "retriggering credential requests")
        with self.store.transaction():
            kept = self._get(request.path_params["request_id"])
            self.book.set_status(kept.request_id, "RETRY", at=self.doors.clock.now())
        return self.doors.answer(_REQUEST_ID, {"requestId": kept.request_id, "id": kept.registration_id}, "1.0")

    async def list(self, request: Request) -> Response:
        """A page of requests, by status."""
        self.doors.enter(request, ROLES, "listing credential requests")
        try:
            query = query_of(request)
            page, size = whole_number(query, "pageNumber", 0), whole_number(query, "pageFetch", 10)
        except WireError as error:
            raise IdRepoError(IdRepoCode.INVALID_REQUEST, error.explanation) from error
        status = query.get("statusCode", "NEW")
        found = [kept for kept in self.book.all() if kept.status == status]
        items = found[page * size : (page + 1) * size]
        if not items:
            raise IdRepoError(
                IdRepoCode.NO_REQUESTS,
                Explanation(
                    expected="a page with requests of this status",
                    received=f"page {page} of {len(found)} request(s) that are {status[:40]!r}",
                    where="query parameter statusCode",
                    why="an empty page is an error here",
                    mend=f"ask for another status ({', '.join(STATUSES)}) or page",
                ),
            )
        return self.doors.answer(
            _REQUEST_ID,
            {
                "pageNo": page,
                "totalItems": len(found),
                "totalPages": -(-len(found) // size),
                "data": [_listed(kept) for kept in items],
            },
            "1.0",
        )

    def _get(self, request_id: str) -> KeptRequest:
        kept = self.book.find(request_id)
        if kept is None:
            raise IdRepoError(
                IdRepoCode.NO_REQUEST,
                Explanation(
                    expected="the id that requestgenerator gave",
                    received=repr(request_id)[:60],
                    where="path",
                    why="no request has this id",
                    mend="take it from requestgenerator's answer, or the event's transactionId",
                ),
            )
        return kept


def _registration_id(additional: Mapping[str, Any], known: str | None, draw: Draw) -> str:
    given = additional.get("registrationId")
    if isinstance(given, str) and given:
        return given
    return known or f"10001{draw.digits(10)}"


def _processed(kept: KeptRequest) -> IdRepoError:
    return IdRepoError(
        IdRepoCode.REQUEST_PROCESSED,
        Explanation(
            expected="a request that is NEW or RETRY",
            received=f"one that is {kept.status}",
            where="path",
            why="what was worked off cannot be cancelled",
            mend="deactivate the identity instead, if it must not be used",
        ),
    )


def _listed(kept: KeptRequest) -> dict[str, Any]:
    return {
        "requestId": kept.request_id,
        "credentialType": kept.credential_type,
        "partner": kept.issuer,
        "statusCode": kept.status,
        "statusComment": kept.comment or None,
        "createDateTime": wire_time(kept.created_at),
    }
