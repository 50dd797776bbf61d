from pathlib import Path

import pytest

from shared.jwks.keyring import KeyRing
from shared.jwks.signing import SigningKey


@pytest.fixture(scope="session")
def rsa_key() -> SigningKey:
    return SigningKey.generate()


@pytest.fixture(scope="session")
def other_rsa_key() -> SigningKey:
    return SigningKey.generate()


@pytest.fixture(scope="session")
def ec_key() -> SigningKey:
    return SigningKey.generate("EC")


@pytest.fixture(scope="session")
def shared_ring(tmp_path_factory: pytest.TempPathFactory) -> KeyRing:
    """A complete ring that no test changes."""
    ring = KeyRing(tmp_path_factory.mktemp("ring") / "keys")
    ring.ensure_all()
    return ring


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    return tmp_path / "keys"
