"""`/commons/v1/packetmanager`: packets are written, read back and tagged.

Source: mosip/packet-manager `PacketController`; token checks as in mosip/mosip-openid-bridge `AuthFilter`.
"""

from collections.abc import Awaitable, Callable
from functools import partial
from http import HTTPStatus
from typing import Any, Final, TypeVar

import msgspec
from msgspec import Struct
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Mount, Route

from mosip_mock.authmanager.caller import Caller, TokenError, TokenProblem
from mosip_mock.authmanager.cookies import servlet_token
from mosip_mock.authmanager.tokens import Tokens
from mosip_mock.envelope import ResponseWrapper, ServiceError
from mosip_mock.packetmanager.assembly import assemble
from mosip_mock.packetmanager.errors import PacketCode, PacketError, SwallowedError
from mosip_mock.packetmanager.losses import loss_explanations
from mosip_mock.packetmanager.packet import PacketInfo
from mosip_mock.packetmanager.packets import Packets
from mosip_mock.packetmanager.providers import require_provider
from mosip_mock.packetmanager.reading import NO_ID, Reader, nothing_kept
from mosip_mock.packetmanager.requests import (
    BiometricsRequest,
    CreatePacketRequest,
    DocumentRequest,
    FieldRequest,
    FieldsRequest,
    InfoRequest,
    ReadRequest,
    TagNamesRequest,
    TagsRequest,
    read_envelope,
)
from mosip_mock.packetmanager.sealing import Seals
from mosip_mock.packetmanager.tags import Tagging
from mosip_mock.paths import PACKET_MANAGER
from mosip_mock.spring import Scalar, SpringError, null_pointer, text_of
from shared.control.clock import Clock
from shared.control.exchange import exchange_of
from shared.wire import json_response, wire_time

T = TypeVar("T")

WRITER: Final = "mosip.registration.packet.writer"
READER: Final = "mosip.registration.packet.reader"
_PROCESSOR: Final = ("REGISTRATION_PROCESSOR",)
_DELETED: Final = "Deleted Successfully"


class PacketManagerRoutes(Struct, frozen=True):
    """Every endpoint of the packet manager."""

    packets: Packets
    reader: Reader
    tagging: Tagging
    seals: Seals
    tokens: Tokens
    audiences: tuple[str, ...]
    clock: Clock

    def routes(self) -> list[BaseRoute]:
        post: dict[str, Callable[[Request], Awaitable[Response]]] = {
            "/searchField": self.search_field,
            "/searchFields": self.search_fields,
            "/metaInfo": self.meta_info,
            "/audits": self.audits,
            "/validatePacket": self.validate_packet,
            "/document": self.document,
            "/biometrics": self.biometrics,
            "/info": self.info,
            "/getTags": self.get_tags,
            "/addTag": partial(self.write_tags, self.tagging.add),
            "/addOrUpdateTag": partial(self.write_tags, self.tagging.add_or_update),
            "/deleteTag": self.delete_tag,
        }
        return [
            Mount(
                PACKET_MANAGER,
                routes=[
                    Route("/createPacket", self.create_packet, methods=["PUT"]),
                    *(Route(path, endpoint, methods=["POST"]) for path, endpoint in post.items()),
                    Route("/actuator/health", self.health, methods=["GET"]),
                ],
            )
        ]

    async def create_packet(self, request: Request) -> Response:
        """Assemble and store a packet; most failures are swallowed."""
        exchange = exchange_of(request.scope)
        _, body = await self._read(
            request, CreatePacketRequest, ("REGISTRATION_PROCESSOR", "ONLINE_REGISTRATION_CLIENT"), "createPacket"
        )
        draft = body.draft()
        exchange.tag(rid=draft.id or "", process=draft.process)
        require_provider(self.reader.providers, draft.source, draft.process)
        infos: list[PacketInfo] | None
        try:
            container = assemble(draft, self.seals, self.clock.now())
            self.packets.put(container, draft.schema_json or "")
            infos = [stored.info for stored in container.objects]
            for explanation in loss_explanations(draft, container):
                exchange.explain(explanation)
        except SwallowedError as error:
            exchange.explain(error.explanation)
            exchange.decode("swallowed", {"code": error.internal, "reason": str(error)})
            infos = None
        return self._answer(infos, WRITER)

    async def search_field(self, request: Request) -> Response:
        _, body = await self._read(request, FieldRequest, ("DATA_READ",), "searchField")
        name = text_of(body.field) or "null"
        if self.reader.locate_field(*_place(body), name) is not None:
            _require_bypass(body)
        return self._answer({"fields": self.reader.field(*_place(body), name)}, None)

    async def search_fields(self, request: Request) -> Response:
        """With a source from its container; without, each field from the first container that holds it."""
        _, body = await self._read(request, FieldsRequest, ("DATA_READ",), "searchFields")
        _require_bypass(body)
        names = tuple(text_of(name) or "null" for name in body.fields or ())
        if not text_of(body.source):
            fields = {name: value for n in names for name, value in self.reader.field(*_place(body), n).items()}
            return self._answer({"fields": fields}, None)
        container = self.reader.locate(*_place(body), PacketCode.NO_OBJECT)
        fields = self.reader.fields(container, names, bypass_cache=bool(body.bypass_cache))
        return self._answer({"fields": fields}, None)

    async def meta_info(self, request: Request) -> Response:
        _, body = await self._read(request, ReadRequest, ("METADATA_READ",), "metaInfo")
        _require_bypass(body)
        self._require_known(body, "metaInfo")
        container = self.reader.locate(*_place(body), PacketCode.NO_OBJECT, wrapped=True)
        return self._answer({"fields": self.reader.meta_info(container)}, READER)

    async def audits(self, request: Request) -> Response:
        _, body = await self._read(request, ReadRequest, _PROCESSOR, "audits")
        _require_bypass(body)
        self._require_known(body, "audits")
        container = self.reader.locate(*_place(body), PacketCode.NO_OBJECT, wrapped=True)
        return self._answer(self.reader.audits(container), READER)

    async def validate_packet(self, request: Request) -> Response:
        _, body = await self._read(request, ReadRequest, _PROCESSOR, "validatePacket")
        self._require_known(body, "validatePacket")
        container = self.reader.locate(*_place(body), PacketCode.VALIDATION)
        return self._answer({"valid": self.reader.is_valid(container)}, READER)

    async def document(self, request: Request) -> Response:
        _, body = await self._read(request, DocumentRequest, ("DOCUMENT_READ",), "document")
        name = text_of(body.document_name) or ""
        container = self.reader.locate_field(*_place(body), name)
        found = None if container is None else self.reader.document(container, name)
        if found is None:
            exchange_of(request.scope).explain(nothing_kept("documents", name, "request.documentName"))
        return self._answer(found, None)

    async def biometrics(self, request: Request) -> Response:
        _, body = await self._read(request, BiometricsRequest, ("BIOMETRIC_READ",), "biometrics")
        person = text_of(body.person) or ""
        container = self.reader.locate_field(*_place(body), person)
        modalities = tuple(text_of(m) or "" for m in body.modalities or ())
        found = None if container is None else self.reader.biometrics(container, person, modalities)
        if found is None:
            exchange_of(request.scope).explain(nothing_kept("biometrics", person, "request.person"))
        return self._answer(found, READER)

    async def info(self, request: Request) -> Response:
        caller, body = await self._read(request, InfoRequest, _PROCESSOR, "info")
        packet_id = text_of(body.id)
        if not packet_id:
            exchange_of(request.scope).explain(NO_ID)
            return self._answer(None, READER)
        return self._answer(self.reader.info(packet_id, caller), READER)

    async def write_tags(
        self, write: Callable[[str, dict[str, str | None]], dict[str, str | None]], request: Request
    ) -> Response:
        _, body = await self._read(request, TagsRequest, _PROCESSOR, "writing tags")
        tags = {name: text_of(value) for name, value in (body.tags or {}).items()}
        return self._answer({"tags": write(_required_id(body.id), tags)}, WRITER)

    async def get_tags(self, request: Request) -> Response:
        _, body = await self._read(request, TagNamesRequest, _PROCESSOR, "getTags")
        names = tuple(text_of(n) or "null" for n in body.tag_names or ())
        return self._answer({"tags": self.tagging.get(_required_id(body.id), names)}, READER)

    async def delete_tag(self, request: Request) -> Response:
        _, body = await self._read(request, TagNamesRequest, _PROCESSOR, "deleteTag")
        self.tagging.delete(_required_id(body.id), tuple(text_of(n) or "null" for n in body.tag_names or ()))
        return self._answer({"status": _DELETED}, WRITER)

    async def health(self, request: Request) -> Response:
        exchange_of(request.scope).service = "packetmanager"
        return json_response({"status": "UP"})

    async def on_error(self, request: Request, error: Exception) -> Response:
        """Render a `PacketError`: the wrapper with null ids."""
        assert isinstance(error, PacketError)  # noqa: S101 - registered for this class only
        exchange_of(request.scope).explain(error.explanation)
        body = msgspec.json.encode(
            ResponseWrapper(responsetime=self._now(), errors=[ServiceError(error.code, error.message)])
        )
        return Response(body * 2 if error.is_written_twice else body, error.status, media_type="application/json")

    async def _read(self, request: Request, kind: type[T], roles: tuple[str, ...], what: str) -> tuple[Caller, T]:
        """Token, body, role, in the real order. Raises `PacketError` and `SpringError`."""
        exchange = exchange_of(request.scope)
        exchange.service = "packetmanager"
        caller = self._caller(request)
        exchange.tag(client=caller.client_id)
        body = await read_envelope(request, kind)
        try:
            caller.require_role(roles, what)
        except TokenError as error:
            raise PacketError(PacketCode.FORBIDDEN, error.explanation, status=HTTPStatus.FORBIDDEN) from error
        if body is None:
            raise null_pointer("request", "the controller reads its members without looking")
        return caller, body

    def _caller(self, request: Request) -> Caller:
        try:
            caller = self.tokens.read(servlet_token(request.headers.get("cookie")))
            caller.require_audience(self.audiences, "packet manager")
        except TokenError as error:
            if error.problem is TokenProblem.NOT_A_JWT:
                raise SpringError(HTTPStatus.INTERNAL_SERVER_ERROR, error.explanation) from error
            refused = PacketError(PacketCode.UNAUTHENTICATED, error.explanation, status=HTTPStatus.UNAUTHORIZED)
            refused.is_written_twice = error.problem is TokenProblem.NO_COOKIE
            raise refused from error
        return caller

    def _require_known(self, body: ReadRequest, what: str) -> None:
        self.reader.require_known(text_of(body.id), what)

    def _answer(self, content: Any, id_: str | None) -> Response:  # noqa: ANN401 - JSON
        return json_response(
            ResponseWrapper(id=id_, version=id_ and "v1", responsetime=self._now(), response=content, errors=[])
        )

    def _now(self) -> str:
        return wire_time(self.clock.now())


def _place(body: ReadRequest) -> tuple[str | None, str | None, str | None]:
    return text_of(body.id), text_of(body.source), text_of(body.process)


def _require_bypass(body: ReadRequest) -> None:
    if body.bypass_cache is None:
        raise null_pointer("request.bypassCache", "the service unboxes it")


def _required_id(value: Scalar) -> str:
    packet_id = text_of(value)
    if not packet_id:
        raise null_pointer("request.id", "the service builds the object's name from it")
    return packet_id
