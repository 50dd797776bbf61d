import shutil
from pathlib import Path

import pytest
from jwcrypto.jwk import JWK

from shared.jwks.keyring import KeyRing
from shared.jwks.partner_kit import ensure_kit
from shared.jwks.signing import SigningKey
from tests.benches.keys import make_all


@pytest.fixture(scope="session")
def rsa_key() -> SigningKey:
    return SigningKey(JWK.generate(kty="RSA", size=2048))


@pytest.fixture(scope="session")
def other_rsa_key() -> SigningKey:
    return SigningKey(JWK.generate(kty="RSA", size=2048))


@pytest.fixture(scope="session")
def ec_key() -> SigningKey:
    return SigningKey(JWK.generate(kty="EC", crv="P-256"))


@pytest.fixture(scope="session")
def shared_ring(tmp_path_factory: pytest.TempPathFactory) -> KeyRing:
    """A complete ring that no test changes."""
    ring = KeyRing(tmp_path_factory.mktemp("ring") / "keys")
    make_all(ring)
    return ring


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    return tmp_path / "keys"


@pytest.fixture(scope="session")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data directory with a complete kit that no test changes."""
    data_dir = tmp_path_factory.mktemp("finished")
    ensure_kit(data_dir, KeyRing(data_dir / "keys"))
    return data_dir


@pytest.fixture
def data_dir(finished: Path, tmp_path: Path) -> Path:
    """A copy of it to change."""
    return shutil.copytree(finished, tmp_path / "data")
