"""The partner kit, read the way the partner's own programs read it."""

import base64
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import pkcs12

KEYSTORE_PASSWORD = b"mosip123"


@dataclass(frozen=True)
class Kit:
    """IDA's encryption certificate; the partner's key and certificate; the private JWK of the e-Signet client."""

    ida_certificate: x509.Certificate
    partner_key: RSAPrivateKey
    partner_certificate: x509.Certificate
    client_jwk: dict[str, Any]

    @classmethod
    def read(cls, directory: Path) -> "Kit":
        key, certificate, _ = pkcs12.load_key_and_certificates(
            (directory / "keystore.p12").read_bytes(), KEYSTORE_PASSWORD
        )
        assert isinstance(key, RSAPrivateKey)
        assert certificate is not None
        jwk = json.loads(base64.b64decode((directory / "esignet-jwk.txt").read_text(), validate=False))
        assert isinstance(jwk, dict)
        return cls(
            ida_certificate=x509.load_pem_x509_certificate((directory / "ida-partner.crt").read_bytes()),
            partner_key=key,
            partner_certificate=certificate,
            client_jwk=jwk,
        )
