"""What a valid packet does to the population: a new citizen, a correction, a death, a status.

Source: mosip/registration uin-generator and finalization stages; what OpenCRVS needs beyond them is the preset's.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from random import Random
from typing import Any, Final

import msgspec
from msgspec import Struct

from mosip_mock.registration.person import Person, person_of
from mosip_mock.registration.presets import Effect, Preset
from shared.citizens.citizen import Citizen, CitizenStatus, Vid
from shared.citizens.fabrication import make_email, make_phone
from shared.citizens.numbering import Uin
from shared.citizens.population import Population
from shared.control.explanation import Explanation

_RELATIVE: Final = re.compile(r"(?:mother|father|parent|guardian|introducer)", re.IGNORECASE)
_NUMBERS: Final = ("UIN", "VID", "vid", "nationalIdNumber")


class EffectError(Exception):
    """The packet cannot be carried out: the registration processor fails it."""

    def __init__(self, comment: str, explanation: Explanation) -> None:
        super().__init__(comment)
        self.comment = comment
        self.explanation = explanation


class Applied(Struct, frozen=True):
    """The person concerned, and in words what was done."""

    citizen: Citizen
    deed: str
    is_new: bool = False
    status_changed: bool = False


class Effects(Struct, frozen=True):
    """Applies packets; called inside a store transaction."""

    citizens: Population
    preset: Preset

    def apply(
        self, effect: Effect, registration_id: str, fields: Mapping[str, Any], lost: Mapping[str, str], now: datetime
    ) -> Applied:
        """Carry out a packet. Raises `EffectError`."""
        named = {**lost, **fields} if self.preset.reads_any_source else dict(fields)
        person = person_of(fields)
        match effect:
            case Effect.CREATE:
                return self._create(registration_id, person, named, now)
            case Effect.UPDATE:
                return self._update(registration_id, person, named, now)
            case Effect.DEATH:
                return self._change(named, now, "DEACTIVATED", "identity deactivated after a death", person)
            case Effect.DEACTIVATE:
                return self._change(named, now, "DEACTIVATED", "identity deactivated")
            case Effect.REACTIVATE:
                return self._change(named, now, "ACTIVATED", "identity activated again")
            case Effect.FIND:
                return Applied(self._find(named), "identity found")

    def _create(self, registration_id: str, person: Person, named: Mapping[str, Any], now: datetime) -> Applied:
        if named.get("UIN"):
            return self._update(registration_id, person, named, now)
        present = self.citizens.find_by_registration_id(registration_id)
        if present is not None:
            return Applied(present, "identity was there already")
        for where, value in (("fullName", person.names), ("dateOfBirth", person.birth_date)):
            if not value:
                raise EffectError(
                    f"No usable {where} in the packet",
                    Explanation(
                        expected="a name" if where == "fullName" else "a date YYYY/MM/DD",
                        received=repr(named.get(where))[:80],
                        where=f"request.fields.{where}",
                        why="no identity can be made without it; the real packet validation fails before",
                        mend=f"send `{where}` in createPacket",
                    ),
                )
        assert person.birth_date is not None  # noqa: S101 - checked above
        uin = self.citizens.new_uin()
        phone, email = person.phone, person.email
        if self.preset.makes_up_contacts and not (phone or email):
            rng = Random(f"made up about {uin}")
            phone, email = make_phone(rng), make_email(rng, person.name_parts()["full_name"])
        citizen = Citizen(
            uin=uin,
            vids=(Vid(vid=self.citizens.new_vid(), created_at=now),),
            language=person.language,
            **person.name_parts(),
            names=person.further_names(),
            birth_date=person.birth_date,
            gender=person.gender or "other",
            phone=phone,
            email=email,
            address=person.merged_address(None),
            parents=tuple(dict.fromkeys(self._parents(named))),
            registration_id=registration_id,
            birth_certificate_number=person.birth_certificate_number,
            attributes=person.attributes,
            origin="packet",
            created_at=now,
        )
        return Applied(self.citizens.add(citizen), "UIN and perpetual VID generated", is_new=True)

    def _update(self, registration_id: str, person: Person, named: Mapping[str, Any], now: datetime) -> Applied:
        if not self.preset.finds_by_other_numbers and not named.get("UIN"):
            # Stock MOSIP takes an update without UIN for a new registration.
            return self._create(registration_id, person, {k: v for k, v in named.items() if k != "UIN"}, now)

        def corrected(citizen: Citizen) -> Citizen:
            changes: dict[str, Any] = {"updated_at": now, "attributes": {**citizen.attributes, **person.attributes}}
            if person.names:
                changes |= person.name_parts() | {
                    "language": person.language,
                    "names": {**citizen.names, **person.further_names()},
                }
            changes |= {
                name: value
                for name in ("birth_date", "gender", "phone", "email", "birth_certificate_number")
                if (value := getattr(person, name)) is not None
            }
            if person.died_on:
                changes["deceased_on"] = person.died_on
            changes["address"] = person.merged_address(citizen.address)
            parents = tuple(dict.fromkeys((*citizen.parents, *self._parents(named))))
            return msgspec.structs.replace(citizen, parents=parents, **changes)

        found = self._find(named)
        return Applied(self.citizens.change(found.uin, corrected), "identity updated")

    def _change(
        self, named: Mapping[str, Any], now: datetime, status: CitizenStatus, deed: str, death: Person | None = None
    ) -> Applied:
        found = self._find(named)

        def changed(citizen: Citizen) -> Citizen:
            deceased_on = citizen.deceased_on
            if death is not None:
                deceased_on = death.died_on or deceased_on or now.date()
            elif status == "ACTIVATED":
                deceased_on = None
            return msgspec.structs.replace(citizen, status=status, updated_at=now, deceased_on=deceased_on)

        return Applied(self.citizens.change(found.uin, changed), deed, status_changed=found.status != status)

    def _find(self, named: Mapping[str, Any]) -> Citizen:
        """The person whom the packet names. Raises `EffectError`."""
        numbers = _NUMBERS if self.preset.finds_by_other_numbers else ("UIN",)
        given = {name: str(named[name]).strip() for name in numbers if named.get(name)}
        for name, number in given.items():
            citizen = (
                self.citizens.find_by_individual_id(number)
                if self.preset.finds_by_other_numbers
                else self.citizens.find_by_uin(number)
            ) or (self._by_attribute(number) if name == "nationalIdNumber" else None)
            if citizen is not None:
                return _permitted(citizen)
        raise EffectError(
            "Identity of the packet not found",
            Explanation(
                expected=f"the number of a known person in {' or '.join(numbers)}",
                received=", ".join(f"{n} {v[:40]!r}" for n, v in given.items()) or "none of them",
                where="request.fields",
                why="this process changes an identity that exists",
                mend="send the person's UIN"
                + (" or VID" if self.preset.finds_by_other_numbers else " (stock MOSIP looks at nothing else)"),
            ),
        )

    def _by_attribute(self, number: str) -> Citizen | None:
        """Somebody whose own packet carried this nationalIdNumber."""
        return self.citizens.find_by_birth_certificate_number(number) or self.citizens.find_by_registration_id(number)

    def _parents(self, named: Mapping[str, Any]) -> Iterator[Uin]:
        """The people whom fields such as introducerUIN or guardianOrParentBirthCertificateNumber name."""
        for name, value in named.items():
            if _RELATIVE.match(name) and isinstance(value, str) and (number := value.strip()):
                citizen = self.citizens.find_by_individual_id(number) or self._by_attribute(number)
                if citizen is not None:
                    yield citizen.uin


def _permitted(citizen: Citizen) -> Citizen:
    """The person, unless a magic UIN says that no packet about them passes. Raises `EffectError`."""
    if citizen.magic != "update-rejected":
        return citizen
    raise EffectError(
        "Packet rejected: magic UIN",
        Explanation(
            expected="a person whom packets may change",
            received=f"{citizen.uin}, a magic UIN: {citizen.magic}",
            where="request.fields",
            why="a packet about this person is always rejected in processing",
            mend="name another person",
        ),
    )
