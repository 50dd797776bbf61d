"""Putting the registration side together over one world: auth manager, packet manager, registration, ID repository.

What it needs of the credential and WebSub side arrives as two protocols.
"""

from collections.abc import Awaitable, Callable, Coroutine, Mapping
from http import HTTPStatus
from typing import Any

from msgspec import Struct
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute

from mosip_mock.authmanager.errors import AuthError
from mosip_mock.authmanager.login import Logins
from mosip_mock.authmanager.otps import OtpLogins
from mosip_mock.authmanager.routes import PREFIX as AUTH_MANAGER
from mosip_mock.authmanager.routes import AuthManagerRoutes
from mosip_mock.authmanager.tokens import Tokens
from mosip_mock.events import EventPublisher
from mosip_mock.idrepository.answers import REPOSITORY, REQUEST_GENERATOR
from mosip_mock.idrepository.authtypes import AuthTypes
from mosip_mock.idrepository.doors import Doors
from mosip_mock.idrepository.errors import IdRepoError
from mosip_mock.idrepository.events import IdentityEvents
from mosip_mock.idrepository.identities import Identities
from mosip_mock.idrepository.requestgenerator import CredentialRequestBook, RequestGeneratorRoutes
from mosip_mock.idrepository.routes import IdRepositoryRoutes
from mosip_mock.idrepository.vids import Vids
from mosip_mock.openapi.routes import OpenApiRoutes
from mosip_mock.packetmanager.errors import PacketError
from mosip_mock.packetmanager.packets import Packets
from mosip_mock.packetmanager.reading import Reader
from mosip_mock.packetmanager.routes import PREFIX as PACKET_MANAGER
from mosip_mock.packetmanager.routes import PacketManagerRoutes
from mosip_mock.packetmanager.sealing import Seals
from mosip_mock.packetmanager.tags import Tagging
from mosip_mock.registration.actions import Actions
from mosip_mock.registration.control import PacketsRoutes
from mosip_mock.registration.effects import Effects
from mosip_mock.registration.errors import NoJsonError, StatusError
from mosip_mock.registration.issuing import CredentialIssuer
from mosip_mock.registration.opening import OpenedPackets
from mosip_mock.registration.pipeline import Pipeline
from mosip_mock.registration.presets import preset_of
from mosip_mock.registration.routes import RegistrationRoutes
from mosip_mock.registration.stages import Stages
from mosip_mock.registration.starting import Starting
from mosip_mock.registration.statusroutes import StatusRoutes
from mosip_mock.registration.workflow import Workflows
from mosip_mock.registration_faults import registration_services
from mosip_mock.settings import Settings
from mosip_mock.spring import SpringError, SpringErrors
from shared.control.faults.services import Service
from shared.wire import path_of
from shared.world import World


class RegistrationSide(Struct, frozen=True):
    """What the app mounts and runs."""

    routes: list[BaseRoute]
    control_routes: list[BaseRoute]
    exception_handlers: Mapping[Any, Callable[..., Any]]
    services: list[Service]
    """For the table of fault rules."""
    forgets: tuple[Callable[[], None], ...]
    """What forgets what a restart forgets."""
    pipeline: Pipeline
    workers: list[Callable[[], Coroutine[Any, Any, None]]]
    """What runs in the background: the lifespan's task group calls each once. The pipeline is among them."""


def registration_side(
    settings: Settings,
    world: World,
    tokens: Tokens,
    *,
    issuer: CredentialIssuer,
    requests: CredentialRequestBook,
    publisher: EventPublisher,
) -> RegistrationSide:
    """The services."""
    preset = preset_of(
        settings.preset,
        partner_ids=settings.credential_partners,
        credential_type=settings.credential_type,
        issues_for_deaths=settings.death_credentials,
        meta_info_fields=settings.credential_meta_info,
    )
    clock = world.clock
    seals = Seals(world.keys)
    packets = Packets(world.store, seals)
    events = IdentityEvents(publisher, clock, draw=world.draws.of("identity events"))
    workflows = Workflows(world.store)
    stages = Stages(
        store=world.store,
        workflows=workflows,
        opening=OpenedPackets(packets, preset),
        effects=Effects(world.citizens, preset),
        preset=preset,
        rules=settings.processing_rules,
        master_data=settings.master_data,
        issuer=issuer,
        publisher=publisher,
        events=events,
        outbox=world.outbox,
        clock=clock,
    )
    doors = Doors(tokens, clock)
    vids = Vids(world.store, world.citizens, events, clock)
    identities = Identities(world.store, world.citizens, vids, events, clock)
    id_repository = IdRepositoryRoutes(
        identities,
        AuthTypes(world.store, world.citizens, events, world.draws.of("locks")),
        doors,
    )
    request_generator = RequestGeneratorRoutes(
        requests, issuer, identities, world.store, doors, world.draws.of("registration ids")
    )
    pipeline = Pipeline(stages, workflows, clock, world.journal)
    actions = Actions(workflows, stages, clock)
    accounts = settings.accounts.with_subscribers(settings.credential_partners)
    otps = OtpLogins(accounts, world.citizens, world.outbox, clock, world.draws.of("login otps"))
    logins = Logins(accounts, tokens, otps)
    spring = SpringErrors(clock)
    auth_manager = AuthManagerRoutes(logins, world.keys, world.faults, spring, clock)
    packet_manager = PacketManagerRoutes(
        packets=packets,
        reader=Reader(packets, preset.providers, preset.priority),
        tagging=Tagging(packets, world.store),
        seals=seals,
        tokens=tokens,
        audiences=settings.packet_audiences,
        clock=clock,
    )
    statuses = StatusRoutes(workflows, tokens, settings.workflow_audiences, clock)
    registration = RegistrationRoutes(
        starting=Starting(workflows, packets, preset, settings.processing_delay, clock, world.draws.of("workflows")),
        actions=actions,
        workflows=workflows,
        pipeline=pipeline,
        statuses=statuses,
        tokens=tokens,
        audiences=settings.workflow_audiences,
        clock=clock,
    )
    return RegistrationSide(
        routes=[
            *auth_manager.routes(),
            *packet_manager.routes(),
            *registration.routes(),
            *id_repository.routes(),
            *request_generator.routes(),
        ],
        control_routes=[
            *PacketsRoutes(packets, workflows, pipeline, actions).routes(),
            *OpenApiRoutes(settings.addresses.public).routes(),
        ],
        exception_handlers={
            AuthError: auth_manager.on_error,
            IdRepoError: doors.on_error,
            PacketError: packet_manager.on_error,
            NoJsonError: registration.on_no_json,
            SpringError: spring.on_error,
            StatusError: statuses.on_error,
            HTTPException: _by_service(auth_manager, doors, spring),
        },
        services=registration_services(auth_manager, packet_manager, registration, doors, preset.processes),
        forgets=(logins.forget, pipeline.forget),
        pipeline=pipeline,
        workers=[pipeline.run, *_mailers(settings, world)],
    )


def _by_service(
    auth_manager: AuthManagerRoutes, doors: Doors, spring: SpringErrors
) -> Callable[[Request, Exception], Awaitable[Response]]:
    """How an unknown path or a wrong method is answered, by whose path it is."""

    async def on_http_error(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)  # noqa: S101 - registered for this class only
        path = path_of(request)
        if path.startswith(AUTH_MANAGER):
            return auth_manager.on_http_error(request, error)
        if path.startswith((REPOSITORY, REQUEST_GENERATOR)) and error.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
            return await doors.on_wrong_method(request)
        if path.startswith((PACKET_MANAGER, REPOSITORY, REQUEST_GENERATOR)):
            return await spring.on_http_error(request, error)
        return PlainTextResponse(error.detail, error.status_code, error.headers)

    return on_http_error


def _mailers(settings: Settings, world: World) -> list[Callable[[], Coroutine[Any, Any, None]]]:
    if not settings.smtp_url:
        return []
    from mosip_mock.mailing import Mailer  # noqa: PLC0415 - only where mail is sent

    return [Mailer(world.store, settings.smtp_url).run]
