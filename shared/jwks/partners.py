"""What the suite holds of its partners: certificates and public keys, one small file each, never a private key."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from shared.jwks import certificates, crypto
from shared.jwks.kitfiles import certificate_path, client_key_path
from shared.jwks.publickey import InvalidKeyError, PublicKey
from shared.jwks.slots import KeyRingError

_NAME: Final = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-")


class KitError(KeyRingError):
    """The kit cannot be made, exported or imported; the text says in one sentence what is wrong."""


class PartnerFileError(KeyRingError):
    """A partner's file is not what it should be; the text says in one sentence what to do."""


def is_file_name(name: str) -> bool:
    """Whether a partner or client of this id can have files here."""
    return bool(name) and _NAME.issuperset(name) and not name.startswith(".")


def find_partner_certificate(data_dir: Path, partner_id: str) -> crypto.x509.Certificate | None:
    """The certificate registered for this partner. Raises `PartnerFileError` if the file is damaged."""
    if not is_file_name(partner_id):
        return None
    path = certificate_path(data_dir, partner_id)
    try:
        return certificates.parse_certificate(path.read_bytes())
    except FileNotFoundError:
        return None
    except OSError as error:
        raise PartnerFileError(f"{path} cannot be read ({error.strerror})") from error
    except certificates.CertificateError as error:
        raise PartnerFileError(f"{path} holds no certificate; `mosip-mocks kit import` puts one there") from error


def find_client_key(data_dir: Path, client_id: str) -> PublicKey | None:
    """The public key registered for this e-Signet client. Raises `PartnerFileError` if the file is damaged."""
    if not is_file_name(client_id):
        return None
    path = client_key_path(data_dir, client_id)
    try:
        return PublicKey.from_json(path.read_bytes())
    except FileNotFoundError:
        return None
    except OSError as error:
        raise PartnerFileError(f"{path} cannot be read ({error.strerror})") from error
    except InvalidKeyError as error:
        raise PartnerFileError(
            f"{path} holds no public key ({error}); `mosip-mocks kit import` puts one there"
        ) from error
