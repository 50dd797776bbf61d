"""ID authentication over HTTP. Every handled outcome is 200; the body tells what happened."""

import functools
from collections.abc import Mapping
from datetime import timedelta
from functools import partial
from typing import Any, Final

import msgspec
from msgspec import Struct
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Mount, Route

from mosip_mock.idauthentication.answers import crash_response, envelope, errors_of, signed_response
from mosip_mock.idauthentication.endpoints import FACTS, Endpoint
from mosip_mock.idauthentication.errors import IdaCode
from mosip_mock.idauthentication.refusal import CrashError, IdaError, refused
from mosip_mock.idauthentication.request_filter import Incoming, parse_outer
from mosip_mock.idauthentication.service import IdAuthentication
from mosip_mock.paths import CERTIFICATE_FILES, ID_AUTHENTICATION
from shared.control.clock import SuiteClock
from shared.control.exchange import Exchange, exchange_of
from shared.control.faults.registry import Faults
from shared.jwks import certificates
from shared.jwks.keyring import KeyName
from shared.wire import json_response, path_of

_METHODS: Final = ["GET", "POST", "PUT", "PATCH", "DELETE"]
_SLOW: Final = timedelta(seconds=10)
_SIGNATURE_FAULTS: Final = ("response-signature-missing", "response-signature-tampered")
_FAULTS: Final[Mapping[Endpoint, tuple[str, ...]]] = {
    Endpoint.AUTH: ("auth-token-changed",),
    Endpoint.KYC: ("auth-token-changed", "kyc-other-certificate"),
}
"""Faults of the catalogue that an endpoint has beside those of the signature."""
_GATEWAY_PAGE: Final = "<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>"


class IdAuthenticationRoutes(Struct, frozen=True):
    """The endpoints for partners, and those that hand out certificates."""

    service: IdAuthentication
    faults: Faults
    clock: SuiteClock

    def routes(self) -> list[BaseRoute]:
        endpoints = [
            Route(path, partial(self.endpoint, endpoint), methods=_METHODS)
            for endpoint in Endpoint
            for path in _paths(endpoint)
        ]
        return [
            Mount(
                ID_AUTHENTICATION,
                routes=[Route("/internal/getCertificate", self.certificate, methods=["GET"]), *endpoints],
            ),
            Route(f"{CERTIFICATE_FILES}/ida-partner.cer", self.certificate_file, methods=["GET"]),
        ]

    async def endpoint(self, endpoint: Endpoint, request: Request) -> Response:
        exchange = exchange_of(request.scope)
        exchange.service = "idauthentication"
        outer: dict[str, Any] = {}
        # Asked once for a request: each asking counts for rules that act so many times.
        fault = functools.cache(lambda: self._fault(endpoint, exchange))
        try:
            _check_transport(request)
            body = await request.body()
            outer = parse_outer(body)
            if magic := await self._by_magic(outer):
                return magic
            incoming = Incoming(
                endpoint=endpoint,
                path=_behind_context(endpoint, request.path_params.get("tail", "")),
                signature=request.headers.get("signature"),
                authorization=request.headers.get("authorization"),
                body=body,
            )
            answer = self.service.answer(incoming, outer, exchange, fault)
        except CrashError as error:
            exchange.explain(error.explanation)
            return crash_response(path_of(request), self.service.clock.now())
        except IdaError as error:
            content = self._content(endpoint, outer, exchange, error, FACTS[endpoint].failure)
        else:
            content = self._content(endpoint, outer, exchange, answer.mismatches, answer.response)
        return signed_response(content, self.service.signer, fault())

    async def certificate(self, request: Request) -> Response:
        """Keymanager's wrapper around a certificate; the one that partners encrypt to."""
        reference = request.query_params.get("referenceId", "PARTNER")
        name = KeyName.IDA_FIR if reference == "IDA-FIR" else KeyName.IDA_PARTNER
        certificate = self.service.keys.certificate(name)
        now = self.service.clock.now()
        return json_response(
            {
                "id": None,
                "version": None,
                "responsetime": now.isoformat(timespec="milliseconds"),
                "metadata": None,
                "response": {
                    "certificate": certificates.pem(certificate).decode(),
                    "certSignRequest": None,
                    "issuedAt": certificate.not_valid_before_utc,
                    "expiryAt": certificate.not_valid_after_utc,
                    "timestamp": now,
                },
                "errors": None,
            }
        )

    async def certificate_file(self, _: Request) -> Response:
        certificate = self.service.keys.certificate(KeyName.IDA_PARTNER)
        return Response(certificates.pem(certificate), media_type="application/x-x509-ca-cert")

    async def _by_magic(self, outer: Mapping[str, Any]) -> Response | None:
        """What certain people's numbers do before anything is checked."""
        individual_id = outer.get("individualId")
        if not isinstance(individual_id, str):
            return None
        citizen = self.service.authenticator.citizens.find_by_individual_id(individual_id)
        match citizen.magic if citizen else None:
            case "auth-slow":
                await self.clock.sleep_until(self.clock.now() + _SLOW)
            case "auth-gateway-error":
                return Response(_GATEWAY_PAGE, 502, media_type="text/html")
        return None

    async def render_fault(self, request: Request, error: IdaError) -> Response:
        """What an endpoint answers with this error, whatever the request holds: for fault rules."""
        exchange = exchange_of(request.scope)
        exchange.service = "idauthentication"
        try:
            outer = parse_outer(await request.body())
        except IdaError:
            outer = {}
        segment = path_of(request).removeprefix(ID_AUTHENTICATION).strip("/").partition("/")[0]
        endpoint = Endpoint(segment) if segment in set(Endpoint) else Endpoint.AUTH
        content = self._content(endpoint, outer, exchange, error, FACTS[endpoint].failure)
        return signed_response(content, self.service.signer, None)

    def _fault(self, endpoint: Endpoint, exchange: Exchange) -> str | None:
        about = exchange.trace
        among = _SIGNATURE_FAULTS + _FAULTS.get(endpoint, ())
        return self.faults.named("idauthentication", among=among, partner=about.get("partner"), uin=about.get("uin"))

    def _content(
        self,
        endpoint: Endpoint,
        outer: dict[str, Any],
        exchange: Exchange,
        error: IdaError | None,
        response: dict[str, Any] | None,
    ) -> dict[str, Any]:
        errors = None
        if error is not None:
            for finding in error.findings:
                exchange.explain(_coded(finding.explanation, finding.code))
            errors = errors_of(error.findings, in_filter=error.in_filter)
        return envelope(endpoint, outer, self.service.clock.now(), errors=errors, response=response)


def _coded(explanation: Any, code: IdaCode) -> Any:  # noqa: ANN401 - an Explanation
    return explanation if explanation.code else msgspec.structs.replace(explanation, code=code)


def _base(endpoint: Endpoint) -> str:
    return f"/{endpoint}/delegated" if FACTS[endpoint].is_delegated else f"/{endpoint}"


def _paths(endpoint: Endpoint) -> tuple[str, ...]:
    return (_base(endpoint), _base(endpoint) + "/{tail:path}")


def _behind_context(endpoint: Endpoint, tail: str) -> str:
    """The path behind the context path: OTPs come from a service of their own, whose context path ends in `/otp`."""
    return tail if endpoint is Endpoint.OTP else f"{_base(endpoint)}/{tail}"


def _check_transport(request: Request) -> None:
    """Method and content type; the real framework's exceptions become `IDA-MLC-007`."""
    content_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    for holds, expected, received, where in (
        (request.method == "POST", "POST", request.method, "method"),
        (
            content_type in {"application/json", "text/json"},
            "application/json",
            content_type or "none",
            "header Content-Type",
        ),
    ):
        if not holds:
            raise IdaError(
                refused(
                    IdaCode.NOT_PROCESSED,
                    expected=expected,
                    received=received,
                    where=where,
                    why="the endpoints take JSON by POST only",
                    mend=f"send {expected}",
                )
            )
