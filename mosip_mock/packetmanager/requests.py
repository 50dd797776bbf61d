"""The packet manager's request bodies: unknown members are refused, maps hold text, objects in them are refused.

Source: mosip/packet-manager `dto/*`, behind Spring's plain Jackson mapper.
"""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, TypeVar

from starlette.requests import Request

from mosip_mock.packetmanager.packet import Document, Draft
from mosip_mock.spring import (
    RequestWrapper,
    Scalar,
    SpringError,
    StrictBody,
    local_time,
    local_time_explanation,
    media_type_problem,
    null_pointer,
    text_of,
)
from shared.wire import WireError, read_json

T = TypeVar("T")


class DocumentBody(StrictBody, frozen=True, kw_only=True):
    """One entry of `documents`."""

    document: Scalar = None
    value: Scalar = None
    type: Scalar = None
    format: Scalar = None
    ref_number: Scalar = None


class CreatePacketRequest(StrictBody, frozen=True, kw_only=True):
    """`request` of createPacket."""

    id: Scalar = None
    additional_info_req_id: Scalar = None
    ref_id: Scalar = None
    offline_mode: bool | None = None
    process: Scalar = None
    source: Scalar = None
    schema_version: Scalar = None
    schema_json: Scalar = None
    fields: dict[str, Scalar] | None = None
    meta_info: dict[str, Scalar] | None = None
    documents: dict[str, DocumentBody] | None = None
    audits: list[dict[str, Scalar] | None] | None = None
    biometrics: dict[str, dict[str, Any]] | None = None

    def draft(self) -> Draft:
        """The same in the domain's words. Raises `SpringError` without source or process."""
        source, process = text_of(self.source), text_of(self.process)
        if source is None or process is None:
            raise null_pointer(
                "request.source" if source is None else "request.process",
                "the provider is looked up by source and process",
            )
        return Draft(
            id=text_of(self.id),
            additional_info_req_id=text_of(self.additional_info_req_id),
            ref_id=text_of(self.ref_id),
            offline_mode=bool(self.offline_mode),
            process=process,
            source=source,
            schema_version=text_of(self.schema_version),
            schema_json=text_of(self.schema_json),
            fields=_texts(self.fields),
            meta_info=_texts(self.meta_info),
            documents={name: _document(body) for name, body in (self.documents or {}).items()},
            audits=None
            if self.audits is None
            else tuple(None if audit is None else _texts(audit) for audit in self.audits),
            biometrics=self.biometrics or {},
        )


class ReadRequest(StrictBody, frozen=True, kw_only=True):
    """`request` of `metaInfo`, `audits` and `validatePacket`."""

    id: Scalar = None
    source: Scalar = None
    process: Scalar = None
    bypass_cache: bool | None = None


class FieldRequest(ReadRequest, frozen=True, kw_only=True):
    """`request` of `searchField`."""

    field: Scalar = None


class FieldsRequest(ReadRequest, frozen=True, kw_only=True):
    """`request` of `searchFields`."""

    fields: list[Scalar] | None = None


class DocumentRequest(ReadRequest, frozen=True, kw_only=True):
    """`request` of `document`."""

    document_name: Scalar = None


class BiometricsRequest(ReadRequest, frozen=True, kw_only=True):
    """`request` of `biometrics`."""

    person: Scalar = None
    modalities: list[Scalar] | None = None


class InfoRequest(StrictBody, frozen=True, kw_only=True):
    """`request` of `info`."""

    id: Scalar = None


class TagsRequest(StrictBody, frozen=True, kw_only=True):
    """`request` of `addTag` and `addOrUpdateTag`."""

    id: Scalar = None
    tags: dict[str, Scalar] | None = None


class TagNamesRequest(StrictBody, frozen=True, kw_only=True):
    """`request` of `getTags` and `deleteTag`."""

    id: Scalar = None
    tag_names: list[Scalar] | None = None


async def read_envelope(request: Request, kind: type[T]) -> T | None:
    """`request` of the body. Raises `SpringError` with 400 or 415."""
    problem = media_type_problem(request)
    if problem is not None:
        raise SpringError(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, problem)
    try:
        envelope = await read_json(request, RequestWrapper[kind])  # type: ignore[valid-type]  # a type made at run time
    except WireError as error:
        raise SpringError(HTTPStatus.BAD_REQUEST, error.explanation) from error
    time = text_of(envelope.requesttime)
    if time is not None and local_time(time) is None:
        raise SpringError(HTTPStatus.BAD_REQUEST, local_time_explanation(time))
    return envelope.request


def _texts(values: Mapping[str, Scalar] | None) -> dict[str, str | None]:
    return {name: text_of(value) for name, value in (values or {}).items()}


def _document(body: DocumentBody) -> Document:
    return Document(
        document=text_of(body.document),
        value=text_of(body.value),
        type=text_of(body.type),
        format=text_of(body.format),
        ref_number=text_of(body.ref_number),
    )
