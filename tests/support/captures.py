"""Biometric captures as an SBI device makes them: signed payloads around an image that nobody decrypts."""

import hashlib
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from tests.support.ida_recipe import REMOVED, mosip_time
from tests.support.ida_styles import base64url, standard_base64


@dataclass(frozen=True)
class Device:
    """A device's key and certificate."""

    key: rsa.RSAPrivateKey
    certificate: x509.Certificate

    @classmethod
    def make(cls) -> "Device":
        key = rsa.generate_private_key(65537, 2048)
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "device")])
        builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        start = datetime(2020, 1, 1)  # noqa: DTZ001 - the builder wants it without zone
        builder = builder.serial_number(1).not_valid_before(start).not_valid_after(start + timedelta(36500))
        return cls(key, builder.sign(key, hashes.SHA256()))

    def signed(self, payload: Mapping[str, Any]) -> str:
        header = {"alg": "RS256", "x5c": [standard_base64(self.certificate.public_bytes(Encoding.DER))]}
        text = ".".join(base64url(json.dumps(part).encode()) for part in (header, payload))
        return f"{text}.{base64url(self.key.sign(text.encode(), padding.PKCS1v15(), hashes.SHA256()))}"

    def capture(
        self,
        transaction: str,
        moment: datetime,
        *,
        bio_type: str = "Finger",
        sub_type: str = "Left IndexFinger",
        data: Mapping[str, Any] | None = None,
        digital_id: Mapping[str, Any] | None = None,
        **changes: Any,
    ) -> dict[str, Any]:
        """One segment; `data`, `digital_id` and `changes` replace members of the three levels, or leave them out."""
        identification = {
            "serialNo": "1",
            "make": "make",
            "model": "model",
            "type": bio_type,
            "deviceSubType": "Slap",
            "deviceProvider": "provider",
            "deviceProviderId": "provider",
            "dateTime": mosip_time(moment),
        }
        payload = {
            "digitalId": self.signed(_with(identification, digital_id)),
            "bioType": bio_type,
            "bioSubType": sub_type,
            "bioValue": base64url(secrets.token_bytes(64)),
            "transactionId": transaction,
            "timestamp": mosip_time(moment),
        }
        segment = {
            "data": self.signed(_with(payload, data)),
            "hash": hashlib.sha256(secrets.token_bytes(8)).hexdigest().upper(),
            "sessionKey": base64url(secrets.token_bytes(256)),
            "specVersion": "1.0",
            "thumbprint": "00" * 32,
        }
        return _with(segment, changes)


def _with(members: Mapping[str, Any], changes: Mapping[str, Any] | None) -> dict[str, Any]:
    return {name: value for name, value in {**members, **(changes or {})}.items() if value is not REMOVED}
