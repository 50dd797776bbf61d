"""Signing compact JWS and JWT (RFC 7515, RFC 7519, RFC 7797) with a cached key; `verifying` is the other half.

A `SigningKey` comes from a `KeyRing`. A signature costs little more than the bare RSA operation since nothing but text
is made around it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import msgspec

from shared.jwks import algorithms, base64url, certificates, crypto
from shared.jwks.algorithms import UNENCODED, Algorithm, PrivateKey
from shared.jwks.public_key import PublicKey
from shared.jwks.slots import KeyRingError

_encode_json: Final = msgspec.json.Encoder().encode


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

    @property
    def private(self) -> PrivateKey:
        """The key of `cryptography`, for other operations than signing."""
        return self._private

    @property
    def rsa(self) -> crypto.rsa.RSAPrivateKey:
        """The key for RSA decryption, and to issue certificates. Raises `KeyRingError` for an EC key."""
        if not isinstance(self._private, crypto.rsa.RSAPrivateKey):
            raise KeyRingError(f"the key {self.kid} is not an RSA key; every key of the ring must be")
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

    def issue_certificate(self, name: crypto.x509.Name, key: crypto.rsa.RSAPublicKey) -> crypto.x509.Certificate:
        """A certificate of this key for somebody else's."""
        return certificates.issue(self.rsa, self.certificate, name, key)

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
        header = {} if b64 else {UNENCODED: False, "crit": [UNENCODED]}
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
