"""The files of the key ring's keys, each with its certificate: made, written, read and checked."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import msgspec

from shared.jwks import certificates, crypto, key_files
from shared.jwks.signing import SigningKey
from shared.jwks.slots import not_that_key

RSA_BITS: Final = 2048


class KeyPairs:
    """The pairs in one directory. Whoever writes holds the directory's lock."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory

    def make(self, name: str, subject: tuple[str, str], issuer: SigningKey | None = None) -> str:
        """A new key, certified by the issuer or by itself, as `kid`; the subject is common name and unit."""
        key = crypto.rsa.generate_private_key(public_exponent=65537, key_size=RSA_BITS)
        named = certificates.subject(*subject)
        issued = (
            certificates.issue_root(key, named) if issuer is None else issuer.issue_certificate(named, key.public_key())
        )
        return self.write(name, key, issued)

    def write(self, name: str, key: crypto.rsa.RSAPrivateKey, certificate: crypto.x509.Certificate) -> str:
        """Keep a key with its certificate; its `kid`."""
        jwk = crypto.JWK.from_pyca(key)
        kid: str = jwk.thumbprint()
        members = {**msgspec.json.decode(jwk.export_private()), "kid": kid}
        certificate_file = key_files.certificate_file(self._directory, name, kid)
        key_files.write_whole(certificate_file, certificates.pem(certificate), key_files.PUBLIC_FILE)
        key_files.write_whole(
            key_files.key_file(self._directory, name, kid),
            msgspec.json.encode(members) + b"\n",
            key_files.PRIVATE_FILE,
        )
        return kid

    def read(self, name: str, kid: str) -> SigningKey:
        """A key that was written. Raises `OSError`, and `KeyRingError` for files that hold something else."""
        path = key_files.key_file(self._directory, name, kid)
        try:
            jwk = crypto.JWK.from_json(path.read_bytes())
            # Testing the primes again costs 36 ms; this file is our own, its key was tested when it was written.
            jwk.unsafe_skip_rsa_key_validation = True
            path = key_files.certificate_file(self._directory, name, kid)
            key = SigningKey(jwk, certificates.parse_certificate(path.read_bytes()))
            _check_belongs_together(key, kid)
        except (crypto.JWException, ValueError, TypeError, KeyError, OverflowError) as error:
            raise not_that_key(path, name) from error
        return key


def _check_belongs_together(key: SigningKey, kid: str) -> None:
    """Microseconds of arithmetic that notice a file which is readable and yet not the one that was written."""
    numbers = key.rsa.private_numbers()
    public, exponent = numbers.public_numbers, numbers.public_numbers.e * numbers.d
    if (
        key.public.thumbprint != kid
        or key.certificate.public_key() != key.public.key
        or numbers.p * numbers.q != public.n
        or exponent % (numbers.p - 1) != 1
        or exponent % (numbers.q - 1) != 1
        or numbers.dmp1 != numbers.d % (numbers.p - 1)
        or numbers.dmq1 != numbers.d % (numbers.q - 1)
        or numbers.iqmp * numbers.q % numbers.p != 1
    ):
        raise ValueError("the files of this key do not belong together")
