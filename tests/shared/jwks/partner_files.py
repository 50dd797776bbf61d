"""What the suite registered of its partners, read from the files."""

from pathlib import Path

from cryptography import x509

from shared.jwks.public_key import PublicKey


def partner_certificate(data_dir: Path, partner_id: str = "crvs-partner") -> x509.Certificate:
    return x509.load_pem_x509_certificate((data_dir / "partners" / f"{partner_id}.crt").read_bytes())


def client_key(data_dir: Path) -> PublicKey:
    return PublicKey.from_json((data_dir / "partners/mock-client_id.jwk.json").read_bytes())
