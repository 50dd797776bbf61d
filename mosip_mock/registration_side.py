"""The registration side of the app: auth manager, packet manager, registration, ID repository, and the pipeline.

Each is imported and put together when it is first asked for, what works packets off with the first packet.

What it needs of the credential and WebSub side arrives as protocols.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from functools import cache
from typing import TYPE_CHECKING, Any

from msgspec import Struct
from starlette.routing import BaseRoute

from mosip_mock import paths
from mosip_mock.registration.pipeline import Pipeline
from mosip_mock.registration.workflow import Workflows
from mosip_mock.settings import Settings
from shared.control.services import Service, ServiceParts
from shared.world import World

if TYPE_CHECKING:
    from mosip_mock.authmanager.tokens import Tokens
    from mosip_mock.events import EventPublisher
    from mosip_mock.idrepository.requestgenerator import CredentialRequestBook
    from mosip_mock.registration.issuing import CredentialIssuer
    from mosip_mock.registration.stages import Stages


class RegistrationSide(Struct, frozen=True):
    """What the app mounts and runs."""

    services: list[Service]
    control_routes: Callable[[], list[BaseRoute]]
    pipeline: Pipeline
    workers: list[Callable[[], Coroutine[Any, Any, None]]]
    """What runs in the background: the lifespan's task group calls each once. The pipeline is among them."""


def registration_side(
    settings: Settings,
    world: World,
    tokens: Callable[[], Tokens],
    *,
    issuer: CredentialIssuer,
    requests: CredentialRequestBook,
    publisher: EventPublisher,
) -> RegistrationSide:
    """The services over one world."""

    @cache
    def stages() -> Stages:
        from mosip_mock.registration.parts import stages_of  # noqa: PLC0415 - with the first packet

        return stages_of(settings, world, issuer, publisher)

    pipeline = Pipeline(stages, Workflows(world.store), world.clock, world.journal)
    world.memory.holds(pipeline.forget)

    def auth_manager() -> ServiceParts:
        from mosip_mock.authmanager import parts  # noqa: PLC0415 - with its first request

        return parts.auth_manager(settings, world, tokens())

    def packet_manager() -> ServiceParts:
        from mosip_mock.packetmanager import parts  # noqa: PLC0415 - with its first request

        return parts.packet_manager(settings, world, tokens())

    def registration() -> ServiceParts:
        from mosip_mock.registration import parts  # noqa: PLC0415 - with its first request

        return parts.registration(settings, world, tokens(), stages(), pipeline)

    def id_repository() -> ServiceParts:
        from mosip_mock.idrepository import parts  # noqa: PLC0415 - with its first request

        return parts.id_repository(world, tokens(), issuer=issuer, requests=requests, publisher=publisher)

    def control_routes() -> list[BaseRoute]:
        from mosip_mock.openapi.routes import OpenApiRoutes  # noqa: PLC0415 - with the control API
        from mosip_mock.registration.parts import packets_routes  # noqa: PLC0415 - the same

        return [*packets_routes(stages(), pipeline), *OpenApiRoutes(settings.addresses.public).routes()]

    return RegistrationSide(
        services=[
            Service("authmanager", (paths.AUTH_MANAGER, paths.REALMS), auth_manager),
            Service("packetmanager", (paths.PACKET_MANAGER,), packet_manager),
            Service("registration", (paths.REGISTRATION,), registration),
            Service("idrepository", (paths.ID_REPOSITORY, paths.REQUEST_GENERATOR), id_repository),
        ],
        control_routes=control_routes,
        pipeline=pipeline,
        workers=[pipeline.run, *_mailers(settings, world)],
    )


def _mailers(settings: Settings, world: World) -> list[Callable[[], Coroutine[Any, Any, None]]]:
    if not settings.smtp_url:
        return []
    from mosip_mock.mailing import Mailer  # noqa: PLC0415 - only where mail is sent

    return [Mailer(world.store, settings.smtp_url).run]
