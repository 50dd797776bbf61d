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

from mosip_mock.idrepository.answers import REQUEST_ID
from mosip_mock.idrepository.asked_credentials import (
    AskedCredential,
    asked_credential,
    blank,
    require_storable,
    require_type_and_partner,
)
from mosip_mock.idrepository.doors import Doors
from mosip_mock.idrepository.errors import IdRepoCode, IdRepoError, invalid_request
from mosip_mock.idrepository.identities import Identities
from mosip_mock.idrepository.request_pages import KeptRequest, page_of, requested_page
from mosip_mock.idrepository.requests import envelope_of
from mosip_mock.paths import REQUEST_GENERATOR
from mosip_mock.registration.issuing import CredentialIssuer
from shared.control.exchange import exchange_of
from shared.control.explanation import Explanation
from shared.draws import RANDOM, Draw
from shared.store.protocol import Store
from shared.wire import WireError, query_of

_READERS: Final = ("CREDENTIAL_REQUEST",)
_ASKERS: Final = (*_READERS, "ID_REPOSITORY")


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
                REQUEST_GENERATOR,
                routes=[
                    Route("/requestgenerator", self.generate, methods=["POST"]),
                    Route("/v2/requestgenerator/{rid}", self.generate_by_rid, methods=["POST"]),
                    Route("/get/{request_id}", self.status, methods=["GET"]),
                    Route("/cancel/{request_id}", self.cancel, methods=["GET"]),
                    Route("/retrigger/{request_id}", self.retrigger, methods=["PUT"]),
                    Route("/getRequestIds", self.list, methods=["GET"]),
                ],
            )
        ]

    async def generate(self, request: Request) -> Response:
        """Ask for a credential. `id` is a UIN, a VID or a registration id."""
        members = await self._members(request)
        if members is None:
            raise blank("request", "credentialIssueRequestDto")
        asked = asked_credential(members)
        require_type_and_partner(asked)
        return self._ask(request, asked)

    async def generate_by_rid(self, request: Request) -> Response:
        """Ask under an id of one's own, in the place of what was asked under it before.

        The real one checks nothing: without issuer or type the request fails when it is worked off.
        """
        members = await self._members(request)
        if members is None:
            raise _nothing_asked()
        require_storable(request.path_params["rid"])
        return self._ask(request, asked_credential(members, request.path_params["rid"]))

    async def status(self, request: Request) -> Response:
        self.doors.enter(request, _READERS, "reading credential requests")
        kept = self._get(request.path_params["request_id"])
        return self._answer(
            {
                "id": kept.asked_id,
                "requestId": kept.request_id,
                "statusCode": kept.status,
                "url": kept.status_url or None,
            }
        )

    async def cancel(self, request: Request) -> Response:
        """Take a request off the list before it is issued."""
        self.doors.enter(request, _ASKERS, "cancelling credential requests")
        with self.store.transaction():
            kept = self._get(request.path_params["request_id"])
            if kept.status != "NEW":
                raise _processed(kept)
            self.book.set_status(kept.request_id, "CANCELLED", at=self.doors.clock.now())
        return self._answer({"requestId": kept.request_id, "id": kept.asked_id})

    async def retrigger(self, request: Request) -> Response:
        """Issue once more: a new event for the same transaction."""
        self.doors.enter(request, _READERS, "retriggering credential requests")
        with self.store.transaction():
            kept = self._get(request.path_params["request_id"])
            self.book.set_status(kept.request_id, "RETRY", at=self.doors.clock.now())
        return self._answer({"requestId": kept.request_id, "id": kept.asked_id})

    async def list(self, request: Request) -> Response:
        """A page of requests, by status, the one changed last first."""
        self.doors.enter(request, _READERS, "listing credential requests")
        try:
            wanted = requested_page(query_of(request))
        except WireError as error:
            raise invalid_request(error.explanation) from error
        return self._answer(page_of(self.book.all(), wanted))

    async def _members(self, request: Request) -> Mapping[str, Any] | None:
        document = await self.doors.enter_with_body(request, _ASKERS, "requesting credentials")
        return envelope_of(document).request

    def _ask(self, request: Request, asked: AskedCredential) -> Response:
        citizen = self.identities.get(asked.number)
        exchange_of(request.scope).tag(uin=citizen.uin, partner=asked.partner_id)
        rid = asked.registration_id or citizen.registration_id or f"10001{self.draw.digits(10)}"
        with self.store.transaction():
            request_id = self.issuer.issue(
                rid=rid,
                uin=citizen.uin,
                process="",
                partner_id=asked.partner_id,
                credential_type=asked.credential_type,
                template=asked.template,
                wishes=asked.wishes,
            )
        return self._answer({"requestId": request_id, "id": asked.number})

    def _answer(self, content: Any) -> Response:  # noqa: ANN401 - JSON
        return self.doors.answer(REQUEST_ID, content, "1.0")

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


def _nothing_asked() -> IdRepoError:
    return IdRepoError(
        IdRepoCode.UNKNOWN,
        Explanation(
            expected="an object",
            received="nothing",
            where="request",
            why="this version has no validator; the service fails over what is not there",
            mend="send `request` with id, issuer and credentialType",
        ),
    )
