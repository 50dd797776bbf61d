"""Steps 1 to 11: what the servlet filter checks before any field of the request is looked at, in its order.

Source: mosip/id-authentication `BaseIDAFilter`, `BaseAuthFilter`, `IdAuthFilter`, `KycAuthFilter`, `KycExchangeFilter`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final

import msgspec
from msgspec import Struct

from mosip_mock.idauthentication.block import Block, read_block
from mosip_mock.idauthentication.decryption import open_request, parse_block
from mosip_mock.idauthentication.decryption_key import DecryptionKey
from mosip_mock.idauthentication.endpoints import FACTS, Endpoint
from mosip_mock.idauthentication.errors import IdaCode
from mosip_mock.idauthentication.partner_check import Authorised, authorise, path_ids
from mosip_mock.idauthentication.policy_check import check_amrs, check_factors
from mosip_mock.idauthentication.profiles import IdaProfile
from mosip_mock.idauthentication.refusal import CrashError, IdaError, in_filter, refused
from mosip_mock.idauthentication.signature import SignatureRules, check_signature
from mosip_mock.partners.registry import Partners
from shared.control.exchange import Exchange
from shared.control.explanation import Explanation
from shared.jwks import crypto
from shared.shapes import shown

_VERSION: Final = re.compile(r"\d\.\d(\.\d)?")


class RequestFilter(Struct, frozen=True, kw_only=True):
    """What the checks need to know."""

    partners: Partners
    decryption_key: Callable[[], DecryptionKey]
    signatures: SignatureRules
    profile: IdaProfile


class Incoming(Struct, frozen=True, kw_only=True):
    """A request as it arrived."""

    endpoint: Endpoint
    path: str
    """Behind the context path of the service."""
    signature: str | None
    authorization: str | None
    body: bytes


class Admitted(Struct, frozen=True, kw_only=True):
    """A request that passed the filter."""

    outer: dict[str, Any]
    block: Block | None
    authorised: Authorised


def parse_outer(body: bytes) -> dict[str, Any]:
    """The body as a JSON object. Raises `IdaError` when it is empty, `CrashError` when it is no JSON."""
    if not body.strip():
        raise IdaError(
            refused(
                IdaCode.NOT_PROCESSED,
                expected="a JSON object",
                received="an empty body",
                where="body",
                why="there is nothing to process",
                mend="send the request as JSON",
            )
        )
    try:
        outer = msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise _crash(str(error)) from error
    if not isinstance(outer, dict):
        raise _crash(shown(outer))
    return outer


def _crash(received: str) -> CrashError:
    return CrashError(
        "500",
        Explanation(
            expected="a JSON object in UTF-8",
            received=received,
            where="body",
            why="the real filter parses the body unguarded and fails with HTTP 500",
            mend="send valid JSON",
        ),
    )


def admit(
    incoming: Incoming, outer: dict[str, Any], checks: RequestFilter, now: datetime, exchange: Exchange
) -> Admitted:
    """Let the request through. Raises `IdaError` or `CrashError`."""
    facts = FACTS[incoming.endpoint]
    _check_id_and_version(outer, facts.request_id)
    certificate = check_signature(incoming.signature, incoming.body, checks.signatures, now, exchange)
    _check_authorization(incoming.authorization)
    block = _opened(outer, checks, certificate, now, exchange) if facts.authenticates else None
    authorised = _authorised(incoming, checks, certificate, now)
    exchange.tag(partner=authorised.partner_id)
    if block is not None:
        check_factors(
            block, authorised.policy, is_kyc=incoming.endpoint is Endpoint.KYC, is_delegated=facts.is_delegated
        )
        if authorised.client is not None and incoming.endpoint is Endpoint.KYC_AUTH:
            check_amrs(block, authorised.client)
    return Admitted(outer=outer, block=block, authorised=authorised)


def _check_id_and_version(outer: Mapping[str, Any], expected_id: str | None) -> None:
    for name, expected, holds in (
        ("id", expected_id or "any text", lambda v: expected_id is None or v == expected_id),
        ("version", "digits such as 1.0", lambda v: bool(_VERSION.fullmatch(v))),
    ):
        value = outer.get(name)
        is_missing = value is None or value == ""
        if not is_missing and isinstance(value, str) and holds(value):
            continue
        raise in_filter(
            refused(
                IdaCode.MISSING if is_missing else IdaCode.INVALID,
                name,
                expected=expected,
                received="nothing" if is_missing else shown(value),
                where=name,
                why="each endpoint has its own id, and the version follows a pattern",
                mend=f"send `{name}` as expected",
            )
        )


def _check_authorization(value: str | None) -> None:
    if not value:
        raise in_filter(
            refused(
                IdaCode.MISSING,
                "Authorization - header",
                expected="any non-empty `Authorization` header (it is not a token)",
                received="none" if value is None else "an empty one",
                where="header Authorization",
                why="IDA looks whether it is there, after the signature",
                mend="send e.g. `Authorization: Authorization`",
            )
        )


def _opened(
    outer: Mapping[str, Any],
    checks: RequestFilter,
    signer: crypto.x509.Certificate | None,
    now: datetime,
    exchange: Exchange,
) -> Block:
    if outer.get("request") is None:
        raise IdaError(
            refused(
                IdaCode.NOT_PROCESSED,
                expected="`request`: the encrypted block",
                received="nothing",
                where="request",
                why="without it there is nothing to authenticate",
                mend="encrypt the block and send it as `request`",
            )
        )
    members = parse_block(open_request(outer, checks.decryption_key(), signer, now))
    exchange.decode("request", members)
    return read_block(members)


def _authorised(
    incoming: Incoming, checks: RequestFilter, certificate: crypto.x509.Certificate | None, now: datetime
) -> Authorised:
    if certificate is None:
        raise in_filter(
            refused(
                IdaCode.CERTIFICATE_MISSING,
                expected="the partner certificate in `x5c` of the JWS header",
                received="a signature by MOSIP's own key, without `x5c`",
                where="header Signature",
                why="the certificate tells which partner asks",
                mend="sign with the partner's key and send its certificate",
            )
        )
    return authorise(checks.partners, path_ids(incoming.path), incoming.endpoint, certificate, now)
