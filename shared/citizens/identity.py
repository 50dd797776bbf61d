"""A citizen as MOSIP's identity repository holds one: attribute names, language lists, `yyyy/MM/dd`.

ID authentication matches against this, credentials and eKYC carry parts of it, the ID repository returns it.
Source: mosip/mosip-config `identity-mapping.json` and `id-authentication-mapping.json`.
"""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any, Final

from shared.citizens.citizen import Citizen, Gender

GENDER_LABELS: Final[Mapping[str, Mapping[Gender, str]]] = MappingProxyType(
    {
        "eng": {"male": "Male", "female": "Female", "other": "Others"},
        "fra": {"male": "Homme", "female": "Femme", "other": "Autres"},
        "ara": {"male": "ذكر", "female": "أنثى", "other": "أخرى"},
    }
)
_ADDRESS: Final = (
    ("addressLine1", "line1"),
    ("addressLine2", "line2"),
    ("addressLine3", "line3"),
    ("city", "city"),
    ("region", "region"),
    ("province", "province"),
)


def gender_label(gender: Gender, language: str) -> str:
    """The label of a gender as stored for this language; English where the suite knows no other."""
    return GENDER_LABELS.get(language, GENDER_LABELS["eng"])[gender]


def full_names(citizen: Citizen) -> dict[str, str]:
    """The full name by three-letter language code, the preferred language first."""
    return {citizen.language: citizen.full_name} | {code: name.full for code, name in citizen.names.items()}


def identity_of(citizen: Citizen, *, with_name_parts: bool = True, with_address: bool = True) -> dict[str, Any]:
    """The identity JSON: plain strings, or lists of `{"language", "value"}`; absent data is left out.

    Attributes that arrived by a packet and have no member of their own come as they were stored. Whoever does not
    need the parts of the name or the address says so, since making them is most of the work.
    """
    names = full_names(citizen)
    born = citizen.birth_date
    identity: dict[str, Any] = {
        **citizen.attributes,
        "UIN": citizen.uin,
        "fullName": _listed(names),
        "dateOfBirth": f"{born.year:04}/{born.month:02}/{born.day:02}",
        "gender": _listed({code: gender_label(citizen.gender, code) for code in names}),
    }
    if with_name_parts:
        identity |= _names(citizen)
    if with_address:
        identity |= _places(citizen)
    optional = {
        "phone": citizen.phone,
        "email": citizen.email,
        "birthCertificateNumber": citizen.birth_certificate_number,
        "preferredLang": citizen.language,
        "dateOfDeath": f"{citizen.deceased_on:%Y/%m/%d}" if citizen.deceased_on else None,
    }
    return identity | {name: value for name, value in optional.items() if value}


def _names(citizen: Citizen) -> Iterator[tuple[str, list[dict[str, str]]]]:
    for attribute, part, plain in (
        ("givenName", "given", citizen.given_name),
        ("middleName", "middle", citizen.middle_name),
        ("familyName", "family", citizen.family_name),
    ):
        values = {citizen.language: plain} | {code: getattr(name, part) for code, name in citizen.names.items()}
        if listed := _listed(values):
            yield attribute, listed


def _places(citizen: Citizen) -> Iterator[tuple[str, Any]]:
    if citizen.address is None:
        return
    for attribute, member in _ADDRESS:
        if value := getattr(citizen.address, member):
            yield attribute, _listed({citizen.language: value})
    if citizen.address.postal_code:
        yield "postalCode", citizen.address.postal_code


def _listed(values: Mapping[str, str]) -> list[dict[str, str]]:
    return [{"language": language, "value": value} for language, value in values.items() if value]
