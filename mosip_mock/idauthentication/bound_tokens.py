"""Logging in with a token that the wallet signed by a bound key.

Source: mosip/id-authentication `KeyBindedTokenMatcherUtil`.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import msgspec

from mosip_mock.idauthentication.errors import IdaCode
from mosip_mock.idauthentication.key_binding import BoundKey
from mosip_mock.idauthentication.refusal import Finding, IdaError, refused
from shared.jwks import base64url, certificates
from shared.jwks.verifying import InvalidTokenError, UnverifiedToken, parse_jws, verify_jws
from shared.shapes import shown

_CLOCKS: Final = timedelta(seconds=30)  # mosip.ida.key.binding.token.iat.adjustment.seconds
_CLAIMS: Final = frozenset({"sub", "aud", "exp", "iss", "iat"})


def match_bound_tokens(
    bound: Sequence[BoundKey], individual_id: str, tokens: Sequence[Mapping[str, Any]], now: datetime
) -> list[Finding]:
    """The mismatches of a person's tokens with the keys `bound` to them. Raises `IdaError` where the real one stops."""
    if not bound:
        raise IdaError(_no_key())
    return [finding for token in tokens for finding in _findings_about(token, bound, individual_id, now)]


def _findings_about(
    entry: Mapping[str, Any], mine: Sequence[BoundKey], individual_id: str, now: datetime
) -> Iterator[Finding]:
    token, factor = entry.get("token"), str(entry.get("type"))
    try:
        unverified = parse_jws(token if isinstance(token, str) else "")
        claims = _claims(unverified)
    except (InvalidTokenError, ValueError) as error:
        yield _mismatch(getattr(error, "received", "no JWT"))
        return
    thumbprint = _thumbprint(unverified.header.get("x5t#S256"))
    _check_issued(claims.get("iat"), now)
    bound = next(
        (
            b
            for b in mine
            if certificates.thumbprint_hex(b.certificate) == thumbprint and b.factor.lower() == factor.lower()
        ),
        None,
    )
    if bound is None:
        raise IdaError(_unknown_key(thumbprint, factor, mine))
    try:
        verify_jws(token if isinstance(token, str) else "", [bound.key], ("RS256",), match_kid=False)
    except InvalidTokenError as error:
        yield _mismatch(error.received)
        return
    lacking = sorted(_CLAIMS - claims.keys())
    expires = claims.get("exp")
    if lacking or claims.get("sub") != individual_id:
        yield _mismatch(f"without {', '.join(lacking)}" if lacking else f"sub {claims.get('sub')!r}")
    elif not isinstance(expires, int | float) or expires < now.timestamp():
        yield _mismatch(f"exp {expires!r}")


def _claims(token: UnverifiedToken) -> dict[str, Any]:
    claims = msgspec.json.decode(base64url.decode(token.body))
    if not isinstance(claims, dict):
        raise ValueError("the payload is no JSON object")  # noqa: TRY004 - a value of a client
    return claims


def _thumbprint(value: object) -> str:
    try:
        if isinstance(value, str):
            return base64url.decode(value.rstrip("=").encode()).hex().upper()
    except (base64url.Base64UrlError, UnicodeEncodeError):
        pass
    raise IdaError(
        refused(
            IdaCode.INVALID,
            "x5t#S256",
            expected="the thumbprint of the binding certificate in the token's header",
            received="none",
            where="request.keyBindedTokens.token",
            why="it tells which bound key signed",
            mend="write SHA-256 of the identity certificate's DER as `x5t#S256`",
        )
    )


def _check_issued(issued: object, now: datetime) -> None:
    try:
        at = datetime.fromtimestamp(issued, UTC) if isinstance(issued, int | float) else None
    except (ValueError, OverflowError, OSError):
        at = None
    if at is None or abs(at - now) > _CLOCKS:
        raise IdaError(
            refused(
                IdaCode.BOUND_TOKEN_EXPIRED,
                expected=f"`iat` within {_CLOCKS.seconds} s of {now:%Y-%m-%dT%H:%M:%S}Z",
                received="nothing" if issued is None else shown(issued),
                where="request.keyBindedTokens.token",
                why="a wallet signs a fresh token for each login",
                mend="make the token at the moment of the request, with a synchronised clock",
            )
        )


def _unknown_key(thumbprint: str, factor: str, mine: Sequence[BoundKey]) -> Finding:
    return refused(
        IdaCode.BOUND_KEY_UNKNOWN,
        (thumbprint, factor),
        expected=" or ".join(f"{certificates.thumbprint_hex(b.certificate)} ({b.factor})" for b in mine),
        received=f"{thumbprint} ({factor})",
        where="request.keyBindedTokens.token",
        why="the token must be signed by a key that this person bound, of the same kind",
        mend="use the certificate that identity-key-binding returned",
    )


def _no_key() -> Finding:
    return refused(
        IdaCode.NO_KEY_BOUND,
        expected="a person who bound a key",
        received="one who bound none since the mock started",
        where="request.keyBindedTokens",
        why="there is nothing to check the token with",
        mend="call identity-key-binding for this person first",
    )


def _mismatch(received: str) -> Finding:
    return refused(
        IdaCode.BOUND_TOKEN_MISMATCH,
        expected="a JWT signed (RS256) by the bound key, with sub (the individual id), aud, iss, iat and exp",
        received=received,
        where="request.keyBindedTokens.token",
        why="the token proves that the wallet holds the key",
        mend="sign with the key that was bound",
    )
