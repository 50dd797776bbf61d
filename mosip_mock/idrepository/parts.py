"""The ID repository and the credential request generator put together, and as fault rules name them."""

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from mosip_mock.authmanager.caller import status_of
from mosip_mock.authmanager.tokens import Tokens
from mosip_mock.events import EventPublisher
from mosip_mock.idrepository.authtypes import AuthTypes
from mosip_mock.idrepository.doors import Doors
from mosip_mock.idrepository.errors import MESSAGE, IdRepoCode, IdRepoError
from mosip_mock.idrepository.events import IdentityEvents
from mosip_mock.idrepository.identities import Identities
from mosip_mock.idrepository.requestgenerator import CredentialRequestBook, RequestGeneratorRoutes
from mosip_mock.idrepository.routes import IdRepositoryRoutes
from mosip_mock.idrepository.vids import Vids
from mosip_mock.registration.issuing import CredentialIssuer
from mosip_mock.spring import SpringErrors
from shared.control.explanation import Explanation
from shared.control.services import ServiceParts
from shared.world import World


def id_repository(
    world: World,
    tokens: Tokens,
    *,
    issuer: CredentialIssuer,
    requests: CredentialRequestBook,
    publisher: EventPublisher,
) -> ServiceParts:
    """Both services over one world."""
    clock, draws = world.clock, world.draws
    events = IdentityEvents(publisher, clock, draw=draws.of("identity events"))
    doors = Doors(tokens, clock)
    vids = Vids(world.store, world.citizens, events, clock)
    identities = Identities(world.store, world.citizens, vids, events, clock)
    repository = IdRepositoryRoutes(
        identities, AuthTypes(world.store, world.citizens, events, draws.of("locks")), doors
    )
    generator = RequestGeneratorRoutes(requests, issuer, identities, world.store, doors, draws.of("registration ids"))
    spring = SpringErrors(clock)

    async def on_http_error(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)  # noqa: S101 - registered for this class only
        if error.status_code == 405:  # noqa: PLR2004 - method not allowed
            return await doors.on_wrong_method(request)
        return await spring.on_http_error(request, error)

    async def render(request: Request, code: str, explanation: Explanation) -> Response:
        about = "request" if "%s" in MESSAGE[IdRepoCode(code)] else ""
        error = IdRepoError(IdRepoCode(code), explanation, about, status=status_of(code))
        return await doors.on_error(request, error)

    return ServiceParts(
        routes=[*repository.routes(), *generator.routes()],
        handlers={IdRepoError: doors.on_error, HTTPException: on_http_error},
        codes=tuple(IdRepoCode),
        names=("client", "partner", "uin"),
        render=render,
    )
