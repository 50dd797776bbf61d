"""The OpenAPI 3.1 document, made from the operations when it is asked for."""

import re
from collections.abc import Iterable
from typing import Any, Final

import msgspec

from mosip_mock.openapi.operations import OPERATIONS, Operation
from shared.control.release import suite_version

_PARAMETER: Final = re.compile(r"\{(\w+)\}")
_COMPONENT: Final = "#/components/schemas/{name}"


def describe(server: str, operations: Iterable[Operation] = OPERATIONS) -> dict[str, Any]:
    """The document; `server` is the base URL."""
    operations = tuple(operations)
    bodies = [operation.body for operation in operations if operation.body is not None]
    schemas, components = msgspec.json.schema_components(bodies, ref_template=_COMPONENT)
    made = iter(schemas)
    paths: dict[str, dict[str, Any]] = {}
    for operation in operations:
        schema = next(made) if operation.body is not None else None
        paths.setdefault(operation.path, {})[operation.method] = _operation(operation, schema)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "MOSIP mock: auth manager, packet manager, registration processor, ID repository",
            "version": suite_version(),
            "description": "Business errors of MOSIP are mostly HTTP 200 with `errors`; how faithful each "
            "service is: docs/fidelity.md. Every refusal has an `X-Mock-Explain` header.",
        },
        "servers": [{"url": server}],
        "paths": paths,
        "components": {
            "schemas": components,
            "securitySchemes": {"token": {"type": "apiKey", "in": "cookie", "name": "Authorization"}},
        },
    }


def _operation(operation: Operation, schema: dict[str, Any] | None) -> dict[str, Any]:
    described: dict[str, Any] = {
        "summary": operation.summary,
        "tags": [operation.tag],
        "operationId": operation.method + re.sub(r"\W+", "_", operation.path),
        "parameters": [
            *(_parameter(name, "path") for name in _PARAMETER.findall(operation.path)),
            *(_parameter(name, "query") for name in operation.query),
        ],
        "responses": {
            "200": {"description": "The answer, or MOSIP's `errors`", "content": {"application/json": {}}},
            "default": {"description": "Refused; see `X-Mock-Explain`"},
        },
    }
    if schema is not None:
        described["requestBody"] = {"required": True, "content": {"application/json": {"schema": schema}}}
    if operation.needs_token:
        described["security"] = [{"token": []}]
    return described


def _parameter(name: str, place: str) -> dict[str, Any]:
    return {"name": name, "in": place, "required": place == "path", "schema": {"type": "string"}}
