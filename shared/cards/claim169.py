"""MOSIP Claim 169: identity data as a CBOR web token (RFC 8392), signed as COSE_Sign1 (RFC 9052) with ES256.

Source: MOSIP, "169 - QR Code Specifications" 1.1.0 and 1.2.0. Dates are `YYYYMMDD`. In 1.2.0 the picture (16, 17) gives
way to the face biometrics (62), languages are ISO 639-3, and a second language has members of its own.
"""

from datetime import datetime, timedelta
from typing import Any, Final, Literal

from shared.cards.card_keys import CardKeys
from shared.citizens.citizen import Citizen

SpecVersion = Literal["1.1.0", "1.2.0"]
CLAIM: Final = 169
X5CHAIN: Final = 33
"""COSE header parameter (RFC 9360)."""
VALID_FOR: Final = timedelta(days=10 * 365)
_ISSUER, _EXPIRES, _ISSUED, _NOT_BEFORE = 1, 4, 6, 5
_GENDERS: Final = {"male": 1, "female": 2, "other": 3}
_WEBP: Final = 4
_FACE: Final = 62
_IMAGE_FORMAT_IN_BIOMETRICS: Final = 0
_WEBP_SUBFORMAT: Final = 4
"""Source: mosip/id-claim-169, data sub formats of images: PNG, JPEG, JPEG2000, AVIF, WEBP, TIFF, WSQ from 0 on."""


def identity_data(citizen: Citizen, picture: bytes, version: SpecVersion, nationality: str) -> dict[int, Any]:
    """The map under key 169; absent data is left out."""
    address = citizen.address
    lines = (address.line1, address.line2, address.city, address.postal_code) if address else ()
    members: dict[int, Any] = {
        1: citizen.uin,
        2: version,
        3: citizen.language if version == "1.2.0" else citizen.language[:2],
        4: citizen.full_name,
        5: citizen.given_name,
        6: citizen.middle_name,
        7: citizen.family_name,
        8: f"{citizen.birth_date:%Y%m%d}",
        9: _GENDERS[citizen.gender],
        10: "\n".join(filter(None, lines)),
        11: citizen.email,
        12: citizen.phone,
        13: nationality,
    }
    if version == "1.2.0":
        second = next(iter(citizen.names.items()), None)
        if second:
            members |= {19: second[1].full, 20: second[0]}
        members[23] = nationality
        members[_FACE] = [{0: picture, 1: _IMAGE_FORMAT_IN_BIOMETRICS, 2: _WEBP_SUBFORMAT}]
    else:
        members |= {16: picture, 17: _WEBP}
    return {number: value for number, value in members.items() if value is not None and value != ""}


def signed_claim(
    citizen: Citizen,
    picture: bytes,
    keys: CardKeys,
    *,
    issuer: str,
    now: datetime,
    version: SpecVersion,
    nationality: str,
) -> bytes:
    """The COSE_Sign1 message; the signing certificate travels in its protected header."""
    import cbor2  # noqa: PLC0415 - only cards need it
    from cryptography.hazmat.primitives.serialization import Encoding  # noqa: PLC0415 - with the next one
    from cwt import COSE, COSEKey  # noqa: PLC0415 - only cards need it

    claims = {
        _ISSUER: issuer,
        _EXPIRES: int((now + VALID_FOR).timestamp()),
        _NOT_BEFORE: int(now.timestamp()),
        _ISSUED: int(now.timestamp()),
        CLAIM: identity_data(citizen, picture, version, nationality),
    }
    key = COSEKey.from_pem(keys.key_pem.decode(), alg="ES256")
    message = COSE.new(alg_auto_inclusion=True).encode_and_sign(
        cbor2.dumps(claims), key, protected={X5CHAIN: keys.certificate.public_bytes(Encoding.DER)}
    )
    if not isinstance(message, bytes):
        raise TypeError("the COSE library gave no bytes")
    return message
