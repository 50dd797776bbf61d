"""The registry on the control API: `/_mock/{partners,policies,api-keys,misps,oidc-clients}`."""

from collections.abc import Mapping
from functools import partial
from typing import Any

import msgspec
from msgspec import Struct
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from mosip_mock.partners.partner import ApiKey, Misp, OidcClient, Partner, Policy
from mosip_mock.partners.registry import Partners, Registered, parse_certificate
from shared.control.explanation import Explanation
from shared.control.listing import listing
from shared.store.protocol import NoSuchRecordError
from shared.wire import WireError, json_response, misfitting, read_json


class _Kind(Struct, frozen=True):
    """One collection: where it is served and what is in it."""

    path: str
    struct: type[Any]
    key: str
    items: Registered[Any]


class PartnersRoutes(Struct, frozen=True):
    """Listing, putting, changing and removing entries of the registry."""

    partners: Partners

    def routes(self) -> list[BaseRoute]:
        kinds = (
            _Kind("/partners", Partner, "partnerId", self.partners.partners),
            _Kind("/policies", Policy, "policyId", self.partners.policies),
            _Kind("/api-keys", ApiKey, "apiKey", self.partners.api_keys),
            _Kind("/misps", Misp, "licenseKey", self.partners.misps),
            _Kind("/oidc-clients", OidcClient, "clientId", self.partners.oidc_clients),
        )
        return [
            route
            for kind in kinds
            for route in (
                Route(kind.path, partial(self.list, kind), methods=["GET"]),
                Route(kind.path, partial(self.put, kind), methods=["POST"]),
                Route(kind.path + "/{key}", partial(self.show, kind), methods=["GET"]),
                Route(kind.path + "/{key}", partial(self.change, kind), methods=["PATCH"]),
                Route(kind.path + "/{key}", partial(self.remove, kind), methods=["DELETE"]),
            )
        ]

    async def list(self, kind: _Kind, request: Request) -> Response:
        return listing(request, kind.items.list())

    async def show(self, kind: _Kind, request: Request) -> Response:
        return json_response(_present(kind, request))

    async def put(self, kind: _Kind, request: Request) -> Response:
        item = await read_json(request, kind.struct)
        _check_certificate(msgspec.to_builtins(item))
        return json_response(kind.items.put(item), 201)

    async def change(self, kind: _Kind, request: Request) -> Response:
        changes = await read_json(request, dict[str, Any])
        present = _present(kind, request)
        changed = {**msgspec.to_builtins(present), **changes, kind.key: request.path_params["key"]}
        _check_certificate(changed)
        return json_response(kind.items.put(_converted(changed, kind.struct)))

    async def remove(self, kind: _Kind, request: Request) -> Response:
        try:
            kind.items.remove(request.path_params["key"])
        except NoSuchRecordError as error:
            raise HTTPException(404, str(error)) from error
        return json_response({"status": "removed"})


def _present(kind: _Kind, request: Request) -> Any:  # noqa: ANN401 - the kind's own type
    key = request.path_params["key"]
    item = kind.items.find(key)
    if item is None:
        raise HTTPException(404, f"nothing in {kind.path} has the id {key}")
    return item


def _converted(members: Mapping[str, Any], struct: type[Any]) -> Any:  # noqa: ANN401 - the struct's own type
    try:
        return msgspec.convert(members, struct)
    except msgspec.ValidationError as error:
        raise misfitting(error, struct, "body") from error


def _check_certificate(members: Mapping[str, Any]) -> None:
    certificate = members.get("certificate")
    if certificate and parse_certificate(str(certificate).encode()) is None:
        raise WireError(
            Explanation(
                expected="an X.509 certificate in PEM",
                received=f"{str(certificate)[:40]!r}...",
                where="certificate",
                why="requests of the partner are checked against it, credentials encrypted to it",
                mend="send the text between and including the BEGIN and END lines",
            )
        )
