"""The population: the repository of citizens over a `Store`. Hands out frozen `Citizen`s, never documents."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import cached_property
from itertools import islice
from random import Random
from typing import TYPE_CHECKING, Final

import msgspec

from shared.citizens.numbering import UIN_LENGTH, VID_LENGTH, Uin, VidNumber
from shared.draws import RANDOM, Draw
from shared.store.protocol import Record, Store, TableSpec

if TYPE_CHECKING:
    from shared.citizens.citizen import Citizen, CitizenStatus

CITIZENS: Final = TableSpec(
    "citizens",
    unique=("uin", "vids.vid"),
    indexed=(
        "phone",
        "email",
        "registrationId",
        "birthCertificateNumber",
        "persona",
    ),
)

_HANDLES: Final = {
    "phone": "phone",
    "mobile": "phone",
    "email": "email",
    "birthcertificatenumber": "birthCertificateNumber",
}
"""What may stand behind the `@` of a handle, in small letters, and the field it names."""


_MOST_KNOWN: Final = 256


class NoSuchCitizenError(LookupError):
    """Nobody has this number."""

    def __init__(self, individual_id: str) -> None:
        super().__init__(f"no citizen has the number or handle {individual_id[:60]!r}")
        self.individual_id = individual_id


class Population:
    """All citizens of one store."""

    def __init__(self, store: Store, draw: Draw = RANDOM) -> None:
        self._store = store
        self._table = store.table(CITIZENS)
        self._draw = draw
        self._encode = msgspec.json.Encoder().encode
        self._version: tuple[int, ...] | None = None
        self._known: dict[tuple[str, str], Citizen | None] = {}
        """Look-ups of this version of the store: one request asks for the same person several times."""

    @property
    def store(self) -> Store:
        """The database behind, for a transaction that spans several tables."""
        return self._store

    # Finding

    def find_by_uin(self, uin: str) -> Citizen | None:
        """The person of this UIN, whatever their status."""
        return self._first("uin", uin)

    def find_by_vid(self, vid: str) -> Citizen | None:
        """The person who has, or had, this VID. The VID's own status is in `citizen.vids`."""
        return self._first("vids.vid", vid)

    def find_by_registration_id(self, registration_id: str) -> Citizen | None:
        """The person whose identity came from the packet of this RID."""
        return self._first("registrationId", registration_id)

    def find_by_birth_certificate_number(self, number: str) -> Citizen | None:
        return self._first("birthCertificateNumber", number)

    def find_by_persona(self, name: str) -> Citizen | None:
        """The documented person of this name (`widow`)."""
        return self._first("persona", name)

    def find_by_phone(self, phone: str) -> Citizen | None:
        """The first person with this phone, with or without the plus sign; activated people go first."""
        other = phone[1:] if phone.startswith("+") else f"+{phone}"
        return self._preferred("phone", phone) or self._preferred("phone", other)

    def find_by_email(self, email: str) -> Citizen | None:
        """The first person with this address; activated people go first."""
        return self._preferred("email", email) or self._preferred("email", email.lower())

    def find_by_individual_id(self, individual_id: str) -> Citizen | None:
        """The person of a UIN, a VID, an e-mail address or a handle such as `+9991234567@phone`."""
        value = individual_id.strip()
        if len(value) == UIN_LENGTH and (citizen := self.find_by_uin(value)):
            return citizen
        if len(value) == VID_LENGTH and (citizen := self.find_by_vid(value)):
            return citizen
        content, at, kind = value.rpartition("@")
        field = _HANDLES.get(kind.lower()) if at else None
        if field == "phone":
            return self.find_by_phone(content)
        if field == "birthCertificateNumber":
            return self.find_by_birth_certificate_number(content)
        if at:
            return self.find_by_email(content if field == "email" else value)
        return None

    def uin_of(self, individual_id: str) -> str:
        """The UIN of this person; the number itself where nobody has it."""
        citizen = self.find_by_individual_id(individual_id)
        return individual_id if citizen is None else citizen.uin

    def get(self, uin: str) -> Citizen:
        """The person of this UIN. Raises `NoSuchCitizenError`."""
        return self._present(self.find_by_uin(uin), uin)

    def get_by_individual_id(self, individual_id: str) -> Citizen:
        """The person of this UIN, VID or handle. Raises `NoSuchCitizenError`."""
        return self._present(self.find_by_individual_id(individual_id), individual_id)

    # Listing

    def count(self) -> int:
        return self._table.count()

    def all(self) -> Iterator[Citizen]:
        """Everybody, in the order they came."""
        return (self._decode(record.raw) for record in self._table.scan())

    def list(
        self,
        query: str = "",
        status: CitizenStatus | str | None = None,
        limit: int | None = None,
        offset: int = 0,
    ) -> tuple[list[Citizen], int]:
        """A page of the people who match, and how many match in all.

        `query` is words, all of which occur in a name, number, phone, e-mail address, persona or purpose.
        """
        stop = None if limit is None else offset + limit
        if not query.strip() and status is None:
            page = islice(self._table.scan(), offset, stop)
            return [self._decode(record.raw) for record in page], self.count()
        from shared.citizens.search import Search  # noqa: PLC0415 - as above

        search = Search(query, status)
        matching = [record for record in self._table.scan() if search.finds(record.raw)]
        return [self._decode(record.raw) for record in matching[offset:stop]], len(matching)

    # Changing

    def add(self, citizen: Citizen) -> Citizen:
        """Store a new person. Raises `DuplicateKeyError` when the UIN or a VID is taken."""
        self._table.insert(self._encode(citizen))
        return citizen

    def add_many(self, citizens: Iterable[Citizen]) -> int:
        """Store a stream of people; how many. Raises `DuplicateKeyError` at a UIN that is taken."""
        return self._table.insert_many(map(self._encode, citizens))

    def change(self, uin: str, change: Callable[[Citizen], Citizen]) -> Citizen:
        """Replace the person of this UIN by what `change` makes of them; nobody writes in between.

        Raises `NoSuchCitizenError`, and whatever `change` raises; then nothing is written.
        """
        with self._store.transaction():
            record = self._record(uin)
            citizen = change(self._decode(record.raw))
            self._table.replace(record.id, self._encode(citizen))
            return citizen

    def remove(self, uin: str) -> None:
        """Take the person of this UIN out. Raises `NoSuchCitizenError`."""
        with self._store.transaction():
            self._table.remove(self._record(uin).id)

    # Numbers

    def new_uin(self, rng: Random | None = None) -> Uin:
        """A valid UIN that nobody has."""
        from shared.citizens.generation import generate_uin  # noqa: PLC0415 - most runs make no numbers

        while True:
            uin = generate_uin(rng or self._draw.rng)
            if self._table.find_one("uin", uin) is None:
                return uin

    def new_vid(self, rng: Random | None = None) -> VidNumber:
        """A valid VID that nobody has or had."""
        from shared.citizens.generation import generate_vid  # noqa: PLC0415 - as above

        while True:
            vid = generate_vid(rng or self._draw.rng)
            if self._table.find_one("vids.vid", vid) is None:
                return vid

    @cached_property
    def _decode(self) -> Callable[[bytes], Citizen]:
        from shared.citizens.citizen import Citizen  # noqa: PLC0415 - a start counts people and reads nobody

        return msgspec.json.Decoder(Citizen).decode

    def _first(self, field: str, value: str) -> Citizen | None:
        version = self._store.version()
        if version != self._version or len(self._known) >= _MOST_KNOWN:
            self._known.clear()
            self._version = version
        asked = (field, value)
        if asked not in self._known:
            record = self._table.find_one(field, value)
            self._known[asked] = self._decode(record.raw) if record else None
        return self._known[asked]

    def _preferred(self, field: str, value: str) -> Citizen | None:
        citizens = [self._decode(record.raw) for record in self._table.find(field, value)]
        return min(citizens, key=lambda c: c.status != "ACTIVATED", default=None)

    def _record(self, uin: str) -> Record:
        record = self._table.find_one("uin", uin)
        if record is None:
            raise NoSuchCitizenError(uin)
        return record

    @staticmethod
    def _present(citizen: Citizen | None, individual_id: str) -> Citizen:
        if citizen is None:
            raise NoSuchCitizenError(individual_id)
        return citizen
