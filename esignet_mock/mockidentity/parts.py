"""The mock-identity-system put together, and as fault rules name it.

It has the same people as e-Signet, and answers in its own shape whatever e-Signet stands on.
"""

from esignet_mock.authorization.identity_codes import MOCK_CODES
from esignet_mock.authorization.identity_system import IdentitySystemBackend
from esignet_mock.authorization.otps import Otps
from esignet_mock.envelope import Enveloped
from esignet_mock.mockidentity.errors import IdentityCode
from esignet_mock.mockidentity.identities import Identities
from esignet_mock.mockidentity.kyc import Kyc
from esignet_mock.mockidentity.partner_keys import PartnerKeys
from esignet_mock.mockidentity.routes import MockIdentityRoutes
from esignet_mock.provider import Provider
from esignet_mock.userinfo.kyc_exchange import exchange_with
from shared.control.services import ServiceParts


def mock_identity(provider: Provider) -> ServiceParts:
    """The service over one world."""
    world, clients = provider.world, provider.clients
    clock, draws = world.clock, world.draws
    otps = Otps(clock, draws.of("otps of the identity system"))
    kyc = Kyc(
        IdentitySystemBackend("mock", world.citizens, otps, world.outbox, clock),
        exchange_with("mock", provider.settings, world),
        clients,
        PartnerKeys(world.store),
        draws.of("kyc tokens"),
    )
    world.memory.holds(kyc.clear)
    enveloped = Enveloped(clock, "message")
    return ServiceParts(
        routes=MockIdentityRoutes(Identities(world.citizens, clock), kyc, clients, world.keys, enveloped).routes(),
        codes=tuple(dict.fromkeys(map(str, (*IdentityCode, *MOCK_CODES.values())))),
        names=("client", "uin"),
        render=enveloped.render,
    )
