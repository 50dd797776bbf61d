"""Answers of ID authentication: members in the real order, signed over the exact bytes.

Source: mosip/id-authentication `AuthResponseDTO`, `OtpResponseDTO`, `IdAuthExceptionHandler`.
"""

from collections.abc import Sequence
from datetime import datetime, timezone
from typing import Any, Final

import msgspec
from starlette.responses import Response

from mosip_mock.idauthentication.endpoints import FACTS, Endpoint
from mosip_mock.idauthentication.errors import TEXTS, IdaCode
from mosip_mock.idauthentication.refusal import Finding
from mosip_mock.idauthentication.response_signature import ResponseSigner
from mosip_mock.idauthentication.timing import zone_of
from shared.wire import wire_time

SIGNATURE_HEADER: Final = "response-signature"


def errors_of(findings: Sequence[Finding], *, in_filter: bool) -> list[dict[str, str]]:
    """The `errors` member."""
    entries: list[dict[str, str]] = []
    if in_filter and findings[0].code != IdaCode.NOT_PROCESSED:
        entries.append({"errorCode": IdaCode.NOT_PROCESSED, "errorMessage": TEXTS[IdaCode.NOT_PROCESSED].message})
    for finding in findings:
        entry = {"errorCode": str(finding.code), "errorMessage": finding.message}
        if finding.action and not in_filter:
            entry["actionMessage"] = finding.action
        entries.append(entry)
    return entries


def envelope(
    endpoint: Endpoint,
    outer: dict[str, Any],
    now: datetime,
    *,
    errors: list[dict[str, str]] | None,
    response: dict[str, Any] | None,
) -> dict[str, Any]:
    """The whole answer, its members in the order of the endpoint."""
    transaction = outer.get("transactionID")
    version = outer.get("version")
    members: dict[str, Any] = {
        "transactionID": transaction if isinstance(transaction, str) else None,
        "version": version if isinstance(version, str) else None,
        "id": FACTS[endpoint].response_id,
        "errors": errors,
        "responseTime": wire_time(now),
        "response": response,
    }
    if endpoint is not Endpoint.OTP:
        return members
    if errors is None:
        members["responseTime"] = _in_zone_of(outer.get("requestTime"), now)
    order = ("id", "version", "transactionID", "responseTime", "errors", "response")
    return {name: members[name] for name in order}


def _in_zone_of(request_time: object, now: datetime) -> str:
    """The time as the caller writes it: in the zone of the request."""
    offset = zone_of(request_time)
    if not offset:
        return wire_time(now)
    return now.astimezone(timezone(offset)).isoformat(timespec="milliseconds")


def signed_response(content: dict[str, Any], signer: ResponseSigner, fault: str | None) -> Response:
    """HTTP 200 with `response-signature`, or with the fault that it was asked for."""
    body = msgspec.json.encode(content)
    headers: dict[str, str] = {}
    if fault != "response-signature-missing":
        signature = signer.signature(body)
        if fault == "response-signature-tampered":
            signature = signature[:-4] + ("AAAA" if not signature.endswith("AAAA") else "BBBB")
        headers[SIGNATURE_HEADER] = signature
    return Response(body, headers=headers, media_type="application/json")


def crash_response(path: str, now: datetime) -> Response:
    """HTTP 500 as the framework words it, for what the real filter does not guard against."""
    body = {
        "timestamp": now.isoformat(timespec="milliseconds"),
        "status": 500,
        "error": "Internal Server Error",
        "path": path,
    }
    return Response(msgspec.json.encode(body), 500, media_type="application/json")
