"""`/idrepository/v1`: identities and locks; `vid_routes` has the VIDs.

Source: mosip/id-repository `IdRepoController`.
"""

from collections.abc import Mapping
from typing import Any, Final

from msgspec import Struct
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Mount, Route

from mosip_mock.idrepository.answers import CREATE_ID, READ_ID, RID_ID, UPDATE_ID, answer
from mosip_mock.idrepository.authtypes import AuthTypes
from mosip_mock.idrepository.doors import Doors
from mosip_mock.idrepository.identities import Identities, state_of, view_of
from mosip_mock.idrepository.identity_changes import read_creation, read_update
from mosip_mock.idrepository.requests import envelope_of, optional_text
from mosip_mock.idrepository.vid_routes import VidRoutes
from mosip_mock.paths import ID_REPOSITORY
from shared.control.exchange import exchange_of

_CHANGERS: Final = ("REGISTRATION_PROCESSOR", "ID_REPOSITORY")
_RESIDENT: Final = ("RESIDENT", "ID_REPOSITORY")
_READERS: Final = (
    *("REGISTRATION_PROCESSOR", "RESIDENT", "REGISTRATION_ADMIN", "REGISTRATION_SUPERVISOR", "REGISTRATION_OFFICER"),
    *("ID_AUTHENTICATION", "ID_REPOSITORY"),
)


class IdRepositoryRoutes(Struct, frozen=True):
    """Every endpoint of the identity service; roles as in mosip-config `mosip.role.idrepo.identity.*`."""

    identities: Identities
    auth_types: AuthTypes
    doors: Doors

    def routes(self) -> list[BaseRoute]:
        return [
            Mount(
                ID_REPOSITORY,
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
                    *VidRoutes(self.identities.vids, self.doors).routes(),
                ],
            )
        ]

    async def create(self, request: Request) -> Response:
        envelope = envelope_of(await self.doors.enter_with_body(request, _CHANGERS, CREATE_ID))
        citizen = self.identities.create(read_creation(envelope, self.doors.clock.now()))
        return self.doors.answer(CREATE_ID, state_of(citizen))

    async def update(self, request: Request) -> Response:
        """Data or status; ID authentication and e-Signet see it at once."""
        envelope = envelope_of(await self.doors.enter_with_body(request, _CHANGERS, UPDATE_ID))
        citizen = self.identities.update(read_update(envelope, self.doors.clock.now()))
        exchange_of(request.scope).tag(uin=citizen.uin)
        return self.doors.answer(UPDATE_ID, state_of(citizen))

    async def read(self, request: Request) -> Response:
        self.doors.enter(request, _READERS, "reading identities")
        query = request.query_params
        return self._read(request, request.path_params["number"], query.get("type"), query.get("idType"))

    async def read_by_body(self, request: Request) -> Response:
        """The real one takes `id`, `type` and `idType` bare; in an envelope they are found as well."""
        document = await self.doors.enter_with_body(request, _READERS, "reading identities")
        enveloped = document.get("request")
        members: Mapping[str, Any] = enveloped if isinstance(enveloped, Mapping) else document
        number, kind, id_type = (optional_text(members, name, name) for name in ("id", "type", "idType"))
        return self._read(request, number or "null", kind, id_type)

    async def rid(self, request: Request) -> Response:
        self.doors.enter(request, _RESIDENT, "reading registration ids")
        rid = self.identities.rid_of(request.path_params["number"], request.query_params.get("idType"))
        return self.doors.answer(RID_ID, {"rid": rid}, "1.0")

    async def locks(self, request: Request) -> Response:
        self.doors.enter(request, _RESIDENT, "reading locks")
        citizen = self.identities.get(request.path_params["number"], request.path_params.get("id_type"))
        return self.doors.answer(None, {"authTypes": self.auth_types.of(citizen)}, None)

    async def change_locks(self, request: Request) -> Response:
        """The list of changes is in `request`, the person beside it."""
        document = await self.doors.enter_with_body(request, _RESIDENT, "changing locks")
        number = optional_text(document, "individualId", "individualId") or ""
        citizen = self.identities.get(number, optional_text(document, "individualIdType", "individualIdType"))
        exchange_of(request.scope).tag(uin=citizen.uin)
        self.auth_types.change(citizen, document.get("request"))
        return answer(self.doors.clock.now(), {"status": "Success"}, None, None)

    def _read(self, request: Request, number: str, kind: str | None, id_type: str | None) -> Response:
        citizen = self.identities.read(number, kind, id_type)
        exchange_of(request.scope).tag(uin=citizen.uin)
        return self.doors.answer(READ_ID, view_of(citizen))
