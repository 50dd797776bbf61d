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
from mosip_mock.idrepository.doors import Doors
from mosip_mock.idrepository.errors import IdRepoCode, IdRepoError, invalid, invalid_request
from mosip_mock.idrepository.identities import Identities
from mosip_mock.idrepository.requestpages import KeptRequest, page_of, requested_page
from mosip_mock.idrepository.requests import envelope_of, optional_text, unmapped
from mosip_mock.paths import REQUEST_GENERATOR
from mosip_mock.registration.issuing import CredentialIssuer, CredentialWishes
from shared.control.exchange import exchange_of
from shared.control.explanation import Explanation
from shared.draws import RANDOM, Draw
from shared.store.protocol import Store
from shared.wire import WireError, query_of

_NAMED: Final = frozenset({"registrationId", "templateTypeCode"})
"""Members of `additionalData` with a place of their own; the others go into the event as they are."""
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
                    Route("/get/{request_id}", self.status, methods=["GET"]),
                    Route("/cancel/{request_id}", self.cancel, methods=["GET"]),
                    Route("/retrigger/{request_id}", self.retrigger, methods=["PUT"]),
                    Route("/getRequestIds", self.list, methods=["GET"]),
                ],
            )
        ]

    async def generate(self, request: Request) -> Response:
        """Ask for a credential. `id` is a UIN, a VID or a registration id."""
        document = await self.doors.enter_with_body(request, _ASKERS, "requesting credentials")
        members = envelope_of(document).request
        if members is None:
            raise _blank("request", "credentialIssueRequestDto")
        credential_type = _filled(members, "credentialType")
        partner_id = _filled(members, "issuer")
        additional = members.get("additionalData") or {}
        if not isinstance(additional, Mapping):
            raise unmapped("request.additionalData", "an object", additional)
        number = optional_text(members, "id", "request.id") or ""
        wishes = _wishes(members, number, additional)
        citizen = self.identities.get(number)
        exchange_of(request.scope).tag(uin=citizen.uin, partner=partner_id)
        with self.store.transaction():
            request_id = self.issuer.issue(
                rid=_registration_id(additional, citizen.registration_id, self.draw),
                uin=citizen.uin,
                process="",
                partner_id=partner_id,
                credential_type=credential_type,
                template=str(additional.get("templateTypeCode") or ""),
                wishes=wishes,
            )
        return self._answer({"requestId": request_id, "id": number})

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


def _registration_id(additional: Mapping[str, Any], known: str | None, draw: Draw) -> str:
    given = additional.get("registrationId")
    if isinstance(given, str) and given:
        return given
    return known or f"10001{draw.digits(10)}"


def _wishes(members: Mapping[str, Any], individual_id: str, additional: Mapping[str, Any]) -> CredentialWishes:
    """Raises `IdRepoError`."""
    attributes = members.get("sharableAttributes") or []
    if not isinstance(attributes, list) or not all(isinstance(name, str) for name in attributes):
        raise unmapped("request.sharableAttributes", "a list of names", attributes)
    encrypts = members.get("encrypt") or False
    if not isinstance(encrypts, bool):
        raise unmapped("request.encrypt", "true or false", encrypts)
    return CredentialWishes(
        individual_id=individual_id,
        attributes=tuple(attributes),
        encrypts=encrypts,
        encryption_key=optional_text(members, "encryptionKey", "request.encryptionKey") or "",
        further={name: value for name, value in additional.items() if name not in _NAMED},
    )


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


def _filled(members: Mapping[str, Any], name: str) -> str:
    """A member that must hold text. Raises `IdRepoError`."""
    text = optional_text(members, name, f"request.{name}")
    if text is None or not text.strip():
        raise _blank(f"request.{name}", name)
    return text


def _blank(where: str, about: str) -> IdRepoError:
    return invalid(where, "a value", "nothing", "the validator refuses blank ones", about)
