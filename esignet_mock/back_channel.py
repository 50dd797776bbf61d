"""Assembling what relying parties call themselves: discovery, token, userinfo. The login page stands elsewhere."""

from msgspec import Struct
from starlette.routing import BaseRoute

from esignet_mock.authorization.codes import Codes
from esignet_mock.clients.registry import Clients
from esignet_mock.discovery import DiscoveryRoutes, KeySet
from esignet_mock.endpoints import Endpoints
from esignet_mock.settings import Settings
from esignet_mock.token.client_assertion import ClientAssertions
from esignet_mock.token.dpop import DpopNonces, DpopProofs
from esignet_mock.token.minting import Tokens
from esignet_mock.token.redemption import Redemption
from esignet_mock.token.replay import ReplayCache
from esignet_mock.token.routes import TokenRoutes
from esignet_mock.token.used_codes import UsedCodes
from esignet_mock.userinfo.access import UserinfoAccess
from esignet_mock.userinfo.access_tokens import AccessTokens
from esignet_mock.userinfo.kyc_exchange import KycExchange
from esignet_mock.userinfo.pictures import Pictures
from esignet_mock.userinfo.presented_token import PresentedTokens
from esignet_mock.userinfo.routes import UserinfoRoutes
from esignet_mock.userinfo.subject import subject_rule
from shared.world import World


class BackChannel(Struct, frozen=True, kw_only=True):
    """The parts that others share: pushed authorization requests check assertions and proofs by the same memory."""

    routes: tuple[BaseRoute, ...]
    assertions: ClientAssertions
    proofs: DpopProofs
    kyc: KycExchange
    access_tokens: AccessTokens
    replays: ReplayCache
    nonces: DpopNonces
    used_codes: UsedCodes
    key_set: KeySet

    def reset(self) -> None:
        """Forget what was handed out and seen."""
        self.access_tokens.clear()
        self.replays.clear()
        self.nonces.clear()
        self.used_codes.clear()


def back_channel(
    settings: Settings, world: World, endpoints: Endpoints, *, codes: Codes, clients: Clients
) -> BackChannel:
    """Token and userinfo endpoints over these codes and clients."""
    profile, clock = endpoints.profile, world.clock
    replays, access_tokens = ReplayCache(clock), AccessTokens(clock)
    nonces = DpopNonces(clock, world.draws.of("dpop nonces"))
    assertions = ClientAssertions(endpoints, replays)
    proofs = DpopProofs(profile, clock, replays)
    kyc = KycExchange(
        settings=settings,
        citizens=world.citizens,
        keys=world.keys,
        subject=subject_rule(settings.subject, settings.identity_system),
        pictures=Pictures(),
    )
    redemption = Redemption(
        profile=profile,
        codes=codes,
        clients=clients,
        assertions=assertions,
        nonces=nonces,
        kyc=kyc,
        tokens=Tokens(endpoints, world.keys, world.draws.of("credential nonces")),
        access_tokens=access_tokens,
        faults=world.faults,
        v1_accepts_code_verifier=settings.v1_accepts_code_verifier,
    )
    access = UserinfoAccess(
        endpoints=endpoints,
        presented=PresentedTokens(endpoints=endpoints, proofs=proofs, access_tokens=access_tokens),
        access_tokens=access_tokens,
        clients=clients,
        nonces=nonces,
        faults=world.faults,
        keys=world.keys,
    )
    discovery = DiscoveryRoutes(endpoints, world.keys)
    routes = (
        *TokenRoutes(endpoints, redemption, proofs, clock).routes(),
        *UserinfoRoutes(access, clock).routes(),
        *discovery.routes(),
    )
    return BackChannel(
        routes=routes,
        assertions=assertions,
        proofs=proofs,
        kyc=kyc,
        access_tokens=access_tokens,
        replays=replays,
        nonces=nonces,
        used_codes=redemption.used,
        key_set=discovery.key_set,
    )
