"""What the services of e-Signet have in common: relying parties, codes, tokens, and what was seen before.

Token endpoint, userinfo and pushed authorization requests check assertions and proofs by the same memory.
"""

from msgspec import Struct

from esignet_mock.authorization.codes import Codes
from esignet_mock.clients.registry import Clients
from esignet_mock.endpoints import Endpoints
from esignet_mock.settings import Settings
from esignet_mock.token.client_assertion import ClientAssertions
from esignet_mock.token.dpop import DpopNonces, DpopProofs
from esignet_mock.token.replay import ReplayCache
from esignet_mock.userinfo.access_tokens import AccessTokens
from shared.world import World


class Provider(Struct, frozen=True, kw_only=True):
    """The OpenID provider over one world."""

    settings: Settings
    world: World
    endpoints: Endpoints
    clients: Clients
    codes: Codes
    access_tokens: AccessTokens
    assertions: ClientAssertions
    proofs: DpopProofs
    nonces: DpopNonces
    replays: ReplayCache

    def forget(self) -> None:
        """Lose what was handed out and seen."""
        self.codes.clear()
        self.access_tokens.clear()
        self.nonces.clear()
        self.replays.clear()


def provider_of(settings: Settings, world: World, endpoints: Endpoints) -> Provider:
    """With nothing handed out yet."""
    profile, clock, draws = endpoints.profile, world.clock, world.draws
    replays = ReplayCache(clock)
    return Provider(
        settings=settings,
        world=world,
        endpoints=endpoints,
        clients=Clients(world.store, world.data_dir, settings.redirect_uris),
        codes=Codes(clock, profile.code_lifetime, draws.of("codes")),
        access_tokens=AccessTokens(clock),
        assertions=ClientAssertions(endpoints, replays),
        proofs=DpopProofs(profile, clock, replays),
        nonces=DpopNonces(clock, draws.of("dpop nonces")),
        replays=replays,
    )
