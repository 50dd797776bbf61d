"""People as the mock-identity-system knows them: the same citizens, in its JSON.

Source: mosip/esignet-mock-services `IdentityServiceImpl`, `dto/IdentityData`.
"""

import hashlib
from collections.abc import Mapping
from typing import Any, Final

import msgspec
from msgspec import Struct

from esignet_mock.envelope import Violation, refuse_violations
from esignet_mock.mockidentity.errors import IdentityCode as Code
from esignet_mock.mockidentity.errors import IdentityError, refused
from esignet_mock.mockidentity.schema import birth_date_of, violations_of
from esignet_mock.userinfo.verified_claims import VERIFIED, VerifiedClaim
from shared.citizens.citizen import Address, Citizen, Gender, Name
from shared.citizens.identity import GENDER_LABELS, identity_of
from shared.citizens.numbering import Uin
from shared.citizens.population import Population
from shared.control.clock import Clock
from shared.store.protocol import DuplicateKeyError

_NAMES: Final = {"fullName": "full", "givenName": "given", "middleName": "middle", "familyName": "family"}
_PLACES: Final = {"streetAddress": "line1", "locality": "city", "region": "region", "country": "country"}
_KEPT_AS_THEY_ARE: Final = ("nickName", "preferredUsername", "zoneInfo", "locale")


class Identities(Struct, frozen=True):
    """Adding, changing and showing."""

    citizens: Population
    clock: Clock

    def add(self, identity: Mapping[str, Any], violations: list[Violation]) -> Citizen:
        """Make a citizen. Raises `EnvelopeRefusal`."""
        refuse_violations([*violations, *violations_of(identity, required=True)])
        citizen = self._merged(None, identity)
        try:
            return self.citizens.add(citizen)
        except DuplicateKeyError as error:
            raise refused(
                Code.DUPLICATE_INDIVIDUAL_ID,
                expected="a number that nobody has",
                received=citizen.uin,
                where="request.individualId",
                why="an identity is made once",
                mend="change it by PUT, or take another number",
            ) from error

    def change(self, identity: Mapping[str, Any], violations: list[Violation]) -> Citizen:
        """Replace the given fields; nulls are passed over. Raises `EnvelopeRefusal`."""
        given = {name: value for name, value in identity.items() if value is not None}
        refuse_violations([*violations, *violations_of(given, required=False)])
        uin = self.get(str(given.get("individualId", ""))).uin
        return self.citizens.change(uin, lambda citizen: self._merged(citizen, given))

    def get(self, individual_id: str) -> Citizen:
        """The person of this number. Raises `IdentityError` with `invalid_individual_id`."""
        found = self.citizens.find_by_individual_id(individual_id) or self.citizens.find_by_uin(individual_id)
        if found is not None:
            return found
        raise refused(
            Code.INVALID_INDIVIDUAL_ID,
            expected="a number that somebody has",
            received=repr(individual_id)[:60],
            where="individualId",
            why="only people who were added are known",
            mend="add the identity first, or pick somebody by `mosip-mocks citizens list`",
        )

    def add_verified_claim(self, claim: Mapping[str, Any], violations: list[Violation]) -> None:
        """Remember which claims of a person were verified, and how. Raises `EnvelopeRefusal`."""
        refuse_violations(violations)
        try:
            verified = msgspec.convert(dict(claim), VerifiedClaim)
        except msgspec.ValidationError as error:
            raise _not_a_verified_claim(str(error)) from error
        self.get(verified.individual_id)
        self.citizens.store.table(VERIFIED).insert(msgspec.json.encode(verified))

    def _merged(self, citizen: Citizen | None, identity: Mapping[str, Any]) -> Citizen:
        """The citizen with these fields, or a new one."""
        whole = {**(presented(citizen) if citizen is not None else {}), **identity}
        language = str(whole["preferredLang"])
        values = {name: _by_language(whole.get(name)) for name in (*_NAMES, *_PLACES, "gender")}
        names = {name: _in(values[name], language) for name in _NAMES}
        now = self.clock.now()
        fields: dict[str, Any] = {
            "language": language,
            "full_name": names["fullName"],
            "given_name": names["givenName"],
            "middle_name": names["middleName"],
            "family_name": names["familyName"],
            "names": _further_names(values, language),
            "birth_date": birth_date_of(str(whole["dateOfBirth"])),
            "gender": _gender_of(values["gender"]),
            "phone": whole.get("phone"),
            "email": whole.get("email"),
            "pin": whole["pin"],
            "address": Address(
                **{member: _in(values[name], language) for name, member in _PLACES.items()},
                postal_code=str(whole.get("postalCode") or ""),
            ),
            "attributes": {n: whole[n] for n in _KEPT_AS_THEY_ARE if whole.get(n) is not None},
            "updated_at": now,
        }
        if identity.get("password"):
            fields["password"] = identity["password"]
        if str(identity.get("encodedPhoto") or "").startswith("data:image/"):
            fields["photo"] = identity["encodedPhoto"]
        if citizen is None:
            return Citizen(uin=Uin(str(identity["individualId"])), origin="api", created_at=now, **fields)
        fields["attributes"] = {**citizen.attributes, **fields["attributes"]}
        return msgspec.structs.replace(citizen, **fields)


def presented(citizen: Citizen) -> dict[str, Any]:
    """The stored JSON. The password is a hash, as in the real one."""
    identity = identity_of(citizen)
    address = citizen.address or Address()
    places = {
        name: [{"language": citizen.language, "value": value}]
        for name, member in _PLACES.items()
        if (value := getattr(address, member))
    }
    return {
        "individualId": citizen.uin,
        "pin": citizen.pin,
        **{name: identity[name] for name in (*_NAMES, "gender") if name in identity},
        "dateOfBirth": identity["dateOfBirth"],
        **places,
        "postalCode": address.postal_code,
        "encodedPhoto": citizen.photo,
        "email": citizen.email,
        "phone": citizen.phone,
        "preferredLang": citizen.language,
        "password": hashlib.sha256(citizen.password.encode()).hexdigest(),
        **{name: citizen.attributes[name] for name in _KEPT_AS_THEY_ARE if name in citizen.attributes},
    }


def _by_language(values: Any) -> dict[str, str]:  # noqa: ANN401 - any JSON value
    return {entry["language"]: entry["value"] for entry in values} if isinstance(values, list) else {}


def _in(values: Mapping[str, str], language: str) -> str:
    """The text in this language, else in the first one."""
    return values.get(language) or next(iter(values.values()), "")


def _further_names(values: Mapping[str, Mapping[str, str]], language: str) -> dict[str, Name]:
    return {
        other: Name(**{part: values[name].get(other, "") for name, part in _NAMES.items()})
        for other in values["fullName"]
        if other != language
    }


def _gender_of(labels: Mapping[str, str]) -> Gender:
    for language, label in labels.items():
        known = GENDER_LABELS.get(language, GENDER_LABELS["eng"])
        for gender, text in known.items():
            if label.casefold() in {text.casefold(), gender}:
                return gender
    return "other"


def _not_a_verified_claim(problem: str) -> IdentityError:
    return refused(
        Code.INVALID_REQUEST,
        expected="individualId, verificationDetail (by field) and active",
        received=problem[:120],
        where="request",
        why="the detail is stored as it is and has to be an object",
        mend='send {"individualId": "...", "verificationDetail": {"name": {"trust_framework": "..."}}, "active": true}',
    )
