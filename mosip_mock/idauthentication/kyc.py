"""eKYC: the identity data that a policy allows, by language, encrypted to the partner.

Source: mosip/id-authentication `KycServiceImpl`, `KycFacadeImpl`; layout of the answer as keymanager encrypts it.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from typing import Any, Final

import msgspec

from mosip_mock.partners.partner import Policy
from shared.citizens.citizen import Citizen
from shared.citizens.identity import identity_of
from shared.jwks import base64url, certificates, crypto
from shared.jwks.encryption import SESSION_KEY_BYTES, encrypt_block, wrap_session_key

_OUTPUT: Final[Mapping[str, str]] = {
    "fullName": "name",
    "dateOfBirth": "dob",
    "phone": "phoneNumber",
    "email": "emailId",
    "city": "location1",
    "region": "location2",
    "province": "location3",
}
_FACES: Final = frozenset({"photo", "face"})


def kyc_identity(citizen: Citizen, policy: Policy) -> dict[str, str] | None:
    """The flat identity of the answer, restricted to the policy; None when the policy lists no attribute."""
    if not policy.allowed_kyc_attributes:
        return None
    identity = identity_of(citizen)
    return dict(entry for name in policy.allowed_kyc_attributes for entry in _entries(name, identity, citizen, policy))


def _entries(name: str, identity: Mapping[str, Any], citizen: Citizen, policy: Policy) -> Iterator[tuple[str, str]]:
    if name in _FACES:
        yield name, _face(citizen)
        return
    value = identity.get(name)
    key = _OUTPUT.get(name, name)
    if isinstance(value, list):
        for item in value:
            if isinstance(item, dict) and item.get("language") in policy.kyc_languages:
                yield f"{key}_{item['language']}", str(item.get("value", ""))
    elif value is not None:
        yield key, str(value)


def _face(citizen: Citizen) -> str:
    """The photo as standard base64, without the head of its data URI."""
    from shared.citizens.photo import photo_of  # noqa: PLC0415 - draws with Pillow

    return photo_of(citizen).partition(",")[2]


def encrypted_kyc(identity: Mapping[str, str], certificate: crypto.x509.Certificate) -> dict[str, str]:
    """`identity`, `sessionKey`, `thumbprint` of the answer, readable by the holder of the certificate's key alone."""
    public = certificate.public_key()
    if not isinstance(public, crypto.rsa.RSAPublicKey):
        raise TypeError("partner certificates hold RSA keys")
    session_key = os.urandom(SESSION_KEY_BYTES)
    return {
        "identity": base64url.encode_text(encrypt_block(session_key, msgspec.json.encode(identity))),
        "sessionKey": base64url.encode_text(wrap_session_key(public, session_key)),
        "thumbprint": certificates.thumbprint_hex(certificate).upper(),
    }
