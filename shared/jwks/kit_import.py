"""Files that a team brings: read, checked against each other, refused with the file's name and the reason."""

import base64
import binascii
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final, NamedTuple, TypeVar

import msgspec
from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import (
    load_der_private_key,
    load_pem_private_key,
)
from jwcrypto.common import JWException
from jwcrypto.jwk import JWK

from shared.jwks import certificates
from shared.jwks.keystore import KeyPair, paired, parse_keystore
from shared.jwks.kit_environment import KEYSTORE_PASSWORD
from shared.jwks.partners import IncompleteSourcesError, KitError
from shared.jwks.public_key import MIN_RSA_BITS, InvalidKeyError, PublicKey

_MAX_BYTES: Final = 1_000_000
_T = TypeVar("_T")


class KitSources(msgspec.Struct, frozen=True, kw_only=True):
    """The files to take; each may be absent."""

    keystore: Path | None = None
    """PKCS#12: the partner's key and certificate."""
    keystore_password: str = KEYSTORE_PASSWORD
    partner_certificate: Path | None = None
    """PEM or DER; enough by itself if the key stays with the team."""
    client_key: Path | None = None
    """The JWK of the e-Signet client, private or public, as JSON or base64 of it."""
    ida_certificate: Path | None = None
    """PEM or DER: what ID authentication requests are already encrypted to."""
    ida_key: Path | None = None
    """PEM or DER: its private key; may be absent if the keystore holds it."""


class Taken(msgspec.Struct, frozen=True, kw_only=True):
    """What the files hold, checked."""

    partner_certificate: x509.Certificate | None = None
    keystore: bytes | None = None
    client_public: dict[str, Any] | None = None
    client_private: dict[str, Any] | None = None
    ida: KeyPair | None = None

    @property
    def is_empty(self) -> bool:
        return self.partner_certificate is None and self.client_public is None and self.ida is None


def read_sources(sources: KitSources) -> Taken:
    """Read and check the files. Raises `KitError`."""
    store = None
    if sources.keystore:
        password = sources.keystore_password
        store = _read(sources.keystore, lambda data: parse_keystore(data, password))
    certificate = store.certificate if store else None
    if sources.partner_certificate:
        given = _read(sources.partner_certificate, certificates.parse_certificate)
        if certificate is not None and given.public_key() != certificate.public_key():
            raise KitError(f"{sources.partner_certificate} certifies another key than {sources.keystore} holds")
        certificate = given
        _check_partner(certificate, sources.partner_certificate)
    client = _read(sources.client_key, _parse_client_key) if sources.client_key else None
    return Taken(
        partner_certificate=certificate,
        keystore=_read(sources.keystore, bytes) if sources.keystore else None,
        client_public=client.public if client else None,
        client_private=client.private if client else None,
        ida=_read_ida(sources, store),
    )


def _read_ida(sources: KitSources, store: KeyPair | None) -> KeyPair | None:
    if sources.ida_certificate is None:
        if sources.ida_key is not None:
            raise IncompleteSourcesError(f"{sources.ida_key} needs its certificate beside it (the IDA certificate)")
        return None
    certificate = _read(sources.ida_certificate, certificates.parse_certificate)
    if sources.ida_key is not None:
        return _read(sources.ida_key, lambda data: paired(_parse_private_key(data), certificate))
    # The example files of OpenCRVS hold one key for both sides.
    if store is not None and store.key.public_key() == certificate.public_key():
        return KeyPair(store.key, certificate)
    raise IncompleteSourcesError(
        f"{sources.ida_certificate} needs its private key: without it no request can be decrypted; "
        "leave both out and give the kit's own ida-partner.crt to the client instead"
    )


class _ClientKey(NamedTuple):
    public: dict[str, Any]
    private: dict[str, Any] | None


def _parse_client_key(data: bytes) -> _ClientKey:
    jwk = _json_of(data)
    try:
        parsed = JWK(**jwk)
        public = {**jwk} if not parsed.has_private else _public_members(parsed, jwk)
        if parsed.has_private:
            # Loading proves that the private numbers belong to the public ones.
            parsed.export_to_pem(private_key=True, password=None)
    except (JWException, ValueError, TypeError, KeyError) as error:
        raise ValueError(f"its JWK makes no key ({error})") from error
    PublicKey.from_jwk(public)
    return _ClientKey(public, jwk if parsed.has_private else None)


def _public_members(parsed: JWK, jwk: Mapping[str, Any]) -> dict[str, Any]:
    numbers: dict[str, Any] = msgspec.json.decode(parsed.export_public())
    return {name: value for name, value in jwk.items() if name in numbers}


def _json_of(data: bytes) -> dict[str, Any]:
    text = data.strip()
    if not text.startswith(b"{"):
        try:
            text = base64.b64decode(b"".join(text.split()), validate=True)
        except binascii.Error as error:
            raise ValueError("it is neither a JWK as JSON nor the base64 of one") from error
    try:
        jwk = msgspec.json.decode(text, type=dict[str, Any])
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise ValueError("it is neither a JWK as JSON nor the base64 of one") from error
    return jwk


def _parse_private_key(data: bytes) -> object:
    load = load_pem_private_key if b"-----BEGIN" in data else load_der_private_key
    try:
        return load(data, password=None)
    except TypeError as error:
        raise ValueError("its private key is encrypted; give it without a passphrase") from error
    except (ValueError, UnsupportedAlgorithm) as error:
        raise ValueError("it holds no PEM or DER private key") from error


def _check_partner(certificate: x509.Certificate, path: Path) -> None:
    key = certificate.public_key()
    if not isinstance(key, rsa.RSAPublicKey) or key.key_size < MIN_RSA_BITS:
        raise KitError(f"{path} does not certify an RSA key of {MIN_RSA_BITS} bits or more")


def _read(path: Path, parse: Callable[[bytes], _T]) -> _T:
    try:
        if path.stat().st_size > _MAX_BYTES:
            raise KitError(f"{path} is too large to be a key or a certificate")
        return parse(path.read_bytes())
    except OSError as error:
        raise KitError(f"{path} cannot be read ({error.strerror})") from error
    except (ValueError, InvalidKeyError) as error:
        raise KitError(f"{path} cannot be used: {error}") from error
