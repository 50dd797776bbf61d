"""The files of the partner kit: what they are called, where they stand in a data directory, whether all are there."""

from pathlib import Path
from typing import Final

from shared.jwks import key_files

PARTNER_ID: Final = "crvs-partner"
CLIENT_ID: Final = "mock-client_id"

IDA_CERTIFICATE_FILE: Final = "ida-partner.crt"
KEYSTORE_FILE: Final = "keystore.p12"
PASSWORD_FILE: Final = "keystore.password"  # noqa: S105 - a file's name; there only for a password of one's own
CLIENT_KEY_FILE: Final = "esignet-jwk.txt"
ENVIRONMENT_FILE: Final = "mosip-api.env"


def kit_directory(data_dir: Path) -> Path:
    """What goes to the partner, private keys included."""
    return data_dir / "kit"


def partners_directory(data_dir: Path) -> Path:
    """What the suite itself keeps of its partners."""
    return data_dir / "partners"


def certificate_path(data_dir: Path, partner_id: str = PARTNER_ID) -> Path:
    """A partner's certificate."""
    return partners_directory(data_dir) / f"{partner_id}.crt"


def client_key_path(data_dir: Path, client_id: str = CLIENT_ID) -> Path:
    """The public key of an e-Signet client."""
    return partners_directory(data_dir) / f"{client_id}.jwk.json"


def kit_is_complete(data_dir: Path, ida_certificate: bytes) -> bool:
    """Whether nothing of the kit is missing, and its certificate of ID authentication is this one."""
    directory = kit_directory(data_dir)
    needed = (
        directory / ENVIRONMENT_FILE,
        directory / KEYSTORE_FILE,
        directory / CLIENT_KEY_FILE,
        certificate_path(data_dir),
        client_key_path(data_dir),
    )
    return key_files.holds(directory / IDA_CERTIFICATE_FILE, ida_certificate) and all(path.exists() for path in needed)
