"""The registration processor put together: its stages, and its service as fault rules name it."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from mosip_mock.authmanager.caller import status_of
from mosip_mock.authmanager.tokens import Tokens
from mosip_mock.events import EventPublisher
from mosip_mock.idrepository.events import IdentityEvents
from mosip_mock.packetmanager.packets import Packets
from mosip_mock.packetmanager.sealing import Seals
from mosip_mock.registration.actions import Actions
from mosip_mock.registration.control import PacketsRoutes
from mosip_mock.registration.effects import Effects
from mosip_mock.registration.errors import NoJsonError, StatusError, WorkflowCode, WorkflowError
from mosip_mock.registration.issuing import CredentialIssuer
from mosip_mock.registration.opening import OpenedPackets
from mosip_mock.registration.pipeline import Pipeline
from mosip_mock.registration.presets import preset_of
from mosip_mock.registration.routes import RegistrationRoutes
from mosip_mock.registration.stages import Stages
from mosip_mock.registration.starting import Starting
from mosip_mock.registration.status_routes import StatusRoutes
from mosip_mock.registration.workflow import Workflows
from mosip_mock.settings import Settings
from mosip_mock.spring import SpringError, SpringErrors
from shared.control.explanation import Explanation
from shared.control.services import ServiceParts
from shared.world import World


def stages_of(settings: Settings, world: World, issuer: CredentialIssuer, publisher: EventPublisher) -> Stages:
    """What works packets off."""
    preset = preset_of(settings)
    return Stages(
        store=world.store,
        workflows=Workflows(world.store),
        opening=OpenedPackets(Packets(world.store, Seals(world.keys)), preset),
        effects=Effects(world.citizens, preset),
        preset=preset,
        rules=settings.processing_rules,
        master_data=settings.master_data,
        issuer=issuer,
        publisher=publisher,
        events=IdentityEvents(publisher, world.clock, draw=world.draws.of("identity events")),
        outbox=world.outbox,
        clock=world.clock,
    )


def registration(settings: Settings, world: World, tokens: Tokens, stages: Stages, pipeline: Pipeline) -> ServiceParts:
    """The workflow manager and the registration status over one world."""
    clock, workflows, preset = world.clock, stages.workflows, stages.preset
    statuses = StatusRoutes(workflows, tokens, settings.workflow_audiences, clock)
    routes = RegistrationRoutes(
        starting=Starting(
            workflows,
            stages.opening.packets,
            preset,
            settings.processing_delay,
            clock,
            world.draws.of("workflows"),
        ),
        actions=Actions(workflows, stages, clock),
        workflows=workflows,
        pipeline=pipeline,
        statuses=statuses,
        tokens=tokens,
        audiences=settings.workflow_audiences,
        clock=clock,
    )

    async def render(request: Request, code: str, explanation: Explanation) -> Response:
        error = WorkflowError(WorkflowCode(code), explanation, "request")
        return await routes.render_fault(request, error, status_of(code))

    return ServiceParts(
        routes=routes.routes(),
        handlers={
            NoJsonError: routes.on_no_json,
            SpringError: SpringErrors(clock).on_error,
            StatusError: statuses.on_error,
        },
        codes=tuple(WorkflowCode),
        names=("client", "process"),
        processes=preset.processes,
        render=render,
    )


def packets_routes(stages: Stages, pipeline: Pipeline) -> list[BaseRoute]:
    """`/_mock/packets`."""
    actions = Actions(stages.workflows, stages, stages.clock)
    return PacketsRoutes(stages.opening.packets, stages.workflows, pipeline, actions).routes()
