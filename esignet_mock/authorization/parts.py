"""Logging in put together: pages, UI API, PAR, wallets, sign-up; and as fault rules name it."""

from typing import Final

from msgspec import Struct
from starlette.routing import BaseRoute

from esignet_mock.authorization.binding_routes import BindingRoutes
from esignet_mock.authorization.blocked_ids import BlockedIds
from esignet_mock.authorization.captcha import Captcha
from esignet_mock.authorization.configs import configs_of
from esignet_mock.authorization.consents import Consents
from esignet_mock.authorization.control_routes import ControlRoutes
from esignet_mock.authorization.details import OauthDetails
from esignet_mock.authorization.errors import AuthorizationCode
from esignet_mock.authorization.identity_system import IdentitySystemBackend
from esignet_mock.authorization.linked_routes import LinkedRoutes
from esignet_mock.authorization.linking import Linking
from esignet_mock.authorization.login import Login
from esignet_mock.authorization.never_answered import NEVER_ANSWERED
from esignet_mock.authorization.nonces import UsedNonces
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
from esignet_mock.authorization.ui_guard import UiGuard
from esignet_mock.authorization.ui_routes import UiRoutes
from esignet_mock.authorization.views import Views
from esignet_mock.envelope import Enveloped
from esignet_mock.oauth_errors import OAuthError, on_oauth_error
from esignet_mock.provider import Provider
from esignet_mock.userinfo.subject import subject_rule
from shared.control.services import ServiceParts

_RELAYED: Final = (
    *(f"IDA-MLC-{number:03}" for number in (2, 3, 4, 9, 10, 11, 14, 18, 19, 22, 23)),
    *(f"IDA-OTA-{number:03}" for number in (1, 2, 3, 4, 5, 6, 7, 9, 12, 13)),
    *("IDA-BIA-001", "IDA-PSD-001", "IDA-PSD-002", "IDA-MPA-006", "IDA-MPA-007", "IDA-MPA-009"),
)
"""ID authentication's codes that e-Signet passes on as they are."""


class Authorization(Struct, frozen=True, kw_only=True):
    """The service, its routes of the control API, and the logins under way."""

    parts: ServiceParts
    control_routes: list[BaseRoute]
    transactions: Transactions


def authorization(provider: Provider) -> Authorization:
    """The service over one world."""
    settings, world, endpoints, clients = provider.settings, provider.world, provider.endpoints, provider.clients
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
        codes=provider.codes,
        subject_of=subject_rule(settings.subject, settings.identity_system),
        clock=clock,
    )
    enveloped = Enveloped(clock)
    views = Views(Pages(), People(world.citizens), login.identity_system, profile, draws.of("csrf"))
    pages = PageRoutes(details, login, pushed, views, Returning(login, endpoints), settings.auto_login)
    guard, captcha = UiGuard(enveloped), Captcha(settings.captcha)
    ui = UiRoutes(guard, enveloped, details, login, pushed, captcha, profile, draws.of("csrf"))
    par = ParRoutes(details, pushed, endpoints, provider.assertions, provider.proofs)
    linking = Linking(transactions, clock, settings.link_poll_seconds, draws.of("link codes"))
    world.memory.holds(transactions.clear, pushed.clear, used_nonces.clear, otps.clear, linking.clear)
    detour = SignUpDetour(login, endpoints, world.keys, draws.of("sign-up nonces"))
    parts = ServiceParts(
        routes=[
            *pages.routes(),
            *ui.routes(),
            *par.routes(),
            *LinkedRoutes(guard, enveloped, login, linking, configs).routes(),
            *SignUpRoutes(guard, enveloped, detour).routes(),
            *BindingRoutes(guard, enveloped, login.identity_system, captcha).routes(),
            *static_routes(),
        ],
        handlers={OAuthError: on_oauth_error},
        codes=tuple(dict.fromkeys((*map(str, AuthorizationCode), *_RELAYED, *NEVER_ANSWERED))),
        names=("client", "uin"),
        render=enveloped.render,
    )
    return Authorization(
        parts=parts,
        control_routes=ControlRoutes(details, login, clients, endpoints, world.journal, pushed).routes(),
        transactions=transactions,
    )
