"""Certificates of partners beside the kit's own."""

from pathlib import Path
from typing import Any

import pytest

from shared.jwks import certificates
from shared.jwks.keystore import KeyPair, make_keystore
from shared.jwks.kit_import import KitSources
from shared.jwks.partner_import import import_partner
from shared.jwks.partners import KitError
from tests.shared.jwks.partner_files import partner_certificate
from tests.support.certificates import certificate_until, other_key


@pytest.fixture(scope="module")
def theirs() -> KeyPair:
    key = other_key()
    return KeyPair(key, certificate_until(key, name="their-country"))


@pytest.mark.parametrize("form", ["pem", "der"])
def test_certificate_file_is_taken(tmp_path: Path, theirs: KeyPair, form: str) -> None:
    path = tmp_path / "their.crt"
    path.write_bytes(getattr(certificates, form)(theirs.certificate))

    taken = import_partner(tmp_path / "mocks", "their-country", KitSources(partner_certificate=path))

    assert taken == tmp_path / "mocks" / "partners" / "their-country.crt"
    assert partner_certificate(tmp_path / "mocks", "their-country") == theirs.certificate


def test_of_a_keystore_the_certificate_alone_is_taken(tmp_path: Path, theirs: KeyPair) -> None:
    path = tmp_path / "their.p12"
    path.write_bytes(make_keystore("x", theirs.key, theirs.certificate, "own"))

    taken = import_partner(tmp_path / "mocks", "their-country", KitSources(keystore=path, keystore_password="own"))

    assert taken.read_bytes() == certificates.pem(theirs.certificate)
    assert [p for p in (tmp_path / "mocks").rglob("*") if p.is_file()] == [taken]


@pytest.mark.parametrize(
    ("partner_id", "given", "problem"),
    [
        ("crvs-partner", "their.crt", "kit import"),
        ("../evil", "their.crt", "can have no file"),
        ("their-country", None, "nothing to take"),
        ("their-country", "none.crt", "cannot be used"),
    ],
)
def test_what_cannot_be_taken_is_refused(
    tmp_path: Path, theirs: KeyPair, partner_id: str, given: str | None, problem: str
) -> None:
    (tmp_path / "their.crt").write_bytes(certificates.pem(theirs.certificate))
    (tmp_path / "none.crt").write_text("no certificate")
    sources: dict[str, Any] = {"partner_certificate": tmp_path / given} if given else {}

    with pytest.raises(KitError, match=problem):
        import_partner(tmp_path / "mocks", partner_id, KitSources(**sources))

    assert not (tmp_path / "mocks").exists()
