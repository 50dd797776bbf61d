"""Creating, reading and changing identities.

Source: mosip/id-repository `IdRepoController`, `IdRepoProxyServiceImpl`.
"""

from typing import Any, Final

import msgspec
from msgspec import Struct

from mosip_mock.idrepository.errors import IdRepoCode, IdRepoError, invalid, no_record
from mosip_mock.idrepository.events import IdentityEvents
from mosip_mock.idrepository.identity_changes import IdentityChange
from mosip_mock.idrepository.vids import Vids
from shared.citizens.citizen import Citizen
from shared.citizens.identifiers import violations_of_uin
from shared.citizens.identity import identity_of
from shared.citizens.numbering import UIN_LENGTH, VID_LENGTH, Uin
from shared.citizens.population import Population
from shared.control.clock import Clock
from shared.control.explanation import Explanation
from shared.store.protocol import Store, TableSpec

RIDS: Final = TableSpec("identityRegistrations", unique=("rid",), indexed=("uin",))
"""Registration ids that changed an identity; each is good for one change."""
TYPES: Final = frozenset({"demo", "bio", "metadata", "all"})
ID_TYPES: Final = ("UIN", "VID", "ID", "HANDLE")


class _Used(msgspec.Struct, frozen=True):
    rid: str
    uin: str


class Identities(Struct, frozen=True):
    """The identity repository over the population."""

    store: Store
    citizens: Population
    vids: Vids
    events: IdentityEvents
    clock: Clock

    def create(self, wanted: IdentityChange) -> Citizen:
        """Store a new identity. Raises `IdRepoError`."""
        person, rid = wanted.person, wanted.registration_id
        _require_valid_uin(wanted.uin)
        assert person.birth_date is not None  # noqa: S101 - asked for by the validator
        with self.store.transaction():
            if self.citizens.find_by_uin(wanted.uin) is not None:
                raise _exists("request.identity.UIN", wanted.uin)
            self._check_rid(rid)
            citizen = self.citizens.add(
                Citizen(
                    uin=Uin(wanted.uin),
                    language=person.language,
                    **person.name_parts(),
                    names=person.further_names(),
                    birth_date=person.birth_date,
                    gender=person.gender or "other",
                    phone=person.phone,
                    email=person.email,
                    address=person.merged_address(None),
                    birth_certificate_number=person.birth_certificate_number,
                    registration_id=rid,
                    attributes=person.attributes,
                    origin="api",
                    created_at=self.clock.now(),
                )
            )
            self._use(rid, citizen.uin)
            self.events.created(citizen, rid)
        return citizen

    def update(self, wanted: IdentityChange) -> Citizen:
        """Change an identity or its status; a status change is seen by everybody at once. Raises `IdRepoError`."""
        with self.store.transaction():
            present = self.citizens.find_by_uin(wanted.uin)
            if present is None:
                _require_valid_uin(wanted.uin)
                raise no_record("request.identity.UIN", wanted.uin)
            self._check_rid(wanted.registration_id)
            changed = self.citizens.change(present.uin, lambda citizen: self._changed(citizen, wanted))
            self._use(wanted.registration_id, present.uin)
            if changed.status != present.status:
                self.events.status_changed(changed)
            self.events.updated(changed, wanted.registration_id)
        return changed

    def get(self, number: str, id_type: str | None = None) -> Citizen:
        """The person of a UIN, a VID or handle, or a registration id. Raises `IdRepoError`."""
        if id_type is not None and id_type.upper() not in ID_TYPES:
            raise invalid("idType", " or ".join(ID_TYPES), id_type)
        wanted = (id_type or _guessed(number)).upper()
        citizen: Citizen | None
        if wanted == "VID":
            citizen = self.vids.owner(number)
        elif wanted == "ID":
            citizen = self.citizens.find_by_registration_id(number) or self._by_used(number)
        elif wanted == "HANDLE":
            citizen = self.citizens.find_by_individual_id(number)
        else:
            citizen = self.citizens.find_by_uin(number)
        if citizen is None:
            raise no_record("path", number, f"the {wanted} of a known person")
        return citizen

    def read(self, number: str, kind: str | None, id_type: str | None) -> Citizen:
        """The same, the kinds of data checked before anything else. Raises `IdRepoError`."""
        if kind and not TYPES.issuperset(filter(None, kind.lower().split(","))):
            raise invalid("type", f"some of {', '.join(sorted(TYPES))}, separated by commas", kind)
        return self.get(number, id_type)

    def rid_of(self, number: str, id_type: str | None) -> str:
        """The registration id of the last change through this service, else of the registration itself.

        Raises `IdRepoError`.
        """
        citizen = self.get(number, id_type)
        used = [msgspec.json.decode(r.raw, type=_Used).rid for r in self.store.table(RIDS).find("uin", citizen.uin)]
        rid = used[-1] if used else citizen.registration_id
        if rid is None:
            raise no_record("path", number, "a person who came by a registration")
        return rid

    def _changed(self, citizen: Citizen, wanted: IdentityChange) -> Citizen:
        person = wanted.person
        changes: dict[str, Any] = {
            name: value
            for name in ("birth_date", "gender", "phone", "email", "birth_certificate_number")
            if (value := getattr(person, name)) is not None
        }
        if person.names:
            changes |= person.name_parts() | {"language": person.language}
            changes["names"] = {**citizen.names, **person.further_names()}
        return msgspec.structs.replace(
            citizen,
            **changes,
            status=wanted.status or citizen.status,
            address=person.merged_address(citizen.address),
            attributes={**citizen.attributes, **person.attributes},
            updated_at=self.clock.now(),
        )

    def _check_rid(self, rid: str) -> None:
        if self._by_used(rid) is not None or self.citizens.find_by_registration_id(rid) is not None:
            raise _exists("request.registrationId", rid)

    def _by_used(self, rid: str) -> Citizen | None:
        record = self.store.table(RIDS).find_one("rid", rid)
        return self.citizens.find_by_uin(msgspec.json.decode(record.raw, type=_Used).uin) if record else None

    def _use(self, rid: str, uin: str) -> None:
        self.store.table(RIDS).insert(msgspec.json.encode(_Used(rid, uin)))


def view_of(citizen: Citizen) -> dict[str, Any]:
    """What reading answers."""
    return {
        "status": citizen.status,
        "identity": {"IDSchemaVersion": 0.1, **identity_of(citizen)},
        "documents": [],
        "verifiedAttributes": None,
    }


def state_of(citizen: Citizen) -> dict[str, Any]:
    """What creating and changing answers: the status alone is filled."""
    return {"status": citizen.status, "identity": None, "documents": None, "verifiedAttributes": None}


def _require_valid_uin(uin: str) -> None:
    if violations := violations_of_uin(uin):
        told = "; ".join(f"{v.code}: {v.sentence}" for v in violations)
        raise invalid("request.identity.UIN", "a UIN by MOSIP's rules", uin, told, "UIN")


def _exists(where: str, value: str) -> IdRepoError:
    return IdRepoError(
        IdRepoCode.RECORD_EXISTS,
        Explanation(
            expected="a number that was not used before",
            received=repr(value)[:60],
            where=where,
            why="each registration id makes or changes one identity, each UIN belongs to one person",
            mend="use a fresh registration id",
        ),
    )


def _guessed(number: str) -> str:
    """UIN and VID by their lengths; a handle by its `@`; anything else is a registration id."""
    if "@" in number:
        return "HANDLE"
    if number.isdigit() and len(number) in {UIN_LENGTH, VID_LENGTH}:
        return "UIN" if len(number) == UIN_LENGTH else "VID"
    return "ID"
