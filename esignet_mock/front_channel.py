"""Assembling what people and login pages call: the authorize page, the UI API, clients. Tokens stand elsewhere."""

from collections.abc import Callable

from msgspec import Struct
from msgspec.structs import replace
from starlette.routing import BaseRoute

from esignet_mock.authorization.binding_routes import BindingRoutes
from esignet_mock.authorization.blocked_ids import BlockedIds
from esignet_mock.authorization.captcha import Captcha
from esignet_mock.authorization.codes import Codes
from esignet_mock.authorization.configs import configs_of
from esignet_mock.authorization.consents import Consents
from esignet_mock.authorization.control_routes import ControlRoutes
from esignet_mock.authorization.details import OauthDetails, UsedNonces
from esignet_mock.authorization.identity_system import IdentitySystemBackend
from esignet_mock.authorization.linked_routes import LinkedRoutes
from esignet_mock.authorization.linking import Linking
from esignet_mock.authorization.login import Login
from esignet_mock.authorization.otps import Otps
from esignet_mock.authorization.page_routes import PageRoutes
from esignet_mock.authorization.pages import Pages
from esignet_mock.authorization.par_routes import ParRoutes
from esignet_mock.authorization.people import People
from esignet_mock.authorization.pushed_requests import PushedRequests
from esignet_mock.authorization.returning import Returning
from esignet_mock.authorization.sign_up import SignUpDetour
from esignet_mock.authorization.sign_up_routes import SignUpRoutes
from esignet_mock.authorization.static_routes import static_routes
from esignet_mock.authorization.transactions import Transactions
from esignet_mock.authorization.ui_routes import UiRoutes
from esignet_mock.authorization.views import Views
from esignet_mock.back_channel import BackChannel
from esignet_mock.clients.management import ClientManagement
from esignet_mock.clients.registry import Clients
from esignet_mock.clients.routes import ClientRoutes
from esignet_mock.endpoints import Endpoints
from esignet_mock.envelope import Enveloped
from esignet_mock.mockidentity.identities import Identities
from esignet_mock.mockidentity.kyc import Kyc
from esignet_mock.mockidentity.partner_keys import PartnerKeys
from esignet_mock.mockidentity.routes import MockIdentityRoutes
from esignet_mock.settings import Settings
from esignet_mock.userinfo.subject import subject_rule
from shared.world import World


class FrontChannel(Struct, frozen=True, kw_only=True):
    """Routes of the app, and routes of its control API."""

    routes: tuple[BaseRoute, ...]
    control_routes: tuple[BaseRoute, ...]
    transactions: Transactions
    forgets: tuple[Callable[[], None], ...]
    """What empties the memory of logins under way."""


def front_channel(
    settings: Settings, world: World, endpoints: Endpoints, *, codes: Codes, clients: Clients, back: BackChannel
) -> FrontChannel:
    """Authorize page and UI API over these codes and clients."""
    profile, clock, draws = endpoints.profile, world.clock, world.draws
    transactions = Transactions(clock, profile, draws.of("transactions"))
    pushed = PushedRequests(clock, draws.of("pushed requests"))
    configs = configs_of(profile, endpoints.issuer, with_captcha=settings.captcha)
    used_nonces, otps = UsedNonces(clock), Otps(clock, draws.of("otps"))
    details = OauthDetails(clients, transactions, used_nonces, profile, configs)
    login = Login(
        transactions=transactions,
        identity_system=IdentitySystemBackend(settings.identity_system, world.citizens, otps, world.outbox, clock),
        blocked_ids=BlockedIds(world.store, clock, profile.block_duration),
        consents=Consents(world.store, clock),
        codes=codes,
        subject_of=subject_rule(settings.subject, settings.identity_system),
        clock=clock,
    )
    views = Views(Pages(), People(world.citizens), login.identity_system, profile, draws.of("csrf"))
    pages = PageRoutes(details, login, pushed, views, Returning(login, endpoints), settings.auto_login)
    ui = UiRoutes(details, login, pushed, Captcha(settings.captcha), profile, Enveloped(clock), draws.of("csrf"))
    linking = Linking(transactions, clock, settings.link_poll_seconds, draws.of("link codes"))
    linked = LinkedRoutes(ui, login, linking)
    par = ParRoutes(details, pushed, endpoints, back.assertions, back.proofs)
    management = ClientRoutes(ClientManagement(clients, world.store, profile), Enveloped(clock))
    identity_system = _mock_identity(settings, world, clients, back)
    further = (*management.routes(), *identity_system.routes())
    return FrontChannel(
        routes=(
            *pages.routes(),
            *ui.routes(),
            *par.routes(),
            *linked.routes(),
            *SignUpRoutes(ui, SignUpDetour(login, endpoints, world.keys, draws.of("sign-up nonces"))).routes(),
            *BindingRoutes(ui, ui.captcha).routes(),
            *further,
            *static_routes(),
        ),
        control_routes=tuple(ControlRoutes(details, login, clients, endpoints, world.journal, pushed).routes()),
        transactions=transactions,
        forgets=(
            transactions.clear,
            pushed.clear,
            used_nonces.clear,
            otps.clear,
            linking.clear,
            identity_system.kyc.clear,
        ),
    )


def _mock_identity(settings: Settings, world: World, clients: Clients, back: BackChannel) -> MockIdentityRoutes:
    """The mock-identity-system over the same people; it answers in its own shape whatever e-Signet stands on."""
    clock = world.clock
    its_own = replace(settings, identity_system="mock")
    exchange = replace(back.kyc, settings=its_own, subject=subject_rule(settings.subject, "mock"))
    otps = Otps(clock, world.draws.of("otps of the identity system"))
    backend = IdentitySystemBackend("mock", world.citizens, otps, world.outbox, clock)
    return MockIdentityRoutes(
        Identities(world.citizens, clock),
        Kyc(backend, exchange, clients, PartnerKeys(world.store), world.draws.of("kyc tokens")),
        clients,
        world.keys,
        Enveloped(clock, "message"),
    )
