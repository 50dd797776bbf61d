"""Wallet keys bound to people: binding one by a certificate over it, and logging in with a token that it signed.

In memory, like the tokens. Source: mosip/id-authentication `IdentityKeyBindingRequestValidator`,
`IdentityKeyBindingFacadeImpl`, `IdentityKeyBindingServiceImpl`, `KeyBindedTokenMatcherUtil`,
`IdServiceImpl.checkIdKeyBindingPermitted`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import msgspec
from msgspec import Struct

from mosip_mock.idauthentication.errors import Finding, IdaCode, IdaError, refused
from shared.citizens.citizen import Citizen
from shared.citizens.identity import full_names
from shared.jwks import base64url, certificates, crypto
from shared.jwks.keyring import KeyRing
from shared.jwks.publickey import InvalidKeyError, PublicKey
from shared.jwks.signing import InvalidTokenError, UnverifiedToken, parse_jws, verify_jws
from shared.shapes import shown

_NAME_LANGUAGE: Final = "eng"  # mosip.ida.key.binding.name.default.langCode
_CLOCKS: Final = timedelta(seconds=30)  # mosip.ida.key.binding.token.iat.adjustment.seconds
_CLAIMS: Final = frozenset({"sub", "aud", "exp", "iss", "iat"})


class _Bound(Struct, frozen=True):
    uin: str
    individual_id: str
    factor: str
    certificate: crypto.x509.Certificate
    key: PublicKey


class KeyBindings:
    """The keys that people bound."""

    def __init__(self, keys: KeyRing) -> None:
        self._keys = keys
        self._bound: list[_Bound] = []

    def clear(self) -> None:
        """Forget all of them."""
        self._bound.clear()

    def check_permitted(self, citizen: Citizen, individual_id: str, binding: Mapping[str, Any]) -> None:
        """Refuse a VID of limited use, and a key that is bound to another id. Raises `IdaError`."""
        vid = next((v for v in citizen.vids if v.vid == individual_id), None)
        if vid is not None and vid.uses_left is not None:
            raise IdaError(
                refused(
                    IdaCode.KEY_BINDING_NOT_ALLOWED,
                    expected="a UIN or a perpetual VID",
                    received=f"a {vid.vid_type} VID with {vid.uses_left} use(s) left",
                    where="individualId",
                    why="a key outlives a VID of limited use",
                    mend="bind the key to the UIN or to a perpetual VID",
                )
            )
        thumbprint = _public_key(binding).thumbprint
        other = next(
            (b for b in self._bound if b.key.thumbprint == thumbprint and b.individual_id != individual_id), None
        )
        if other is not None:
            raise IdaError(
                refused(
                    IdaCode.KEY_BINDING_TAKEN,
                    expected="a key of this id alone",
                    received=f"a key that is bound to {other.individual_id}",
                    where="identityKeyBinding.publicKeyJWK",
                    why="one key stands for one id",
                    mend="make a new key pair in the wallet",
                )
            )

    def bind(self, citizen: Citizen, individual_id: str, binding: Mapping[str, Any]) -> str:
        """The certificate (PEM) over the wallet's key, with the person's name. Raises `IdaError`."""
        key = _public_key(binding)
        name = full_names(citizen).get(_NAME_LANGUAGE, "").strip()
        if not name:
            raise IdaError(
                refused(
                    IdaCode.KEY_BINDING_NAME,
                    expected=f"a person with a name in {_NAME_LANGUAGE}",
                    received=f"names in {', '.join(full_names(citizen))}",
                    where="individualId",
                    why="the certificate carries the name in the default language",
                    mend="use a person with an English name, or add one with `mosip-mocks citizens update`",
                )
            )
        subject = certificates.subject(name[:64], "IDA_KEY_BINDING")
        certificate = self._keys.issue_certificate(subject, key.rsa)
        self._bound.append(_Bound(citizen.uin, individual_id, str(binding["authFactorType"]), certificate, key))
        return certificates.pem(certificate).decode()

    def match(
        self, citizen: Citizen, individual_id: str, tokens: Sequence[Mapping[str, Any]], now: datetime
    ) -> list[Finding]:
        """The mismatches of key-bound tokens. Raises `IdaError` where the real one stops at once."""
        mine = [b for b in self._bound if b.uin == citizen.uin]
        if not mine:
            raise IdaError(_no_key())
        return [finding for token in tokens for finding in _match(mine, individual_id, token, now)]


def binding_findings(outer: Mapping[str, Any]) -> Iterator[Finding]:
    """What is missing in `identityKeyBinding`, one member after the other."""
    binding = outer.get("identityKeyBinding")
    if not isinstance(binding, dict):
        yield _lacking("identityKeyBinding", "`publicKeyJWK` and `authFactorType`")
        return
    jwk = binding.get("publicKeyJWK")
    if not isinstance(jwk, dict) or not jwk:
        yield _lacking("publicKeyJWK", "the wallet's public RSA key as JWK")
        return
    lacking = [name for name in ("n", "e") if not isinstance(jwk.get(name), str) or not jwk[name]]
    yield from (_lacking(name, f"`{name}` of the RSA key in base64url") for name in lacking)
    factor = binding.get("authFactorType")
    if not lacking and (not isinstance(factor, str) or not factor.strip()):
        yield _lacking("authFactorType", "the kind of the wallet's token, e.g. WLA")


def _public_key(binding: Mapping[str, Any]) -> PublicKey:
    jwk = binding["publicKeyJWK"]
    try:
        return PublicKey.from_jwk({"kty": "RSA", "n": jwk["n"], "e": jwk["e"]})
    except InvalidKeyError as error:
        raise IdaError(
            refused(
                IdaCode.KEY_BINDING_KEY,
                expected="modulus and exponent of an RSA key of 2048 bits or more",
                received=str(error),
                where="identityKeyBinding.publicKeyJWK",
                why="the key is bound to the person by a certificate over it",
                mend="send `n` and `e` of the wallet's public key in base64url",
            )
        ) from error


def _match(mine: Sequence[_Bound], individual_id: str, entry: Mapping[str, Any], now: datetime) -> Iterator[Finding]:
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


def _unknown_key(thumbprint: str, factor: str, mine: Sequence[_Bound]) -> Finding:
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


def _lacking(name: str, expected: str) -> Finding:
    return refused(
        IdaCode.MISSING,
        name,
        expected=expected,
        received="nothing",
        where="identityKeyBinding",
        why="the key is bound to the person by a certificate over it",
        mend=f"send `{name}`",
    )
