"""`/idrepository/v1/vid`: the VID service. Source: mosip/id-repository `VidController`, `VidRequestValidator`."""

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any, Final, get_args

from msgspec import Struct
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from mosip_mock.idrepository.answers import (
    CREATE_VID,
    DEACTIVATE_VIDS,
    REACTIVATE_VIDS,
    READ_VID,
    REGENERATE_VID,
    UPDATE_VID,
)
from mosip_mock.idrepository.doors import Doors
from mosip_mock.idrepository.errors import IdRepoError, invalid, missing, refuse_all
from mosip_mock.idrepository.requests import (
    Envelope,
    envelope_of,
    optional_text,
    require_id,
    time_errors,
    version_errors,
)
from mosip_mock.idrepository.vids import POLICIES, Vids, vid_type_of
from shared.citizens.citizen import VidStatus
from shared.citizens.identifiers import violations_of_uin

STATUSES: Final = get_args(VidStatus)
_RESIDENT: Final = ("RESIDENT", "ID_REPOSITORY")
_MAKERS: Final = (*_RESIDENT, "REGISTRATION_PROCESSOR")
_USERS: Final = (*_MAKERS, "ID_AUTHENTICATION")
_Check = Callable[[Mapping[str, Any]], Iterator[IdRepoError]]


class VidRoutes(Struct, frozen=True):
    """Every endpoint of the VID service; roles as in mosip-config `mosip.role.idrepo.vid.*`."""

    vids: Vids
    doors: Doors

    def routes(self) -> list[BaseRoute]:
        return [
            Route("/vid", self.create, methods=["POST"]),
            Route("/vid/deactivate", partial(self.set_all, DEACTIVATE_VIDS), methods=["POST"]),
            Route("/vid/reactivate", partial(self.set_all, REACTIVATE_VIDS), methods=["POST"]),
            Route("/vid/uin/{uin}", self.list, methods=["GET"]),
            Route("/vid/{vid}", self.read, methods=["GET"]),
            Route("/vid/{vid}", self.update, methods=["PATCH"]),
            Route("/vid/{vid}/regenerate", self.regenerate, methods=["POST"]),
        ]

    async def create(self, request: Request) -> Response:
        envelope = envelope_of(await self.doors.enter_with_body(request, _MAKERS, CREATE_VID))
        require_id(envelope, CREATE_VID)
        members = self._checked(envelope, _type_errors, self._uin_errors)
        kind = vid_type_of(_text(members, "vidType"))
        assert kind is not None  # noqa: S101 - checked above
        vid = self.vids.create(_text(members, "UIN") or "", kind)
        return self.doors.answer(CREATE_VID, {"VID": vid.vid, "vidStatus": vid.vid_status})

    async def read(self, request: Request) -> Response:
        self.doors.enter(request, _USERS, "reading VIDs")
        self.vids.require_number(request.path_params["vid"])
        return self.doors.answer(READ_VID, {"UIN": self.vids.owner(request.path_params["vid"]).uin})

    async def list(self, request: Request) -> Response:
        self.doors.enter(request, _MAKERS, "reading VIDs")
        return self.doors.answer(READ_VID, self.vids.of_uin(request.path_params["uin"]))

    async def update(self, request: Request) -> Response:
        envelope = envelope_of(await self.doors.enter_with_body(request, _USERS, UPDATE_VID))
        require_id(envelope, UPDATE_VID)
        self.vids.require_number(request.path_params["vid"])
        wanted = _status_of(_text(self._checked(envelope, _status_errors), "vidStatus"))
        assert wanted is not None  # noqa: S101 - checked above
        status, restored = self.vids.update(request.path_params["vid"], wanted)
        further = {"restoredVid": {"VID": restored.vid, "vidStatus": restored.vid_status}} if restored else {}
        return self.doors.answer(UPDATE_VID, {"vidStatus": status, **further})

    async def regenerate(self, request: Request) -> Response:
        self.doors.enter(request, _RESIDENT, "regenerating VIDs")
        self.vids.require_number(request.path_params["vid"])
        vid = self.vids.regenerate(request.path_params["vid"])
        return self.doors.answer(REGENERATE_VID, {"VID": vid.vid, "vidStatus": vid.vid_status})

    async def set_all(self, id_: str, request: Request) -> Response:
        envelope = envelope_of(await self.doors.enter_with_body(request, _RESIDENT, id_))
        require_id(envelope, id_)
        members = self._checked(envelope, self._uin_errors)
        status = self.vids.set_all(_text(members, "UIN") or "", active=id_ == REACTIVATE_VIDS)
        return self.doors.answer(id_, {"vidStatus": status})

    def _checked(self, envelope: Envelope, *checks: _Check) -> Mapping[str, Any]:
        """`request`, once the validator finds nothing in the envelope, then nothing in it. Raises `IdRepoError`."""
        found = [*time_errors(envelope, self.doors.clock.now()), *version_errors(envelope)]
        if envelope.request is None:
            found.append(missing("request"))
        members = envelope.request or {}
        refuse_all(found or [error for check in checks for error in check(members)])
        return members

    def _uin_errors(self, members: Mapping[str, Any]) -> Iterator[IdRepoError]:
        uin = _text(members, "UIN")
        if uin is None:
            yield missing("request.UIN")
        elif (broken := violations_of_uin(uin)) and self.vids.citizens.find_by_uin(uin) is None:
            told = "; ".join(f"{v.code}: {v.sentence}" for v in broken)
            yield invalid("request.UIN", "a UIN by MOSIP's rules", uin, told)


def _type_errors(members: Mapping[str, Any]) -> Iterator[IdRepoError]:
    kind = _text(members, "vidType")
    if kind is None:
        yield missing("request.vidType")
    elif vid_type_of(kind) is None:
        yield invalid("request.vidType", " or ".join(POLICIES), kind)


def _status_errors(members: Mapping[str, Any]) -> Iterator[IdRepoError]:
    status = _text(members, "vidStatus")
    if status is None:
        yield missing("request.vidStatus")
    elif _status_of(status) is None:
        yield invalid("request.vidStatus", " or ".join(STATUSES), status)


def _text(members: Mapping[str, Any], name: str) -> str | None:
    return optional_text(members, name, f"request.{name}")


def _status_of(text: str | None) -> VidStatus | None:
    return next((status for status in STATUSES if status == text), None)
