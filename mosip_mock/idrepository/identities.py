"""Creating, reading and changing identities.

Source: mosip/id-repository `IdRepoProxyServiceImpl`, `IdRequestValidator`.
"""

from collections.abc import Mapping
from typing import Any, Final, get_args

import msgspec
from msgspec import Struct

from mosip_mock.idrepository.errors import IdRepoCode, IdRepoError, invalid, missing, no_record
from mosip_mock.idrepository.events import IdentityEvents
from mosip_mock.idrepository.requests import text
from mosip_mock.registration.person import Person, person_of
from shared.citizens.citizen import Citizen, CitizenStatus, Uin
from shared.citizens.identifiers import UIN_LENGTH, VID_LENGTH, violations_of_uin
from shared.citizens.identity import identity_of
from shared.citizens.population import Population
from shared.control.clock import Clock
from shared.control.explanation import Explanation
from shared.store.protocol import Store, TableSpec

RIDS: Final = TableSpec("identityRegistrations", unique=("rid",), indexed=("uin",))
"""Registration ids that changed an identity; each is good for one change."""
STATUSES: Final = get_args(CitizenStatus)
TYPES: Final = ("demo", "bio", "metadata", "all")
ID_TYPES: Final = ("UIN", "VID", "ID", "HANDLE")


class _Used(msgspec.Struct, frozen=True):
    rid: str
    uin: str


class Identities(Struct, frozen=True):
    """The identity repository over the population."""

    store: Store
    citizens: Population
    events: IdentityEvents
    clock: Clock

    def create(self, request: Mapping[str, Any]) -> str:
        """Store a new identity; its status. Raises `IdRepoError`."""
        rid, identity = text(request, "registrationId", "request.registrationId"), _identity(request)
        uin = self._valid_uin(identity)
        person = person_of(identity)
        if not person.names:
            raise missing("request.identity.fullName", "identity/fullName")
        if person.birth_date is None:
            if not identity.get("dateOfBirth"):
                raise missing("request.identity.dateOfBirth", "identity/dateOfBirth")
            raise invalid(
                "request.identity.dateOfBirth",
                "a date YYYY/MM/DD",
                identity["dateOfBirth"],
                about="identity/dateOfBirth",
            )
        now = self.clock.now()
        with self.store.transaction():
            self._check_rid(rid)
            if self.citizens.find_by_uin(uin) is not None:
                raise _exists("request.identity.UIN", uin)
            citizen = self.citizens.add(
                Citizen(
                    uin=Uin(uin),
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
                    created_at=now,
                )
            )
            self._use(rid, uin)
            self.events.created(citizen, rid)
        return citizen.status

    def update(self, request: Mapping[str, Any]) -> Citizen:
        """Change an identity or its status; a status change is seen by everybody at once. Raises `IdRepoError`."""
        rid, identity = text(request, "registrationId", "request.registrationId"), _identity(request)
        uin = text(identity, "UIN", "request.identity.UIN")
        status = request.get("status")
        if status is not None and status not in STATUSES:
            raise invalid("request.status", " or ".join(STATUSES), status)
        person = person_of(identity)
        if identity.get("dateOfBirth") and person.birth_date is None:
            raise invalid(
                "request.identity.dateOfBirth",
                "a date YYYY/MM/DD",
                identity["dateOfBirth"],
                about="identity/dateOfBirth",
            )
        with self.store.transaction():
            present = self.citizens.find_by_uin(uin)
            if present is None:
                raise no_record("request.identity.UIN", uin)
            self._check_rid(rid)
            changed = self.citizens.change(uin, lambda citizen: self._changed(citizen, person, status))
            self._use(rid, uin)
            if changed.status != present.status:
                self.events.status_changed(changed)
            self.events.updated(changed, rid)
        return changed

    def get(self, number: str, id_type: str | None) -> Citizen:
        """The person of a UIN, a VID or handle, or a registration id. Raises `IdRepoError`."""
        if id_type is not None and id_type.upper() not in ID_TYPES:
            raise invalid("idType", " or ".join(ID_TYPES), id_type)
        wanted = (id_type or _guessed(number)).upper()
        if wanted == "VID":
            citizen = self.citizens.find_by_vid(number)
            if citizen is not None:
                require_active_vid(citizen, number)
        elif wanted == "ID":
            citizen = self.citizens.find_by_registration_id(number) or self._by_used(number)
        elif wanted == "HANDLE":
            citizen = self.citizens.find_by_individual_id(number)
        else:
            citizen = self.citizens.find_by_uin(number)
        if citizen is None:
            raise no_record("path", number, f"the {wanted} of a known person")
        return citizen

    def view(self, citizen: Citizen, kind: str | None) -> dict[str, Any]:
        """What reading answers. Raises `IdRepoError` for an unknown kind."""
        if kind is not None and kind.lower() not in TYPES:
            raise invalid("type", " or ".join(TYPES), kind)
        identity = {"IDSchemaVersion": 0.1, **identity_of(citizen)}
        return {"status": citizen.status, "identity": identity, "documents": [], "verifiedAttributes": None}

    def rid_of(self, number: str) -> str:
        """The registration id that changed a person last. Raises `IdRepoError`."""
        citizen = self.get(number, None)
        if citizen.registration_id is None:
            raise no_record("path", number, "a person who came by a registration")
        return citizen.registration_id

    def _changed(self, citizen: Citizen, person: Person, status: Any) -> Citizen:  # noqa: ANN401 - checked
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
            status=status or citizen.status,
            address=person.merged_address(citizen.address),
            attributes={**citizen.attributes, **person.attributes},
            updated_at=self.clock.now(),
        )

    def _valid_uin(self, identity: Mapping[str, Any]) -> str:
        uin = text(identity, "UIN", "request.identity.UIN")
        if violations := violations_of_uin(uin):
            raise invalid(
                "request.identity.UIN",
                "a UIN by MOSIP's rules",
                uin,
                "; ".join(f"{v.code}: {v.sentence}" for v in violations),
                "identity/UIN",
            )
        return uin

    def _check_rid(self, rid: str) -> None:
        if self._by_used(rid) is not None or self.citizens.find_by_registration_id(rid) is not None:
            raise _exists("request.registrationId", rid)

    def _by_used(self, rid: str) -> Citizen | None:
        record = self.store.table(RIDS).find_one("rid", rid)
        return self.citizens.find_by_uin(msgspec.json.decode(record.raw, type=_Used).uin) if record else None

    def _use(self, rid: str, uin: str) -> None:
        self.store.table(RIDS).insert(msgspec.json.encode(_Used(rid, uin)))


def require_active_vid(citizen: Citizen, number: str) -> None:
    """Raise `IdRepoError` for a VID of this person that is not active."""
    vid = next((v for v in citizen.vids if v.vid == number), None)
    if vid is not None and vid.vid_status != "ACTIVE":
        raise IdRepoError(
            IdRepoCode.VID_INACTIVE,
            Explanation(
                expected="an ACTIVE VID",
                received=f"{number}, which is {vid.vid_status}",
                where="VID",
                why="only an active VID leads to its UIN",
                mend="use the UIN, or make a new VID with POST /idrepository/v1/vid",
            ),
            vid.vid_status,
        )


def _identity(request: Mapping[str, Any]) -> Mapping[str, Any]:
    identity = request.get("identity")
    if identity is None:
        raise missing("request.identity")
    if not isinstance(identity, Mapping):
        raise invalid("request.identity", "an object", identity)
    return identity


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
