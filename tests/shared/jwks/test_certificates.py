from datetime import UTC, datetime

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import load_pem_public_key
from cryptography.x509.oid import NameOID

from shared.jwks import certificates
from shared.jwks.keyring import KeyName, KeyRing


@pytest.fixture(scope="session")
def certificate(shared_ring: KeyRing) -> x509.Certificate:
    return shared_ring.certificate(KeyName.IDA_PARTNER)


def test_a_thumbprint_has_its_spellings(certificate: x509.Certificate) -> None:
    hexadecimal = certificates.thumbprint_hex(certificate)
    padded = certificates.thumbprint_base64url(certificate, padded=True)
    assert bytes.fromhex(hexadecimal) == certificates.thumbprint(certificate)
    assert hexadecimal == hexadecimal.upper()
    assert (len(hexadecimal), len(padded)) == (64, 44)
    assert padded == certificates.thumbprint_base64url(certificate) + "="


def test_pem_and_der_are_both_read(certificate: x509.Certificate) -> None:
    assert certificates.parse_certificate(certificates.pem(certificate)) == certificate
    assert certificates.parse_certificate(certificates.der(certificate)) == certificate
    with_line_ends = certificates.pem(certificate).replace(b"\n", b"\r\n")
    assert certificates.parse_certificate(with_line_ends) == certificate


@pytest.mark.parametrize("data", [b"", b"no", b"-----BEGIN CERTIFICATE-----", b"\x30\x82"])
def test_other_bytes_are_no_certificate(data: bytes) -> None:
    with pytest.raises(certificates.CertificateError, match="neither a PEM nor a DER"):
        certificates.parse_certificate(data)


def test_a_certificate_says_that_it_is_a_mocks(certificate: x509.Certificate) -> None:
    (organisation,) = certificate.subject.get_attributes_for_oid(NameOID.ORGANIZATION_NAME)
    assert organisation.value == "MOSIP MOCK (TEST KEYS)"


@pytest.mark.parametrize("year", [2021, 2048])
def test_a_shifted_clock_stays_inside_the_validity(certificate: x509.Certificate, year: int) -> None:
    moment = datetime(year, 1, 1, tzinfo=UTC)
    assert certificate.not_valid_before_utc < moment < certificate.not_valid_after_utc


def test_only_the_root_may_issue(shared_ring: KeyRing) -> None:
    for name in KeyName:
        extensions = shared_ring.certificate(name).extensions
        constraints = extensions.get_extension_for_class(x509.BasicConstraints).value
        assert constraints.ca is (name is KeyName.ROOT)


def test_the_public_key_is_written_as_pem(certificate: x509.Certificate) -> None:
    key = load_pem_public_key(certificates.public_key_pem(certificate))
    assert isinstance(key, rsa.RSAPublicKey)
    assert key == certificate.public_key()
