"""Public keys of clients and of the suite itself, parsed once from a JWK (RFC 7517, RFC 7518 section 6)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, TypeAlias

import msgspec
from msgspec import Struct

from shared.jwks import base64url, crypto

MIN_RSA_BITS: Final = 2048
MAX_RSA_BITS: Final = 8192  # Verifying with a huge key would cost seconds.
_PRIVATE_MEMBERS: Final = ("d", "p", "q", "dp", "dq", "qi", "oth", "k")
_KEY_MEMBERS: Final[Mapping[str, tuple[str, ...]]] = {"RSA": ("n", "e"), "EC": ("crv", "x", "y")}
_CURVES: Final = ("P-256", "P-384", "P-521")

Key: TypeAlias = "crypto.rsa.RSAPublicKey | crypto.ec.EllipticCurvePublicKey"


class InvalidKeyError(ValueError):
    """The JWK cannot be used; the message says why in one sentence."""


class PublicKey(Struct, frozen=True, kw_only=True):
    """A public key that is ready to verify signatures or to encrypt."""

    kty: str
    key: Key
    thumbprint: str
    """RFC 7638, SHA-256, 43 characters of base64url."""
    members: Mapping[str, str]
    """The members that make the key: `kty` with `n` and `e`, or with `crv`, `x` and `y`."""
    kid: str | None = None
    use: str | None = None
    alg: str | None = None

    @classmethod
    def from_jwk(cls, jwk: Mapping[str, Any]) -> PublicKey:
        """Read an RSA (2048 to 8192 bits) or EC key. Raises `InvalidKeyError`, also for a private key."""
        return _from_jwk(jwk)

    @classmethod
    def from_json(cls, text: str | bytes) -> PublicKey:
        """Read a JWK from its JSON text. Raises `InvalidKeyError`."""
        try:
            jwk = msgspec.json.decode(text)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise InvalidKeyError("the key is not JSON") from error
        return _from_jwk(jwk)

    @classmethod
    def from_key(cls, key: Key, *, kid: str | None = None) -> PublicKey:
        """The JWK of a key of `cryptography`. Raises `InvalidKeyError`."""
        exported = crypto.JWK.from_pyca(key).export_public(as_dict=True)
        # jwcrypto makes up a kid, which the key never had: tokens naming another one would be refused.
        return _from_jwk({**exported, "kid": kid})

    @classmethod
    def from_certificate(cls, certificate: crypto.x509.Certificate) -> PublicKey:
        """The certified key. Raises `InvalidKeyError` if it is neither RSA nor EC."""
        key = certificate.public_key()
        if not isinstance(key, crypto.rsa.RSAPublicKey | crypto.ec.EllipticCurvePublicKey):
            raise InvalidKeyError(f"the certificate holds a {type(key).__name__}, neither RSA nor EC")
        return cls.from_key(key)

    @property
    def rsa(self) -> crypto.rsa.RSAPublicKey:
        """The key for RSA encryption. Raises `InvalidKeyError` for an EC key."""
        if not isinstance(self.key, crypto.rsa.RSAPublicKey):
            raise InvalidKeyError(f"an RSA key is needed, this one is {self.kty}")
        return self.key


def _from_jwk(jwk: Mapping[str, Any]) -> PublicKey:
    if not isinstance(jwk, Mapping):
        raise InvalidKeyError("the key is not a JSON object")
    members = _key_members(jwk)
    try:
        parsed = crypto.JWK(**members)
        key = parsed.get_op_key("verify", members.get("crv"))
    # A client's numbers can fail in many ways, from jwcrypto's own errors to OpenSSL's.
    except (crypto.JWException, ValueError, TypeError, OverflowError) as error:
        raise InvalidKeyError(f"the values of the {members['kty']} key make no valid key") from error
    if not isinstance(key, crypto.rsa.RSAPublicKey | crypto.ec.EllipticCurvePublicKey):
        raise InvalidKeyError(f"the values of the {members['kty']} key make no public key")
    if isinstance(key, crypto.rsa.RSAPublicKey) and not MIN_RSA_BITS <= key.key_size <= MAX_RSA_BITS:
        raise InvalidKeyError(f"the RSA key has {key.key_size} bits; {MIN_RSA_BITS} to {MAX_RSA_BITS} are accepted")
    return PublicKey(
        kty=members["kty"],
        key=key,
        thumbprint=parsed.thumbprint(),
        members=members,
        kid=_optional_text(jwk, "kid"),
        use=_optional_text(jwk, "use"),
        alg=_optional_text(jwk, "alg"),
    )


def _key_members(jwk: Mapping[str, Any]) -> dict[str, str]:
    private = [member for member in _PRIVATE_MEMBERS if member in jwk]
    if private:
        raise InvalidKeyError(f"the key holds the private member '{private[0]}'; give the public key only")
    kty = jwk.get("kty")
    if not isinstance(kty, str) or kty not in _KEY_MEMBERS:
        raise InvalidKeyError(f"'kty' is {kty!r}; RSA and EC are accepted")
    members = {"kty": kty}
    for name in _KEY_MEMBERS[kty]:
        value = jwk.get(name)
        if not isinstance(value, str) or not value:
            raise InvalidKeyError(f"'{name}' of the {kty} key is missing or not text")
        members[name] = value
        if name == "crv":
            if value not in _CURVES:
                raise InvalidKeyError(f"'crv' is {value!r}; {', '.join(_CURVES)} are accepted")
            continue
        try:
            base64url.decode(value.encode())
        except base64url.Base64UrlError as error:
            raise InvalidKeyError(f"'{name}' of the {kty} key cannot be read: {error}") from error
    return members


def _optional_text(jwk: Mapping[str, Any], name: str) -> str | None:
    value = jwk.get(name)
    if value is None or isinstance(value, str):
        return value
    raise InvalidKeyError(f"'{name}' of the key is not text")
