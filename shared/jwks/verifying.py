"""Verifying compact JWS and JWT (RFC 7515, RFC 7519, RFC 7797) into checked values.

The other party's keys are `PublicKey`s. What fails a check says so in the words of an `Explanation`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Any

import msgspec
from msgspec import Struct

from shared.jwks import algorithms, base64url
from shared.jwks.algorithms import UNENCODED, Algorithm
from shared.jwks.public_key import PublicKey


class TokenFault(StrEnum):
    """Why a token is not accepted."""

    MALFORMED = "malformed"
    ALGORITHM = "algorithm"
    CRITICAL = "critical"
    UNKNOWN_KID = "unknown-kid"
    UNUSABLE_KEY = "unusable-key"
    SIGNATURE = "signature"
    CLAIMS = "claims"


class InvalidTokenError(Exception):
    """A token that failed a check: the machine's reason, and the words for an `Explanation`."""

    def __init__(self, reason: TokenFault, expected: str, received: str) -> None:
        super().__init__(f"{reason}: expected {expected}, received {received}")
        self.reason = reason
        self.expected = expected
        self.received = received


class VerifiedToken(Struct, frozen=True):
    """A token whose signature was checked, with the key that made it."""

    header: Mapping[str, Any]
    payload: bytes
    key: PublicKey

    @property
    def claims(self) -> dict[str, Any]:
        """The payload as a JSON object, decoded at each call. Raises `InvalidTokenError`."""
        return _json_object(self.payload, TokenFault.CLAIMS, "payload")


class UnverifiedToken(Struct, frozen=True):
    """The parts of a compact JWS, before any check of the signature."""

    header: dict[str, Any]
    signed_head: bytes
    body: bytes
    signature: bytes


def parse_jws(token: str | bytes) -> UnverifiedToken:
    """Take a compact JWS apart, for example to look for `x5c` or `jwk`; nothing in it is to be believed yet.

    Raises `InvalidTokenError` (malformed).
    """
    try:
        raw = token.encode("ascii") if isinstance(token, str) else bytes(token)
    except UnicodeEncodeError as error:
        raise _malformed("ASCII text", "a character outside ASCII") from error
    parts = raw.split(b".")
    if len(parts) != 3:  # noqa: PLR2004 - header, payload, signature
        received = f"{len(parts)} part(s)" if raw else "an empty text"
        if len(parts) == 5:  # noqa: PLR2004 - RFC 7516, section 3.1
            received = "five parts, an encrypted JWE"
        raise _malformed("a compact JWS of three parts separated by dots", received)
    head, body, signature = parts
    header = _json_object(_decode_part(head, "header"), TokenFault.MALFORMED, "header")
    return UnverifiedToken(header, head, body, _decode_part(signature, "signature"))


def verify_jws(
    token: str | bytes,
    keys: Iterable[PublicKey],
    algs: Iterable[str],
    *,
    payload: bytes | None = None,
    match_kid: bool = True,
) -> VerifiedToken:
    """Check a compact JWS against the keys and the algorithms that the caller accepts.

    A `kid` in the header must be a key's `kid`; without one, each fitting key is tried. `match_kid=False` takes no
    notice of it. `payload` gives the bytes of a detached JWS and replaces whatever the middle part holds.
    Raises `InvalidTokenError`, and nothing else whatever the token is.
    """
    return verify_parsed(parse_jws(token), keys, algs, payload=payload, match_kid=match_kid)


def verify_parsed(
    parsed: UnverifiedToken,
    keys: Iterable[PublicKey],
    algs: Iterable[str],
    *,
    payload: bytes | None = None,
    match_kid: bool = True,
) -> VerifiedToken:
    """The same for a token that was taken apart already. Raises `InvalidTokenError`."""
    header = parsed.header
    algorithm = _algorithm(header, frozenset(algs))
    encoded = _is_encoded(header)
    if payload is None:
        body = parsed.body
        content = _decode_part(body, "payload") if encoded else body
    else:
        body = base64url.encode(payload) if encoded else payload
        content = payload
    data = b"%b.%b" % (parsed.signed_head, body)
    for key in _candidates(header, keys, algorithm, match_kid=match_kid):
        if algorithms.verifies(key.key, algorithm, parsed.signature, data):
            return VerifiedToken(header, content, key)
    raise InvalidTokenError(
        TokenFault.SIGNATURE,
        "a signature made with the registered key over exactly these bytes",
        f"a {algorithm} signature that does not verify with it",
    )


def _algorithm(header: Mapping[str, Any], accepted: frozenset[str]) -> Algorithm:
    alg = header.get("alg")
    if not isinstance(alg, str) or alg not in accepted or alg not in algorithms.ALL:
        expected = f"alg {' or '.join(sorted(accepted & algorithms.ALL))}"
        raise InvalidTokenError(TokenFault.ALGORITHM, expected, f"alg {alg!r}")
    return Algorithm(alg)


def _is_encoded(header: Mapping[str, Any]) -> bool:
    """Whether the payload is base64url; false under `b64: false` (RFC 7797, sections 3 and 6)."""
    critical = header.get("crit")
    if critical is not None and critical != [UNENCODED]:
        raise InvalidTokenError(TokenFault.CRITICAL, "no critical extension but 'b64'", f"crit {critical!r}")
    value = header.get(UNENCODED, True)
    if not isinstance(value, bool) or (critical is None) != (UNENCODED not in header):
        raise InvalidTokenError(
            TokenFault.CRITICAL,
            "'b64' true or false and named by 'crit'",
            f"b64 {header.get(UNENCODED)!r}, crit {critical!r}",
        )
    return value


def _candidates(
    header: Mapping[str, Any], keys: Iterable[PublicKey], alg: Algorithm, *, match_kid: bool
) -> list[PublicKey]:
    kid = header.get("kid") if match_kid else None
    if kid is not None and not isinstance(kid, str):
        raise _malformed("text as 'kid'", f"kid {kid!r}")
    known = list(keys)
    named = known if kid is None else [key for key in known if key.kid == kid]
    if not named:
        expected = ", ".join(key.kid or "a key without kid" for key in known) or "a known key"
        raise InvalidTokenError(TokenFault.UNKNOWN_KID, f"kid {expected}", f"kid {kid!r}")
    usable = [
        key for key in named if key.use in {None, "sig"} and key.alg in {None, alg} and algorithms.fits(key.key, alg)
    ]
    if not usable:
        described = "; ".join(f"kty {k.kty}, use {k.use}, alg {k.alg}" for k in named)
        raise InvalidTokenError(TokenFault.UNUSABLE_KEY, f"a key that may verify {alg}", f"a key with {described}")
    return usable


def _decode_part(part: bytes, name: str) -> bytes:
    try:
        return base64url.decode(part)
    except base64url.Base64UrlError as error:
        raise _malformed(f"a {name} in base64url", f"a {name} that cannot be read: {error}") from error


def _json_object(data: bytes, reason: TokenFault, name: str) -> dict[str, Any]:
    try:
        value = msgspec.json.decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise InvalidTokenError(reason, f"a {name} that is a JSON object", "no JSON") from error
    if not isinstance(value, dict):
        raise InvalidTokenError(reason, f"a {name} that is a JSON object", f"JSON of type {type(value).__name__}")
    return value


def _malformed(expected: str, received: str) -> InvalidTokenError:
    return InvalidTokenError(TokenFault.MALFORMED, expected, received)
