"""What every answer of the identity service, the VID service and the request generator looks like.

Source: mosip/id-repository `IdRepoExceptionHandler` (which id a refusal has), mosip/mosip-config
`id-repository-default.properties` (the ids).
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from starlette.responses import Response

from mosip_mock.envelope import ResponseWrapper, ServiceError
from mosip_mock.idrepository.errors import IdRepoCode, IdRepoError
from mosip_mock.paths import ID_REPOSITORY, REQUEST_GENERATOR
from shared.wire import json_response, wire_time

IDENTITY: Final = f"{ID_REPOSITORY}/identity"
VID: Final = f"{ID_REPOSITORY}/vid"

CREATE_ID: Final = "mosip.id.create"
READ_ID: Final = "mosip.id.read"
UPDATE_ID: Final = "mosip.id.update"
CREATE_VID: Final = "mosip.vid.create"
READ_VID: Final = "mosip.vid.read"
UPDATE_VID: Final = "mosip.vid.update"
REGENERATE_VID: Final = "mosip.vid.regenerate"
DEACTIVATE_VIDS: Final = "mosip.vid.deactivate"
REACTIVATE_VIDS: Final = "mosip.vid.reactivate"
RID_ID: Final = "mosip.idrepo.rid.get"
REQUEST_ID: Final = "mosip.credential.request.generator"

_BY_METHOD: Final[tuple[tuple[str, Mapping[str, str]], ...]] = (
    (IDENTITY, {"GET": READ_ID, "POST": CREATE_ID, "PATCH": UPDATE_ID}),
    (VID, {"GET": READ_VID, "POST": CREATE_VID, "PATCH": UPDATE_VID}),
)
_BY_END: Final[Mapping[str, str]] = {
    "/regenerate": REGENERATE_VID,
    "/deactivate": DEACTIVATE_VIDS,
    "/reactivate": REACTIVATE_VIDS,
}


def answer(
    now: datetime,
    content: Any,  # noqa: ANN401 - JSON
    id_: str | None,
    version: str | None = "v1",
    errors: list[ServiceError] | None = None,
) -> Response:
    """A success; `errors` is an empty list wherever the service does not set it to null."""
    body = ResponseWrapper(id=id_, version=version, responsetime=wire_time(now), response=content, errors=errors)
    return json_response(body)


def refusal(now: datetime, error: IdRepoError, method: str, path: str) -> Response:
    """A refusal. Its id goes by the method, not by what was asked; without a good token there is none."""
    id_, version = (None, None) if error.code == IdRepoCode.UNAUTHENTICATED else _named(method, path)
    listed = [ServiceError(found.code, found.message) for found in (error, *error.others)]
    return json_response(
        ResponseWrapper(id=id_, version=version, responsetime=wire_time(now), errors=listed), error.status
    )


def _named(method: str, path: str) -> tuple[str | None, str]:
    if path.startswith(REQUEST_GENERATOR):
        return REQUEST_ID, "1.0"
    by_end = next((id_ for end, id_ in _BY_END.items() if path.startswith(VID) and path.endswith(end)), None)
    return by_end or next((ids.get(method) for prefix, ids in _BY_METHOD if path.startswith(prefix)), None), "v1"
