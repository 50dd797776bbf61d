"""Wallet keys bound to people, each by a certificate over it. In memory, like the tokens.

Source: mosip/id-authentication `IdentityKeyBindingRequestValidator`, `IdentityKeyBindingFacadeImpl`,
`IdentityKeyBindingServiceImpl`, `IdServiceImpl.checkIdKeyBindingPermitted`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from msgspec import Struct

from mosip_mock.idauthentication.errors import IdaCode
from mosip_mock.idauthentication.refusal import Finding, IdaError, refused
from shared.citizens.citizen import Citizen
from shared.citizens.identity import full_names
from shared.jwks import certificates, crypto
from shared.jwks.keyring import KeyRing
from shared.jwks.public_key import InvalidKeyError, PublicKey

_NAME_LANGUAGE: Final = "eng"  # mosip.ida.key.binding.name.default.langCode


class BoundKey(Struct, frozen=True):
    """A wallet's key, and the certificate that binds it to a person's id."""

    uin: str
    individual_id: str
    factor: str
    certificate: crypto.x509.Certificate
    key: PublicKey


class KeyBindings:
    """The keys that people bound."""

    def __init__(self, keys: KeyRing) -> None:
        self._keys = keys
        self._bound: list[BoundKey] = []

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
        self._bound.append(BoundKey(citizen.uin, individual_id, str(binding["authFactorType"]), certificate, key))
        return certificates.pem(certificate).decode()

    def of(self, citizen: Citizen) -> list[BoundKey]:
        """The keys that this person bound."""
        return [bound for bound in self._bound if bound.uin == citizen.uin]


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
