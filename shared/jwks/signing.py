"""Compact JWS and JWT (RFC 7515, RFC 7519, RFC 7797): sign with a cached key, verify into checked values.

`SigningKey` comes from a `KeyRing` (or `SigningKey.generate()` in tests); the other party's keys are `PublicKey`s.
A signature costs little more than the bare RSA operation since nothing but text is made around it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Any, Final, Literal

import msgspec
from msgspec import Struct

from shared.jwks import algorithms, base64url, certificates, crypto
from shared.jwks.algorithms import Algorithm, PrivateKey
from shared.jwks.publickey import PublicKey

_encode_json: Final = msgspec.json.Encoder().encode
_UNENCODED: Final = "b64"


class SigningKey:
    """A private key with its `kid` and, if it has one, its certificate."""

    __slots__ = ("_certificate", "_encoded_headers", "_jwk", "_private", "kid", "public")

    def __init__(self, jwk: crypto.JWK, certificate: crypto.x509.Certificate | None = None) -> None:
        self._jwk = jwk
        self._private = _private_key(jwk)
        self._certificate = certificate
        self._encoded_headers: dict[str, bytes] = {}
        self.kid: str = jwk.get("kid") or jwk.thumbprint()
        """43 characters of base64url."""
        self.public: PublicKey = PublicKey.from_key(self._private.public_key(), kid=self.kid)

    @classmethod
    def generate(cls, kty: Literal["RSA", "EC"] = "RSA") -> SigningKey:
        """A new key (RSA 2048 or EC P-256) that is kept nowhere and has no certificate."""
        if kty == "EC":
            return cls(crypto.JWK.generate(kty="EC", crv="P-256"))
        return cls(crypto.JWK.generate(kty="RSA", size=2048))

    @property
    def private(self) -> PrivateKey:
        """The key of `cryptography`, for other operations than signing."""
        return self._private

    @property
    def has_certificate(self) -> bool:
        """Whether `certificate` gives one."""
        return self._certificate is not None

    @property
    def certificate(self) -> crypto.x509.Certificate:
        """The certificate; `certificates.der` and `.pem` write it. Raises `LookupError` if it has none."""
        if self._certificate is None:
            raise LookupError(f"the key {self.kid} has no certificate")
        return self._certificate

    @property
    def certificate_header(self) -> dict[str, Any]:
        """`x5c` and `x5t#S256` of the certificate, for a JOSE header (RFC 7515, sections 4.1.6 and 4.1.8)."""
        return {
            "x5c": [certificates.der_base64(self.certificate)],
            "x5t#S256": certificates.thumbprint_base64url(self.certificate),
        }

    def private_jwk(self) -> dict[str, Any]:
        """The whole key with its private members, for a file that its owner alone reads."""
        exported: dict[str, Any] = msgspec.json.decode(self._jwk.export_private())
        return exported

    def sign_jws(
        self,
        payload: bytes,
        *,
        alg: str,
        header: Mapping[str, Any] | None = None,
        detached: bool = False,
        b64: bool = True,
    ) -> str:
        """A compact JWS over exactly these bytes.

        The header keeps the order given; `b64` and `crit` (if the payload is unencoded, RFC 7797) come before it,
        `kid` and `alg` after it unless it has them. `kid: None` leaves the key id out. `detached` leaves the payload
        part empty (RFC 7515, appendix F). Raises `ValueError` for what no JWS can carry.
        """
        algorithm = Algorithm(alg)
        head = (
            self._encode_header(algorithm, header or {}, b64=b64)
            if header or not b64
            else self._plain_header(algorithm)
        )
        body = base64url.encode(payload) if b64 else payload
        if not b64 and not detached and b"." in payload:
            raise ValueError("an unencoded payload with a '.' must be detached (RFC 7797, 5.2)")
        signature = algorithms.sign(self._private, algorithm, b"%b.%b" % (head, body))
        carried = b"" if detached else body
        return (b"%b.%b.%b" % (head, carried, base64url.encode(signature))).decode("utf-8")

    def sign_jwt(self, claims: Mapping[str, Any], *, alg: str, header: Mapping[str, Any] | None = None) -> str:
        """A JWT with these claims, in the order given; `header` as for `sign_jws`."""
        return self.sign_jws(_encode_json(claims), alg=alg, header=header)

    def _plain_header(self, alg: Algorithm) -> bytes:
        encoded = self._encoded_headers.get(alg)
        if encoded is None:
            encoded = self._encoded_headers[alg] = self._encode_header(alg, {}, b64=True)
        return encoded

    def _encode_header(self, alg: Algorithm, given: Mapping[str, Any], *, b64: bool) -> bytes:
        if given.get("alg", alg) != alg:
            raise ValueError(f"the header says {given['alg']}, the signature would be {alg}")
        header = {} if b64 else {_UNENCODED: False, "crit": [_UNENCODED]}
        header |= {**given}
        header.setdefault("kid", self.kid)
        header.setdefault("alg", str(alg))
        if header["kid"] is None:
            del header["kid"]
        return base64url.encode(_encode_json(header))


def _private_key(jwk: crypto.JWK) -> PrivateKey:
    key = jwk.get_op_key("sign", jwk.get("crv"))
    if not isinstance(key, crypto.rsa.RSAPrivateKey | crypto.ec.EllipticCurvePrivateKey):
        raise TypeError("only RSA and EC keys sign here")
    return key


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
    if critical is not None and critical != [_UNENCODED]:
        raise InvalidTokenError(TokenFault.CRITICAL, "no critical extension but 'b64'", f"crit {critical!r}")
    value = header.get(_UNENCODED, True)
    if not isinstance(value, bool) or (critical is None) != (_UNENCODED not in header):
        raise InvalidTokenError(
            TokenFault.CRITICAL,
            "'b64' true or false and named by 'crit'",
            f"b64 {header.get(_UNENCODED)!r}, crit {critical!r}",
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
