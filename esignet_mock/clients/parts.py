"""The management of relying parties put together, and as fault rules name it."""

from esignet_mock.clients.errors import ManagementCode
from esignet_mock.clients.management import ClientManagement
from esignet_mock.clients.routes import ClientRoutes
from esignet_mock.envelope import INVALID_REQUEST, UNKNOWN_ERROR, Enveloped
from esignet_mock.provider import Provider
from shared.control.services import ServiceParts


def clients(provider: Provider) -> ServiceParts:
    """The service over one world."""
    world = provider.world
    management = ClientManagement(provider.clients, world.store, provider.endpoints.profile)
    enveloped = Enveloped(world.clock)
    return ServiceParts(
        routes=ClientRoutes(management, enveloped).routes(),
        codes=(*map(str, ManagementCode), INVALID_REQUEST, UNKNOWN_ERROR),
        names=("client",),
        render=enveloped.render,
    )
