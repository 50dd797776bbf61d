"""Files that hold keys: written whole or not at all, readable by their owner alone, locked between processes."""

import contextlib
import fcntl
import hashlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Final, Self

import msgspec

from shared.jwks import base64url

PRIVATE_FILE: Final = 0o600
PUBLIC_FILE: Final = 0o644
PRIVATE_DIRECTORY: Final = 0o700


def key_file(directory: Path, name: str, kid: str) -> Path:
    """Where a key of the key ring stands, as JWK."""
    return directory / f"{name}.{kid}.jwk.json"


def certificate_file(directory: Path, name: str, kid: str) -> Path:
    """Where its certificate stands, as PEM."""
    return directory / f"{name}.{kid}.crt"


def holds(path: Path, content: bytes) -> bool:
    """Whether this, and nothing else, stands in the file; not in one that is absent or cannot be read."""
    try:
        return path.read_bytes() == content
    except OSError:
        return False


def holds_key(content: bytes, kid: str) -> bool:
    """Whether this is the private JWK with this thumbprint (RFC 7638); looked at without loading cryptography."""
    try:
        jwk = msgspec.json.decode(content, type=_PrivateJwk)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return False
    public = msgspec.json.encode({"e": jwk.e, "kty": jwk.kty, "n": jwk.n})
    return base64url.encode_text(hashlib.sha256(public).digest()) == kid


def holds_certificate(content: bytes) -> bool:
    """Whether there is a certificate in PEM, from its first line to its last."""
    return content.startswith(b"-----BEGIN CERTIFICATE-----") and b"-----END CERTIFICATE-----" in content


class _PrivateJwk(msgspec.Struct, frozen=True):
    """What a file must have of an RSA key."""

    kty: str
    n: str
    e: str
    d: str


def make_private_directory(directory: Path) -> None:
    """Create the directory for its owner alone; parents get the usual permissions."""
    directory.parent.mkdir(parents=True, exist_ok=True)
    directory.mkdir(mode=PRIVATE_DIRECTORY, exist_ok=True)
    # Also one that stood there before, or that a strange umask made: it is about to hold private keys.
    directory.chmod(PRIVATE_DIRECTORY)


class StagedFiles:
    """Several files that are written aside first and then put in place together.

    `with StagedFiles() as staged: staged.add(...)` renames all of them at the end, or none if the block raises.
    """

    def __init__(self) -> None:
        self._staged: list[tuple[Path, Path]] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, error: type[BaseException] | None, *_: object) -> None:
        try:
            if error is None:
                for temporary, path in self._staged:
                    temporary.replace(path)
        finally:
            for temporary, _path in self._staged:
                temporary.unlink(missing_ok=True)

    def add(self, path: Path, content: bytes, mode: int) -> None:
        """Write the content beside its place and onto the disk."""
        temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
        self._staged.append((temporary, path))
        temporary.unlink(missing_ok=True)
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
        with os.fdopen(descriptor, "wb") as file:
            os.fchmod(file.fileno(), mode)
            file.write(content)
            file.flush()
            os.fsync(file.fileno())


def write_whole(path: Path, content: bytes, mode: int) -> None:
    """Put the content in place by a temporary file and a rename: readers see the old file or the new one."""
    with StagedFiles() as staged:
        staged.add(path, content, mode)


@contextlib.contextmanager
def locked(directory: Path) -> Iterator[None]:
    """Keep other processes out until the block ends; the system lets go of the lock if this one dies."""
    descriptor = os.open(directory / ".lock", os.O_RDWR | os.O_CREAT, PRIVATE_FILE)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)
