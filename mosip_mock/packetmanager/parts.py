"""The packet manager put together, and as fault rules name it."""

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from mosip_mock.authmanager.caller import status_of
from mosip_mock.authmanager.tokens import Tokens
from mosip_mock.packetmanager.errors import PacketCode, PacketError
from mosip_mock.packetmanager.packets import Packets
from mosip_mock.packetmanager.reading import Reader
from mosip_mock.packetmanager.routes import PacketManagerRoutes
from mosip_mock.packetmanager.sealing import Seals
from mosip_mock.packetmanager.tags import Tagging
from mosip_mock.registration.presets import preset_of
from mosip_mock.settings import Settings
from mosip_mock.spring import SpringError, SpringErrors
from shared.control.explanation import Explanation
from shared.control.services import ServiceParts
from shared.world import World


def packet_manager(settings: Settings, world: World, tokens: Tokens) -> ServiceParts:
    """The service over one world."""
    seals = Seals(world.keys)
    packets = Packets(world.store, seals)
    preset = preset_of(settings)
    routes = PacketManagerRoutes(
        packets=packets,
        reader=Reader(packets, preset.providers, preset.priority),
        tagging=Tagging(packets, world.store),
        seals=seals,
        tokens=tokens,
        audiences=settings.packet_audiences,
        clock=world.clock,
    )
    spring = SpringErrors(world.clock)

    async def render(request: Request, code: str, explanation: Explanation) -> Response:
        return await routes.on_error(request, PacketError(PacketCode(code), explanation, status=status_of(code)))

    return ServiceParts(
        routes=routes.routes(),
        handlers={
            PacketError: routes.on_error,
            SpringError: spring.on_error,
            HTTPException: spring.on_http_error,
        },
        codes=tuple(PacketCode),
        names=("client", "uin", "process"),
        processes=preset.processes,
        render=render,
    )
