"""Claims about a person, shaped like those of the identity system behind e-Signet.

Two systems, two shapes: ID authentication (mosip/id-authentication `KycServiceImpl`, `idp-claims-mapping.json` of
mosip-config, with given, middle and family name mapped as countries do), and mock-identity-system
(`AuthenticationServiceImpl`, its `application-default.properties`). Claims without data are left out.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any, Final

from shared.citizens.citizen import Citizen
from shared.citizens.identity import identity_of
from shared.citizens.identity_system import IdentitySystem
from shared.citizens.languages import DEFAULT, two_letters

Values = Mapping[str, str]
"""Texts by three-letter language; under `""` one that has no language."""

_IDA_TEXTS: Final[Mapping[str, tuple[str, ...]]] = {
    "name": ("fullName",),
    "given_name": ("givenName",),
    "middle_name": ("middleName",),
    "family_name": ("familyName",),
    "birthdate": ("dateOfBirth",),
    "gender": ("gender",),
    "phone_number": ("phone",),
    "email": ("email",),
}
_NAME_PARTS: Final = frozenset({"given_name", "middle_name", "family_name"})
_IDA_ADDRESS: Final[Mapping[str, tuple[str, ...]]] = {
    "street_address": ("addressLine1", "addressLine2", "addressLine3"),
    "locality": ("city",),
    "region": ("region",),
    "postal_code": ("postalCode",),
    "country": ("country",),
}
_MOCK_LISTS: Final[Mapping[str, tuple[str, ...]]] = {
    "name": ("fullName",),
    "given_name": ("givenName",),
    "middle_name": ("middleName",),
    "family_name": ("familyName",),
    "nickname": ("nickName",),
    "preferred_username": ("preferredUsername",),
    "gender": ("gender",),
}
_MOCK_TEXTS: Final[Mapping[str, str]] = {
    "birthdate": "dateOfBirth",
    "phone_number": "phone",
    "email": "email",
    "locale": "preferredLang",
}
# `postal_code` and `zoneinfo` are mapped there too, but only language lists are read, and those two are plain texts.
_MOCK_ADDRESS: Final[Mapping[str, tuple[str, ...]]] = {
    **{member: _IDA_ADDRESS[member] for member in ("street_address", "locality", "region", "country")},
}


class Wish:
    """Which claims were consented to, and in which languages."""

    def __init__(self, claims: Iterable[str], languages: tuple[str, ...], *, languages_given: bool) -> None:
        self.claims: Collection[str] = frozenset(claims)
        self.languages = languages
        self.languages_given = languages_given


def claims_of(citizen: Citizen, individual_id: str, wish: Wish, system: IdentitySystem) -> dict[str, Any]:
    """The consented claims that there is data for, but for the picture. `individual_id` is what the person typed."""
    with_address = "address" in wish.claims
    with_name_parts = not _NAME_PARTS.isdisjoint(wish.claims)
    identity = identity_of(citizen, with_name_parts=with_name_parts, with_address=with_address)
    if with_address and citizen.address is not None and citizen.address.country:
        identity["country"] = [{"language": citizen.language, "value": citizen.address.country}]
    claims = _SHAPES[system](identity, citizen.language, wish)
    if "individual_id" in wish.claims and system == "ida":
        claims["individual_id"] = individual_id
    return claims


def _ida(identity: Mapping[str, Any], own_language: str, wish: Wish) -> dict[str, Any]:
    claims: dict[str, Any] = {}
    for claim, attributes in _IDA_TEXTS.items():
        if claim in wish.claims:
            claims |= _ida_members(claim, _joined(identity, attributes), own_language, wish)
    if "address" in wish.claims:
        claims |= ida_address(identity, own_language, wish)
    return claims


def _ida_members(claim: str, values: Values, own_language: str, wish: Wish) -> dict[str, str]:
    if "" in values:
        return {claim: values[""]} if values[""] else {}
    matching = _matching(values, own_language, wish)
    if len(matching) == 1:
        return {claim: values[matching[0]]}
    return {f"{claim}#{two_letters(language)}": values[language] for language in matching}


def ida_address(identity: Mapping[str, Any], own_language: str, wish: Wish) -> dict[str, Any]:
    parts = {member: _joined(identity, attributes) for member, attributes in _IDA_ADDRESS.items()}
    spoken = {language: "" for values in parts.values() for language in values if language}
    matching = _matching(spoken, own_language, wish)
    plain = {member: values[""] for member, values in parts.items() if values.get("")}
    addresses: dict[str, Any] = {}
    for language in matching:
        suffix = f"#{two_letters(language)}" if len(matching) > 1 else ""
        worded = {f"{member}{suffix}": v[language] for member, v in parts.items() if v.get(language)}
        addresses[f"address{suffix}"] = worded | plain
    return addresses


def _matching(values: Mapping[str, str], own_language: str, wish: Wish) -> tuple[str, ...]:
    """The languages to answer in.

    Whoever asks for none gets English, or the person's own language where the record has no English: the original
    would leave the claim out, and a stock relying party could not name the person.
    """
    matching = tuple(language for language in wish.languages if language in values)
    if not matching and not wish.languages_given and own_language in values:
        return (own_language,)
    return matching


def _mock(identity: Mapping[str, Any], own_language: str, wish: Wish) -> dict[str, Any]:
    claims: dict[str, Any] = {}
    languages = wish.languages
    if not wish.languages_given and DEFAULT not in _joined(identity, ("fullName",)):
        languages = (own_language,)
    for claim, attributes in _MOCK_LISTS.items():
        if claim in wish.claims and any(name in identity for name in attributes):
            claims |= _mock_members(claim, _joined(identity, attributes), languages)
    for claim, attribute in _MOCK_TEXTS.items():
        if claim in wish.claims and identity.get(attribute):
            claims[claim] = identity[attribute]
    if "address" in wish.claims:
        address: dict[str, str] = {}
        for member, attributes in _MOCK_ADDRESS.items():
            if any(name in identity for name in attributes):
                address |= _mock_members(member, _joined(identity, attributes), languages)
        if address:
            claims["address"] = address
    return claims


def _mock_members(claim: str, values: Values, languages: tuple[str, ...]) -> dict[str, str]:
    # The original writes empty texts for languages that it has no value in.
    if len(languages) == 1:
        return {claim: values.get(languages[0], "")}
    return {f"{claim}#{language}": values.get(language, "") for language in languages}


def _joined(identity: Mapping[str, Any], attributes: tuple[str, ...]) -> Values:
    """The attributes' values, those of one language joined by a space."""
    found: dict[str, list[str]] = {}
    for attribute in attributes:
        stored = identity.get(attribute)
        entries = stored if isinstance(stored, list) else [{"language": "", "value": stored}]
        for entry in entries:
            if isinstance(entry, dict) and isinstance(entry.get("value"), str) and entry["value"]:
                found.setdefault(str(entry.get("language", "")), []).append(entry["value"])
    return {language: " ".join(texts) for language, texts in found.items()}


_SHAPES: Final[Mapping[IdentitySystem, Callable[[Mapping[str, Any], str, Wish], dict[str, Any]]]] = {
    "ida": _ida,
    "mock": _mock,
}
