"""`/idrepository/v1`: identities, locks, VIDs. Source: mosip/id-repository `IdRepoController`, `VidController`."""

from collections.abc import Mapping
from functools import partial
from http import HTTPStatus
from typing import Any, Final

from msgspec import Struct
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Mount, Route

from mosip_mock.authmanager.caller import Caller, TokenError, TokenProblem
from mosip_mock.authmanager.cookies import servlet_token
from mosip_mock.authmanager.tokens import Tokens
from mosip_mock.envelope import ResponseWrapper, ServiceError, wire_time
from mosip_mock.idrepository.authtypes import AuthTypes
from mosip_mock.idrepository.errors import IdRepoCode, IdRepoError, invalid
from mosip_mock.idrepository.identities import Identities
from mosip_mock.idrepository.requests import checked_request, decode, text
from mosip_mock.idrepository.vids import Vids
from mosip_mock.spring import text_of
from shared.control.clock import Clock
from shared.control.exchange import exchange_of
from shared.wire import json_response

PREFIX: Final = "/idrepository/v1"
ROLES: Final = ("ID_REPOSITORY", "REGISTRATION_PROCESSOR", "RESIDENT", "ID_AUTHENTICATION")


class Doors(Struct, frozen=True):
    """What every endpoint of the ID repository does first and last."""

    tokens: Tokens
    clock: Clock

    def enter(self, request: Request, roles: tuple[str, ...], what: str) -> Caller:
        """Check the token. Raises `IdRepoError`: 401 for the token, 200 for the role."""
        exchange = exchange_of(request.scope)
        exchange.service = "idrepository"
        try:
            caller = self.tokens.read(servlet_token(request.headers.get("cookie")))
            exchange.tag(client=caller.client_id)
            caller.require_role(roles, what)
        except TokenError as error:
            denied = error.problem is TokenProblem.ROLE
            raise IdRepoError(
                IdRepoCode.FORBIDDEN if denied else IdRepoCode.UNAUTHENTICATED,
                error.explanation,
                status=HTTPStatus.OK if denied else HTTPStatus.UNAUTHORIZED,
            ) from error
        return caller

    def answer(self, id_: str, content: Any, version: str = "v1") -> Response:  # noqa: ANN401 - JSON
        return json_response(
            ResponseWrapper(
                id=id_, version=version, responsetime=wire_time(self.clock.now()), response=content, errors=[]
            )
        )

    async def on_error(self, request: Request, error: Exception) -> Response:
        """Render an `IdRepoError`."""
        assert isinstance(error, IdRepoError)  # noqa: S101 - registered for this class only
        exchange_of(request.scope).explain(error.explanation)
        return json_response(
            ResponseWrapper(responsetime=wire_time(self.clock.now()), errors=[ServiceError(error.code, error.message)]),
            error.status,
        )


class IdRepositoryRoutes(Struct, frozen=True):
    """Every endpoint of the identity and VID services."""

    identities: Identities
    vids: Vids
    auth_types: AuthTypes
    doors: Doors

    def routes(self) -> list[BaseRoute]:
        return [
            Mount(
                PREFIX,
                routes=[
                    Route("/identity/", self.create, methods=["POST"]),
                    Route("/identity/", self.update, methods=["PATCH"]),
                    Route("/identity/idvid/{number}", self.read, methods=["GET"]),
                    Route("/identity/idvid/", self.read_by_body, methods=["POST"]),
                    Route("/identity/rid/{number}", self.rid, methods=["GET"]),
                    Route("/identity/authtypes/status/{number}", self.locks, methods=["GET"]),
                    Route(
                        "/identity/authtypes/status/individualIdType/{id_type}/individualId/{number}",
                        self.locks,
                        methods=["GET"],
                    ),
                    Route("/identity/authtypes/status", self.change_locks, methods=["POST"]),
                    Route("/vid", self.create_vid, methods=["POST"]),
                    Route("/vid/deactivate", partial(self.set_vids, "deactivate"), methods=["POST"]),
                    Route("/vid/reactivate", partial(self.set_vids, "reactivate"), methods=["POST"]),
                    Route("/vid/uin/{uin}", self.list_vids, methods=["GET"]),
                    Route("/vid/{vid}", self.read_vid, methods=["GET"]),
                    Route("/vid/{vid}", self.update_vid, methods=["PATCH"]),
                    Route("/vid/{vid}/regenerate", self.regenerate_vid, methods=["POST"]),
                ],
            )
        ]

    async def create(self, request: Request) -> Response:
        members = await self._members(request, "mosip.id.create")
        return self.doors.answer("mosip.id.create", {"status": self.identities.create(members)})

    async def update(self, request: Request) -> Response:
        """Data or status; ID authentication and e-Signet see it at once."""
        members = await self._members(request, "mosip.id.update")
        citizen = self.identities.update(members)
        exchange_of(request.scope).tag(uin=citizen.uin)
        return self.doors.answer("mosip.id.update", self.identities.view(citizen, None))

    async def read(self, request: Request) -> Response:
        self.doors.enter(request, ROLES, "reading identities")
        query = request.query_params
        return self._read(request, request.path_params["number"], query.get("type"), query.get("idType"))

    async def read_by_body(self, request: Request) -> Response:
        members = await self._members(request, "mosip.id.read")
        number = text(members, "id", "request.id")
        return self._read(request, number, _optional(members, "type"), _optional(members, "idType"))

    async def rid(self, request: Request) -> Response:
        self.doors.enter(request, ROLES, "reading identities")
        return self.doors.answer("mosip.idrepo.rid.get", {"rid": self.identities.rid_of(request.path_params["number"])})

    async def locks(self, request: Request) -> Response:
        self.doors.enter(request, ROLES, "reading locks")
        citizen = self.identities.get(request.path_params["number"], request.path_params.get("id_type"))
        return self.doors.answer("mosip.identity.authtype.status.read", {"authTypes": self.auth_types.of(citizen)})

    async def change_locks(self, request: Request) -> Response:
        """The list of changes is in `request`, the person beside it."""
        self.doors.enter(request, ROLES, "changing locks")
        envelope = decode(await request.body())
        citizen = self.identities.get(text(envelope, "individualId", "individualId"), None)
        exchange_of(request.scope).tag(uin=citizen.uin)
        self.auth_types.change(citizen, envelope.get("request"))
        return self.doors.answer("mosip.identity.authtype.status.update", None)

    async def create_vid(self, request: Request) -> Response:
        members = await self._members(request, "mosip.vid.create")
        uin = text(members, "UIN", "request.UIN")
        vid = self.vids.create(uin, text(members, "vidType", "request.vidType"))
        return self.doors.answer("mosip.vid.create", {"VID": vid.vid, "vidStatus": vid.vid_status})

    async def read_vid(self, request: Request) -> Response:
        self.doors.enter(request, ROLES, "reading VIDs")
        return self.doors.answer("mosip.vid.read", {"UIN": self.vids.uin_of(request.path_params["vid"])})

    async def list_vids(self, request: Request) -> Response:
        self.doors.enter(request, ROLES, "reading VIDs")
        return self.doors.answer("mosip.vid.read", self.vids.of_uin(request.path_params["uin"]))

    async def update_vid(self, request: Request) -> Response:
        members = await self._members(request, "mosip.vid.update")
        status, restored = self.vids.update(request.path_params["vid"], text(members, "vidStatus", "request.vidStatus"))
        further = {"restoredVid": {"VID": restored.vid, "vidStatus": restored.vid_status}} if restored else {}
        return self.doors.answer("mosip.vid.update", {"vidStatus": status, **further})

    async def regenerate_vid(self, request: Request) -> Response:
        self.doors.enter(request, ROLES, "regenerating VIDs")
        vid = self.vids.regenerate(request.path_params["vid"])
        return self.doors.answer("mosip.vid.regenerate", {"VID": vid.vid, "vidStatus": vid.vid_status})

    async def set_vids(self, what: str, request: Request) -> Response:
        members = await self._members(request, f"mosip.vid.{what}")
        status = self.vids.set_all(text(members, "UIN", "request.UIN"), active=what == "reactivate")
        return self.doors.answer(f"mosip.vid.{what}", {"vidStatus": status})

    async def _members(self, request: Request, expected_id: str) -> Mapping[str, Any]:
        """Token, then envelope, then `request`. Raises `IdRepoError`."""
        self.doors.enter(request, ROLES, expected_id)
        return checked_request(await request.body(), expected_id, self.doors.clock.now())

    def _read(self, request: Request, number: str, kind: str | None, id_type: str | None) -> Response:
        citizen = self.identities.get(number, id_type)
        exchange_of(request.scope).tag(uin=citizen.uin)
        return self.doors.answer("mosip.id.read", self.identities.view(citizen, kind))


def _optional(members: Mapping[str, Any], name: str) -> str | None:
    value = members.get(name)
    if isinstance(value, dict | list):
        raise invalid(f"request.{name}", "text", value)
    return text_of(value)
