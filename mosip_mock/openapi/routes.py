"""`/_mock/openapi.json` and the page `/_mock/openapi`, which loads nothing from anywhere."""

from collections.abc import Iterator
from html import escape
from typing import Any, Final

import msgspec
from msgspec import Struct
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import BaseRoute, Route

from shared.wire import json_response

_STYLE: Final = (
    "body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#1b1b1b;"
    "background:#fff}summary{cursor:pointer;padding:.3rem}code{background:#f2f2f2;padding:0 .2rem}"
    "pre{background:#f2f2f2;padding:1rem;overflow:auto}.method{display:inline-block;width:4.5rem;font-weight:bold}"
)
_POLICY: Final = "default-src 'none'; style-src 'unsafe-inline'"


class OpenApiRoutes(Struct, frozen=True):
    """The description, for machines and for people."""

    server: str

    def routes(self) -> list[BaseRoute]:
        return [
            Route("/openapi.json", self.document, methods=["GET"]),
            Route("/openapi", self.page, methods=["GET"]),
        ]

    async def document(self, _: Request) -> Response:
        return json_response(self._described())

    async def page(self, _: Request) -> Response:
        return HTMLResponse("".join(_page(self._described())), headers={"Content-Security-Policy": _POLICY})

    def _described(self) -> dict[str, Any]:
        from mosip_mock.openapi.description import describe  # noqa: PLC0415 - thirty structs that a start can do without

        return describe(self.server)


def _page(document: dict[str, Any]) -> Iterator[str]:
    title = escape(document["info"]["title"])
    yield f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title}</title>'
    yield f"<style>{_STYLE}</style></head><body><h1>{title}</h1><p>{escape(document['info']['description'])}</p>"
    yield '<p><a href="openapi.json">openapi.json</a></p>'
    tag = ""
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            if operation["tags"][0] != tag:
                tag = operation["tags"][0]
                yield f"<h2>{escape(tag)}</h2>"
            yield from _operation(path, method, operation, document["components"]["schemas"])
    yield "</body></html>"


def _operation(path: str, method: str, operation: dict[str, Any], schemas: dict[str, Any]) -> Iterator[str]:
    yield f'<details><summary><span class="method">{method.upper()}</span> <code>{escape(path)}</code> '
    yield f"{escape(operation['summary'])}</summary>"
    if parameters := operation["parameters"]:
        listed = ", ".join(f"<code>{escape(p['name'])}</code> ({p['in']})" for p in parameters)
        yield f"<p>Parameters: {listed}</p>"
    if "security" in operation:
        yield "<p>Needs the cookie <code>Authorization</code>.</p>"
    body = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema")
    if body is not None:
        yield f"<pre>{escape(_pretty(_resolved(body, schemas)))}</pre>"
    yield "</details>"


def _resolved(schema: Any, schemas: dict[str, Any]) -> Any:  # noqa: ANN401 - any JSON value
    """The schema with its references written out; none of them is recursive."""
    if isinstance(schema, dict):
        if "$ref" in schema:
            return _resolved(schemas[schema["$ref"].rpartition("/")[2]], schemas)
        return {name: _resolved(value, schemas) for name, value in schema.items()}
    if isinstance(schema, list):
        return [_resolved(entry, schemas) for entry in schema]
    return schema


def _pretty(value: Any) -> str:  # noqa: ANN401 - any JSON value
    return msgspec.json.format(msgspec.json.encode(value), indent=2).decode()
