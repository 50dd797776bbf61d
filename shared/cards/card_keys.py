"""The key that signs cards, and the trust anchor that scanners hold: EC P-256, so that the QR code stays small.

The anchor is a self-signed certificate of its own; the signing certificate is issued by it and travels in the QR code
(COSE `x5chain`, RFC 9360). Kept beside the other keys, private files readable by their owner alone.
"""

from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID
from msgspec import Struct

from shared.jwks import key_files
from shared.jwks.slots import KeyRingError

_FROM: Final = datetime(2020, 1, 1, tzinfo=UTC)
_UNTIL: Final = datetime(2049, 12, 31, tzinfo=UTC)
_ANCHOR: Final = "Mock ID card anchor"
_SIGNER: Final = "Mock ID card"


class CardKeys(Struct, frozen=True):
    """The signing key with its certificate, and the anchor that issued it."""

    key_pem: bytes
    certificate: x509.Certificate
    anchor: x509.Certificate

    def anchor_pem(self) -> bytes:
        """What a scanner is given to trust."""
        return self.anchor.public_bytes(Encoding.PEM)


def card_keys(keys_directory: Path) -> CardKeys:
    """The keys in this directory, made now if there are none. Raises `KeyRingError`."""
    directory = keys_directory / "cards"
    try:
        if not (directory / "anchor.crt").exists():
            _make(directory)
        return CardKeys(
            (directory / "card.pem").read_bytes(),
            x509.load_pem_x509_certificate((directory / "card.crt").read_bytes()),
            x509.load_pem_x509_certificate((directory / "anchor.crt").read_bytes()),
        )
    except (OSError, ValueError) as error:
        raise KeyRingError(
            f"the keys of ID cards in {directory} cannot be used ({error}); remove the directory to have new ones made"
        ) from error


def _make(directory: Path) -> None:
    key_files.make_private_directory(directory)
    with key_files.locked(directory):
        if (directory / "anchor.crt").exists():
            return
        anchor_key, card_key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
        anchor_name, card_name = _name(_ANCHOR), _name(_SIGNER)
        card = _certificate(card_name, anchor_name, card_key.public_key(), anchor_key, is_authority=False)
        anchor = _certificate(anchor_name, anchor_name, anchor_key.public_key(), anchor_key, is_authority=True)
        pem = card_key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        # The anchor's own key is not kept: it has issued the one certificate that there is.
        with key_files.StagedFiles() as staged:
            staged.add(directory / "card.pem", pem, key_files.PRIVATE_FILE)
            staged.add(directory / "card.crt", card.public_bytes(Encoding.PEM), key_files.PUBLIC_FILE)
            staged.add(directory / "anchor.crt", anchor.public_bytes(Encoding.PEM), key_files.PUBLIC_FILE)


def _certificate(
    name: x509.Name,
    issuer: x509.Name,
    key: ec.EllipticCurvePublicKey,
    issuer_key: ec.EllipticCurvePrivateKey,
    *,
    is_authority: bool,
) -> x509.Certificate:
    return (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number() >> 96)
        .not_valid_before(_FROM)
        .not_valid_after(_UNTIL)
        .add_extension(x509.BasicConstraints(ca=is_authority, path_length=None), critical=True)
        .sign(issuer_key, hashes.SHA256())
    )


def _name(common_name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common_name)])
