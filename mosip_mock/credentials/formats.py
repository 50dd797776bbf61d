"""Which form a credential has, by its type; and the form of those that are no verifiable credential.

Source: mosip/id-repository `CredentialProvider`, `QrCodeProvider`, `IdAuthProvider`, and the properties
`credentialType.formatter.<TYPE>` of mosip/mosip-config. `QrCodeProvider` makes what `CredentialProvider` makes.
"""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any, Final, Literal

import msgspec

from mosip_mock.credentials.subject import SharedAttribute
from shared.jwks.encryption import encrypt_with_pin

Format = Literal["verifiable", "ida", "plain"]
_VERIFIABLE: Final = ("VERCRED", "PDFCARD", "EUIN", "REPRINT", "QRCODE")
_FORMATS: Final[Mapping[str, Format]] = MappingProxyType({**dict.fromkeys(_VERIFIABLE, "verifiable"), "AUTH": "ida"})
_ID: Final = "http://mosip.io/credentials/"
_ISSUER: Final = "https://mosip.io/issuers/"


def format_of(credential_type: str) -> Format:
    """How MOSIP's published configuration writes credentials of this type."""
    return _FORMATS.get(credential_type.upper(), "plain")


def plain_credential(
    shared: Iterable[SharedAttribute],
    *,
    credential_id: str,
    individual_id: str | None,
    partner_id: str,
    issued: str,
    pin: str | None,
    encrypts_all: bool,
) -> dict[str, Any]:
    """A credential without context and proof, whose values are all text.

    `individual_id` is the subject's id, which the form for ID authentication lacks. By the `pin` is encrypted what the
    policy protects, or everything where the request says so; nothing without one.
    """
    subject = {} if individual_id is None else {"id": individual_id}
    protected = []
    for attribute in shared:
        text = attribute.value if isinstance(attribute.value, str) else msgspec.json.encode(attribute.value).decode()
        subject[attribute.name] = text
        if pin and text and (encrypts_all or attribute.is_protected):
            subject[attribute.name] = encrypt_with_pin(pin, text)
            protected.append(attribute.name)
    return {
        "id": _ID + credential_id,
        "type": ["MOSIPVerifiableCredential"],
        "issuer": _ISSUER,
        "issuanceDate": issued,
        "issuedTo": partner_id,
        "consent": "",
        "credentialSubject": subject,
        "protectedAttributes": protected,
    }
