"""The registration side's services as fault rules name them: prefixes, codes, and each code in the service's shape."""

from collections.abc import Mapping
from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import Response

from mosip_mock.authmanager.errors import MESSAGE as AUTH_MESSAGE
from mosip_mock.authmanager.errors import AuthCode, AuthError
from mosip_mock.authmanager.routes import PREFIX as AUTH_MANAGER
from mosip_mock.authmanager.routes import AuthManagerRoutes
from mosip_mock.idrepository.answers import REPOSITORY, REQUEST_GENERATOR
from mosip_mock.idrepository.doors import Doors
from mosip_mock.idrepository.errors import MESSAGE as IDREPO_MESSAGE
from mosip_mock.idrepository.errors import IdRepoCode, IdRepoError
from mosip_mock.packetmanager.errors import PacketCode, PacketError
from mosip_mock.packetmanager.routes import PREFIX as PACKET_MANAGER
from mosip_mock.packetmanager.routes import PacketManagerRoutes
from mosip_mock.registration.errors import WorkflowCode, WorkflowError
from mosip_mock.registration.routes import PREFIX as REGISTRATION
from mosip_mock.registration.routes import RegistrationRoutes
from shared.control.explanation import Explanation
from shared.control.faults.services import Service

_STATUS: Mapping[str, HTTPStatus] = {"KER-ATH-401": HTTPStatus.UNAUTHORIZED, "KER-ATH-403": HTTPStatus.FORBIDDEN}


def registration_services(
    auth_manager: AuthManagerRoutes,
    packet_manager: PacketManagerRoutes,
    registration: RegistrationRoutes,
    doors: Doors,
    processes: tuple[str, ...],
) -> list[Service]:
    """The services of this side of the app; `processes` are those of the deployment."""

    async def auth_error(request: Request, code: str, explanation: Explanation) -> Response:
        status = {**_STATUS, "500": HTTPStatus.INTERNAL_SERVER_ERROR}
        message = AUTH_MESSAGE[AuthCode(code)].replace("%s", "admin")
        error = AuthError(AuthCode(code), explanation, message=message, status=status.get(code, HTTPStatus.OK))
        return await auth_manager.on_error(request, error)

    async def packet_error(request: Request, code: str, explanation: Explanation) -> Response:
        error = PacketError(PacketCode(code), explanation, status=_token_status(code))
        return await packet_manager.on_error(request, error)

    async def workflow_error(request: Request, code: str, explanation: Explanation) -> Response:
        error = WorkflowError(WorkflowCode(code), explanation, "request")
        return await registration.render_fault(request, error, _token_status(code))

    async def id_repository_error(request: Request, code: str, explanation: Explanation) -> Response:
        about = "request" if "%s" in IDREPO_MESSAGE[IdRepoCode(code)] else ""
        error = IdRepoError(IdRepoCode(code), explanation, about, status=_token_status(code))
        return await doors.on_error(request, error)

    return [
        Service(
            name="authmanager",
            prefixes=(AUTH_MANAGER, "/auth/realms"),
            codes=tuple(AuthCode),
            names=("client",),
            render=auth_error,
        ),
        Service(
            name="packetmanager",
            prefixes=(PACKET_MANAGER,),
            codes=tuple(PacketCode),
            names=("client", "uin", "process"),
            processes=processes,
            render=packet_error,
        ),
        Service(
            name="registration",
            prefixes=(REGISTRATION,),
            codes=tuple(WorkflowCode),
            names=("client", "process"),
            processes=processes,
            render=workflow_error,
        ),
        Service(
            name="idrepository",
            prefixes=(REPOSITORY, REQUEST_GENERATOR),
            codes=tuple(IdRepoCode),
            names=("client", "partner", "uin"),
            render=id_repository_error,
        ),
    ]


def _token_status(code: str) -> int:
    return _STATUS.get(code, HTTPStatus.OK)
